"""What stands in the ledger already for a batch of subjects, in one statement: its keys, and what left lately."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Select, String, bindparam, or_
from sqlmodel import Session

from course.delivery.ledger import Delivery, Status
from course.delivery.rules import KIND_OF
from course.store import table
from course.together import MOMENT, Columns, together

WENT_OUT = (Status.TRANSMITTING, Status.SENT, Status.UNKNOWN)
ON_ITS_WAY = (Status.PENDING, Status.CLAIMED, Status.TRANSMITTING)
COUNTED = (*ON_ITS_WAY, Status.SENT, Status.UNKNOWN)
COUNTED_FOR = timedelta(days=9)
"""Seven local days are never longer, wherever she was and is."""
LINES = Columns(
    number=Integer(), owner=Integer(), key=String(), letter=String(), status=String(), due=MOMENT, sent=MOMENT
)
Row = tuple[str, int, int, str, str, Status, datetime, datetime]


@dataclass(frozen=True)
class InLedger:
    """`places`, `invited` and `staff`: keys by enrolment, by invitation and by person; of whoever holds a group only
    the letters to those who do. `nudges`: when those that went out to an enrolment were due, in order.

    `left`: {person: {key: when it left}} of the letters that can be stopped and went to her lately from any cohort, in
    the order they entered; what waits to leave counts as leaving now.
    """

    places: dict[int, frozenset[str]] = field(default_factory=dict)
    nudges: dict[int, tuple[datetime, ...]] = field(default_factory=dict)
    invited: dict[int, frozenset[str]] = field(default_factory=dict)
    staff: dict[int, frozenset[str]] = field(default_factory=dict)
    left: dict[int, dict[str, datetime]] = field(default_factory=dict)


def in_ledger(
    db: Session,
    *,
    enrolments: Collection[int] = (),
    invitations: Collection[int] = (),
    people: Collection[int] = (),
    staff: Collection[int] = (),
    now: datetime,
) -> InLedger:
    """`people`: who reads, for what left lately; `staff`: those of them who hold a group."""
    wanted = {"enrolments": enrolments, "invitations": invitations, "people": people, "staff": staff}
    asked = {name: list(ids) for name, ids in wanted.items() if ids}
    if not asked:
        return InLedger()
    which = _lines(tuple(asked))
    since = {"since": now - COUNTED_FOR} if people else {}
    keys: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    nudges: dict[int, list[datetime]] = defaultdict(list)
    lately = []
    for row in db.connection().execute(which, {**asked, **since}).all():
        sort, _number, owner, key, letter, status, due, _sent = row
        if sort == "people":
            lately.append(row)
            continue
        keys[sort][owner].add(key)
        if sort == "enrolments" and letter == "homework_nudge" and status in WENT_OUT:
            nudges[owner].append(due)
    left: dict[int, dict[str, datetime]] = defaultdict(dict)
    for _sort, _number, owner, key, _letter, status, due, sent in sorted(lately, key=itemgetter(1)):
        left[owner][key] = now if status in ON_ITS_WAY else sent or due
    return InLedger(
        places=_frozen(keys["enrolments"]),
        nudges={owner: tuple(sorted(moments)) for owner, moments in nudges.items()},
        invited=_frozen(keys["invitations"]),
        staff=_frozen(keys["staff"]),
        left=left,
    )


def _frozen(keys: dict[int, set[str]]) -> dict[int, frozenset[str]]:
    return {owner: frozenset(theirs) for owner, theirs in keys.items()}


@lru_cache
def _lines(sorts: tuple[str, ...]) -> CompoundSelect[Any]:
    """One half for each way to own a letter: each is found by an index of its own."""
    line = table(Delivery).c
    owners = {
        "enrolments": line.enrolment_id,
        "invitations": line.invitation_id,
        "people": line.person_id,
        "staff": line.person_id,
    }
    return together(*(_narrowed(sort, _owned(sort, owners[sort])) for sort in sorts))


def _owned(sort: str, owner: Any) -> Select[Any]:
    line = table(Delivery).c
    plain = {"number": line.id, "owner": owner, "key": line.key}
    if sort in {"enrolments", "people"}:
        plain |= {"letter": line.letter, "status": line.status, "due": line.due_at}
    if sort == "people":
        plain["sent"] = line.sent_at
    return LINES.rows(sort, **plain).where(owner.in_(bindparam(sort, expanding=True)))


def _narrowed(sort: str, mine: Select[Any]) -> Select[Any]:
    line = table(Delivery).c
    if sort == "staff":
        return mine.where(line.letter.startswith("staff_"))
    if sort != "people":
        return mine
    since = bindparam("since", type_=MOMENT)
    kinds = [letter for letter, kind in KIND_OF.items() if kind is not None]
    lately = or_(
        line.status.in_(ON_ITS_WAY),
        line.sent_at > since,
        line.sent_at.is_(None) & (line.due_at > since),
    )
    return mine.where(line.letter.in_(kinds), line.status.in_(COUNTED), lately)
