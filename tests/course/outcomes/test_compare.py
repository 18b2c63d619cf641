from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from course.outcomes.compare import compare
from course.outcomes.comparison import Showing
from course.outcomes.row_words import instead
from course.outcomes.scores import ScoresDisagree, Stage, Unit, Wave
from course.statistics.reliable import ReliableChange, moved
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
        beside_others = together[one.cohort_id]
        assert beside_others is not None
        own = replace(beside_others, drawn_in=None, adjusted=None)
        assert compare([one], KINDNESS).rows[0].change == own


def test_everybody_changing_by_the_same_amount_is_reported_and_not_divided_by() -> None:
    same = tuple((float(i % 4), float(i % 4) + 1) for i in range(10))
    comparison = compare([cohort(i, same) for i in range(3)], KINDNESS)
    assert comparison.sentence == "The numbers could not be worked out"
    assert comparison.pooled is None
    assert [row.change.mean for row in comparison.rows if row.change] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"started": 5}, "more people finished than started"),
        ({"started": 6, "finished": 2}, "more people have scores than started"),
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


def test_reliable_change_is_the_published_example() -> None:
    example = ReliableChange(sd=7.5, r=0.8)
    assert example.sem == pytest.approx(3.35410196625, rel=1e-9)
    assert example.s_diff == pytest.approx(4.74341649025, rel=1e-9)
    assert example.threshold == pytest.approx(9.2970963209, rel=1e-9)
    counts = moved([(32.5, 47.5), (30.0, 39.0), (40.0, 30.0)], example)
    assert (counts.rose, counts.about_the_same, counts.fell) == (1, 1, 1)


def test_a_hidden_cohort_touches_no_figure() -> None:
    shown = [cohort(i, pairs(9, mean=0.5 + i / 10)) for i in range(3)]
    hidden = cohort(3, pairs(5, mean=-3.0))
    assert compare([*shown, hidden], KINDNESS).pooled == compare(shown, KINDNESS).pooled


def test_a_cohort_whose_questions_are_open_has_a_day_and_no_figure() -> None:
    still = cohort(3, (), stage=Stage.OPEN, closes_on=date(2026, 12, 20), started=0, finished=0)
    shown = [cohort(i, pairs(9, mean=0.5)) for i in range(3)]
    comparison = compare([*shown, still], KINDNESS)
    row = comparison.rows[3]
    assert (row.showing, row.change, row.started) == (Showing.OPEN, None, None)
    assert instead(row, comparison) == "Its questions close on 20 December 2026"
    assert comparison.pooled == compare(shown, KINDNESS).pooled


def test_cohorts_asked_in_other_words_are_named_and_set_beside_nobody() -> None:
    ours = [cohort(i, pairs(9, mean=0.5)) for i in range(3)]
    official = cohort(3, pairs(12, mean=2.0), form="the published form")
    comparison = compare([*ours, official], KINDNESS, form="ours")
    assert [row.showing for row in comparison.rows] == ["shown"] * 3 + ["other words"]
    assert comparison.facts.both.count == 27
    assert comparison.rows[3].started is None


def test_people_asked_in_other_words_the_second_time_are_counted_in_a_caveat() -> None:
    cohorts = [cohort(i, pairs(9, mean=0.5), mixed=i) for i in range(3)]
    assert said(compare(cohorts, KINDNESS).caveats)["mixed"].startswith("3 people were asked in other words")


def test_only_the_wave_after_the_course_tells_where_people_began() -> None:
    cohorts = [cohort(i, pairs(9 + i, mean=0.4 + i / 10)) for i in range(4)]
    after = compare(cohorts, KINDNESS)
    later = compare(cohorts, KINDNESS, wave=Wave.SIX_MONTHS)
    assert after.is_adjusted
    assert not later.is_adjusted
    assert all(row.change and row.change.adjusted is not None for row in after.rows)
    assert all(row.change and row.change.adjusted is None for row in later.rows)
    assert later.adjusted is not None
    some = compare(cohorts, KINDNESS, wave=Wave.SIX_MONTHS, only={"c0", "c1", "c2"})
    assert some.adjusted is None


def test_the_standardised_change_is_left_out_where_it_would_give_one_person_away() -> None:
    cohorts = [cohort(i, pairs(9, mean=0.5), one_apart=i == 1) for i in range(3)]
    rows = compare(cohorts, KINDNESS, wave=Wave.SIX_MONTHS).rows
    assert [row.change.g is None for row in rows if row.change] == [False, True, False]
    assert [row.change.r is None for row in rows if row.change] == [False, True, False]


def test_with_fewer_than_three_there_is_nothing_to_draw_towards_and_no_prediction() -> None:
    two = compare([cohort(i, pairs(9, mean=0.5)) for i in range(2)], KINDNESS)
    assert two.pooled is not None
    assert two.pooled.prediction is None
    assert [row.change.drawn_in for row in two.rows if row.change] == [None, None]
    assert two.adjusted is None


def test_a_year_in_place_of_a_cohort_is_called_a_year() -> None:
    years = [cohort(i, pairs(9, mean=0.5 + i / 50), name=str(2020 + i)) for i in range(3)]
    comparison = compare(years, KINDNESS, unit=Unit.YEAR)
    assert comparison.sentence == "People left with more self-compassion, and no year stands apart"
    assert comparison.lead.startswith("Across 3 years the average score rose")
