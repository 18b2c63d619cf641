"""Tombstones: somebody was erased, and stays erased when a backup is restored or a file imported again."""

import hashlib
from datetime import datetime

from sqlmodel import Field, Session, select

from course import clock
from course.people.person import Person
from course.store import Row


class Tombstone(Row, table=True):
    """A hash of the person's id, or of the source and id an import gave her; nothing else of her."""

    subject_hash: str = Field(max_length=64, unique=True)
    erased_at: datetime


def subject_hash(person_id: int) -> str:
    return hashlib.sha256(f"person:{person_id}".encode()).hexdigest()


def imported_hash(source: str, external_id: str) -> str:
    return hashlib.sha256(f"import:{source}:{external_id}".encode()).hexdigest()


def bury(db: Session, person: Person) -> None:
    """Write the tombstones of a person who is being erased."""
    hashes = [subject_hash(person.stored_id)]
    if person.source is not None and person.external_id is not None:
        hashes.append(imported_hash(person.source, person.external_id))
    erased_at = clock.real_now(db)
    for one in hashes:
        db.merge(_tombstone(db, one, erased_at))


def _tombstone(db: Session, subject: str, erased_at: datetime) -> Tombstone:
    known = db.exec(select(Tombstone).where(Tombstone.subject_hash == subject)).first()
    return known or Tombstone(subject_hash=subject, erased_at=erased_at)
