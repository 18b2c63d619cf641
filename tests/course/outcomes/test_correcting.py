"""A correction is another row with its reason, and never one that a few people could be read from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from course import privacy
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.errors import Refused
from course.outcomes.correcting import correct, standing
from course.outcomes.freezing import freeze
from course.outcomes.frozen import COHORT, FrozenFigures
from course.outcomes.record import record
from course.outcomes.scores import Wave
from course.people.person import Person
from tests.course.outcomes.answered import MEASURE, answers_of, changed, closed, group_of, person, scored

MAY = date(2026, 5, 7)
WHY = "Two sheets of paper were typed in wrongly."


def frozen_row(db: Session, group: Cohort) -> FrozenFigures:
    mine = select(FrozenFigures).where(
        FrozenFigures.cohort_id == group.id,
        FrozenFigures.cells == COHORT,
        FrozenFigures.wave_key == "after",
        FrozenFigures.measure_key == MEASURE,
    )
    return db.exec(mine.order_by(col(FrozenFigures.version))).first()  # type: ignore[return-value]


def first_place(db: Session, group: Cohort) -> Enrolment:
    mine = select(Enrolment).where(Enrolment.cohort_id == group.id).order_by(col(Enrolment.id))
    return db.exec(mine).first()  # type: ignore[return-value]


@pytest.fixture
def nine(db: Session, house: Programme, lena: Person) -> Cohort:
    """Nine people, frozen."""
    group = group_of(db, house, lena, MAY, changed(9))
    freeze(db, house.stored_id, now=closed(db, group))
    return group


def test_a_wrong_answer_is_corrected_and_both_figures_stay(
    db: Session, house: Programme, lena: Person, nine: Cohort
) -> None:
    now, row = closed(db, nine) + timedelta(days=9), frozen_row(db, nine)
    was = record(db, house, MEASURE, "total", now=now).cohorts[Wave.AFTER][0].pairs
    answers_of(db, first_place(db, nine), "after").value = 1.0  # it had been 8.0
    assert correct(db, house, row, reason=f" {WHY} ", by=lena, now=now) == 1
    after = record(db, house, MEASURE, "total", now=now).cohorts[Wave.AFTER][0].pairs
    assert was is not None
    assert after is not None
    assert after.change == pytest.approx(was.change - 7 / 9)
    both = db.exec(
        select(FrozenFigures.version).where(
            FrozenFigures.cohort_id == nine.id,
            FrozenFigures.wave_key == "after",
            FrozenFigures.measure_key == MEASURE,
        )
    ).all()
    assert sorted(both) == [1, 2]
    [found] = [one for one in standing(db, house.stored_id) if one.wave == "after"]
    [made] = found.corrections
    assert (made.reason, made.by, made.at) == (WHY, "Lena", now)
    event = db.exec(select(AuditEvent).where(AuditEvent.what == "figures.correct")).one()
    assert (event.actor_id, event.detail["wave"]) == (lena.id, "after")
    assert WHY not in str(event.detail)


def test_a_correction_needs_a_reason(db: Session, house: Programme, lena: Person, nine: Cohort) -> None:
    answers_of(db, first_place(db, nine), "after").value = 1.0
    for reason in ("", "  \n ", "x" * 301):
        with pytest.raises(Refused):
            correct(db, house, frozen_row(db, nine), reason=reason, by=lena, now=closed(db, nine))
    assert frozen_row(db, nine).version == 1


def test_answers_that_give_the_same_figures_correct_nothing(
    db: Session, house: Programme, lena: Person, nine: Cohort
) -> None:
    with pytest.raises(Refused, match="the same figures"):
        correct(db, house, frozen_row(db, nine), reason=WHY, by=lena, now=closed(db, nine))


@pytest.mark.parametrize("few", [1, 7])
def test_a_few_people_more_are_not_added(
    db: Session, house: Programme, lena: Person, nine: Cohort, few: int
) -> None:
    for number in range(few):
        scored(db, person(db, nine, f"late{number}"), {"before": 3, "after": 16})
    with pytest.raises(Refused, match="fewer than 8"):
        correct(db, house, frozen_row(db, nine), reason=WHY, by=lena, now=closed(db, nine))


def test_eight_people_more_are(db: Session, house: Programme, lena: Person, nine: Cohort) -> None:
    for number in range(8):
        scored(db, person(db, nine, f"late{number}"), {"before": 3, "after": 16})
    correct(db, house, frozen_row(db, nine), reason=WHY, by=lena, now=closed(db, nine))
    assert record(db, house, MEASURE, "total", now=closed(db, nine)).cohorts[Wave.AFTER][0].n == 17


def test_somebody_erased_stays_in_the_sums_that_were_read(
    db: Session, house: Programme, lena: Person, nine: Cohort
) -> None:
    hers = first_place(db, nine)
    privacy.erase_person(db, db.get_one(Person, hers.person_id), by=None)
    with pytest.raises(Refused, match="fewer than 8"):
        correct(db, house, frozen_row(db, nine), reason=WHY, by=lena, now=closed(db, nine))


def test_small_cohorts_that_are_counted_together_stay_so(db: Session, house: Programme, lena: Person) -> None:
    groups = [group_of(db, house, lena, MAY + timedelta(weeks=n), changed(5)) for n in range(2)]
    now = closed(db, groups[1])
    freeze(db, house.stored_id, now=now)
    for number in range(8):
        scored(db, person(db, groups[0], f"late{number}"), {"before": 3, "after": 16})
    with pytest.raises(Refused, match="counted together"):
        correct(db, house, frozen_row(db, groups[0]), reason=WHY, by=lena, now=now)


def test_a_small_cohort_nobody_has_read_may_be_corrected(db: Session, house: Programme, lena: Person) -> None:
    group = group_of(db, house, lena, MAY, changed(5))
    now = closed(db, group)
    freeze(db, house.stored_id, now=now)
    for number in range(3):
        scored(db, person(db, group, f"late{number}"), {"before": 3, "after": 16})
    correct(db, house, frozen_row(db, group), reason=WHY, by=lena, now=now)
    assert record(db, house, MEASURE, "total", now=now).cohorts[Wave.AFTER][0].n == 8
