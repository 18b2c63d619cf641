"""No more questions: both consents to be asked are taken back, and what was answered stays."""

from datetime import datetime

from sqlmodel import Session

from course.cohorts.enrolment import Enrolment
from course.people import consent
from course.people.consent import ConsentTo
from course.people.consent_text import consent_texts

ASKING = (ConsentTo.MEASURES, ConsentTo.FOLLOW_UP)


def stop_asking(db: Session, enrolment: Enrolment, *, locale: str, now: datetime) -> None:
    for text in consent_texts():
        if text.purpose in ASKING:
            consent.answer(
                db,
                enrolment_id=enrolment.stored_id,
                purpose=text.purpose,
                given=False,
                text=text.whole,
                locale=locale,
            )
    enrolment.look_at = now
