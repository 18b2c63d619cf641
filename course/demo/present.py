"""The cohort that is in week 4: session 4 lies in the last seven days, session 5 in the next seven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import uuid4

from sqlmodel import Session, col, select

from course.cohorts import cohort as cohorts
from course.cohorts import enrolment as enrolments
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort
from course.cohorts.listed import ListedName, Why
from course.cohorts.meeting import Meeting
from course.cohorts.schedule import to_utc
from course.demo import answering, cast, practising, shelf
from course.demo.answering import Answered, new_uuid
from course.demo.house import House
from course.demo.inner import levels
from course.demo.places import Place, accept, agree, ask
from course.measures import assessment
from course.people import preference, role
from course.people.key import Keyring
from course.people.person import Person
from course.people.preference import Kind as LetterKind
from course.people.preference import LetterPause
from course.people.role import Facilitator
from course.practice import journal
from course.safety import concern
from course.safety.concern import INTAKE, Kind
from curriculum.schema import Course

THURSDAY = 3
EVENING = time(18, 30)
WEEKS_BEHIND = 3
H, V, P, T, A = Mark.HERE, Mark.VIDEO, Mark.PART, Mark.AWAY_TOLD, Mark.AWAY


@dataclass(frozen=True)
class Part:
    """`keen` is the chance that a day's practice is written down; `marks` are those of sessions 1 to 4."""

    keen: float
    shares: bool
    marks: tuple[Mark | None, ...]


PARTS = {
    "Maya Lindqvist": Part(0.65, True, (H, H, H, H)),
    "Ben Okoro": Part(0.10, False, (H, H, A, A)),
    "Carmen Ruiz": Part(0.70, True, (H, H, T, H)),
    "Tariq Haddad": Part(0.35, True, (H, V, P, H)),
    "Elif Aksoy": Part(0.50, True, (H, H, V, V)),
    "Finn Gallagher": Part(0.60, False, (H, H, H, H)),
    "Grace Chen": Part(0.85, True, (H, H, H, H)),
    "Hugo Marchetti": Part(0.30, False, (H, T, None, None)),
    "Ivy Sato": Part(0.25, True, (H, H, H, T)),
    "Joel Brandt": Part(0.05, True, (H, H, T, None)),
    "Kamala Iyer": Part(0.55, True, (H, H, H, H)),
    "Leo Petrov": Part(0.00, False, (H, A, H, H)),
}


def begin(db: Session, chance: Random, ring: Keyring, house: House, *, now: datetime) -> Cohort:
    cohort = _create(db, house, house.course, now)
    meetings = cohorts.meetings(db, cohort)
    places = _places(db, chance, house, cohort, meetings[0])
    by = house.staff[cast.INES]
    practising.attend(db, meetings, [(p.enrolment, PARTS[n].marks) for n, p in places.items()], by)
    _change(db, places, meetings, now)
    keen = [(p.enrolment, p.person, PARTS[n].keen) for n, p in places.items()]
    practising.practise(db, chance, house.course, meetings, keen, until=now)
    _answer(db, chance, house.course, places, meetings)
    _write(db, chance, ring, places["Maya Lindqvist"], meetings, now)
    _list(db, meetings[WEEKS_BEHIND], by)
    _look_after(db, ring, places["Carmen Ruiz"], by)
    shelf.fill(db, cohort, meetings, places.values(), by)
    return cohort


def _list(db: Session, meeting: Meeting, by: Person) -> None:
    """The list of the newest meeting's video call has a name on it that nobody in the group has."""
    db.add(
        ListedName(
            meeting_id=meeting.stored_id,
            name="Hugo’s phone",
            minutes=150,
            why=Why.NOBODY,
            listed_by=by.stored_id,
            listed_at=meeting.ends_at,
        )
    )


def first_thursday(now: datetime, minutes: int) -> date:
    """The first meeting's date, so that the fourth is the newest Thursday evening that is over."""
    newest = now.date() - timedelta(days=(now.weekday() - THURSDAY) % 7)
    ends_at = to_utc(newest, EVENING, cast.ZONE) + timedelta(minutes=minutes)
    return newest - timedelta(weeks=WEEKS_BEHIND if ends_at <= now else WEEKS_BEHIND + 1)


