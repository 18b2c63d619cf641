"""How somebody likes to practise: one setting of hers, which every week, every practice and the player go by.

It stays with her account. No facilitator sees it, and nothing is worked out from it.
"""

from collections.abc import Collection
from enum import StrEnum

from sqlmodel import Session

from course.errors import Refused
from course.people.person import Person
from course.words import _


class Way(StrEnum):
    """The first four are words that a practice's own variants use (`curriculum.schema.practice.Serves`)."""

    EYES_OPEN = "eyes-open"
    NO_TOUCH = "no-touch"
    NO_BODY = "no-body"
    NO_IMAGERY = "no-imagery"
    LEAVE = "leave-quickly"


def ways(person: Person) -> tuple[Way, ...]:
    """What she chose, in the order in which it is offered."""
    chosen = person.ways  # mostly none
    return tuple(one for one in Way if one in chosen) if chosen else ()


def choose(db: Session, person: Person, wanted: Collection[str]) -> None:
    if not set(wanted) <= set(Way):
        raise Refused(_("Please choose some of these, or none."), field="way")
    person.ways = [str(one) for one in Way if one in wanted]
    db.add(person)
    db.flush()
