"""Which letter a report is about: one of ours, that left, to the address its reader has still."""

from datetime import datetime

from sqlmodel import Session, col, select

from course import clock
from course.delivery.concern_facts import plan_address
from course.delivery.ledger import Delivery, Line, Status
from course.people.address_change import AddressChange
from course.people.invitation import Invitation
from course.people.person import Person
from course.safety.plan import SafetyPlan

LEFT = (Status.TRANSMITTING, Status.SENT, Status.UNKNOWN)


def matching(db: Session, message_id: str, recipient: str) -> Delivery | None:
    """`recipient` as `clean_address` writes it. None for a letter that is not ours or went to somebody else."""
    letter = db.exec(select(Delivery).where(Delivery.message_id == message_id)).first()
    if letter is None or letter.status not in LEFT or address_of(db, letter) != recipient:
        return None
    return None if _came_there_later(db, letter, recipient) else letter


def address_of(db: Session, letter: Line) -> str | None:
    """Where its reader gets letters at present. A letter to an address that is not in use yet has no such reader."""
    if letter.letter == "address_change":
        return None
    if letter.invitation_id is not None:
        return db.get_one(Invitation, letter.invitation_id).email
    if letter.person_id is not None:
        return db.get_one(Person, letter.person_id).email
    return plan_address(letter, db.get(SafetyPlan, letter.programme_id))


def left_at(letter: Delivery) -> datetime:
    """Course time; of a letter that may not have left only the hour it was due is known."""
    return letter.sent_at or letter.due_at


def _came_there_later(db: Session, letter: Delivery, recipient: str) -> bool:
    """She took this address after the letter had gone to another one."""
    offset = clock.now(db) - clock.real_now(db)
    later = select(AddressChange.id).where(
        AddressChange.person_id == letter.person_id,
        AddressChange.email == recipient,
        col(AddressChange.ended_at) > left_at(letter) - offset,
    )
    return letter.person_id is not None and db.exec(later).first() is not None
