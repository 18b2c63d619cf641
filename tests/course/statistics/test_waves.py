"""Three waves of the same people with gaps: the pooled model and the one with any covariance."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from course.statistics.pooled_waves import PooledWaves, pooled_waves
from course.statistics.repeated_waves import repeated_waves
from course.statistics.undetermined import Undetermined
from tests.course.statistics.cases import trial
from tests.course.statistics.dense import Dense

Numbers = NDArray[np.float64]


def pooled(table: Numbers) -> PooledWaves:
    people, waves = np.nonzero(~np.isnan(table))
    return pooled_waves(people, waves, table[people, waves])


def test_the_pooled_model_is_that_of_statsmodels_and_of_lme4() -> None:
    """MixedLM("y ~ C(wave)", groups="id") of statsmodels 0.15 with gtol 1e-10; lmer(y ~ wave + (1 | id))."""
    found = pooled(trial()[0])
    assert found.model.coef == pytest.approx([2.7231578947369, 0.5699777199290, 0.5727688876574], rel=1e-8)
    assert found.model.between == pytest.approx(0.34117588, abs=2e-8)
    assert found.model.within == pytest.approx(0.1165903677, abs=3e-9)
    assert found.model.log_likelihood == pytest.approx(-118.95542083033848, rel=1e-12)
    later = [found.change(1), found.change(2)]
    assert [one.se for one in later] == pytest.approx([0.06549213224613, 0.07063614881430], rel=1e-7)
    assert [one.df for one in later] == pytest.approx([97.44487271481, 98.63519861987], rel=1e-7)
    cautious = [found.model.fixed.kenward_roger(weights) for weights in np.eye(3)]
    assert [one.df for one in cautious] == pytest.approx(
        [76.98433110510, 97.19386833133, 98.38665764413], rel=1e-7
    )
    assert [one.se for one in cautious] == pytest.approx(
        [0.08961577403940, 0.06550993469075, 0.07067946119827]
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(4, 20), st.integers(0, 99))
def test_when_everybody_answered_twice_the_pooled_model_is_the_paired_t_test(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.normal(3, 1, (n, 1)) + rng.normal(0, 0.3, (n, 2))
    found, change = pooled(table).change(1), table[:, 1] - table[:, 0]
    assert found.value == pytest.approx(change.mean())
    assert found.se == pytest.approx(change.std(ddof=1) / n**0.5, rel=1e-6)
    assert found.df == pytest.approx(n - 1, rel=1e-5)


def test_a_wave_that_nobody_answered_is_not_there_and_one_wave_alone_is_too_few() -> None:
    table = trial()[0].copy()
    table[:, 1] = np.nan
    found = pooled(table)
    assert found.waves == (0, 2)
    with pytest.raises(ValueError, match="not in"):
        found.change(1)
    with pytest.raises(ValueError, match="the first wave"):
        found.change(0)
    table[:, 2] = np.nan
    with pytest.raises(Undetermined, match="two waves"):
        pooled(table)


def test_any_covariance_at_all_is_that_of_nlme() -> None:
    """gls(y ~ 0 + wave, corSymm(~ wave | id), varIdent(~ 1 | wave)) of nlme 3.1-162, REML."""
    found = repeated_waves(trial()[0])
    assert found.means[0] == pytest.approx([2.72315789474, 3.29215625428, 3.27535226301], abs=2e-8)
    assert found.fixed.se == pytest.approx([0.0829704084889, 0.0925814310027, 0.1009168713996], rel=1e-6)
    assert found.log_likelihood == pytest.approx(-114.096745595, rel=1e-10)
    by_nlme = [[0.39239, 0.30761, 0.31422], [0.30761, 0.47554, 0.43026], [0.31422, 0.43026, 0.53222]]
    assert found.covariance == pytest.approx(np.array(by_nlme), abs=6e-6)


def test_two_arms_with_one_covariance_are_those_of_nlme() -> None:
    scores, cohort, _ = trial()
    found = repeated_waves(scores, arm=(cohort + 1) % 2)
    assert found.means[0] == pytest.approx([2.82393939394, 3.38907587228, 3.40424169028], abs=2e-8)
    assert found.means[1] == pytest.approx([2.58458333333, 3.16166666667, 3.09655896140], abs=2e-8)
    assert found.log_likelihood == pytest.approx(-115.956663979, rel=1e-10)
    apart = found.change_apart(0, 2, arm=1, other=0)
    one, other = found.change(0, 2, arm=1), found.change(0, 2, arm=0)
    assert apart.value == pytest.approx(one.value - other.value)
    assert apart.se > max(one.se, other.se)


@pytest.mark.parametrize("arms", [1, 2])
def test_small_sample_figures_are_those_of_whole_matrices(arms: int) -> None:
    scores, cohort, _ = trial()
    scores, arm = scores[:27], cohort[:27] % arms
    scores[3, 0] = np.nan
    found = repeated_waves(scores, arm=arm)
    whole = dense(scores, arm, found.covariance)
    assert whole.log_likelihood(whole.theta) == pytest.approx(found.log_likelihood, rel=1e-10)
    assert whole.gradient() == pytest.approx(np.zeros(6), abs=1e-5)
    assert whole.coef(whole.theta) == pytest.approx(found.means.ravel(), rel=1e-9)
    for weights in ([-1, 1, 0], [-1, 0, 1], [0, 0, 1]):
        w = np.array(weights + [0] * (3 * arms - 3), dtype=float)
        cautious = found.fixed.kenward_roger(w)
        assert (cautious.se, cautious.df) == pytest.approx(whole.kenward_roger(w), rel=1e-5)
        assert found.fixed.satterthwaite(w).df == pytest.approx(whole.satterthwaite_df(w), rel=1e-3)


@settings(max_examples=15, deadline=None)
@given(st.integers(8, 15), st.integers(0, 99))
def test_when_everybody_answered_each_change_is_the_paired_t_test(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.normal(3, 1, (n, 1)) + rng.normal(0, 0.8, (n, 3))
    found = repeated_waves(table)
    assert found.covariance == pytest.approx(np.cov(table.T), rel=1e-6)
    for first, last in ((0, 1), (0, 2), (1, 2)):
        one, change = found.change(first, last), table[:, last] - table[:, first]
        assert one.value == pytest.approx(change.mean())
        assert one.se == pytest.approx(change.std(ddof=1) / n**0.5, rel=1e-5)
        assert one.df == pytest.approx(n - 1, rel=1e-5)


def test_someone_who_answered_nothing_and_the_point_of_zero_do_not_matter() -> None:
    scores = trial()[0]
    plain, more = repeated_waves(scores), repeated_waves(np.vstack([scores, [[np.nan] * 3]]))
    assert more.means == pytest.approx(plain.means)
    assert more.change(0, 2) == plain.change(0, 2)
    moved = repeated_waves(scores + 1000).change(0, 2)
    assert (moved.value, moved.se, moved.df) == pytest.approx(
        (plain.change(0, 2).value, plain.change(0, 2).se, plain.change(0, 2).df), rel=1e-6
    )


def without(table: Numbers, *waves: int) -> Numbers:
    table = table.copy()
    table[:, list(waves)] = np.nan
    return table


def test_what_cannot_be_known_is_said_and_not_guessed() -> None:
    scores, cohort, _ = trial()
    for wave in range(3):
        with pytest.raises(Undetermined, match="nobody answered"):
            repeated_waves(without(scores, wave))
    with pytest.raises(Undetermined, match="nobody answered"):
        repeated_waves(np.where(cohort[:, np.newaxis] == 0, without(scores, 2), scores), arm=cohort)
    apart = scores.copy()
    apart[::2, 2] = np.nan
    apart[1::2, 0] = np.nan
    with pytest.raises(Undetermined, match="too few people"):
        repeated_waves(apart)
    alike = scores.copy()
    alike[:, 1] = 3.0
    with pytest.raises(Undetermined, match="do not differ"):
        repeated_waves(alike)
    same = np.column_stack([scores[:, 0], scores[:, 0], scores[:, 2]])
    with pytest.raises(Undetermined, match="follow from the others"):
        repeated_waves(same)
    with pytest.raises(Undetermined, match="nobody answered"):
        repeated_waves(np.full((3, 3), np.nan))


@pytest.mark.parametrize("scores", [[1.0, 2.0], [[1.0], [2.0]], [[1.0, float("inf")], [2.0, 1.0]]])
def test_wrong_input_is_refused(scores: list[object]) -> None:
    with pytest.raises(ValueError, match="repeated waves need"):
        repeated_waves(scores)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one arm for each"):
        repeated_waves(trial()[0], arm=[0, 1])


def dense(scores: Numbers, arm: NDArray[np.intp], covariance: Numbers) -> Dense:
    people, waves = np.nonzero(~np.isnan(scores))
    pairs = list(combinations_with_replacement(range(scores.shape[1]), 2))
    same = people[:, np.newaxis] == people
    parts = [same * (np.outer(waves == a, waves == b) | np.outer(waves == b, waves == a)) for a, b in pairs]
    x = (arm[people] * scores.shape[1] + waves)[:, np.newaxis] == np.arange((arm.max() + 1) * scores.shape[1])
    theta = np.array([covariance[pair] for pair in pairs])
    return Dense(scores[people, waves], x.astype(float), np.array(parts, dtype=float), theta)
