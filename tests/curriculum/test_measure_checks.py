"""`python -m curriculum check` names what is wrong with a measure, its figures or its words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum.check import problems as every_problem
from curriculum.checks.measures import problems
from curriculum.loader import ContentError, load_measure
from curriculum.measure_table import measure_table
from tests.curriculum.conftest import COURSE

Change = Callable[[str, str, str], None]


def told(root: Path) -> list[str]:
    return [str(each) for each in problems(root)]


def test_the_measures_as_they_are_fit(root: Path) -> None:
    assert told(root) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("gad-7.yaml", "level: A\n", "", "measures/gad-7.yaml, level: needs to be stated"),
        ("gad-7.yaml", "form: the seven items of the published form in their order\n", "", "form: needs to be stated"),
        ("gad-7.yaml", "low: 5, high: 9", "low: 6, high: 9", "of total: 5 lies in 0 of them"),
        ("gad-7.yaml", "low: 0, high: 4", "low: 0, high: 5", "of total: 5 lies in 2 of them"),
        ("gad-7.yaml", "low: 15, high: 21", "low: 15, high: 27", "of total need to go from 0 to 21"),
        ("gad-7.yaml", "low: 15, high: 21", "low: 15, high: 20", "of total need to go from 0 to 21"),
        ("brs.yaml", "low: 3, high: 4.3", "low: 3.1, high: 4.3", "of total: 3 lies in 0 of them"),
        ("brs.yaml", "low: 4.31, high: 5", "low: 4.3, high: 5", "of total: 4.3 lies in 2 of them"),
        ("dass-21.yaml", "low: 10, high: 13", "low: 12, high: 13", "of depression-x2: 10 lies in 0 of them"),
        ("gad-7.yaml", "at: 10", "at: 22", "published.cutoffs: 22 is outside the range of total"),
        ("gad-7.yaml", "mean: 2.95", "mean: 29.5", "a mean of 29.5 is outside the range of total"),
        ("gad-7.yaml", "points: 4", "points: 40", "40 is more than total can move"),
        ("gad-7.yaml", "from_score: 13", "from_score: 23", "offer_a_word: 23 is outside the range of total"),
        ("gad-7.yaml", "worse_by: 4", "worse_by: 22", "offer_a_word: 22 is more than total can move"),
        ("gad-7.yaml", "from_score: 13", "up_to_score: 13", "needs from_score where higher is worse"),
        ("who-5.yaml", "up_to_score: 28", "from_score: 28", "or else up_to_score"),
        ("phq-9.yaml", "high: 9\n      source", "high: 10\n      source", "patterns, many: low and high"),
        ("phq-9.yaml", "from_answer: 2", "from_answer: 4", "patterns, many: 4 is not one of the choices"),
        ("k10.yaml", "range: [0, 40]", "range: [10, 50]", "scales, total-from-0, range: the answers allow 0 to 40"),
        ("who-5.yaml", "scores: {total: 12, index: 48}", "scores: {total: 12, index: 50}", "just below the cut-off"),
        ("wording/gad-7.en.yaml", "ours: true", "ours: false", "gad-7.en.yaml, ours: is true in every file"),
        ("wording/gad-7.en.yaml", "ours: true", "ours: true\nform: GAD", "form: belongs to official words"),
        (
            "wording/gad-7.en.yaml",
            "our own wording and not the validated form",
            "our own",
            "note: needs to say: our own wording and not the validated form",
        ),
        (
            "wording/gad-7.de.yaml",
            "unser eigener Wortlaut",
            "unsere",
            "gad-7.de.yaml, note: needs to say: unser eigener Wortlaut",
        ),
        (
            "wording/gad-7.en.yaml",
            "A free hour did not feel like rest.",
            "A grey mood lay over the day",
            "phq-8.en.yaml, items, q2: is the sentence of gad-7 q4 again",
        ),
        (
            "wording/gad-7.en.yaml",
            "A free hour did not feel like rest.",
            " ".join(["considering"] * 80),
            "gad-7.en.yaml, items: are hard to read: 71 on the LIX scale",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(
    root: Path, change: Change, file: str, old: str, new: str, says: str
) -> None:
    change(f"measures/{file}", old, new)
    found = told(root)
    assert any(says in line for line in found), found


def test_a_second_table_of_bands_for_one_score_is_refused(root: Path, change: Change) -> None:
    bands = "        - {title: a, low: 5, high: 19}\n        - {title: b, low: 20, high: 35}\n"
    table = f"    - score: total\n      bands:\n{bands}"
    change(
        "measures/swls.yaml",
        "  bands:\n",
        f"  bands:\n{table}      source: Elsewhere\n      checked: false\n",
    )
    (line,) = told(root)
    assert "total has two tables" in line


def test_a_question_about_self_harm_is_never_asked_in_our_own_words(root: Path, change: Change) -> None:
    wording = (root / "measures/wording/phq-8.en.yaml").read_text(encoding="utf-8")
    own = wording.replace("measure: phq-8", "measure: phq-9").replace("choices:", "  q9: I rested.\nchoices:")
    (root / "measures/wording/phq-9.en.yaml").write_text(own, encoding="utf-8")
    found = told(root)
    assert any("askable: is true exactly when" in line for line in found)
    assert any(
        "items: a question about self-harm (q9) is never asked in our own words" in line for line in found
    )
    change("measures/phq-9.yaml", "askable: false", "askable: true")
    with pytest.raises(ContentError, match="a measure with a self-harm item has no words of our own"):
        load_measure("phq-9", root)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("core: [q1, q2]", "core: [q1, q0]", "pattern many, core and earlier: q0 is not defined"),
        ("earlier: {q9: 1}", "earlier: {q0: 1}", "pattern many, core and earlier: q0 is not defined"),
        ("score: total", "score: sum", "published: sum is not defined"),
        ("{score: total, from", "{score: sum, from", "offer_a_word: sum is not defined"),
    ],
)
def test_a_figure_about_something_unknown_is_refused(
    root: Path, change: Change, old: str, new: str, says: str
) -> None:
    change("measures/phq-9.yaml", old, new)
    with pytest.raises(ContentError, match=says):
        load_measure("phq-9", root)


def test_a_wave_names_an_unchecked_measure_only_when_it_says_so(root: Path, change: Change) -> None:
    def about_the_wave() -> list[str]:
        return [str(each) for each in every_problem(root) if "waves, before, measures" in each.field]

    change(f"{COURSE}/course.yaml", "stress-4]", "stress-4, state-self-compassion-6]")
    (line,) = about_the_wave()
    assert line.startswith(f"{COURSE}/course.yaml, line ")
    assert "measures: state-self-compassion-6 has a scoring key that nobody has checked (level C)" in line
    change(
        f"{COURSE}/course.yaml", "state-self-compassion-6]", "state-self-compassion-6]\n    unchecked: true"
    )
    assert about_the_wave() == []


def test_an_unchecked_measure_can_be_read_without_any_flag() -> None:
    assert load_measure("socs-s").level == "C"


def test_the_table_of_measures_says_how_sure_each_is() -> None:
    rows = {line.split()[0]: line.split() for line in measure_table()}
    # level, items, scores, languages, figures, figures nobody has checked
    assert rows["phq-9"] == ["phq-9", "A", "9", "2", "-", "10", "5"]
    assert rows["gad-7"] == ["gad-7", "A", "7", "1", "de,", "en", "8", "4"]
    assert rows["socs-s"] == ["socs-s", "C", "20", "6", "-", "1", "1"]
    assert rows["28"][:2] == ["28", "measures,"]
