"""CSV: one line for each person and wave or for each person, and a codebook that names every column and code."""

import csv
import io

from course.exchange.export import delimited, grid
from course.exchange.export.delimited import codebook_csv, grid_csv
from tests.course.exchange.export.small import DATASET


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_long_file_tells_skipped_not_reached_not_shown_and_missed_apart() -> None:
    read = lines(grid_csv(grid.long(DATASET)))
    assert [row["phq8_own_q1"] for row in read] == ["2", "-96", "-99", "-95"]
    assert [row["phq8_own_q2"] for row in read] == ["0", "-96", "-98", "-95"]
    assert [row["gad7_q1"] for row in read] == ["-97", "-96", "-97", "-95"]
    assert [row["status"] for row in read] == ["complete", "missed", "partial", "withdrawn"]


def test_the_wide_file_has_each_person_once() -> None:
    read = lines(grid_csv(grid.wide(DATASET)))
    assert [(row["person"], row["phq8_own_total_w1"], row["phq8_own_total_w2"]) for row in read] == [
        ("AAAA", "8.5", "-96"),
        ("BBBB", "-94", "-95"),
    ]


def test_the_codebook_names_every_column_with_its_words_and_guards_what_a_spreadsheet_would_run() -> None:
    read = {row["variable"]: row for row in lines(codebook_csv(grid.long(DATASET)))}
    assert list(read) == [column.name for column in grid.long(DATASET).columns]
    assert read["phq8_own_q1"]["values"].startswith("0 = Not at all; 1 = =Some;")
    assert "our own wording" in read["phq8_own_q1"]["asked as"]
    assert "(-96)" in read["phq8_own_q1"]["missing values"]
    assert delimited.csv_text(["h"], [["=1+1"], [-3]]) == "h\r\n'=1+1\r\n-3\r\n"
