"""Made-up people who live through a rehearsed course: each reacts to her letters, or does not, as chance decides.

They act by the verbs of the domain and by the secrets in their letters, and by nothing else.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from course.cohorts import enrolment
from course.cohorts.cohort import Cohort
from course.cohorts.cohort import content as content_of
from course.cohorts.enrolment import Enrolment
from course.measures import assessment
from course.people import consent, inviting, preference, token
from course.people.consent_text import consent_texts
from course.people.preference import Kind
from course.people.token import Purpose
from course.practice import log
from course.practice.log import PracticeKind

Act = Callable[[Session, datetime], None]
NAMES = (
    "Ada", "Bruno", "Clara", "Davi", "Elif", "Femi", "Gita", "Hugo", "Ida", "Jonas", "Kemal", "Lucia",
    "Mina", "Noor", "Otto", "Paula", "Quim", "Rosa", "Sven", "Tara",
)  # fmt: skip
ZONES = ("Europe/Lisbon", "Europe/Lisbon", "Europe/Berlin", "America/New_York", "Asia/Kolkata")


@dataclass
class Traveller:
    """How likely she is to accept, to answer and to practise; some leave in a week, some stop the nudges."""

    name: str
    zone: str
    accepts: bool
    answers: float
    practises: float
    leaves_in_week: int | None
    stops_nudges: bool
    enrolment_id: int | None = None
    person_id: int | None = None
    left_at: datetime | None = None
    waves: set[str] = field(default_factory=set)
    logs: int = 0

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@example.org"


@dataclass
class Calendar:
    """What people mean to do, in order of time. Chance is seeded, so a rehearsal can be repeated."""

    chance: random.Random
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def next_at(self) -> datetime | None:
        return self._acts[0][0] if self._acts else None

    def plan(self, at: datetime, act: Act) -> None:
        heappush(self._acts, (at, next(self._numbers), act))

    def do(self, db: Session, now: datetime) -> None:
        while self._acts and self._acts[0][0] <= now:
            heappop(self._acts)[2](db, now)

    def hours(self, least: float, most: float) -> timedelta:
        return timedelta(hours=self.chance.uniform(least, most))

    def uuid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def travellers(number: int, chance: random.Random) -> list[Traveller]:
    """Most accept, answer and practise; a few of every other kind are always among them."""
    found = []
    for index in range(number):
        name = NAMES[index % len(NAMES)] + (str(index // len(NAMES) + 1) if index >= len(NAMES) else "")
        found.append(
            Traveller(
                name=name,
                zone=ZONES[index % len(ZONES)],
                accepts=index % 7 != 6,
                answers=chance.uniform(0.5, 1),
                practises=0 if index % 5 == 3 else chance.uniform(0.3, 0.9),
                leaves_in_week=chance.randint(2, 6) if index % 8 == 5 else None,
                stops_nudges=index % 6 == 4,
            )
        )
    return found


def react(who: Traveller, letter: str, text: str, calendar: Calendar, now: datetime) -> None:
    """What she will do about a letter that has just arrived, if anything."""
    match letter:
        case "invitation" | "invitation_reminder" if who.accepts and who.enrolment_id is None:
            calendar.plan(now + calendar.hours(2, 60), _accept(who, _secret(text, "invitation"), calendar))
        case "measure_invitation" | "measure_reminder" if calendar.chance.random() < who.answers:
            calendar.plan(
                now + calendar.hours(0.5, 40), _answer(who, _secret(text, "open/questions"), calendar)
            )
        case "week_opens":
            _week(who, _secret(text, "open/week"), calendar, now)
        case "homework_nudge" if who.stops_nudges:
            calendar.plan(now + timedelta(minutes=20), _stop(_secret(text, "stop")))


def _secret(text: str, path: str) -> str:
    found = re.search(rf"/{path}/(\S+)", text)
    if found is None:
        raise ValueError(f"this letter has no link to {path}")
    return found.group(1)


def _accept(who: Traveller, secret: str, calendar: Calendar) -> Act:
    def act(db: Session, now: datetime) -> None:
        if who.enrolment_id is not None:
            return
        person, place = inviting.accept(db, secret, name=who.name, zone=who.zone, now=now)
        if place is None:
            return
        for text in consent_texts():
            consent.answer(
                db,
                enrolment_id=place.stored_id,
                purpose=text.purpose,
                given=True,
                text=text.whole,
                locale=person.locale,
            )
        place.ready_at = place.look_at = now
        who.enrolment_id, who.person_id = place.stored_id, person.stored_id

    return act


def _answer(who: Traveller, secret: str, calendar: Calendar) -> Act:
    def act(db: Session, now: datetime) -> None:
        _kind, enrolment_id, wave = token.look(db, secret, purpose=Purpose.WAVE).about.split(":", 2)
        place = db.get_one(Enrolment, int(enrolment_id))
        if wave in who.waves or not place.is_active:
            return
        course = content_of(db, db.get_one(Cohort, place.cohort_id))
        for key in course.wave(wave).measures:
            asked = assessment.begin(db, place, wave_key=wave, measure_key=key, locale="en", now=now)
            measure = assessment.definition(db, asked)
            for item in measure.items:
                value = calendar.chance.choice(list(measure.choices))
                assessment.save_answer(db, asked, item=item, value=value, client_id=calendar.uuid(), now=now)
            assessment.complete(db, asked, now=now)
        place.look_at = now
        who.waves.add(wave)

    return act


def _week(who: Traveller, secret: str, calendar: Calendar, now: datetime) -> None:
    for day in range(1, 7):
        if calendar.chance.random() < who.practises:
            calendar.plan(now + timedelta(days=day), _practise(who, calendar))

    def look(db: Session, at: datetime) -> None:
        unit = token.look(db, secret, purpose=Purpose.WEEK).about.rpartition(":")[2]
        if unit == f"week-{who.leaves_in_week}" and who.enrolment_id is not None and who.left_at is None:
            place = db.get_one(Enrolment, who.enrolment_id)
            enrolment.leave(db, place, now=at, by=who.person_id)
            who.left_at = at

    calendar.plan(now + calendar.hours(1, 30), look)


def _practise(who: Traveller, calendar: Calendar) -> Act:
    def act(db: Session, now: datetime) -> None:
        place = db.get_one(Enrolment, who.enrolment_id)
        if place.is_active:
            day = now.astimezone(ZoneInfo(who.zone)).date()
            log.log(
                db,
                place,
                client_id=calendar.uuid(),
                kind=PracticeKind.FORMAL,
                minutes=calendar.chance.choice([5, 10, 20]),
                practised_on=day,
                now=now,
            )
            who.logs += 1

    return act


def _stop(secret: str) -> Act:
    def act(db: Session, now: datetime) -> None:
        found = token.look(db, secret, purpose=Purpose.STOP)
        if found.person_id is not None:
            preference.stop(db, found.person_id, Kind(found.about.removeprefix("stop:")), now=now)

    return act
