"""Facts from the database: a fixed number of statements for a batch of subjects, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import cast, null, union_all
from sqlalchemy import select as core_select
from sqlmodel import Session, col, func, select

from course import clock
from course.cohorts import attended, bundle
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.opening import openings
from course.delivery import around, limits
from course.delivery.desk import Desk, on_the_desk
from course.delivery.facts import (
    AnswerFacts,
    EnrolmentFacts,
    FacilitatorFacts,
    OpeningFacts,
)
from course.delivery.known import keys_of
from course.delivery.ledger import Delivery, Status
from course.delivery.meeting_facts import groups_of, meetings_of, visits_of, with_changes
from course.delivery.standing import participants
from course.delivery.words_sent import Words, words_sent
from course.measures import address_check, own_asked
from course.measures.asked import Asked
from course.measures.waves_of import dated
from course.people import intake_decision
from course.people.person import Person
from course.people.preference import Kind, LetterPause, LetterStop
from course.people.role import Facilitator
from course.people.suppressed import suppressed
from course.practice import own_letter
from course.practice.log import PracticeLog
from course.store import table
from curriculum.schema import Course

WEEKLY = frozenset({Kind.WEEKS, Kind.NUDGES})
WENT_OUT = (Status.TRANSMITTING, Status.SENT, Status.UNKNOWN)


def enrolments(
    db: Session, ids: Sequence[int], *, about: Collection[Kind] = frozenset(Kind)
) -> list[EnrolmentFacts]:
    """`about`: only what letters of these kinds depend on; the facts hold nothing of the others."""
    rows = participants(db, ids)
    people = {one.person_id for one in rows}
    cohorts = around.by_id(db, Cohort, {one.stood.cohort_id for one in rows})
    meetings = meetings_of(db, cohorts)
    courses = {key: bundle.read(db, cohort.bundle_hash, Course) for key, cohort in cohorts.items()}
    weeks, measures = not WEEKLY.isdisjoint(about), Kind.MEASURES in about
    opened = {key: _openings(courses[key], meetings[key]) if weeks else () for key in cohorts}
    told = with_changes(db, meetings, list(cohorts.values()))
    visits = visits_of(db, [one.stored_id for one in rows if one.is_guest])
    groups = groups_of(db, list(cohorts.values()))
    stops, pauses = _stopped_and_paused(db, people)
    chosen = limits.of_people(db, people)
    failing = suppressed(db, {one.stood.email for one in rows})
    keys, nudges = _ledger(db, ids)
    asked = Asked(db, ids) if measures else None
    asking = {key: dated(courses[key].waves, meetings[key]) for key in cohorts}
    practised = _practised(db, ids) if weeks else {}
    words = words_sent(db, ids) if Kind.WORDS in about else {}
    waiting = own_letter.waiting(db, list(ids))
    answers = intake_decision.newest_to(db, [one.stored_id for one in rows if one.stood.ready_at is None])
    right = address_check.confirmed(db, ids) if measures else ()
    came = attended.came_to(db, ids) if Kind.MEETINGS in about else {}
    papers = {key: partial(attended.has_attended, courses[key]) for key in cohorts}
    found = []
    for one in rows:
        number, stood, cohort = one.stored_id, one.stood, cohorts[one.stood.cohort_id]
        key = stood.cohort_id
        found.append(
            EnrolmentFacts(
                zone=stood.zone,
                known=keys[number],
                stops=stops[one.person_id],
                paused_until=_later(pauses.get(one.person_id), stood.paused_until),
                **vars(chosen[one.person_id]),
                enrolment_id=number,
                person_id=one.person_id,
                cohort_id=key,
                programme_id=cohort.programme_id,
                called=stood.called,
                locale=stood.locale,
                has_address=stood.email is not None and stood.erased_at is None,
                bounces=stood.email in failing,
                is_imported=cohort.is_imported,
                is_closed=cohort.closed_at is not None,
                joined_at=one.here_since,
                ready_at=stood.ready_at,
                left_at=stood.left_at,
                openings=opened[key],
                meetings=told[key],
                visits=visits.get(number, ()),
                waves=asked.waves(asking[key], one, stood.zone) if asked else (),
                nudged_at=tuple(nudges[number]),
                practised_at=practised.get(number),
                address_is_right=number in right,
                has_attended=papers[key](came.get(number, frozenset())),
                adopted_at=cohort.adopted_at,
                called_off_at=cohort.called_off_at,
                **words.get(number, Words())._asdict(),
                where=(cohort.place, cohort.video_link),
                group=groups[key],
                came_at=one.came_at,
                own_letters=waiting.get(number, ()),
                answer=AnswerFacts(*answers[number]) if number in answers else None,
                # Read before all the rest: what changes afterwards is a change that is noticed.
                stood=stood,
            )
        )
    return found


def facilitators(db: Session, ids: Sequence[int]) -> list[FacilitatorFacts]:
    rows = db.exec(
        select(Facilitator, Person, Cohort, col(Facilitator.lasts_until) <= clock.course(db))
        .join(Person, col(Person.id) == col(Facilitator.person_id))
        .join(Cohort, col(Cohort.id) == col(Facilitator.cohort_id))
        .where(col(Facilitator.id).in_(ids))
        .order_by(col(Facilitator.id))
    ).all()
    people = {person.stored_id for _, person, _, _ in rows}
    cohorts = {cohort.stored_id: cohort for _, _, cohort, _ in rows}
    met = meetings_of(db, cohorts)
    told = with_changes(db, met, list(cohorts.values()))
    courses = {key: bundle.read(db, cohort.bundle_hash, Course) for key, cohort in cohorts.items()}
    groups = groups_of(db, list(cohorts.values()))
    given = own_asked.given_by(db, ids)
    desks = on_the_desk(db, cohorts)
    stops, pauses = _stopped_and_paused(db, people)
    chosen = limits.of_people(db, people)
    failing = suppressed(db, {person.email for _, person, _, _ in rows})
    keys = _staff_keys(db, people)
    return [
        FacilitatorFacts(
            zone=person.zone,
            known=frozenset(keys[person.stored_id]),
            stops=stops[person.stored_id],
            paused_until=pauses.get(person.stored_id),
            **vars(chosen[person.stored_id]),
            facilitator_id=facilitator.stored_id,
            person_id=person.stored_id,
            cohort_id=cohort.stored_id,
            programme_id=cohort.programme_id,
            has_address=person.email is not None and person.erased_at is None,
            bounces=person.email in failing,
            is_imported=cohort.is_imported,
            has_ended=facilitator.ended_at is not None or bool(is_over),
            since=facilitator.since,
            until=facilitator.lasts_until,
            is_closed=cohort.closed_at is not None,
            meetings=told[cohort.stored_id],
            waves=own_asked.waves_in(
                courses[cohort.stored_id], met[cohort.stored_id], given[facilitator.stored_id], person.zone
            )
            if facilitator.lasts_until is None
            else (),
            where=(cohort.place, cohort.video_link),
            group=groups[cohort.stored_id],
            **desks.get(cohort.stored_id, Desk())._asdict(),
        )
        for facilitator, person, cohort, is_over in rows
    ]


def _openings(course: Course, meetings: Sequence[Meeting]) -> tuple[OpeningFacts, ...]:
    return tuple(
        OpeningFacts(one.unit.key, bool(one.unit.number and one.unit.home_practice), one.opens_at)
        for one in openings(course, meetings)
        if one.unit.kind != "orientation"
    )


def _stopped_and_paused(
    db: Session, people: Iterable[int]
) -> tuple[dict[int, frozenset[Kind]], dict[int, date]]:
    """{person: kinds of letters she stopped}, {person: the day until which she gets none}."""
    wanted = list(people)
    stopped, paused = table(LetterStop).c, table(LetterPause).c
    both = union_all(
        core_select(stopped.person_id, stopped.kind, cast(null(), paused.until.type)).where(
            stopped.person_id.in_(wanted)
        ),
        core_select(paused.person_id, cast(null(), stopped.kind.type), paused.until).where(
            paused.person_id.in_(wanted)
        ),
    )
    stops: dict[int, frozenset[Kind]] = defaultdict(frozenset)
    pauses: dict[int, date] = {}
    for person_id, kind, until in db.connection().execute(both).all():
        if until is None:
            stops[person_id] |= {kind}
        else:
            pauses[person_id] = until
    return stops, pauses


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


def _practised(db: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """{enrolment: the newest log that was not taken back}."""
    rows = db.exec(
        select(PracticeLog.enrolment_id, func.max(PracticeLog.logged_at))
        .where(col(PracticeLog.enrolment_id).in_(ids), col(PracticeLog.taken_back_at).is_(None))
        .group_by(col(PracticeLog.enrolment_id))
    ).all()
    return dict(rows)


def _ledger(db: Session, ids: Sequence[int]) -> tuple[dict[int, frozenset[str]], dict[int, list[datetime]]]:
    """Keys in the ledger, and when the nudges that went out were due."""
    keys: dict[int, set[str]] = defaultdict(set)
    nudges: dict[int, list[datetime]] = defaultdict(list)
    rows = db.execute(
        core_select(
            col(Delivery.enrolment_id),
            col(Delivery.key),
            col(Delivery.letter),
            col(Delivery.status),
            col(Delivery.due_at),
        )
        .where(col(Delivery.enrolment_id).in_(ids))
        .order_by(col(Delivery.due_at))
    ).all()
    for enrolment_id, key, letter, status, due_at in rows:
        if enrolment_id is None:
            continue
        keys[enrolment_id].add(key)
        if letter == "homework_nudge" and status in WENT_OUT:
            nudges[enrolment_id].append(due_at)
    return defaultdict(frozenset, {one: frozenset(found) for one, found in keys.items()}), nudges


def _staff_keys(db: Session, people: Iterable[int]) -> dict[int | None, set[str]]:
    """Letters to those who hold a group, by person; what they get as participants is not among them."""
    return keys_of(db, Delivery.person_id, people, only=col(Delivery.letter).startswith("staff_"))
