"""Taking back what was agreed to: to be asked, or to be counted in research. What was answered stays."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from course.cohorts.enrolment import Enrolment
from course.people import consent
from course.people.consent import ConsentTo
from course.people.consent_text import consent_texts

ASKING = (ConsentTo.MEASURES, ConsentTo.FOLLOW_UP)


def stop_asking(db: Session, enrolment: Enrolment, *, locale: str, now: datetime) -> None:
    """No more questions: both consents to be asked end."""
    _take_back(db, enrolment, ASKING, locale=locale)
    enrolment.look_at = now


def stop_research(db: Session, enrolment: Enrolment, *, locale: str) -> None:
    """Her answers are in no analysis that is made from now on; questions go on as she agreed to them."""
    _take_back(db, enrolment, (ConsentTo.RESEARCH,), locale=locale)


def _take_back(db: Session, enrolment: Enrolment, purposes: Collection[ConsentTo], *, locale: str) -> None:
    for text in consent_texts():
        if text.purpose in purposes:
            consent.answer(
                db,
                enrolment_id=enrolment.stored_id,
                purpose=text.purpose,
                given=False,
                text=text.whole,
                locale=locale,
            )
