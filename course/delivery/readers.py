"""What may keep letters from people: what each chose, and addresses they do not reach. One statement for a batch."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, Integer, String, bindparam
from sqlmodel import Session

from course.delivery.hours import USUAL, Awake
from course.people.letter_limits import USUAL_MOST, LetterLimits
from course.people.preference import Kind, LetterPause, LetterStop
from course.people.suppressed import SuppressedAddress
from course.people.token import digest
from course.store import table
from course.together import Columns, together

CHOSEN = Columns(
    person=Integer(), word=String(), until=Date(), begins=Integer(), ends=Integer(), weekly=Integer()
)


@dataclass
class Chosen:
    """By one person; what each means is said at the facts of a subject."""

    stops: frozenset[Kind] = frozenset()
    paused_until: date | None = None
    awake: Awake = USUAL
    weekly: int = USUAL_MOST


@dataclass(frozen=True)
class Readers:
    """`failing`: hashes of the addresses that are not written to."""

    chosen: dict[int, Chosen] = field(default_factory=dict)
    failing: frozenset[str] = frozenset()

    def of(self, person_id: int) -> Chosen:
        return self.chosen.get(person_id) or Chosen()

    def bounces(self, address: str | None) -> bool:
        return address is not None and bool(self.failing) and digest(address) in self.failing


def readers(db: Session, people: Collection[int], addresses: Iterable[str | None]) -> Readers:
    """Of these people, and of these addresses, whoever has them."""
    hashes = [digest(one) for one in addresses if one is not None]
    rows = db.connection().execute(_all(), {"people": list(people), "hashes": hashes}).all()
    chosen: dict[int, Chosen] = {}
    failing = set()
    for sort, person, word, until, begins, ends, weekly in rows:
        if sort == "failing":
            failing.add(word)
            continue
        hers = chosen.setdefault(person, Chosen())
        if sort == "stop":
            hers.stops |= {Kind(word)}
        elif sort == "pause":
            hers.paused_until = until
        else:
            hers.awake, hers.weekly = Awake(begins, ends), weekly
    return Readers(chosen, frozenset(failing))


@lru_cache
def _all() -> CompoundSelect[Any]:
    people: Any = bindparam("people", expanding=True)
    hashes: Any = bindparam("hashes", expanding=True)
    stop, pause = table(LetterStop).c, table(LetterPause).c
    limits, address = table(LetterLimits).c, table(SuppressedAddress).c
    return together(
        CHOSEN.rows("stop", person=stop.person_id, word=stop.kind).where(stop.person_id.in_(people)),
        CHOSEN.rows("pause", person=pause.person_id, until=pause.until).where(pause.person_id.in_(people)),
        CHOSEN.rows(
            "limits", person=limits.person_id, begins=limits.begins, ends=limits.ends, weekly=limits.weekly
        ).where(limits.person_id.in_(people)),
        CHOSEN.rows("failing", word=address.email_hash).where(
            address.email_hash.in_(hashes), address.lifted_at.is_(None)
        ),
    )
