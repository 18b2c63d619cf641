"""The sentence over the comparison: which pattern for which numbers, and what no sentence says."""

from __future__ import annotations

import re
from itertools import product

import pytest

from course.outcomes.claim import Evidence, Pattern, claim
from course.outcomes.compare import compare
from course.outcomes.scores import Better, Measured, Wave
from tests.course.outcomes.cases import ATTENTION, KINDNESS, LOW_MOOD, cohort, pairs


def evidence(
    cohorts: int = 9,
    low: float = 0.5,
    high: float = 0.7,
    *,
    differ: bool = False,
    apart: tuple[str, ...] = (),
    is_workable: bool = True,
) -> Evidence:
    return Evidence(cohorts, 8, (low + high) / 2, low, high, 1.0, differ, apart, is_workable)


ODD = ("Spring",)
CASES = [
    (evidence(0), KINDNESS, Pattern.NOTHING, "There is nothing to compare yet"),
    (
        evidence(1),
        KINDNESS,
        Pattern.ONE,
        "People left with more self-compassion, in the one cohort that can be shown",
    ),
    (
        evidence(1, -0.1, 0.4),
        KINDNESS,
        Pattern.ONE_UNCLEAR,
        "One cohort can be shown, and it cannot tell us yet whether self-compassion changed",
    ),
    (
        evidence(2),
        KINDNESS,
        Pattern.TWO,
        "Two cohorts can be shown, too few for one answer about self-compassion",
    ),
    (
        evidence(),
        KINDNESS,
        Pattern.ALIKE,
        "People left with more self-compassion, and no cohort stands apart",
    ),
    (
        evidence(apart=ODD),
        KINDNESS,
        Pattern.APART,
        "People left with more self-compassion, and one cohort stands apart",
    ),
    (
        evidence(apart=("Spring", "Autumn"), differ=True),
        KINDNESS,
        Pattern.APART,
        "People left with more self-compassion, and a few cohorts stand apart",
    ),
    (
        evidence(differ=True),
        KINDNESS,
        Pattern.UNEVEN,
        "People left with more self-compassion, by amounts that differ from cohort to cohort",
    ),
    (
        evidence(low=-0.7, high=-0.5),
        KINDNESS,
        Pattern.AGAINST,
        "People left with less self-compassion, which is not what the course hopes for",
    ),
    (
        evidence(low=-0.1, high=0.15),
        KINDNESS,
        Pattern.SAME,
        "People left with about as much self-compassion as they came with",
    ),
    (
        evidence(low=0.05, high=0.15),
        KINDNESS,
        Pattern.SAME,
        "People left with about as much self-compassion as they came with",
    ),
    (
        evidence(low=-0.1, high=0.5),
        KINDNESS,
        Pattern.UNCLEAR,
        "We cannot tell yet whether self-compassion changed",
    ),
    (
        evidence(low=-0.1, high=0.5, differ=True),
        KINDNESS,
        Pattern.MIXED,
        "Cohorts differ too much for one answer about self-compassion",
    ),
    (
        evidence(low=-0.1, high=0.15, apart=ODD),
        KINDNESS,
        Pattern.MIXED,
        "Cohorts differ too much for one answer about self-compassion",
    ),
    (evidence(is_workable=False), KINDNESS, Pattern.UNWORKABLE, "The numbers could not be worked out"),
    (
        evidence(low=-0.7, high=-0.5),
        LOW_MOOD,
        Pattern.ALIKE,
        "People left with less low mood, and no cohort stands apart",
    ),
    (
        evidence(),
        LOW_MOOD,
        Pattern.AGAINST,
        "People left with more low mood, which is not what the course hopes for",
    ),
    (evidence(), ATTENTION, Pattern.ALIKE, "People left with more attention, and no cohort stands apart"),
    (
        evidence(low=-0.7, high=-0.5),
        ATTENTION,
        Pattern.ALIKE,
        "People left with less attention, and no cohort stands apart",
    ),
]


@pytest.mark.parametrize(("found", "measure", "pattern", "sentence"), CASES)
def test_each_finding_has_its_sentence(
    found: Evidence, measure: Measured, pattern: Pattern, sentence: str
) -> None:
    said = claim(found, measure, Wave.AFTER)
    assert (said.pattern, said.sentence) == (pattern, sentence)


