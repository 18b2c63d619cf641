"""Figures stand once questions have closed: exactly once, whatever happens to the answers afterwards."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, Executable, delete, func, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from course import privacy, store
from course.cohorts import cohort as cohorts
from course.cohorts import programme
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.outcomes.due import due, freeze_closed
from course.outcomes.freezing import freeze
from course.outcomes.frozen import COHORT, SMALL, Frozen, FrozenFigures, batched, frozen
from course.outcomes.record import record
from course.outcomes.scores import Stage, Wave
from course.people.person import Person, welcome
from course.statistics.moments import Moments
from tests.course.outcomes.answered import (
    MEASURE,
    answers_of,
    begun,
    changed,
    closed,
    group_of,
    last_end,
    left,
    person,
    scored,
)

MAY = date(2026, 5, 7)


def rows(db: Session, house: Programme, wave: str = "after") -> list[Frozen]:
    return frozen(db, house.stored_id, MEASURE, scores=["total"], waves=[wave])


def together(db: Session, house: Programme, cells: str) -> list[Frozen]:
    found = batched(db, house.stored_id, MEASURE, scores=["total"], waves=["after"])
    return [one for one in found if one.cells == cells]


def test_nothing_is_frozen_while_anybody_can_still_answer(
    db: Session, house: Programme, lena: Person
) -> None:
    """Week 8 ends on 25 June; 21 days, seven to begin and three to finish end on 26 July, last of all at UTC-12."""
    group = group_of(db, house, lena, MAY, changed(9))
    assert last_end(db, group).date() == date(2026, 6, 25)
    for at, frozen_then in (
        (datetime(2026, 7, 27, 11, 59, tzinfo=UTC), 0),
        (datetime(2026, 7, 27, 12, tzinfo=UTC), 1),
    ):
        freeze(db, house.stored_id, now=at)
        assert len(rows(db, house)) == frozen_then


def test_frozen_figures_are_those_of_the_people_with_both_scores(
    db: Session, house: Programme, lena: Person
) -> None:
    people = [{"before": 10.0 + i, "after": 8.0 + 2 * i} for i in range(8)]
    group = group_of(db, house, lena, MAY, [*people, *left(2)])
    freeze(db, house.stored_id, now=closed(db, group))
    [row] = rows(db, house)
    assert (row.cohort_id, row.cells, row.n, row.form) == (group.id, COHORT, 8, "ours")
    # first scores 10 to 17, changes -2 to 5: both have mean 13.5 or 1.5 and the same spread, sum of squares 42
    assert row.pairs == Moments(8, 13.5, 1.5, 42.0, 42.0, 42.0)
    assert (row.started, row.answered, row.figures["left"]) == (10, 8, {"10": 2})


def test_of_fewer_than_eight_people_no_sum_is_kept(db: Session, house: Programme, lena: Person) -> None:
    group = group_of(db, house, lena, MAY, [*changed(7), *left(5)])
    freeze(db, house.stored_id, now=closed(db, group))
    [row] = rows(db, house)
    assert (row.n, row.pairs) == (7, None)


def test_the_same_again_changes_nothing(db: Session, house: Programme, lena: Person) -> None:
    group = group_of(db, house, lena, MAY, changed(9))
    assert freeze(db, house.stored_id, now=closed(db, group)) > 0
    known = rows(db, house)
    assert freeze(db, house.stored_id, now=closed(db, group) + timedelta(days=3)) == 0
    assert rows(db, house) == known


@pytest.mark.parametrize("what", ["another answer", "an erased person", "one more person"])
def test_what_happens_to_answers_afterwards_changes_no_figure(
    db: Session, house: Programme, lena: Person, what: str
) -> None:
    group = group_of(db, house, lena, MAY, changed(9))
    now = closed(db, group)
    freeze(db, house.stored_id, now=now)
    known = record(db, house, MEASURE, "total", now=now)
    _happens(db, group, what)
    freeze(db, house.stored_id, now=now)
    assert record(db, house, MEASURE, "total", now=now).cohorts[Wave.AFTER] == known.cohorts[Wave.AFTER]


def _happens(db: Session, group: Cohort, what: str) -> None:
    hers = db.exec(select(Enrolment).where(Enrolment.cohort_id == group.id)).first()
    assert hers is not None
    if what == "another answer":
        answers_of(db, hers, "after").value = 0.0
    elif what == "an erased person":
        privacy.erase_person(db, db.get_one(Person, hers.person_id), by=None)
    else:
        scored(db, person(db, group, "late"), {"before": 3, "after": 16})
    db.flush()


def test_a_cohort_whose_questions_are_open_is_there_with_its_day_and_no_figure(
    db: Session, house: Programme, lena: Person
) -> None:
    group = group_of(db, house, lena, MAY, changed(9))
    now = last_end(db, group) + timedelta(days=5)
    [one] = record(db, house, MEASURE, "total", now=now).cohorts[Wave.AFTER]
    assert (one.stage, one.closes_on, one.n, one.pairs) == (Stage.OPEN, date(2026, 7, 26), 0, None)
    [late] = record(db, house, MEASURE, "total", now=closed(db, group)).cohorts[Wave.AFTER]
    assert late.stage is Stage.CLOSED


def test_leavers_of_several_cohorts_are_frozen_together_once_they_are_eight(
    db: Session, house: Programme, lena: Person
) -> None:
    groups = [
        group_of(
            db, house, lena, MAY + timedelta(weeks=3 * number), [*changed(9), *left(3, first=12 + number)]
        )
        for number in range(4)
    ]
    counts = []
    for group in groups:
        freeze(db, house.stored_id, now=closed(db, group))
        counts.append([(one.n, one.cohorts) for one in together(db, house, "10")])
    first = (9, tuple(one.stored_id for one in groups[:3]))
    assert counts == [[], [], [first], [first]]  # the fourth begins the next one and waits
    [batch] = together(db, house, "10")
    assert batch.figures["total"] == pytest.approx([3 * (12.1 + 13.1 + 14.1), 0])


def test_small_cohorts_of_one_year_and_kind_are_frozen_together(
    db: Session, house: Programme, lena: Person
) -> None:
    starts = [date(2025, 1, 9), date(2025, 3, 6), date(2025, 5, 8), date(2026, 1, 8)]
    groups = [group_of(db, house, lena, day, changed(5)) for day in starts]
    by_video = group_of(
        db, house, lena, date(2025, 2, 6), changed(5), place="", video_link="https://x.example"
    )
    freeze(db, house.stored_id, now=closed(db, groups[-1]))
    [batch] = together(db, house, SMALL)
    assert (batch.n, batch.cohorts) == (10, (groups[0].id, groups[1].id))
    assert by_video.id not in batch.cohorts


def test_somebody_erased_before_a_batch_is_full_is_not_in_it(
    db: Session, house: Programme, lena: Person
) -> None:
    first = group_of(db, house, lena, date(2025, 1, 9), changed(5))
    freeze(db, house.stored_id, now=closed(db, first))
    hers = db.exec(select(Enrolment).where(Enrolment.cohort_id == first.id)).first()
    assert hers is not None
    privacy.erase_person(db, db.get_one(Person, hers.person_id), by=None)
    second = group_of(db, house, lena, date(2025, 3, 6), changed(3))
    freeze(db, house.stored_id, now=closed(db, second))
    assert not together(db, house, SMALL)  # seven are left of the eight counted
    third = group_of(db, house, lena, date(2025, 5, 8), changed(3))
    freeze(db, house.stored_id, now=closed(db, third))
    [batch] = together(db, house, SMALL)
    assert (batch.n, len(batch.cohorts)) == (10, 3)


def test_no_row_holds_a_sum_of_fewer_than_eight_people(db: Session, house: Programme, lena: Person) -> None:
    for number, sizes in enumerate([(9, 3), (5, 2), (12, 1), (4, 4), (8, 6), (7, 1)]):
        group = group_of(
            db,
            house,
            lena,
            date(2025, 1, 9) + timedelta(weeks=3 * number),
            [*changed(sizes[0]), *left(sizes[1])],
        )
    freeze(db, house.stored_id, now=closed(db, group))
    for row in db.exec(select(FrozenFigures)).all():
        holds_sums = row.pairs is not None or "total" in row.figures
        assert row.n >= 8 or not holds_sums


def test_a_wave_without_a_date_never_closes(db: Session, house: Programme, lena: Person) -> None:
    group = begun(db, house, lena, MAY)
    for one in cohorts.meetings(db, group):
        one.cancelled_at = one.starts_at
    db.flush()
    assert due(db, house.stored_id, now=datetime(2030, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    "change", [update(FrozenFigures).values(n=3), delete(FrozenFigures)], ids=["update", "delete"]
)
def test_the_database_itself_refuses_to_change_frozen_figures(
    db: Session, house: Programme, lena: Person, change: Executable
) -> None:
    group = group_of(db, house, lena, MAY, changed(9))
    freeze(db, house.stored_id, now=closed(db, group))
    trial = db.begin_nested()
    with pytest.raises(DBAPIError):
        db.execute(change)
    trial.rollback()


def test_clocks_that_freeze_at_the_same_moment_freeze_once(fresh_engine: Engine) -> None:
    with store.writing(fresh_engine) as db:
        by = welcome(db, email="lena@example.org", name="Lena", zone="Europe/Lisbon")
        house = programme.create(db, name="Linden House", zone="Europe/Lisbon", country="PT", by=by)
        for number in range(3):
            group_of(db, house, by, date(2024, 1, 11) + timedelta(weeks=number), [*changed(9), *left(4)])
    with ThreadPoolExecutor(4) as several:
        frozen_by = list(several.map(_freeze_on(fresh_engine), range(4)))
    with store.reading(fresh_engine) as db:
        keys = (FrozenFigures.cohort_id, FrozenFigures.cells, FrozenFigures.wave_key, FrozenFigures.score_key)
        doubled = db.exec(
            select(func.count())
            .select_from(FrozenFigures)
            .group_by(*keys, FrozenFigures.measure_key)  # type: ignore[arg-type]
            .having(func.count() > 1)
        ).all()
        rows_there = db.exec(select(func.count()).select_from(FrozenFigures)).one()
    assert doubled == []
    assert rows_there > 0
    assert sum(frozen_by) == rows_there


def _freeze_on(engine: Engine) -> Callable[[int], int]:
    return lambda _number: freeze_closed(engine)
