"""A programme with a complete plan, PHQ-9 in official words, and one person who is asked it."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.measures import assessment
from course.measures.assessment import Assessment
from course.people.person import Person
from course.safety import plan
from course.safety.plan import Answering
from tests.course.conftest import NOW
from tests.course.safety import official

ANSWERING = Answering(
    responsible="Ines Duarte",
    responsible_email="ines@example.org",
    deputy="Tomas Reis",
    deputy_email="tomas@example.org",
    reply_hours="weekdays 9 to 17",
    holiday_cover="Tomas Reis",
)


@pytest.fixture
def safe(db: Session, house: Programme, lena: Person) -> Programme:
    plan.set_plan(db, house, ANSWERING, by=lena)
    for name, is_emergency in (("Emergency", True), ("Night line", False)):
        plan.add_resource(
            db, house, name=name, phone="112", hours="always", is_emergency=is_emergency,
            checked_on=NOW.date(), by=lena,
        )  # fmt: skip
    return house


@pytest.fixture
def asked(db: Session, safe: Programme, hers: Enrolment) -> Assessment:
    official.install(db, "phq-9")
    return assessment.begin(db, hers, wave_key="before", measure_key="phq-9", locale="en", now=NOW)


def answer(db: Session, one: Assessment, item: str, value: int | None, **more: object) -> None:
    assessment.save_answer(db, one, item=item, value=value, client_id=uuid4(), now=NOW, **more)  # type: ignore[arg-type]
