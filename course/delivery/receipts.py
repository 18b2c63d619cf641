"""What somebody pressed is put on paper for her: call these where it is pressed, in the same transaction."""

from datetime import datetime

from sqlmodel import Session

from course import clock
from course.cohorts.enrolment import Enrolment
from course.delivery.due import DueLetter
from course.delivery.entry import Owner, enter
from course.delivery.receipt_facts import COPY, STEP
from course.delivery.rules.plan import instant
from course.delivery.rules.receipts import USEFUL
from course.people import consent
from course.settings import Settings


def step_receipt(db: Session, settings: Settings, place: Enrolment, step: str, *, now: datetime) -> None:
    """Of one of the steps "nudges", "measures", "research" and "leave", once it is taken and was not before."""
    _enter(db, settings, place, STEP, f"step-{step}:{place.stored_id}", instant(now), now)


def consent_copy(db: Session, settings: Settings, place: Enrolment, *, now: datetime) -> None:
    """Of what she has just agreed to or not, word for word."""
    newest = max(row.stored_id for row in consent.newest(db, place.stored_id).values())
    _enter(db, settings, place, COPY, f"consents:{place.stored_id}", str(newest), now)


def _enter(
    db: Session, settings: Settings, place: Enrolment, letter: str, about: str, which: str, now: datetime
) -> None:
    due = DueLetter(letter, about, which, f"p{place.person_id}", now, now + USEFUL)
    enter(db, settings, [(Owner(person_id=place.person_id), due)], at=clock.real_now(db))
