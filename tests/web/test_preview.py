"""The authors' preview: every text as people will see it, from the files as they are now, and what does not fit."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from curriculum.files import ROOT
from tests.web.counting import counted

pytestmark = pytest.mark.one_engine


@pytest.fixture
def files(app: Flask, tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil; the site's preview reads it."""
    copy = tmp_path / "curriculum"
    for folder in ("courses", "measures"):
        shutil.copytree(ROOT / folder, copy / folder)
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"curriculum": copy})
    return copy


def shown(client: FlaskClient, address: str) -> str:
    answer = client.get(f"/dev/content{address}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_an_author_saves_a_file_and_loads_the_page_again(client: FlaskClient, files: Path) -> None:
    card = files / "courses/eight-weeks/cards/backdraft.md"
    assert "Fresh wording of an author" not in shown(client, "/eight-weeks/card/backdraft")
    card.write_text(
        card.read_text().replace("Kindness can stir up", "Fresh wording of an author. Kindness can stir up")
    )
    assert "Fresh wording of an author" in shown(client, "/eight-weeks/card/backdraft")


def test_a_file_that_does_not_fit_is_named_with_its_field_and_the_rest_is_shown(
    client: FlaskClient, files: Path
) -> None:
    practice = files / "courses/eight-weeks/practices/supportive-touch.md"
    practice.write_text(practice.read_text().replace("kind: informal", "kind: relaxed", 1))
    index = shown(client, "")
    line = practice.read_text().splitlines().index("kind: relaxed") + 1
    assert f"courses/eight-weeks/practices/supportive-touch.md:{line}" in index
    assert "does not fit yet" in index
    assert "relaxed" in shown(client, "/eight-weeks/practice/supportive-touch")
    assert "Soles of the feet" in shown(client, "/eight-weeks/practice/soles-of-the-feet")
    assert "Discovering" in shown(client, "/eight-weeks/unit/week-1")


def test_a_course_file_that_cannot_be_read_leaves_its_texts_readable(
    client: FlaskClient, files: Path
) -> None:
    (files / "courses/eight-weeks/course.yaml").write_text("key: [eight-weeks\n")
    assert "courses/eight-weeks/course.yaml" in shown(client, "")
    assert "Backdraft" in shown(client, "/eight-weeks/card/backdraft")


@pytest.mark.slow
@pytest.mark.parametrize("course", sorted(path.parent.name for path in ROOT.glob("courses/*/course.yaml")))
def test_every_text_of_every_course_can_be_looked_at(client: FlaskClient, files: Path, course: str) -> None:
    folder = files / "courses" / course
    units = [path.parent.name for path in folder.glob("*/unit.yaml")]
    found = [(sort, key) for sort in ("unit", "outline") for key in units]
    for sort in ("practice", "exercise", "card", "guide"):
        found += [(sort, path.stem) for path in folder.glob(f"{sort}s/*.md")]
    assert len(found) >= 10
    unread = [
        f"{sort}/{key}" for sort, key in found if "<h1>" not in shown(client, f"/{course}/{sort}/{key}")
    ]
    assert unread == []


def test_an_outline_has_the_minutes_of_each_length_and_what_is_said(client: FlaskClient, files: Path) -> None:
    page = shown(client, "/eight-weeks/outline/week-1")
    assert "Outlines of 120, 150, 165 minutes" in page
    for part in ("Say", "Offer", "Watch for", "Close"):
        assert f"<dt>{part}</dt>" in page


def test_links_between_texts_stay_inside_the_preview(client: FlaskClient, files: Path) -> None:
    handout = files / "courses/eight-weeks/week-2/handout.md"
    handout.write_text(handout.read_text() + "\nThere is [more about it](card:backdraft).\n")
    assert 'href="/dev/content/eight-weeks/card/backdraft"' in shown(client, "/eight-weeks/unit/week-2")


def test_the_question_for_the_group_is_marked_as_for_facilitators(client: FlaskClient, files: Path) -> None:
    assert "seen by facilitators only" in shown(client, "/eight-weeks/card/backdraft")


@pytest.mark.parametrize(
    "address",
    ["/nothing/card/backdraft", "/eight-weeks/card/nothing", "/eight-weeks/card/backdraft?language=xx"],
)
def test_what_has_no_file_is_not_there(client: FlaskClient, files: Path, address: str) -> None:
    assert client.get(f"/dev/content{address}").status_code == 404


def test_the_preview_reads_files_and_no_database(client: FlaskClient, files: Path, app: Flask) -> None:
    with counted(app.extensions["engine"]) as sent:
        shown(client, "/eight-weeks/unit/week-1")
    assert sent == []
