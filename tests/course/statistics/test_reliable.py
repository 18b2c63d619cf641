from __future__ import annotations

import pytest

from course.statistics.reliable import CutOffs, Moving, Norms, ReliableChange, moved, moving

LOW_MOOD = ReliableChange(sd=5.96, r=0.9)
"""Threshold 1.96 x 5.96 x sqrt(0.2) = 5.224 points."""


def test_thresholds_are_those_that_open_data_gives() -> None:
    assert LOW_MOOD.threshold == pytest.approx(5.224, abs=0.001)
    assert LOW_MOOD.threshold_90 == pytest.approx(4.385, abs=0.001)


@pytest.mark.parametrize(
    ("pair", "moving_to"),
    [
        ((14, 8), Moving.RECOVERED),
        ((20, 14), Moving.IMPROVED),
        ((9, 3), Moving.IMPROVED),
        ((14, 9), Moving.UNCHANGED),
        ((4, 9), Moving.UNCHANGED),
        ((12, 18), Moving.DETERIORATED),
        ((2, 8), Moving.DETERIORATED),
        ((7, 13), Moving.HARMED),
        ((3, 9.6), Moving.HARMED),
    ],
)
def test_five_things_can_become_of_a_person(pair: tuple[float, float], moving_to: Moving) -> None:
    assert moving(pair, LOW_MOOD, higher_is_better=False, cut_off=9.5) is moving_to
    turned = (30 - pair[0], 30 - pair[1])
    assert moving(turned, LOW_MOOD, higher_is_better=True, cut_off=20.5) is moving_to


@pytest.mark.parametrize("pair", [(14, 2), (2, 14)])
def test_without_a_cut_off_nobody_is_recovered_or_harmed(pair: tuple[float, float]) -> None:
    assert moving(pair, LOW_MOOD, higher_is_better=False) in {Moving.IMPROVED, Moving.DETERIORATED}


def test_a_score_at_the_cut_off_counts_as_well() -> None:
    assert moving((16, 10), LOW_MOOD, higher_is_better=False, cut_off=10) is Moving.RECOVERED
    assert moving((10, 4), LOW_MOOD, higher_is_better=False, cut_off=10) is Moving.IMPROVED


def test_a_change_of_exactly_the_threshold_is_not_reliable() -> None:
    by = ReliableChange(sd=1 / (1.96 * 2**0.5), r=0.0)
    assert by.threshold == pytest.approx(1.0)
    assert moving((2.0, 2.0 + by.threshold), by, higher_is_better=True) is Moving.UNCHANGED
    assert moved([(0.0, by.threshold)], by).rose == 0


def test_norms_that_are_alike_have_their_cut_off_in_the_middle() -> None:
    found = CutOffs(Norms(10, 2), Norms(20, 2), higher_is_better=True)
    assert (found.a, found.b, found.c) == (14, 16, 15)


@pytest.mark.parametrize(
    ("sd", "r"), [(0, 0.8), (-1, 0.8), (5, 1.0), (5, -0.1), (float("nan"), 0.8), (5, float("nan"))]
)
def test_a_spread_or_reliability_that_cannot_be_is_refused(sd: float, r: float) -> None:
    with pytest.raises(ValueError, match="reliable change needs"):
        ReliableChange(sd, r)
    if not sd > 0:
        with pytest.raises(ValueError, match="norms need"):
            Norms(3, sd)
