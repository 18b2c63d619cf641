"""ReproSchema activities as a folder and as a zip. Every sentence in them is made up."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.errors import Refused
from course.exchange.import_measure.ending import Outcome
from course.exchange.import_measure.picking import Wish
from tests.course.exchange.import_measure.made import (
    FILES,
    SENTENCES,
    STEM,
    ends,
    fitted,
    found_in,
    wording_of,
    zipped,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FILES / "garden_activity", tmp_path / "garden"))


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    node = json.loads(path.read_text())
    change(node)
    path.write_text(json.dumps(node))


def test_an_activity_gives_its_items_in_its_own_order(folder: Path) -> None:
    wording = wording_of(folder)
    assert tuple(wording.items.values()) == SENTENCES
    assert (wording.stem, wording.title) == (STEM, "Mornings in the garden")
    rows = ends(folder)
    assert rows["items/garden_8"].reason == "has other answers than the 7 items garden_1 to garden_7"
    assert rows["items/garden_total"].reason == "is worked out, and agrees with the score total of the key"
    assert rows["valueConstraints"].outcome == Outcome.IMPORTED


def test_the_same_in_a_zip_and_in_another_language(folder: Path, tmp_path: Path) -> None:
    files = {
        f"repo/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    wording = wording_of(zipped(tmp_path, files), wish=Wish("de"))
    assert (wording.items["q7"], wording.choices[3]) == ("Satz 7 im Garten", "An jedem Morgen")
    assert "no words in this language" in fitted(folder, wish=Wish("fr")).problems[0]


def test_older_spellings_with_prefixes_are_read(folder: Path) -> None:
    def older(node: dict[str, Any]) -> None:
        node["schema:question"] = node.pop("question")
        node["reproterms:responseOptions"] = node.pop("responseOptions")

    for n in range(1, 8):
        edit(folder / "items" / f"garden_{n}", older)
    edit(folder / "garden_schema", lambda node: node["ui"].update(order={"@list": node["ui"]["order"]}))
    assert fitted(folder).wording is not None


def test_a_limit_that_differs_from_the_choices_is_named_once_for_all(folder: Path) -> None:
    [warning] = fitted(folder).warnings
    assert (
        warning == "items/garden_1, garden_1 and 6 more: the file’s own limit is 4, and its answers end at 3"
    )


def test_an_address_on_another_machine_is_refused_and_not_fetched(folder: Path) -> None:
    away = "https://raw.githubusercontent.com/x/y/items/garden_3"

    def move(node: dict[str, Any]) -> None:
        node["ui"]["order"][2] = away

    edit(folder / "garden_schema", move)
    assert f"{away}, garden_3: is on another machine, and nothing is fetched" in fitted(folder).problems[0]


def test_answers_outside_the_folder_are_not_there(folder: Path) -> None:
    shutil.copy(folder / "valueConstraints", folder.parent / "outside")
    edit(folder / "items" / "garden_2", lambda node: node.update(responseOptions="../../outside"))
    assert "which is not in these files" in fitted(folder).problems[0]


def test_without_an_activity_or_an_order_nothing_is_guessed(folder: Path) -> None:
    edit(folder / "garden_schema", lambda node: node["ui"].pop("order"))
    with pytest.raises(Refused, match="has no order"):
        found_in(folder)
    (folder / "garden_schema").unlink()
    with pytest.raises(Refused, match="0 ReproSchema activities"):
        found_in(folder)


def test_one_file_of_an_activity_says_what_is_needed(folder: Path) -> None:
    with pytest.raises(Refused, match="name its folder"):
        found_in(folder / "garden_schema")


def test_hidden_items_several_answers_and_conditions(folder: Path) -> None:
    edit(folder / "garden_schema", lambda node: node["ui"]["addProperties"][7].update(isVis=False))
    assert ends(folder)["items/garden_8"].reason == "is hidden"
    edit(folder / "garden_schema", lambda node: node["ui"]["addProperties"][4].update(isVis="garden_1 > 0"))
    assert "asked of everybody" in ends(folder)["items/garden_5"].reason
    edit(folder / "valueConstraints", lambda node: node.update(multipleChoice=True))
    assert "several answers" in ends(folder)["items/garden_1"].reason
