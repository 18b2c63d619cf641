"""The people of the demo world, made many at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from random import Random

from sqlmodel import Session

from course.demo import cast
from course.people.person import Person


def names(chance: Random, count: int) -> list[str]:
    """So many different full names, the same ones for the same seed."""
    given = {*cast.RUNNING, *cast.COMING, *cast.STAFF, cast.LEAD_NAME}
    pool = [f"{first} {last}" for first in cast.FIRST for last in cast.LAST]
    return [name for name in chance.sample(pool, count + len(given)) if name not in given][:count]


def address(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(plain.lower().split()) + "@example.org"


def gather(db: Session, full_names: Iterable[str], *, at: datetime) -> list[Person]:
    """A person for each name."""
    people = [
        Person(
            email=cast.PARTICIPANT if name == cast.RUNNING[0] else address(name),
            name=name,
            called=name.split()[0],
            zone=cast.ZONE,
            created_at=at,
        )
        for name in full_names
    ]
    db.add_all(people)
    db.flush()
    return people
