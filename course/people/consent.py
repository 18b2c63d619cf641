"""What a person agreed to, word for word: the text's hash, its language and the time, never overwritten."""

import hashlib
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import Field, Session, col, select

from course import clock
from course.store import Row, choice


class ConsentTo(StrEnum):
    COURSE = "course"
    MEASURES = "measures"
    FOLLOW_UP = "follow-up"
    RESEARCH = "research"
    RECORDING = "recording"
    HEALTH = "health"
    CLINICIAN = "clinician"


class Consent(Row, table=True):
    """The newest row for an enrolment and purpose is the one that counts. `signed_as`: the name she typed below it,
    where her programme asks for one."""

    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    purpose: ConsentTo = Field(sa_type=choice(ConsentTo))
    given: bool
    text_hash: str = Field(max_length=64)
    locale: str = Field(max_length=16)
    at: datetime
    signed_as: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": text("''")})


def answer(
    db: Session,
    *,
    enrolment_id: int,
    purpose: ConsentTo,
    given: bool,
    text: str,
    locale: str,
    signed_as: str = "",
) -> None:
    db.add(
        Consent(
            enrolment_id=enrolment_id,
            purpose=purpose,
            given=given,
            text_hash=text_hash(text),
            locale=locale,
            at=clock.real_now(db),
            signed_as=signed_as,
        )
    )
    db.flush()


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def newest(db: Session, enrolment_id: int) -> dict[ConsentTo, Consent]:
    """The newest answer to each purpose with its text and time; a purpose never asked is absent."""
    rows = db.exec(
        select(Consent).where(Consent.enrolment_id == enrolment_id).order_by(col(Consent.id))
    ).all()
    return {row.purpose: row for row in rows}


def given(db: Session, enrolment_id: int) -> dict[ConsentTo, bool]:
    """The newest answer to each purpose; a purpose never asked is absent."""
    return {purpose: row.given for purpose, row in newest(db, enrolment_id).items()}
