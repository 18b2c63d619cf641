"""Which scores may enter one change, and how people are sorted by the occasions they answered."""

from __future__ import annotations

import numpy as np
import pytest

from course.outcomes.cells import cells
from course.outcomes.gather import NONE, Answers
from course.outcomes.words_asked import WordsAsked

OURS = WordsAsked("ours", "en", 1, 1)
NEWER = WordsAsked("ours", "en", 2, 1)
GERMAN = WordsAsked("ours", "de", 1, 1)
REKEYED = WordsAsked("ours", "en", 1, 2)
OFFICIAL = WordsAsked("the published form", "en", 1, 1)
KINDS = (OURS, NEWER, GERMAN, REKEYED, OFFICIAL)
WAVES = ("before", "after", "six-months")

Row = tuple[int, tuple[float | None, ...], tuple[WordsAsked, ...]]
"""Cohort, a score for each wave, and the words it was asked in."""


def asked(*rows: Row, cohorts: int = 1) -> Answers:
    values = np.array([[np.nan if v is None else v for v in scores] for _, scores, _ in rows], dtype=float)
    words = [
        [NONE if v is None else KINDS.index(kind) for v, kind in zip(scores, kinds, strict=True)]
        for _, scores, kinds in rows
    ]
    return Answers(
        cohorts=tuple(range(1, cohorts + 1)),
        scores=("total",),
        waves=WAVES,
        cohort=np.array([cohort for cohort, _, _ in rows], dtype=np.intp),
        values=values[np.newaxis],
        words=np.array(words, dtype=np.intp),
        kinds=KINDS,
    )


def all_in(kind: WordsAsked, *scores: float | None, cohort: int = 0) -> Row:
    return cohort, scores, (kind,) * len(scores)


@pytest.mark.parametrize("other", [NEWER, GERMAN, REKEYED, OFFICIAL], ids=str)
def test_two_scores_asked_in_different_words_are_no_change_and_are_counted(other: WordsAsked) -> None:
    mixed = (0, (3.0, 4.0, None), (OURS, other, OURS))
    found = cells(asked(all_in(OURS, 2.0, 3.0, None), mixed), "total", "after")
    assert found.n.tolist() == [1]
    assert found.mixed.tolist() == [1]
    assert found.pairs([0]).change == 1.0
    assert found.patterns.tolist() == ["11", "00"]  # nor is she one who did not answer again


def test_a_cohort_is_counted_in_the_form_that_most_of_it_was_asked_in() -> None:
    rows = [all_in(OFFICIAL, 2.0, 3.0, None), all_in(OFFICIAL, 2.0, 4.0, None), all_in(OURS, 2.0, 9.0, None)]
    found = cells(asked(*rows), "total", "after")
    assert (found.form, found.n.tolist(), found.mixed.tolist()) == (("the published form",), [2], [1])
    assert found.pairs([0]).change == 1.5


def test_languages_of_one_form_count_together() -> None:
    found = cells(asked(all_in(OURS, 2.0, 3.0, None), all_in(GERMAN, 2.0, 5.0, None)), "total", "after")
    assert (found.n.tolist(), found.mixed.tolist(), found.form) == ([2], [0], ("ours",))


def test_people_are_sorted_by_the_occasions_they_answered() -> None:
    scores = [(1.0, 2.0, 3.0), (1.0, None, 3.0), (1.0, 2.0, None), (None, 2.0, 3.0), (None, None, None)]
    found = cells(asked(*(all_in(OURS, *each) for each in scores)), "total", "six-months")
    assert found.patterns.tolist() == ["111", "101", "110", "011", "000"]
    assert {key: int(counts[0]) for key, counts in found.left_over().items()} == {
        "111": 1, "101": 1, "110": 1, "011": 1,
    }  # fmt: skip
    assert found.n.tolist() == [2]
    assert found.rows([0], "011").tolist() == [[0.0, 2.0, 3.0]]


@pytest.mark.parametrize(
    ("more", "apart"),
    [([], False), ([(1.0, 2.0, None)], True), ([(1.0, 2.0, None)] * 2, False), ([(1.0, None, 3.0)], True)],
)
def test_one_person_between_two_waves_is_noticed(more: list[tuple[float | None, ...]], apart: bool) -> None:
    scores = [(1.0, 2.0, 3.0)] * 3 + more
    found = cells(asked(*(all_in(OURS, *each) for each in scores)), "total", "six-months")
    assert found.stands_alone_apart(0) is apart


def test_sums_of_a_cohort_are_those_of_its_people_in_any_order() -> None:
    rows = [all_in(OURS, i / 3, i / 2, None, cohort=i % 2) for i in range(9)]
    found = cells(asked(*rows, cohorts=2), "total", "after")
    mine = [(i / 3, i / 2) for i in range(9) if i % 2]
    changes = [later - before for before, later in mine]
    sums = found.pairs([1])
    assert sums.n == 4
    assert sums.before == pytest.approx(np.mean([before for before, _ in mine]))
    assert sums.ss_change == pytest.approx(np.var(changes) * 4)
    assert found.pairs([0, 1]).n == 9


def test_nobody_is_no_crash() -> None:
    nobody = Answers(
        (1,), ("total",), WAVES, np.empty(0, np.intp), np.empty((1, 0, 3)), np.empty((0, 3), np.intp), ()
    )
    found = cells(nobody, "total", "after")
    assert (found.n.tolist(), found.form, found.left_over()) == ([0], ("",), {})
    assert found.pairs([0]).n == 0
