"""Pooling against metafor 3.8-1 (REML, Hartung-Knapp) and independent Python code."""

from __future__ import annotations

import numpy as np
import pytest

from course.statistics.pooling import random_effects

EIGHT = (
    [0.71, 0.38, 0.95, 0.52, 0.15, 0.83, 0.6, 0.44],
    [0.045, 0.06, 0.11, 0.038, 0.072, 0.055, 0.09, 0.041],
)
ALIKE = ([0.5, 0.52, 0.47, 0.55, 0.49], [0.05, 0.04, 0.06, 0.05, 0.045])
BCG_TREATED = [(4, 119), (6, 300), (3, 228), (62, 13536), (33, 5036), (180, 1361), (8, 2537), (505, 87886)]
BCG_TREATED += [(29, 7470), (17, 1699), (186, 50448), (5, 2493), (27, 16886)]
BCG_OTHERS = [(11, 128), (29, 274), (11, 209), (248, 12619), (47, 5761), (372, 1079), (10, 619), (499, 87892)]
BCG_OTHERS += [(45, 7232), (65, 1600), (141, 27197), (3, 2338), (29, 17825)]


def bcg() -> tuple[list[float], list[float]]:
    """Thirteen tuberculosis vaccine trials, log risk ratios (Colditz 1994)."""
    y, v = [], []
    for (a, b), (c, d) in zip(BCG_TREATED, BCG_OTHERS, strict=True):
        y.append(float(np.log(a / (a + b)) - np.log(c / (c + d))))
        v.append(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    return y, v


def test_cohorts_that_truly_differ_are_pooled_as_the_reference_pools_them() -> None:
    pooled = random_effects(*bcg())
    assert pooled.tau2 == pytest.approx(0.313243258136, rel=1e-6)
    assert pooled.mean == pytest.approx(-0.714532342158, rel=1e-6)
    assert pooled.se == pytest.approx(0.180791744093, rel=1e-6)
    assert (pooled.low, pooled.high) == pytest.approx((-1.10844371369, -0.320620970631), rel=1e-6)
    assert pooled.q == pytest.approx(152.233008082, rel=1e-9)
    assert pooled.i2 == pytest.approx(92.2213845213, rel=1e-6)
    assert pooled.prediction == pytest.approx((-2.00837590692, 0.579311222606), rel=1e-6)


@pytest.mark.parametrize(
    ("cohorts", "mean", "se", "interval", "q", "prediction"),
    [
        (
            EIGHT,
            0.556887366071,
            0.0839572709494,
            (0.358359967087, 0.755414765056),
            6.49263211023,
            (0.351451324795, 0.762323407347),
        ),
        (
            ALIKE,
            0.507486631016,
            0.0981104910252,
            (0.235088238441, 0.779885023591),
            0.0713992869875,
            (0.195255261343, 0.819718000689),
        ),
    ],
)
def test_cohorts_alike_are_never_given_an_interval_narrower_than_plain_pooling(
    cohorts: tuple[list[float], list[float]],
    mean: float,
    se: float,
    interval: tuple[float, float],
    q: float,
    prediction: tuple[float, float],
) -> None:
    pooled = random_effects(*cohorts)
    assert pooled.tau2 == 0
    assert pooled.i2 == 0
    assert pooled.mean == pytest.approx(mean, rel=1e-9)
    assert pooled.se == pytest.approx(se, rel=1e-9)
    assert (pooled.low, pooled.high) == pytest.approx(interval, rel=1e-9)
    assert pooled.q == pytest.approx(q, rel=1e-9)
    assert pooled.prediction == pytest.approx(prediction, rel=1e-9)


def test_one_cohort_has_its_own_mean_and_no_interval() -> None:
    pooled = random_effects([0.4], [0.04])
    assert pooled.mean == 0.4
    assert pooled.se == pytest.approx(0.2)
    assert (pooled.low, pooled.high, pooled.prediction) == (None, None, None)
    assert not pooled.is_informative


def test_two_cohorts_have_an_interval_on_one_degree_of_freedom_that_is_called_uninformative() -> None:
    pooled = random_effects([0.4, 0.6], [0.04, 0.04])
    assert pooled.mean == pytest.approx(0.5)
    assert pooled.high == pytest.approx(0.5 + 12.706204736 * 0.02**0.5, rel=1e-8)
    assert pooled.prediction is None
    assert not pooled.is_informative


def test_three_cohorts_are_enough_for_a_prediction() -> None:
    pooled = random_effects([0.4, 0.6, 0.5], [0.04, 0.04, 0.04])
    assert pooled.is_informative
    assert pooled.prediction is not None


def test_equal_variances_give_the_closed_form_of_the_spread_between_cohorts() -> None:
    y = [0.1, 0.9, 0.3, 1.4, -0.5]
    assert random_effects(y, [0.05] * 5).tau2 == pytest.approx(np.var(y, ddof=1) - 0.05, rel=1e-10)


@pytest.mark.parametrize("variances", [[0.1, 0.0], [0.1, -1.0], [0.1, float("nan")], [0.1]])
def test_what_cannot_be_pooled_is_refused(variances: list[float]) -> None:
    with pytest.raises(ValueError, match="pooling needs"):
        random_effects([0.1, 0.2], variances)
