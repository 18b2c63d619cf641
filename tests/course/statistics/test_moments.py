"""From sums alone the same answers as from the people: R's vectors, and the code that reads people."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.statistics import cohort_moments, effects
from course.statistics.cohort_models import at_the_same_first_score, equal
from course.statistics.cohort_moments import CohortMoments
from course.statistics.equal_cohorts import equal_cohorts
from course.statistics.moments import Moments, together
from course.statistics.undetermined import Undetermined

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())["vectors"]
SCORES = st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=9)


def trial() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cohort, score before and after, of the 54 people of the vectors with both; R's lme4 had the same."""
    vector = next(one for one in VECTORS if one["id"] == "lmm.post_ancova")
    rows = [row for row in vector["inputs"]["rows"] if row[3] is not None]
    cohorts = sorted({row[1] for row in rows})
    columns = [[cohorts.index(row[1]) for row in rows], [row[2] for row in rows], [row[3] for row in rows]]
    return np.array(columns[0]), np.array(columns[1], dtype=float), np.array(columns[2], dtype=float)


def sums(owner: np.ndarray, before: np.ndarray, after: np.ndarray) -> CohortMoments:
    return CohortMoments.of(
        [Moments.of(before[owner == place], after[owner == place]) for place in np.unique(owner)]
    )


def test_people_who_began_alike_changed_as_lme4_says() -> None:
    vector = next(one for one in VECTORS if one["id"] == "lmm.post_ancova")
    expected, everybody = vector["expected"], [row[2] for row in vector["inputs"]["rows"]]
    owner, before, after = trial()
    found, model = at_the_same_first_score(sums(owner, before, after))
    # R centred first scores on those of all 57 people; here they are centred on the 54 with both scores
    at_the_mean = expected["coef"][0] + expected["coef"][1] * (before.mean() - np.mean(everybody))
    assert found.value + before.mean() == pytest.approx(at_the_mean, abs=1e-6)
    assert (model.between, model.within) == pytest.approx(
        (expected["var_cohort"], expected["var_resid"]), abs=1e-6
    )
    assert found.df == pytest.approx(expected["df_satterthwaite"][0], rel=0.02)  # at another first score


@pytest.mark.parametrize("adjusted", [False, True])
def test_the_funnel_from_sums_is_that_from_people(adjusted: bool) -> None:
    owner, before, after = trial()
    mine = equal(sums(owner, before, after), adjusted=adjusted)
    theirs = equal_cohorts(owner, after - before, known=before if adjusted else None)
    assert mine.values == pytest.approx(theirs.values, abs=1e-9)
    assert mine.unit == pytest.approx(theirs.unit, abs=1e-12)
    assert (mine.sigma, mine.df, mine.mean) == pytest.approx((theirs.sigma, theirs.df, theirs.mean))


def test_adjusted_values_are_the_residual_of_the_later_score_on_the_first() -> None:
    owner, before, after = trial()
    slope, start = np.polyfit(before, after, 1)
    residual = after - (start + slope * before)
    found = equal(sums(owner, before, after), adjusted=True)
    expected = [(after - before).mean() + residual[owner == place].mean() for place in np.unique(owner)]
    assert found.values == pytest.approx(expected)


def test_changes_and_standardised_changes_from_sums_are_those_from_people() -> None:
    owner, before, after = trial()
    mine = sums(owner, before, after)
    groups = effects.Groups.of(
        [list(zip(before[owner == p], after[owner == p], strict=True)) for p in np.unique(owner)]
    )
    one, other = cohort_moments.mean_change(mine), effects.mean_change(groups)
    assert one.low == pytest.approx(other.low)
    standard, expected = cohort_moments.smcr(mine), effects.smcr(groups)
    assert standard.g == pytest.approx(expected.g)
    assert standard.high == pytest.approx(expected.high)
    assert standard.r == pytest.approx(expected.r)


@given(st.lists(SCORES, min_size=1, max_size=4))
def test_sums_of_parts_put_together_are_sums_of_the_whole(parts: list[list[tuple[float, float]]]) -> None:
    whole = np.array([pair for part in parts for pair in part])
    found = together(Moments.of(*np.array(part).T) for part in parts)
    expected = Moments.of(whole[:, 0], whole[:, 1])
    assert found.n == expected.n
    assert astuple(found) == pytest.approx(astuple(expected), abs=1e-8)


def test_everybody_alike_has_no_spread_whatever_rounding_says() -> None:
    before = np.array([2.3, 3.1, 2.7, 1.9, 3.3, 2.2, 2.6, 3.0])
    alike = CohortMoments.of([Moments.of(before, before + 0.7)] * 3)
    assert alike.sd_change == 0.0
    with pytest.raises(Undetermined):
        equal(alike, adjusted=False)


def test_one_cohort_alone_has_nothing_to_be_compared_with() -> None:
    owner, before, after = trial()
    alone = sums(np.zeros_like(owner), before, after)
    with pytest.raises(Undetermined):
        equal(alone, adjusted=True)
    with pytest.raises(Undetermined):
        at_the_same_first_score(alone)


def test_nobody_is_no_crash() -> None:
    nobody = CohortMoments.of([])
    assert (nobody.people, nobody.sd_before, nobody.sd_change) == (0, 0.0, 0.0)
    assert len(cohort_moments.mean_change(nobody).mean) == 0
    assert Moments.of([], []) == Moments() == together([])
