"""Finding the one person a command is about."""

from __future__ import annotations

from sqlmodel import Session

from course.errors import Refused
from course.people.person import Person, by_address


def the_person(db: Session, who: str) -> Person:
    """By address, or by number for somebody without one."""
    person = db.get(Person, int(who)) if who.isdecimal() else by_address(db, who)
    if person is None:
        raise Refused(f"There is nobody with the address or number {who}.")
    return person
