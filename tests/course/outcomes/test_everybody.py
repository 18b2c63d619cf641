"""Everybody's rows: the same answer as from the people themselves, and whoever was lost."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from course.outcomes.everybody import Everybody, everybody
from course.outcomes.scores import Wave
from course.outcomes.suppression import Threshold
from course.statistics.repeated_waves import repeated_waves
from tests.course.outcomes.closing_world import Group, Scores, World
from tests.course.outcomes.test_leaks import group

FULL = (9, 3, 1, 4, 0)


def programme(*sizes: tuple[int, ...]) -> list[Group]:
    rng = np.random.default_rng(7)
    return [
        group(rng, number, each, starts_on=date(2025, number, 1))
        for number, each in enumerate(sizes, start=1)
    ]


def found(groups: list[Group], wave: Wave, *, threshold: int = 8) -> Everybody:
    *_earlier, record = World(groups).moments()
    return everybody(
        record.cohorts[wave], record.batches, wave=wave, form="ours", threshold=Threshold(scores=threshold)
    )


def table(people: list[Scores], waves: tuple[int, ...]) -> np.ndarray:
    rows = np.array(
        [[np.nan if scores[i] is None else scores[i] for i in waves] for scores in people], dtype=float
    )
    return np.asarray(rows[~np.isnan(rows).all(axis=1)])


def test_people_with_one_score_count_as_they_do_in_the_model_itself() -> None:
    """Four leavers in each of four cohorts: two batches of eight, so everybody is in it."""
    groups = programme(*[FULL] * 4)
    mine = found(groups, Wave.AFTER)
    people = [scores for one in groups for scores in one.people if scores[0] is not None]
    counted = [scores for scores in people if not (scores[1] is None and scores[2] is not None)]
    # who answered before and at six months only did not answer after, and waits with the leavers
    expected = repeated_waves(table(people, (0, 1))).change(0, 1)
    assert mine.change is not None
    assert len(counted) + 4 == len(people) == mine.people
    assert mine.more == 4 * (4 + 1)
    assert (mine.change.value, mine.change.se, mine.change.df) == pytest.approx(
        (expected.value, expected.se, expected.df), rel=1e-6
    )


def test_at_six_months_the_wave_after_the_course_helps() -> None:
    groups = programme(*[(9, 4, 0, 4, 0)] * 4)
    mine = found(groups, Wave.SIX_MONTHS)
    expected = repeated_waves(table([scores for one in groups for scores in one.people], (0, 1, 2))).change(
        0, 2
    )
    assert mine.change is not None
    assert (mine.change.value, mine.change.se) == pytest.approx((expected.value, expected.se), rel=1e-6)


def test_a_rest_that_is_not_full_yet_is_not_counted() -> None:
    assert found(programme(FULL), Wave.AFTER).change is None
    two = found(programme(FULL, FULL), Wave.AFTER)
    three = found(programme(FULL, FULL, (9, 3, 0, 2, 0)), Wave.AFTER)
    assert (two.more, three.more) == (10, 10)


def test_those_who_did_not_answer_again_stand_beside_those_who_did() -> None:
    groups = programme(*[FULL] * 4)
    lost = found(groups, Wave.AFTER).lost
    first = {
        stays: np.array(
            [s[0] for one in groups for s in one.people if s[0] is not None and (s[1] is not None) is stays]
        )
        for stays in (True, False)
    }
    squares = sum(((scores - scores.mean()) ** 2).sum() for scores in first.values())
    spread = np.sqrt(squares / (len(first[True]) + len(first[False]) - 2))
    assert lost is not None
    assert (lost.left, lost.stayed) == (20, 48)
    assert lost.apart == pytest.approx((first[False].mean() - first[True].mean()) / spread)


def test_a_raised_threshold_counts_only_whole_cohorts_that_are_shown() -> None:
    groups = programme(FULL, FULL, (5, 3, 0, 4, 0), FULL)
    assert found(groups, Wave.AFTER, threshold=8).more > 0
    assert found(groups, Wave.AFTER, threshold=13).more == 0
