from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from course.outcomes.compare import compare
from course.outcomes.reliable import ReliableChange, moved
from course.outcomes.scores import ScoresDisagree, Wave
from tests.course.outcomes.cases import KINDNESS, LOW_MOOD, cohort, pairs


def test_rows_are_in_date_order_whatever_their_size_or_change() -> None:
    cohorts = [cohort(i, pairs(8 + i, mean=0.9 - i / 10)) for i in range(4)]
    shuffled = [cohorts[2], cohorts[0], cohorts[3], cohorts[1]]
    assert [row.name for row in compare(shuffled, KINDNESS).rows] == [
        "Group 0",
        "Group 1",
        "Group 2",
        "Group 3",
    ]


def test_cohorts_of_one_day_are_in_order_of_their_names() -> None:
    day = date(2024, 3, 5)
    cohorts = [cohort(i, pairs(9, mean=0.5), name=name, starts_on=day) for i, name in enumerate("CAB")]
    assert [row.name for row in compare(cohorts, KINDNESS).rows] == ["A", "B", "C"]


def test_a_row_has_its_own_interval_and_the_pooled_line_one_spread_for_all() -> None:
    cohorts = [
        cohort(0, pairs(9, mean=0.2, sd=0.3)),
        cohort(1, pairs(16, mean=0.6, sd=0.5)),
        cohort(2, pairs(10, mean=0.5)),
    ]
    comparison = compare(cohorts, KINDNESS)
    first = comparison.rows[0].change
    assert first is not None
    assert first.high - first.mean == pytest.approx(2.306004135204 * 0.3 / 3, rel=1e-9)
    variance = (8 * 0.3**2 + 15 * 0.5**2 + 9 * 0.5**2) / 32
    between = 9 * (0.2 - MEAN) ** 2 + 16 * (0.6 - MEAN) ** 2 + 10 * (0.5 - MEAN) ** 2
    assert comparison.pooled is not None
    assert comparison.pooled.q == pytest.approx(between / variance, rel=1e-9)


MEAN = (9 * 0.2 + 16 * 0.6 + 10 * 0.5) / 35


def test_comparing_many_cohorts_gives_each_what_it_gets_alone() -> None:
    rng = np.random.default_rng(5)
    cohorts = [
        cohort(i, pairs(int(rng.integers(8, 15)), mean=float(rng.normal(0.5, 0.2)))) for i in range(40)
    ]
    together = {row.cohort_id: row.change for row in compare(cohorts, KINDNESS).rows}
    for one in cohorts:
        assert compare([one], KINDNESS).rows[0].change == together[one.cohort_id]


def test_everybody_changing_by_the_same_amount_is_reported_and_not_divided_by() -> None:
    same = tuple((float(i % 4), float(i % 4) + 1) for i in range(10))
    comparison = compare([cohort(i, same) for i in range(3)], KINDNESS)
    assert comparison.sentence == "The numbers could not be worked out"
    assert comparison.pooled is None
    assert [row.change.mean for row in comparison.rows if row.change] == [1.0, 1.0, 1.0]


def test_a_score_that_is_no_number_names_its_cohort() -> None:
    broken = cohort(4, (*pairs(9, mean=0.5), (2.0, float("nan"))))
    with pytest.raises(ScoresDisagree, match="Group 4: a score is not a number"):
        compare([cohort(1, pairs(9, mean=0.5)), broken], KINDNESS)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"started": 5}, "more people finished than started"),
        ({"started": 6, "finished": 2}, "more people have scores than started"),
        ({"followed": 2, "pairs_six": ((1.0, 2.0),) * 3}, "more scores at six months than people reached"),
        ({"followed": 40}, "more people have scores than started"),
    ],
)
def test_counts_that_contradict_each_other_are_refused(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ScoresDisagree, match=why):
        cohort(1, pairs(9, mean=0.5), **wrong)


def test_nothing_to_compare_has_no_figures_and_no_crash() -> None:
    comparison = compare([], KINDNESS)
    assert (comparison.rows, comparison.pooled, comparison.funnel) == ((), None, None)
    assert comparison.facts.both.percent is None


def test_fewer_than_three_cohorts_have_no_funnel() -> None:
    assert compare([cohort(i, pairs(9, mean=0.5)) for i in range(2)], KINDNESS).funnel is None


def said(comparison_caveats: tuple[object, ...]) -> dict[str, str]:
    return {caveat.key: caveat.text for caveat in comparison_caveats}  # type: ignore[attr-defined]


def test_people_without_a_final_score_are_counted_among_those_who_started() -> None:
    cohorts = [cohort(i, pairs(12, mean=0.5)) for i in range(3)]
    text = said(compare(cohorts, KINDNESS).caveats)["no-final-score"]
    assert text == "9 of 45 people have no final score. They may have fared differently."


def test_the_caveats_follow_from_the_cohorts_and_the_measure() -> None:
    everyone = [cohort(i, pairs(30, mean=0.5), started=30, finished=30) for i in range(3)]
    assert set(said(compare(everyone, LOW_MOOD).caveats)) == {"no-comparison-group"}
    assert "own-wording" in said(compare(everyone, KINDNESS).caveats)
    imported = [replace(everyone[0], imported=True), *everyone[1:], cohort(7, pairs(5, mean=0.5))]
    assert {"imported", "hidden"} <= set(said(compare(imported, LOW_MOOD).caveats))
    small = [cohort(i, pairs(12, mean=0.5)) for i in range(3)]
    assert "small-groups" in said(compare(small, LOW_MOOD).caveats)


def test_six_months_use_the_six_month_scores() -> None:
    one = cohort(0, pairs(12, mean=0.5), followed=10, pairs_six=pairs(10, mean=0.9))
    change = compare([one], KINDNESS, wave=Wave.SIX_MONTHS).rows[0].change
    assert change is not None
    assert change.n == 10
    assert change.mean == pytest.approx(0.9)


def test_reliable_change_is_the_published_example() -> None:
    example = ReliableChange(sd=7.5, r=0.8)
    assert example.sem == pytest.approx(3.35410196625, rel=1e-9)
    assert example.s_diff == pytest.approx(4.74341649025, rel=1e-9)
    assert example.threshold == pytest.approx(9.2970963209, rel=1e-9)
    counts = moved([(32.5, 47.5), (30.0, 39.0), (40.0, 30.0)], example)
    assert (counts.rose, counts.about_the_same, counts.fell) == (1, 1, 1)


def test_a_hidden_cohort_touches_no_figure_even_with_broken_scores() -> None:
    broken_and_hidden = cohort(3, ((2.0, float("nan")),) * 3)
    shown = [cohort(i, pairs(9, mean=0.5)) for i in range(3)]
    assert compare([*shown, broken_and_hidden], KINDNESS).pooled == compare(shown, KINDNESS).pooled
