"""A small cohort in a database of its own, made by the verbs of the domain; course time is the test's choice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from course import clock, store
from course.cohorts import cohort, enrolment, programme
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.delivery.ledger import Delivery
from course.people import consent, person, role
from course.people.consent import ConsentTo
from course.people.person import Person
from course.practice import log
from course.practice.log import PracticeKind
from course.safety.plan import CrisisResource, SafetyPlan
from course.settings import Settings
from curriculum.loader import load_course

FIRST = date(2027, 2, 25)
BEGIN = datetime(2027, 2, 24, 12, 0, tzinfo=UTC)
"""The day before the first meeting, at noon in Lisbon."""


@dataclass(frozen=True)
class World:
    """Ids of a programme with one cohort that meets on Thursdays at 18:30 in Lisbon."""

    engine: Engine
    settings: Settings
    lead: int
    ines: int
    programme: int
    cohort: int
    people: tuple[int, ...]
    enrolments: tuple[int, ...]

    def at(self, moment: datetime) -> None:
        """Move course time to just after this moment (the clock's offset is whole seconds)."""
        with store.writing(self.engine) as db:
            clock.travel(db, self.settings, to=moment + timedelta(seconds=1))

    def rows(self) -> list[Delivery]:
        with store.reading(self.engine) as db:
            return list(db.exec(select(Delivery).order_by("id")).all())


def build(engine: Engine, settings: Settings, *, people: int = 3, begin: datetime = BEGIN) -> World:
    with store.writing(engine) as db:
        set_course_time(db, begin)
        lead, ines = made(db, "lena"), made(db, "ines")
        house = programme.create(db, name="Linden House", zone="Europe/Lisbon", country="PT", by=lead)
        answer_for(db, house)
        run = cohort_of(db, house, lead)
        role.make_facilitator(db, cohort_id=run.stored_id, person_id=ines.stored_id)
        members = [made(db, f"person-{number}") for number in range(1, people + 1)]
        places = [joined(db, run, one, begin - timedelta(minutes=5)) for one in members]
        return World(
            engine,
            settings,
            lead.stored_id,
            ines.stored_id,
            house.stored_id,
            run.stored_id,
            tuple(one.stored_id for one in members),
            tuple(one.stored_id for one in places),
        )


def set_course_time(db: Session, begin: datetime) -> None:
    db.add(clock.CourseClock(offset_seconds=round((begin - clock.real_now(db)).total_seconds())))
    db.flush()


def made(db: Session, name: str) -> Person:
    return person.welcome(db, email=f"{name}@example.org", name=name.title(), zone="Europe/Lisbon")


def answer_for(db: Session, house: Programme) -> None:
    """Who answers and where help is found, so that invitations are open."""
    at = clock.real_now(db)
    db.add(
        SafetyPlan(
            programme_id=house.stored_id,
            responsible="Ines Duarte",
            responsible_email="ines@example.org",
            deputy="Tomas Reis",
            deputy_email="tomas@example.org",
            reply_hours="weekdays 9 to 17",
            holiday_cover="Tomas Reis",
            updated_at=at,
        )
    )
    today = clock.now(db).date()
    for name, emergency in (("Emergency", True), ("Night line", False)):
        db.add(
            CrisisResource(
                programme_id=house.stored_id,
                name=name,
                phone="112",
                hours="always",
                is_emergency=emergency,
                checked_on=today,
            )
        )
    db.flush()


def cohort_of(
    db: Session, house: Programme, lead: Person, *, name: str = "Thursday evening", first: date = FIRST
) -> Cohort:
    plan = plan_for(
        load_course("eight-weeks"), starts_on=first, at=time(18, 30), zone="Europe/Lisbon", skipped={}
    )
    return cohort.create(
        db,
        house,
        name=name,
        course_key="eight-weeks",
        plan=plan,
        place="Room 2",
        by=lead,
    )


def joined(db: Session, run: Cohort, who: Person, at: datetime) -> Enrolment:
    hers = enrolment.enrol(db, cohort_id=run.stored_id, person=who, now=at)
    hers.ready_at = at
    for purpose in (ConsentTo.COURSE, ConsentTo.MEASURES, ConsentTo.FOLLOW_UP):
        consent.answer(db, enrolment_id=hers.stored_id, purpose=purpose, given=True, text="Yes.", locale="en")
    return hers


def practise(db: Session, enrolment_id: int, at: datetime) -> None:
    log.log(
        db,
        db.get_one(Enrolment, enrolment_id),
        client_id=uuid4(),
        kind=PracticeKind.FORMAL,
        minutes=10,
        practised_on=at.date(),
        now=at,
    )
