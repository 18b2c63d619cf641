"""Years in place of cohorts: which people are in one, and which are not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from course.cohorts.cohort import Held
from course.outcomes import row_words
from course.outcomes.comparison import Showing
from course.outcomes.scores import Unit, Wave
from course.outcomes.selection import EVERYTHING, Selection
from course.outcomes.suppression import Threshold
from course.outcomes.view import View
from tests.course.outcomes.closing_world import MEASURE, SCORE, Group, World
from tests.course.outcomes.test_leaks import group


def small(number: int, n: int, year: int, **known: object) -> Group:
    rng = np.random.default_rng(number)
    return group(rng, number, (0, n, 0, 0, 0), starts_on=date(year, number, 1), **known)  # type: ignore[arg-type]


def view(
    groups: list[Group], *, threshold: int = 8, selection: Selection = EVERYTHING, by: Unit | None = None
) -> View:
    *_earlier, record = World(groups).moments()
    return View(record, MEASURE, SCORE, Threshold(scores=threshold), Wave.AFTER, selection, by)


def people(found: View) -> dict[str, int | None]:
    return {row.name: row.change.n if row.change else None for row in found.comparison.rows}


def mean(groups: list[Group]) -> float:
    """Of all changes in these cohorts."""
    changes = [(scores[1] or 0) - (scores[0] or 0) for one in groups for scores in one.people]
    return float(np.mean(changes))


def test_where_most_cohorts_are_too_small_the_page_pools_by_year() -> None:
    groups = [small(1, 5, 2024), small(2, 6, 2024), small(3, 9, 2024), small(4, 4, 2025), small(5, 6, 2025)]
    found = view(groups)
    assert found.unit is Unit.YEAR
    assert people(found) == {"2024": 20, "2025": 10}
    [first, second] = found.comparison.shown
    assert first.change is not None
    assert second.change is not None
    assert first.change.mean == pytest.approx(mean(groups[:3]))
    assert second.change.mean == pytest.approx(mean(groups[3:]))
    assert found.comparison.sentence == "Two years can be shown, too few for one answer about self-compassion"


def test_where_most_can_be_shown_it_does_not_unless_it_is_asked_to() -> None:
    groups = [small(1, 9, 2024), small(2, 6, 2024), small(3, 9, 2025)]
    assert view(groups).unit is Unit.COHORT
    years = view(groups, by=Unit.YEAR)
    assert people(years) == {"2024": 9, "2025": 9}  # six people alone wait for more
    assert "1 small cohort is in no year yet" in str(years.comparison.caveats)


def test_a_year_whose_people_are_too_few_says_so_and_not_how_many() -> None:
    found = view([small(1, 5, 2024), small(2, 4, 2025), small(3, 5, 2025)])
    [year, _next] = found.comparison.rows
    assert (year.name, year.showing, year.started) == ("2024", Showing.HIDDEN, None)
    assert row_words.people(year, found.comparison) == "–"


def test_small_cohorts_that_a_filter_can_tell_apart_are_not_put_together() -> None:
    apart = [small(1, 5, 2024), small(2, 5, 2024, held=Held.BY_VIDEO), small(3, 5, 2024, course="b")]
    assert people(view(apart)) == {"2024": None}


def test_a_filter_that_cuts_through_people_counted_together_leaves_them_out() -> None:
    groups = [small(1, 5, 2024), small(2, 5, 2024), small(3, 8, 2024)]
    assert people(view(groups, by=Unit.YEAR)) == {"2024": 18}
    some = Selection(since=date(2024, 2, 1))
    assert people(view(groups, by=Unit.YEAR, selection=some)) == {"2024": 8}


def test_a_raised_threshold_puts_what_is_too_small_for_it_together() -> None:
    groups = [small(1, 9, 2024), small(2, 10, 2024), small(3, 14, 2024)]
    assert people(view(groups, threshold=12, by=Unit.YEAR)) == {"2024": 33}
    assert people(view(groups[1:], threshold=12, by=Unit.YEAR)) == {"2024": 14}
