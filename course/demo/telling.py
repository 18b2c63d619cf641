"""What people of the demo world say beside their scores: about themselves, about their weeks, about unwanted effects.

It has chances of its own, so that everything else stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from course.cohorts.cohort import Cohort, meetings
from course.cohorts.enrolment import Enrolment
from course.demo import cast
from course.demo.house import House
from course.measures.assessment import Assessment
from course.measures.unwanted_effects import LEFT, Harm, Helped, Kind, UnwantedEffects
from course.outcomes import primary
from course.outcomes.primary import Analysis, Outcome
from course.people import about_you
from course.people.about_you import RATHER_NOT, AboutYou
from course.people.key import Keyring
from course.people.person import Person
from course.practice import asked_word, check_in
from course.practice.check_in import Given, Safe
from course.safety import concern

LIKELY: Mapping[str, Sequence[int]] = {
    "age": (6, 24, 40, 24, 6),
    "gender": (74, 22, 4),
    "meditated": (40, 42, 18),
    "care": (30, 20, 22, 28),
    "language": (72, 20, 8),
}
"""How likely each choice of a question is, in order."""


def decide(db: Session, house: House, *, now: datetime) -> None:
    """Before its first cohort the house named its main outcome and what it asks people about themselves."""
    at = now - timedelta(weeks=114)
    outcome = Outcome("self-compassion-12", "compassionate", "after", Analysis.MEAN_CHANGE)
    primary.declare(db, house.programme, outcome, by=house.lead, now=at)
    about_you.ask(db, house.programme.stored_id, set(LIKELY), by=house.lead, now=at)


def tell(db: Session, ring: Keyring, house: House, running: Cohort, *, now: datetime) -> None:
    chance = Random(cast.SEED + 1)
    mine = select(Enrolment).join(Cohort).where(Cohort.programme_id == house.programme.id)
    people = db.exec(mine.order_by(col(Enrolment.id))).all()
    _about(db, chance, [one for one in people if one.cohort_id != running.id])
    _unwanted(db, chance, people, now)
    _check_ins(db, chance, ring, house, running, now)


def _about(db: Session, chance: Random, people: Iterable[Enrolment]) -> None:
    """Those of the running group are asked on their own page, and nothing stands there yet."""
    rows = [
        {"enrolment_id": one.id, "key": question.key, "choice": _choice(chance, question)}
        for one in people
        if one.ready_at is not None and chance.random() < 0.92
        for question in about_you.questions()
        if chance.random() < 0.95
    ]
    db.execute(insert(AboutYou), rows)


def _choice(chance: Random, question: about_you.Question) -> str:
    if chance.random() < 0.04:
        return RATHER_NOT
    choices = [key for key in question.choices if key != RATHER_NOT]
    return chance.choices(choices, LIKELY[question.key])[0]


def _unwanted(db: Session, chance: Random, people: Iterable[Enrolment], now: datetime) -> None:
    """Of everybody who answered a wave that looks back, and of those who left."""
    done = (
        select(Assessment.enrolment_id, Assessment.wave_key, func.max(col(Assessment.completed_at)))
        .where(col(Assessment.wave_key).in_(["after", "six-months"]))
        .where(col(Assessment.enrolment_id).in_([one.id for one in people]))
        .group_by(col(Assessment.enrolment_id), col(Assessment.wave_key))
        .order_by(col(Assessment.enrolment_id), col(Assessment.wave_key))
    )
    asked = [(enrolment_id, wave, at) for enrolment_id, wave, at in db.exec(done).all() if at]
    asked += [(one.stored_id, LEFT, one.left_at) for one in people if one.left_at]
    rows = [_told(chance, enrolment_id, wave, at) for enrolment_id, wave, at in asked if at < now]
    db.add_all(rows)
    db.flush()


def _told(chance: Random, enrolment_id: int, wave: str, at: datetime) -> UnwantedEffects:
    row = UnwantedEffects(enrolment_id=enrolment_id, wave_key=wave, offered_at=at)
    if chance.random() < (0.5 if wave == LEFT else 0.06):
        return row
    row.done_at = at + timedelta(seconds=40)
    likely = (50, 30, 15, 5) if wave == LEFT else (78, 15, 5, 2)
    row.harm = chance.choices(list(Harm), likely)[0]
    if row.harm in {Harm.PASSING, Harm.LASTING}:
        picked = chance.sample(list(Kind), chance.choice((1, 1, 2)))
        row.kinds = " ".join(kind.value for kind in Kind if kind in picked)
        row.helped = chance.choices(list(Helped), (45, 20, 30, 5))[0]
    return row


def _check_ins(
    db: Session, chance: Random, ring: Keyring, house: House, running: Cohort, now: datetime
) -> None:
    """About a third of the weeks of the running group; one of them asks for a word, and Ines has seen it."""
    both = select(Enrolment, Person).join(Person).where(Enrolment.cohort_id == running.id)
    people = [one for one in db.exec(both.order_by(col(Enrolment.id))).all() if one[0].is_active]
    held = [one for one in meetings(db, running) if one.ends_at <= now and one.unit_key.startswith("week-")]
    for meeting in held:
        at = min(meeting.ends_at + timedelta(hours=chance.uniform(10, 40)), now)
        for enrolment, person in people:
            said = cast.CHECK_INS.get((person.name, meeting.unit_key))
            if said is None and chance.random() > 0.3:
                continue
            given = said or Given(chance.choices(list(Safe)[:3], (60, 34, 6))[0], {})
            check_in.give(db, ring, person, enrolment, meeting.unit_key, given, now=at)
    asking, asked_at = next(one for one in people if one[1].name == cast.ASKS)[0], held[-1].ends_at
    row = asked_word.ask(db, asking, held[-1].unit_key, now=asked_at)
    concern.see(db, row, now=asked_at, by=house.staff[cast.INES])
    row.look_at = None
