"""The facts of requests to sign in and of new addresses: their time is real time, and short."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from course import clock
from course.delivery.facts import AddressChangeFacts, SignInFacts
from course.people.address_change import AddressChange
from course.people.person import Person
from course.people.sign_in import SignInRequest


def sign_ins(db: Session, ids: Sequence[int]) -> list[SignInFacts]:
    """Requests of known addresses; an unknown one has no person and no letter."""
    rows = db.exec(
        select(SignInRequest, Person)
        .join(Person, col(Person.id) == col(SignInRequest.person_id))
        .where(col(SignInRequest.id).in_(ids))
        .order_by(col(SignInRequest.id))
    ).all()
    real = clock.real_now(db)
    offset = clock.now(db) - real
    return [
        SignInFacts(
            zone=person.zone,
            request_id=request.stored_id,
            person_id=person.stored_id,
            asked_at=request.asked_at + offset,
            is_alive=request.used_at is None and request.expires_at > real,
            has_address=person.email is not None and person.erased_at is None,
        )
        for request, person in rows
    ]


def address_changes(db: Session, ids: Sequence[int]) -> list[AddressChangeFacts]:
    rows = db.exec(
        select(AddressChange, Person)
        .join(Person, col(Person.id) == col(AddressChange.person_id))
        .where(col(AddressChange.id).in_(ids))
        .order_by(col(AddressChange.id))
    ).all()
    real = clock.real_now(db)
    offset = clock.now(db) - real
    return [
        AddressChangeFacts(
            zone=person.zone,
            request_id=change.stored_id,
            person_id=person.stored_id,
            asked_at=change.asked_at + offset,
            is_alive=change.is_alive(real),
            has_address=person.erased_at is None,
        )
        for change, person in rows
    ]
