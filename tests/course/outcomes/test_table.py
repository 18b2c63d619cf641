from __future__ import annotations

import csv
from io import StringIO

import pytest

from course.outcomes.compare import compare
from course.outcomes.comparison import Comparison
from course.outcomes.comparison_sheet import sheet
from course.outcomes.everybody import Everybody, Lost
from course.outcomes.scores import Measured
from course.outcomes.table import guarded, table
from course.statistics.small_sample import Contrast
from tests.course.outcomes.cases import KINDNESS, LOW_MOOD, cohort, pairs

FULL_WIDTH = (
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
HOSTILE = [start + "1+1" for start in (*"=+-@\t\r\n\0", *FULL_WIDTH, "  =")]


NOBODY_ELSE = Everybody(0, 0, None, None)


def csv_text(comparison: Comparison, everybody: Everybody = NOBODY_ELSE) -> str:
    return sheet(comparison, everybody).csv


def read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(name: str) -> None:
    text = csv_text(compare([cohort(0, pairs(9, mean=0.5), name=name)], KINDNESS))
    assert read(text)[1][0] == f"'{name}"


@pytest.mark.parametrize("name", ["Spring 2024, Tue", "O'Neill's group", "1=1", "", "Gruppe für Ärzte"])
def test_an_ordinary_name_is_left_as_it_is(name: str) -> None:
    assert guarded(name) == name


def test_a_measure_named_like_a_formula_is_guarded_in_the_header() -> None:
    hostile = Measured("k", "=cmd()", "calm", 1, 5)
    heads = read(csv_text(compare([cohort(0, pairs(9, mean=0.5))], hostile)))[0]
    assert not [head for head in heads if head.startswith("=")]


def test_a_fall_stays_a_number_in_the_file() -> None:
    rows = read(csv_text(compare([cohort(i, pairs(9, mean=-0.5)) for i in range(3)], LOW_MOOD)))
    assert [float(row[7]) for row in rows[1:5]] == [-0.5] * 4


def test_the_file_has_the_rows_of_the_page_in_the_same_order() -> None:
    cohorts = [cohort(i, pairs(n, mean=0.5)) for i, n in enumerate([12, 5, 9, 10])]
    comparison = compare(cohorts, KINDNESS)
    names = [row[0] for row in read(csv_text(comparison))[1:6]]
    assert names == [line[0] for line in table(comparison).lines] == [
        "Group 0", "Group 1", "Group 2", "Group 3", "The 3 shown",
    ]  # fmt: skip


def test_a_hidden_cohort_has_its_name_and_the_reason_and_no_number() -> None:
    comparison = compare([cohort(i, pairs(n, mean=0.5)) for i, n in enumerate([12, 5, 9])], KINDNESS)
    assert read(csv_text(comparison))[2] == ["Group 1", "2023-04-11", "Hidden: too few people", *[""] * 14]


def test_headings_of_scores_say_when_the_wording_is_our_own() -> None:
    cohorts = [cohort(i, pairs(9, mean=0.5)) for i in range(3)]
    ours, published = (read(csv_text(compare(cohorts, m)))[0] for m in (KINDNESS, LOW_MOOD))
    assert [head.endswith("(own wording)") for head in ours] == [False] * 7 + [True] * 10
    assert not [head for head in published if "own wording" in head]
    assert [head for head in table(compare(cohorts, KINDNESS)).heads if "own wording" in head]


def test_two_cohorts_have_no_line_of_figures_for_both_together() -> None:
    comparison = compare([cohort(i, pairs(9, mean=0.5)) for i in range(2)], KINDNESS)
    assert len(table(comparison).lines) == 2
    assert read(csv_text(comparison))[-1][7:] == [""] * 10


def test_the_file_ends_with_what_the_models_say() -> None:
    sizes = [9, 12, 15]
    comparison = compare([cohort(i, pairs(n, mean=0.2 + 0.5 * i)) for i, n in enumerate(sizes)], KINDNESS)
    everybody = Everybody(47, 11, Contrast(0.613, 0.1, 40.0), Lost(11, 36, -0.314))
    lines = {row[0]: row for row in read(csv_text(comparison, everybody))[5:]}
    assert comparison.pooled is not None
    assert comparison.pooled.prediction is not None
    assert float(lines["Spread of true changes (tau)"][7]) == pytest.approx(
        comparison.pooled.tau2**0.5, abs=1e-4
    )
    low, high = lines["Where another one may lie (prediction interval)"][8:10]
    assert (float(low), float(high)) == pytest.approx(comparison.pooled.prediction, abs=1e-4)
    likelihood = lines["With everybody’s answers, whole programme (likelihood)"]
    assert (likelihood[5], likelihood[7], likelihood[-1]) == ("47", "0.61", "40.0")  # as on the page, no more
    assert [row[7] for name, row in lines.items() if "did not answer again" in name] == ["-0.31"]
