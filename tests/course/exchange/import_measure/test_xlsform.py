"""XLSForm workbooks in three spellings, made from the CSV files beside this one. Every sentence is made up."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from course.errors import Refused
from course.exchange.import_measure.ending import Outcome
from course.exchange.import_measure.picking import Wish
from course.exchange.import_measure.source import opened
from tests.course.exchange.import_measure.made import (
    SENTENCES,
    STEM,
    ends,
    fitted,
    found_in,
    kept,
    wording_of,
    workbook,
    zipped,
)


@pytest.fixture
def odk(tmp_path: Path) -> Path:
    return workbook(tmp_path, "xlsform")


def changed(path: Path, sheet: str, cell: str, words: object) -> Path:
    book = load_workbook(path)
    book[sheet][cell] = words
    book.save(path)
    return path


def test_every_row_of_every_sheet_ends_as_something(odk: Path) -> None:
    rows = ends(odk)
    assert rows["survey, row 2"].reason == "stands over every item"
    assert all(rows[f"survey, row {n}"].outcome == Outcome.IMPORTED for n in range(3, 10))
    assert rows["survey, row 12"].reason == "has other answers than the 7 items garden_1 to garden_7"
    assert rows["survey, row 14"].reason == "is of the type text, and has no answers to choose from"
    assert [rows[f"choices, row {n}"].outcome for n in (2, 6, 10)] == [
        Outcome.IMPORTED,
        Outcome.IGNORED,
        Outcome.IGNORED,
    ]
    assert rows["settings, row 2"].outcome == Outcome.IGNORED


def test_the_language_is_chosen_by_code_or_name(odk: Path) -> None:
    german = wording_of(odk, wish=Wish("de"))
    assert (german.language, german.items["q1"], german.choices[0]) == (
        "de",
        "Satz 1 im Garten",
        "An keinem Morgen",
    )
    with pytest.raises(Refused, match="no words in fr, only in english, deutsch"):
        fitted(odk, wish=Wish("fr"))


def test_coalesce_counts_a_missing_answer_as_zero(odk: Path) -> None:
    assert any("garden_total counts a missing answer as zero" in one for one in fitted(odk).warnings)


def test_the_surveycto_spelling(tmp_path: Path) -> None:
    path = workbook(tmp_path, "surveycto")
    rows, found = ends(path), fitted(path)
    assert found.wording is not None
    assert (found.wording.stem, tuple(found.wording.items.values())) == (STEM, SENTENCES)
    assert rows["survey, row 3"].reason == "item 1; 1 to 4 have become 0 to 3"
    assert rows["survey, row 10"].reason == "is switched off (disabled)"
    assert found.warnings == ()


def test_the_item_table_of_formr_stores_the_number_of_the_column(tmp_path: Path) -> None:
    found = fitted(workbook(tmp_path, "formr"))
    assert found.wording is not None
    assert found.wording.stem == STEM
    assert found.wording.choices[3] == "Every morning"
    assert ends(tmp_path / "formr.xlsx")["survey, row 11"].reason.endswith(
        "agrees with the score total of the key"
    )


def test_a_constraint_that_differs_from_the_answers_is_named(tmp_path: Path) -> None:
    path = changed(workbook(tmp_path, "surveycto"), "survey", "E5", ". >= 0 and . <= 4")
    assert "survey, row 5, g3: the file’s own limit is 0, and its answers end at 1" in fitted(path).warnings


@pytest.mark.parametrize(
    ("cell", "words", "sentence"),
    [
        ("A5", "select_one nothing", "takes its answers from nothing"),
        ("C5", "Did ${name} see it?", "${name} in its words"),
        ("C5", None, "no words in this language"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_its_row(
    odk: Path, cell: str, words: object, sentence: str
) -> None:
    [problem] = fitted(changed(odk, "survey", cell, words)).problems
    assert problem.startswith("survey, row 5")
    assert sentence in problem


def test_a_name_that_stands_twice_is_refused_with_both_rows(odk: Path) -> None:
    with pytest.raises(Refused, match="row 7: garden_2 stands already in row 4"):
        found_in(changed(odk, "survey", "B7", "garden_2"))


def test_a_workbook_without_the_sheet_or_its_columns_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "empty.xlsx")
    with pytest.raises(Refused, match="no sheet called survey"):
        found_in(tmp_path / "empty.xlsx")
    book.worksheets[0].title = "survey"
    book.worksheets[0].append(["kind", "label"])
    book.worksheets[0].append(["select_one a", "b"])
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(Refused, match="no column type and name"):
        found_in(tmp_path / "other.xlsx")


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY e SYSTEM "http://example.org/x">]>',
    ],
)
def test_a_workbook_that_declares_entities_is_refused(odk: Path, tmp_path: Path, declared: str) -> None:
    files = dict(opened(odk).files)
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        body = files[name].decode().removeprefix('<?xml version="1.0"?>')
        bad = {**files, name: f'<?xml version="1.0"?>{declared}{body}'.encode()}
        with pytest.raises(Refused, match=f"declares entities in {name}"):
            found_in(zipped(tmp_path, bad, "bad.xlsx"))
        utf16 = {**files, name: f'<?xml version="1.0" encoding="utf-16"?>{declared}{body}'.encode("utf-16")}
        with pytest.raises(Refused, match="declares entities"):
            found_in(zipped(tmp_path, utf16, "bad.xlsx"))


def test_broken_parts_and_the_old_kind_are_refused(odk: Path, tmp_path: Path) -> None:
    files = dict(opened(odk).files)
    with pytest.raises(Refused, match="broken in line"):
        found_in(zipped(tmp_path, {**files, "xl/workbook.xml": b"<workbook>"}, "bad.xlsx"))
    with pytest.raises(Refused, match="cannot be read as a workbook"):
        found_in(zipped(tmp_path, {"xl/workbook.xml": b"<workbook/>"}, "bad.xlsx"))
    with pytest.raises(Refused, match="old kind"):
        found_in(kept(tmp_path, b"\xd0\xcf\x11\xe0 something", "old.xls"))
