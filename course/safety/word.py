"""Somebody asks on the help page to be contacted. It is a concern of her programme, whoever runs her group.

It needs no words of hers and waits for no week: the person responsible gets a letter at once and answers in the hours
that the page has named.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from course.cohorts.enrolment import Enrolment
from course.people.person import Person
from course.safety import concern
from course.safety.concern import HELP, Concern, Kind


def place_of(db: Session, person: Person) -> Enrolment | None:
    """The place she asks from: the newest that lasts, or the newest she had."""
    mine = select(Enrolment).where(Enrolment.person_id == person.id)
    lasting = col(Enrolment.left_at).is_(None).desc()
    return db.exec(mine.order_by(lasting, col(Enrolment.id).desc()).limit(1)).first()


def standing(db: Session, person: Person) -> Concern | None:
    """What she has asked for here and nobody has closed yet."""
    mine = (
        select(Concern)
        .join(Enrolment)
        .where(
            Enrolment.person_id == person.id,
            Concern.wave_key == HELP,
            Concern.kind == Kind.ASKED,
            col(Concern.closed_at).is_(None),
        )
    )
    return db.exec(mine.order_by(col(Concern.opened_at).desc()).limit(1)).first()


def ask(db: Session, enrolment: Enrolment, *, now: datetime) -> Concern:
    """Asked again after somebody has seen it, it is open again."""
    return concern.begin(
        db, enrolment_id=enrolment.stored_id, wave_key=HELP, kind=Kind.ASKED, now=now, again=True
    )


def programme_of(db: Session, enrolment: Enrolment) -> int:
    return concern.programme_of(db, enrolment.stored_id)
