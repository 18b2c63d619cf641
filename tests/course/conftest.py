"""A keyring, a person, a programme and a cohort for tests of the domain."""

from datetime import UTC, date, datetime, time

import pytest
from sqlmodel import Session

from course.cohorts import cohort, programme
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.enrolment import Enrolment, enrol
from course.cohorts.programme import Programme
from course.people import person
from course.people.key import Keyring
from course.people.person import Person
from course.settings import Settings
from curriculum.loader import load_course

NOW = datetime(2027, 3, 17, 12, 0, tzinfo=UTC)


@pytest.fixture
def ring(settings: Settings) -> Keyring:
    return Keyring(settings.wrapping_keys)


@pytest.fixture
def maya(db: Session) -> Person:
    return person.welcome(db, email="maya@example.org", name="Maya", zone="Europe/Lisbon")


@pytest.fixture
def lena(db: Session) -> Person:
    return person.welcome(db, email="lena@example.org", name="Lena", zone="Europe/Lisbon")


@pytest.fixture
def house(db: Session, lena: Person) -> Programme:
    return programme.create(db, name="Linden House", zone="Europe/Lisbon", country="PT", by=lena)


@pytest.fixture
def group(db: Session, house: Programme, lena: Person) -> Cohort:
    plan = plan_for(
        load_course("eight-weeks"),
        starts_on=date(2027, 2, 25),
        at=time(18, 30),
        zone="Europe/Lisbon",
        skipped={},
    )
    return cohort.create(db, house, name="Thursday", course_key="eight-weeks", plan=plan, by=lena)


@pytest.fixture
def hers(db: Session, group: Cohort, maya: Person) -> Enrolment:
    return enrol(db, cohort_id=group.stored_id, person=maya, now=NOW)
