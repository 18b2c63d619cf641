"""Taking places in a cohort of the demo world."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlmodel import Session

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.demo import cast, crowd
from course.demo.inner import Levels
from course.errors import NotFound
from course.people import inviting, token
from course.people.consent import Consent, ConsentTo
from course.people.consent_text import consent_texts
from course.people.invitation import Invitation, Role
from course.people.person import Person


@dataclass(frozen=True)
class Place:
    enrolment: Enrolment
    person: Person
    levels: Levels


def ask(
    db: Session, programme: Programme, cohort: Cohort, name: str, *, by: Person, at: datetime
) -> Invitation:
    """Invite a participant by the address that belongs to the name."""
    email = cast.PARTICIPANT if name == cast.RUNNING[0] else crowd.address(name)
    return inviting.invite(
        db,
        programme,
        email=email,
        name=name,
        role_wanted=Role.PARTICIPANT,
        cohort=cohort,
        by=by,
        now=at,
    )


def accept(db: Session, invitation: Invitation, *, at: datetime) -> tuple[Enrolment, Person]:
    secret = token.mint(
        db, token.Purpose.INVITATION, about=f"invitation:{invitation.stored_id}", person_id=None
    )
    db.flush()
    person, enrolment = inviting.accept(db, secret, name=invitation.name, zone=cast.ZONE, now=at)
    if enrolment is None:
        raise NotFound
    person.created_at = at
    return enrolment, person


def agree(db: Session, enrolments: Iterable[Enrolment]) -> None:
    """Everybody agrees to the course, its questions and those six months on, minutes after joining."""
    rows = []
    agreed = {ConsentTo.COURSE, ConsentTo.MEASURES, ConsentTo.FOLLOW_UP}
    texts = [text for text in consent_texts() if text.purpose in agreed]
    for enrolment in enrolments:
        enrolment.ready_at = enrolment.joined_at + timedelta(minutes=3)
        rows += [
            {
                "enrolment_id": enrolment.stored_id,
                "purpose": text.purpose,
                "given": True,
                "text_hash": hashlib.sha256(text.whole.encode()).hexdigest(),
                "locale": "en",
                "at": enrolment.ready_at,
            }
            for text in texts
        ]
    db.flush()
    db.execute(insert(Consent), rows)
