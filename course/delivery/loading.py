"""Facts from the database: a fixed number of statements for a batch of subjects, whatever its size."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col

from course import clock
from course.cohorts import attended, bundle
from course.cohorts.meeting import Meeting
from course.cohorts.opening import openings
from course.delivery.date_facts import VisitFacts
from course.delivery.desk import Desk, on_the_desk
from course.delivery.facts import EnrolmentFacts, FacilitatorFacts, OpeningFacts
from course.delivery.in_common import InCommon, Leading, in_common
from course.delivery.meeting_facts import Group, visits_of
from course.delivery.place_facts import WEEKLY, Happened, happened
from course.delivery.standing import Participant, participants
from course.measures import own_asked
from course.measures.asked import Asked
from course.measures.staff_wave import StaffAssessment
from course.measures.waves_of import Dated, dated
from course.people.person import Person
from course.people.preference import Kind
from course.people.role import Facilitator
from curriculum.schema import Course

EVERYTHING = frozenset(Kind)


def enrolments(
    db: Session, ids: Sequence[int], *, about: Collection[Kind] = EVERYTHING
) -> list[EnrolmentFacts]:
    """`about`: only what letters of these kinds depend on; the facts hold nothing of the others."""
    places = participants(db, ids)
    return of_places(db, places, in_common(db, places=places), about=about)


def facilitators(db: Session, ids: Sequence[int]) -> list[FacilitatorFacts]:
    staff = leading(db, ids)
    return of_staff(db, staff, in_common(db, staff=staff))


def leading(db: Session, ids: Sequence[int]) -> list[Leading]:
    """In the order of their numbers."""
    return _leading(db, "id", ids)


def leading_in(db: Session, cohorts: Sequence[int]) -> list[Leading]:
    """Everybody who ever ran these cohorts."""
    return _leading(db, "cohort_id", cohorts)


def of_places(
    db: Session, places: Sequence[Participant], common: InCommon, *, about: Collection[Kind] = EVERYTHING
) -> list[EnrolmentFacts]:
    if not places:
        return []
    ids = [one.stored_id for one in places]
    joining = [one.stored_id for one in places if one.stood.ready_at is None]
    asked = Asked(db, ids) if Kind.MEASURES in about else None
    each = happened(db, ids, joining=joining, about=about)
    cohorts = {one.stood.cohort_id for one in places}
    groups = {key: _in_course(db, common.groups[key], about) for key in cohorts}
    visits = visits_of(db, [one.stored_id for one in places if one.is_guest])
    return [
        _place(one, groups[one.stood.cohort_id], each[number], asked, common, visits.get(number, ()))
        for one in places
        for number in (one.stored_id,)
    ]


def of_staff(db: Session, staff: Sequence[Leading], common: InCommon) -> list[FacilitatorFacts]:
    if not staff:
        return []
    cohorts = {one.facilitator.cohort_id for one in staff}
    desks = on_the_desk(db, cohorts)
    courses = {key: bundle.read(db, common.groups[key].cohort.bundle_hash, Course) for key in cohorts}
    return [
        _facilitator(one, courses[key], common.groups[key], desks.get(key, Desk()), common)
        for one in staff
        for key in (one.facilitator.cohort_id,)
    ]


@dataclass(frozen=True)
class _InCourse:
    """A group with what its course makes of its dates."""

    group: Group
    course: Course
    opened: tuple[OpeningFacts, ...]
    waves: tuple[Dated, ...]
    attended: dict[frozenset[str], bool] = field(default_factory=dict)

    def has_attended(self, came: frozenset[str]) -> bool:
        if came not in self.attended:
            self.attended[came] = attended.has_attended(self.course, came)
        return self.attended[came]


def _in_course(db: Session, group: Group, about: Collection[Kind]) -> _InCourse:
    course = bundle.read(db, group.cohort.bundle_hash, Course)
    opened = () if WEEKLY.isdisjoint(about) else _openings(course, group.meetings)
    return _InCourse(group, course, opened, dated(course.waves, group.meetings))


def _place(
    one: Participant,
    here: _InCourse,
    what: Happened,
    asked: Asked | None,
    common: InCommon,
    visits: tuple[VisitFacts, ...],
) -> EnrolmentFacts:
    stood, cohort = one.stood, here.group.cohort
    chosen = common.readers.of(one.person_id)
    return EnrolmentFacts(
        zone=stood.zone,
        known=common.ledger.places.get(one.stored_id, frozenset()),
        stops=chosen.stops,
        paused_until=_later(chosen.paused_until, stood.paused_until),
        awake=chosen.awake,
        weekly=chosen.weekly,
        left=common.ledger.left.get(one.person_id, {}),
        enrolment_id=one.stored_id,
        person_id=one.person_id,
        cohort_id=stood.cohort_id,
        programme_id=cohort.programme_id,
        called=stood.called,
        locale=stood.locale,
        has_address=stood.email is not None and stood.erased_at is None,
        bounces=common.readers.bounces(stood.email),
        is_imported=cohort.is_imported,
        is_closed=cohort.closed_at is not None,
        joined_at=one.here_since,
        ready_at=stood.ready_at,
        left_at=stood.left_at,
        openings=here.opened,
        meetings=here.group.told,
        visits=visits,
        waves=asked.waves(here.waves, one, stood.zone) if asked else (),
        nudged_at=common.ledger.nudges.get(one.stored_id, ()),
        practised_at=what.practised_at,
        address_is_right=what.address_is_right,
        has_attended=here.has_attended(what.came),
        adopted_at=cohort.adopted_at,
        called_off_at=cohort.called_off_at,
        greetings=what.greetings,
        messages=what.messages,
        out_of_sight=what.out_of_sight,
        where=here.group.where,
        group=here.group.became,
        came_at=one.came_at,
        own_letters=what.own_letters,
        answer=what.answer,
        # Read before all the rest: what changes afterwards is a change that is noticed.
        stood=stood,
    )


def _facilitator(
    one: Leading, course: Course, group: Group, desk: Desk, common: InCommon
) -> FacilitatorFacts:
    row, person, cohort = one.facilitator, one.person, group.cohort
    chosen = common.readers.of(person.stored_id)
    return FacilitatorFacts(
        zone=person.zone,
        known=common.ledger.staff.get(person.stored_id, frozenset()),
        stops=chosen.stops,
        paused_until=chosen.paused_until,
        awake=chosen.awake,
        weekly=chosen.weekly,
        left=common.ledger.left.get(person.stored_id, {}),
        facilitator_id=row.stored_id,
        person_id=person.stored_id,
        cohort_id=cohort.stored_id,
        programme_id=cohort.programme_id,
        has_address=person.email is not None and person.erased_at is None,
        bounces=common.readers.bounces(person.email),
        is_imported=cohort.is_imported,
        has_ended=row.ended_at is not None or one.is_over,
        since=row.since,
        until=row.lasts_until,
        is_closed=cohort.closed_at is not None,
        meetings=group.told,
        # a substitute is not asked how the work is for her
        waves=() if row.lasts_until else own_asked.waves_in(course, group.meetings, one.given, person.zone),
        where=group.where,
        group=group.became,
        **desk._asdict(),
    )


def _leading(db: Session, by: str, ids: Sequence[int]) -> list[Leading]:
    rows = db.execute(_with_answers(db.get_bind().dialect.name, by), {"ids": list(ids)}).all()
    given: dict[int, list[StaffAssessment]] = {}
    found: dict[int, Leading] = {}
    for at, seconds, row, person, answer in rows:
        read_at, _real = clock.moment(at, seconds)
        is_over = row.lasts_until is not None and row.lasts_until <= read_at
        hers = given.setdefault(row.stored_id, [])
        if answer is not None:
            hers.append(answer)
        found.setdefault(row.stored_id, Leading(read_at, row, person, is_over, hers))
    return list(found.values())


@lru_cache
def _with_answers(database: str, by: str) -> Select[Any]:
    return (
        core_select(*clock.columns(database), Facilitator, Person, StaffAssessment)
        .select_from(Facilitator)
        .join(Person, col(Person.id) == Facilitator.person_id)
        .outerjoin(StaffAssessment, col(StaffAssessment.facilitator_id) == Facilitator.id)
        .where(getattr(Facilitator, by).in_(bindparam("ids", expanding=True)))
        .order_by(col(Facilitator.id), col(StaffAssessment.id))
    )


def _openings(course: Course, meetings: Sequence[Meeting]) -> tuple[OpeningFacts, ...]:
    return tuple(
        OpeningFacts(one.unit.key, bool(one.unit.number and one.unit.home_practice), one.opens_at)
        for one in openings(course, meetings)
        if one.unit.kind != "orientation"
    )


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)