def test_every_pattern_is_among_the_cases() -> None:
    assert {case[2] for case in CASES} == set(Pattern)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (evidence(), "Six months on, people had more self-compassion, and no cohort stands apart"),
        (
            evidence(low=-0.1, high=0.1),
            "Six months on, people had about as much self-compassion as at the start",
        ),
    ],
)
def test_six_months_later_the_sentence_says_so(found: Evidence, sentence: str) -> None:
    assert claim(found, KINDNESS, Wave.SIX_MONTHS).sentence == sentence


def test_no_sentence_ranks_praises_or_speaks_of_significance() -> None:
    unwanted = re.compile(
        r"signific|\bbest|\bworst|\bbetter|\bworse|\brank|top\b|proves?\b|!|fail", re.IGNORECASE
    )
    for (found, *_), measure, wave in product(CASES, (KINDNESS, LOW_MOOD, ATTENTION), Wave):
        said = claim(found, measure, wave)
        assert not unwanted.search(f"{said.sentence} {said.lead}")
        assert "%" not in f"{said.sentence} {said.lead}".replace("95%", "")


def test_a_fall_is_told_in_positive_numbers() -> None:
    lead = claim(evidence(low=-0.7, high=-0.5), LOW_MOOD, Wave.AFTER).lead
    assert "fell by 0.6 points on a scale from 0 to 60 (95% interval 0.5 to 0.7)" in lead


def test_an_unclear_change_keeps_its_signs_and_says_that_none_is_possible() -> None:
    lead = claim(evidence(low=-0.1, high=0.5), KINDNESS, Wave.AFTER).lead
    assert "change is +0.20 points" in lead
    assert "95% interval −0.10 to 0.50" in lead
    assert "no change at all is still possible" in lead


def test_an_outlying_cohort_is_named() -> None:
    assert "Spring lies outside" in claim(evidence(apart=ODD), KINDNESS, Wave.AFTER).lead


@pytest.mark.parametrize(
    ("means", "pattern"),
    [
        ([0.6, 0.7, 0.5, 0.65], Pattern.ALIKE),
        ([0.6, 0.7, 0.5, -1.6], Pattern.MIXED),
        ([0.25, 0.6, 0.95, 0.4, 0.9, 0.5, 0.8], Pattern.UNEVEN),
        ([-0.6, -0.7, -0.5], Pattern.AGAINST),
        ([0.0, 0.3, -0.2], Pattern.UNCLEAR),
        ([0.6, 0.7], Pattern.TWO),
        ([0.6], Pattern.ONE),
        ([0.05], Pattern.ONE_UNCLEAR),
    ],
)
def test_scores_lead_to_the_pattern_they_deserve(means: list[float], pattern: Pattern) -> None:
    cohorts = [cohort(i, pairs(12, mean=mean)) for i, mean in enumerate(means)]
    assert compare(cohorts, KINDNESS).claim.pattern is pattern


def test_one_odd_cohort_among_many_stands_apart() -> None:
    cohorts = [cohort(i, pairs(12, mean=0.8)) for i in range(12)] + [cohort(12, pairs(12, mean=0.1))]
    comparison = compare(cohorts, KINDNESS)
    assert comparison.claim.pattern is Pattern.APART
    assert "Group 12 lies outside" in comparison.lead


def test_many_people_who_did_not_change_are_said_to_be_about_the_same() -> None:
    cohorts = [cohort(i, pairs(200, mean=mean)) for i, mean in enumerate([0.01, -0.01, 0.0, 0.02])]
    assert compare(cohorts, KINDNESS).claim.pattern is Pattern.SAME


def test_the_direction_hoped_for_changes_no_number() -> None:
    cohorts = [cohort(i, pairs(12, mean=0.6)) for i in range(4)]
    wanted = {better: compare(cohorts, Measured("k", "K", "calm", 1, 5, better)).pooled for better in Better}
    assert wanted[Better.HIGHER] == wanted[Better.LOWER] == wanted[Better.NEITHER]
