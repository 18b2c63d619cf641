"""Somebody has died: everything to them stops at once, and no figure counts it as leaving. Nothing is erased by it.

Letters that wait are taken back, places end, invitations are withdrawn, sign-ins and links end, and what stood open in
the safety list asks for nobody any more. Recorded by mistake, it is undone: the places are there again.
"""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from course import audit, clock
from course.cohorts import enrolment as places
from course.cohorts.enrolment import DIED, Enrolment
from course.errors import Refused
from course.people import death, signed_in
from course.people.death import Death
from course.people.person import Person
from course.people.token import Token
from course.privacy.erasing import end_roles, take_letters_back, withdraw_invitations
from course.safety.concern import Concern


def record(db: Session, person: Person, *, now: datetime, by: Person) -> None:
    """The same again changes nothing."""
    if death.of(db, person) is not None:
        return
    db.add(Death(person_id=person.stored_id, recorded_at=clock.real_now(db), recorded_by=by.stored_id))
    for place in _places(db, person):
        places.leave(db, place, now=now, by=by.id, reason=DIED)
    _end_roles(db, person)
    take_letters_back(db, person)
    withdraw_invitations(db, person)
    signed_in.end_all(db, person.stored_id)
    mine = update(Token).where(col(Token.person_id) == person.id, col(Token.used_at).is_(None))
    db.exec(mine.values(used_at=clock.real_now(db)))
    _look_at_concerns(db, person, None)
    db.flush()
    audit.record(db, "person.death", f"person:{person.id}", by=by.id)


def take_back(db: Session, person: Person, *, now: datetime, by: Person) -> None:
    """It was a mistake: the places that ended by it are hers again."""
    row = death.of(db, person)
    if row is None:
        return
    db.delete(row)
    for place in _places(db, person):
        if place.left_reason == DIED:
            places.take_up_again(db, place, now=now, by=by.id)
    _look_at_concerns(db, person, now)
    db.flush()
    audit.record(db, "person.death_taken_back", f"person:{person.id}", by=by.id)


def _end_roles(db: Session, person: Person) -> None:
    """A programme keeps its last lead until somebody else leads it: that is for people to settle, not for this."""
    try:
        with db.begin_nested():
            end_roles(db, person)
    except Refused:
        return


def _places(db: Session, person: Person) -> list[Enrolment]:
    return list(db.exec(select(Enrolment).where(Enrolment.person_id == person.id)).all())


def _look_at_concerns(db: Session, person: Person, at: datetime | None) -> None:
    hers = select(Enrolment.id).where(Enrolment.person_id == person.id)
    open_ones = update(Concern).where(col(Concern.enrolment_id).in_(hers), col(Concern.seen_at).is_(None))
    db.exec(open_ones.values(look_at=at))