def _create(db: Session, house: House, course: Course, now: datetime) -> Cohort:
    starts_on = first_thursday(now, course.sessions[WEEKS_BEHIND].minutes)
    closed = {starts_on + timedelta(weeks=6): "Half-term: the house is closed"}
    plan = cohorts.plan_for(course, starts_on=starts_on, at=EVENING, zone=cast.ZONE, skipped=closed)
    cohort = cohorts.create(
        db,
        house.programme,
        name="Thursday evening",
        course_key=cast.COURSE,
        plan=plan,
        place=f"Room 2, {cast.HOUSE}",
        by=house.lead,
    )
    cohort.created_at = now - timedelta(weeks=11)
    cohort.invitations_open_at = now - timedelta(weeks=10)
    for name in (cast.INES, cast.DANIEL):
        role.make_facilitator(db, cohort_id=cohort.stored_id, person_id=house.staff[name].stored_id)
    for facilitator in db.exec(select(Facilitator).where(col(Facilitator.cohort_id) == cohort.id)):
        facilitator.since = cohort.created_at
    return cohort


def _places(db: Session, chance: Random, house: House, cohort: Cohort, first: Meeting) -> dict[str, Place]:
    places = {}
    for number, name in enumerate(PARTS):
        asked_at = first.starts_at - timedelta(days=30 - number / 10)
        invitation = ask(db, house.programme, cohort, name, by=house.staff[cast.INES], at=asked_at)
        enrolment, person = accept(db, invitation, at=asked_at + timedelta(days=chance.uniform(0.2, 6)))
        enrolment.shares_practice = PARTS[name].shares
        places[name] = Place(enrolment, person, levels(chance, group_gain=0.5))
    agree(db, [place.enrolment for place in places.values()])
    return places


def _change(db: Session, places: dict[str, Place], meetings: Sequence[Meeting], now: datetime) -> None:
    """One person left, one moved, one paused her letters and one stopped the nudges."""
    hugo = places["Hugo Marchetti"]
    left_at = meetings[1].ends_at + timedelta(days=3)
    enrolments.leave(db, hugo.enrolment, now=left_at, by=hugo.person.id, reason="time")
    places["Elif Aksoy"].person.zone = "Europe/Istanbul"
    db.add(
        LetterPause(person_id=places["Joel Brandt"].person.stored_id, until=(now + timedelta(days=9)).date())
    )
    preference.stop(db, places["Carmen Ruiz"].person.stored_id, LetterKind.NUDGES, now=now)


def _answer(
    db: Session, chance: Random, course: Course, places: dict[str, Place], meetings: Sequence[Meeting]
) -> None:
    answered, first = [], meetings[0]
    for name, place in places.items():
        begun = place.enrolment.joined_at + timedelta(hours=chance.uniform(0.2, 60))
        if name == "Grace Chen":
            assessment.decline(db, place.enrolment, "before", now=begun)
            continue
        done = begun + timedelta(minutes=chance.randint(3, 9))
        if name == "Ivy Sato":
            begun, done = first.starts_at - timedelta(hours=20), first.ends_at + timedelta(days=1, hours=16)
        answered.append(Answered(place.enrolment, place.levels, "before", begun, done))
    answering.store(db, chance, answered, course, meetings)


def _look_after(db: Session, ring: Keyring, place: Place, by: Person) -> None:
    """She asked for a word when she joined, and had it the next morning."""
    hers, at = place.enrolment, place.enrolment.joined_at
    row = concern.begin(db, enrolment_id=hers.stored_id, wave_key=INTAKE, kind=Kind.ASKED, now=at)
    later = at + timedelta(hours=15)
    words = "We spoke for twenty minutes. She knows that she can sit near the door and step out."
    concern.see(db, row, now=at + timedelta(hours=2), by=by)
    concern.note(db, ring, row, words, client_id=uuid4(), now=later, by=by)
    concern.close(db, row, now=later, by=by)


def _write(
    db: Session, chance: Random, ring: Keyring, place: Place, meetings: Sequence[Meeting], now: datetime
) -> None:
    for number, text in cast.JOURNAL:
        meeting = meetings[number - 1]
        journal.write(
            db,
            ring,
            place.person,
            client_id=new_uuid(chance),
            text=text,
            unit_key=meeting.unit_key,
            now=min(meeting.ends_at + timedelta(hours=22), now),
        )
