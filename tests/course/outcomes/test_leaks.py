"""Nothing that was published, at whatever moment and under whatever filter, can be subtracted down to a few people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.cohorts.cohort import Held
from course.outcomes.comparison_pictures import pictures
from course.outcomes.comparison_sheet import sheet
from course.outcomes.comparison_words import said
from course.outcomes.frozen import SMALL
from course.outcomes.record import Record
from course.outcomes.scores import CohortScores, Unit, Wave
from course.outcomes.view import View
from course.outcomes.years import by_year
from tests.course.outcomes.closing_world import Group, Scores, World, views
from tests.course.outcomes.leaks import (
    Cell,
    Published,
    both,
    cells_of,
    given_away,
    unanswered,
    whose,
)

THRESHOLDS = (8, 11)
PATTERNS = ("111", "110", "101", "100", "011")


def group(
    rng: np.random.Generator,
    number: int,
    sizes: Sequence[int],
    *,
    starts_on: date,
    course: str = "a",
    held: Held = Held.IN_THE_ROOM,
) -> Group:
    """`sizes` people of each pattern in PATTERNS."""
    people: list[Scores] = []
    for pattern, n in zip(PATTERNS, sizes, strict=True):
        for _ in range(n):
            first, after, later = rng.normal([2.8, 3.4, 3.3], 0.6).tolist()
            here = [there == "1" for there in pattern]
            people.append(
                (first if here[0] else None, after if here[1] else None, later if here[2] else None)
            )
    return Group(number, starts_on, course, held, tuple(people))


def published(view: View) -> Iterator[tuple[Published, str]]:
    """Every sum that a page under this view gives, with the name of its row."""
    wave = view.wave.value
    for row in view.comparison.rows:
        change = row.change
        if change is None:
            continue
        yield Published(wave, change.n, change.n * change.mean), row.name
        if view.wave is Wave.AFTER or change.adjusted is not None:  # tells where people began
            sums = next(one for one in _units(view) if one.name == row.name).pairs
            assert sums is not None
            yield Published("first", sums.n, sums.n * sums.before), row.name


def _units(view: View) -> Sequence[CohortScores]:
    if view.unit is Unit.COHORT:
        return view.cohorts
    only = view.selection.of(view.cohorts)
    return by_year(
        view.cohorts, view.record.batches, wave=view.wave, form=view.form, threshold=view.threshold, only=only
    )


def sets_of(world: World, seen: Sequence[View]) -> dict[str, set[frozenset[Cell]]]:
    """{what: the sets of people whose totals were published}"""
    cells = cells_of(world.groups)
    known: dict[Published, frozenset[Cell]] = {}
    found: dict[str, set[frozenset[Cell]]] = {"after": set(), "six-months": set(), "first": set()}
    years = {one.number: one.starts_on.year for one in world.groups}
    for view in seen:
        for one, name in published(view):
            if one not in known:
                wave = view.wave.value
                parts = [
                    both(cells, number, wave)
                    for number, year in years.items()
                    if name in {str(year), f"Group {number}"}
                ]
                known[one] = whose(cells, one, parts)
            found[one.what].add(known[one])
        if view.wave is Wave.AFTER and view.selection.is_everything:
            found["first"] |= _lost(view, world, cells)
    return found


def _lost(view: View, world: World, cells: dict[Cell, list[Scores]]) -> set[frozenset[Cell]]:
    """Those who did not answer after the course: beside the others their first scores can be worked out."""
    lost = view.everybody.lost
    if lost is None:
        return set()
    known = {one.cohort_id for one in view.cohorts if one.n >= view.threshold.scores}
    parts = [unanswered(cells, one.number) for one in world.groups if str(one.number) in known]
    stayed = np.array([
        scores[0]
        for one in world.groups
        if str(one.number) in known
        for cell in both(cells, one.number, "after")
        for scores in cells[cell]
    ])  # fmt: skip
    assert len(stayed) == lost.stayed
    for chosen in _unions(parts):
        first = np.array([scores[0] for cell in chosen for scores in cells[cell]])
        if len(first) == lost.left and abs(_apart(first, stayed) - (lost.apart or 0.0)) < 1e-9:
            return {chosen}
    raise AssertionError("the leavers that were counted are nobody's")


def _unions(parts: Sequence[frozenset[Cell]]) -> Iterator[frozenset[Cell]]:
    for code in range(1, 2 ** len(parts)):
        yield frozenset().union(*(part for place, part in enumerate(parts) if code >> place & 1))


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    squares = one.var() * len(one) + other.var() * len(other)
    return float((one.mean() - other.mean()) / np.sqrt(squares / (len(one) + len(other) - 2)))


def leaks(world: World) -> list[str]:
    """Whatever can be derived from every page at every moment."""
    seen = _every_page(world)
    cells, found = cells_of(world.groups), []
    by_threshold = {least: sets_of(world, seen[least]) for least in THRESHOLDS}
    for least, sets in by_threshold.items():
        for what, of in sets.items():
            found += [f"{least}: {what} of {few}" for few in given_away(cells, of, least)]
    for what in ("after", "six-months", "first"):
        everything = set().union(*(sets[what] for sets in by_threshold.values()))
        found += [f"both: {what} of {few}" for few in given_away(cells, everything, min(THRESHOLDS))]
    return found


def _every_page(world: World) -> dict[int, list[View]]:
    """{threshold: every view at every moment}; of those that cannot but be the same, one."""
    seen: dict[int, dict[object, View]] = {least: {} for least in THRESHOLDS}
    for record in world.moments():
        for least in THRESHOLDS:
            for view in views(record, world.groups, least):
                seen[least].setdefault((view.wave, view.by, _picked(view), len(view.cohorts)), view)
    return {least: list(of.values()) for least, of in seen.items()}


def _picked(view: View) -> frozenset[str]:
    return frozenset(one.cohort_id for one in view.cohorts if view.selection.lets(one))


SIZES = st.tuples(
    st.integers(0, 9), st.integers(0, 4), st.integers(0, 2), st.integers(0, 5), st.integers(0, 1)
)
GROUPS = st.lists(
    st.tuples(
        SIZES,
        st.sampled_from([2024, 2025]),
        st.sampled_from("ab"),
        st.sampled_from([Held.IN_THE_ROOM, Held.BY_VIDEO]),
    ),
    min_size=2,
    max_size=5,
)


@given(GROUPS, st.integers(0, 2**31))
@settings(max_examples=15, deadline=None)
def test_in_no_random_programme_can_a_few_people_be_worked_out(
    drawn: list[tuple[tuple[int, ...], int, str, Held]], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    groups = [
        group(rng, number, sizes, starts_on=date(year, number, 1), course=course, held=held)
        for number, (sizes, year, course, held) in enumerate(drawn, start=1)
    ]
    assert leaks(World(groups)) == []


def lived_in(rng: np.random.Generator) -> list[Group]:
    """Nine cohorts over three years, two courses and two ways of meeting; some small, some with many who left."""
    plan = [
        ((8, 2, 0, 3, 0), 2023, "a", Held.IN_THE_ROOM),
        ((4, 1, 0, 2, 0), 2023, "a", Held.IN_THE_ROOM),
        ((5, 0, 1, 4, 0), 2023, "a", Held.IN_THE_ROOM),
        ((9, 3, 1, 2, 1), 2024, "b", Held.BY_VIDEO),
        ((3, 2, 0, 1, 0), 2024, "b", Held.BY_VIDEO),
        ((2, 1, 0, 6, 0), 2024, "b", Held.BY_VIDEO),
        ((6, 3, 0, 3, 1), 2024, "a", Held.BY_VIDEO),
        ((9, 1, 0, 4, 0), 2025, "a", Held.IN_THE_ROOM),
        ((7, 0, 0, 2, 0), 2025, "a", Held.IN_THE_ROOM),
    ]  # fmt: skip
    return [
        group(rng, number, sizes, starts_on=date(year, number, 3), course=course, held=held)
        for number, (sizes, year, course, held) in enumerate(plan, start=1)
    ]


def test_over_every_filter_wave_day_and_threshold_nothing_below_is_derived() -> None:
    assert leaks(World(lived_in(np.random.default_rng(4)))) == []


def test_the_oracle_sees_a_leak_where_there_is_one() -> None:
    """A total over everybody beside the cohorts that are shown gives the hidden one away."""
    world = World(lived_in(np.random.default_rng(4)))
    cells = cells_of(world.groups)
    shown = [both(cells, 1, "after"), both(cells, 4, "after")]
    everybody = frozenset().union(*shown, both(cells, 2, "after"))
    [few] = given_away(cells, [*shown, everybody], 8)
    assert few == set(both(cells, 2, "after"))


def everything_said(view: View) -> tuple[object, ...]:
    """All that any page, drawing, word for screen readers or file is made from."""
    found, everyone = view.comparison, view.everybody
    drawn = [
        (one.title, one.unit, one.method, one.svg, one.narrow, one.table, one.sheet.csv)
        for one in pictures(found, everyone).values()
    ]
    return (found.claim, found.facts, found.caveats, said(found, everyone), sheet(found, everyone).csv, drawn)


def last(world: World, *, moments: int) -> Record:
    *_earlier, record = islice(world.moments(), moments)
    return record


def all_said(groups: list[Group], moments: int) -> tuple[list[tuple[object, ...]], World]:
    world = World(groups)
    record = last(world, moments=moments)
    return [everything_said(view) for view in islice(views(record, groups, 8), 0, None, 21)], world


def test_nothing_said_depends_on_the_answers_of_people_who_are_in_no_figure() -> None:
    """Small cohorts, and leavers, that wait for more: other answers of theirs change no word, mark or number."""
    groups = lived_in(np.random.default_rng(4))
    before, world = all_said(groups, 9)
    batched = {cohort for row in world.rows if row.cells != "cohort" for cohort in row.cohorts}
    waits = [one for one in groups if one.number not in batched]
    assert {one.number for one in waits} >= {9}
    others = [_other_answers(one) if one in waits and len(one.of("111")) < 8 else one for one in groups]
    assert others != groups
    after, _world = all_said(others, 9)
    assert after == before


def _other_answers(one: Group) -> Group:
    return replace(
        one,
        people=tuple(tuple(None if v is None else 1.0 + v / 7 for v in scores) for scores in one.people),  # type: ignore[misc]
    )


@pytest.mark.parametrize("kind", [SMALL, "10"])
def test_people_who_are_counted_together_may_change_places_and_nothing_said_changes(kind: str) -> None:
    """Nobody can tell which of the cohorts in a batch somebody's answers are from."""
    groups = lived_in(np.random.default_rng(4))
    before, world = all_said(groups, 9)
    [batch, *_more] = [row for row in world.rows if row.cells == kind]
    moved = _turned(groups, set(batch.cohorts), "111" if kind == SMALL else "100")
    assert moved != groups
    after, _world = all_said(moved, 9)
    assert _without_last_digits(after) == _without_last_digits(before)


def _turned(groups: list[Group], cohorts: set[int], pattern: str) -> list[Group]:
    """The answers of all these people, each handed to the next of them, whatever cohort she is in."""
    places = [
        (group.number, i)
        for group in groups
        if group.number in cohorts
        for i, scores in enumerate(group.people)
        if scores in group.of(pattern)
    ]
    people = {group.number: list(group.people) for group in groups}
    given = {place: people[place[0]][place[1]] for place in places}
    for here, there in pairwise([*places, places[0]]):
        people[there[0]][there[1]] = given[here]
    return [replace(group, people=tuple(people[group.number])) for group in groups]


def _without_last_digits(said: list[tuple[object, ...]]) -> str:
    """The same numbers added up in another order differ in their last digit."""
    return re.sub(r"(\d\.\d{6})\d+", r"\1", str(said))
