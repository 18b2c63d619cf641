"""Does what a letter was written from still hold? Asked of a group's readers while they are locked.

A verb that changes a fact sets its subject's `look_at` to now; the pump then looks, counts that, and sets the next
moment. So as long as the count is the same and that moment lies ahead, no verb has changed anything.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from course.cohorts.enrolment import Enrolment
from course.delivery.ledger import Delivery
from course.people.invitation import Invitation
from course.people.person import Person

Standing = tuple[Any, ...]
"""What one reader's enrolment and person were."""

_PLACES = (
    col(Enrolment.id), col(Enrolment.look_at), col(Enrolment.looks), col(Enrolment.cohort_id),
    col(Enrolment.left_at), col(Enrolment.ready_at), col(Enrolment.paused_until),
)  # fmt: skip
_PEOPLE = (
    col(Person.id), col(Person.email), col(Person.erased_at), col(Person.called), col(Person.zone), col(Person.locale),
)  # fmt: skip


def hold(db: Session, rows: Sequence[Delivery]) -> dict[int, Standing]:
    """Lock the readers of these rows, and say how each stands who is there by an enrolment.

    Whoever leaves, stops a letter or is erased meanwhile waits for this transaction, or was before it. A stop or a
    pause refers to its person, so locking the person holds it back too. (On PostgreSQL; SQLite has one writer at a
    time.)
    """
    places = _locked(db, Enrolment, _PLACES, (row.enrolment_id for row in rows))
    _locked(db, Invitation, (col(Invitation.id),), (row.invitation_id for row in rows))
    people = _locked(db, Person, _PEOPLE, (row.person_id for row in rows))
    return _standings(rows, places, people)


def standings(db: Session, rows: Sequence[Delivery]) -> dict[int, Standing]:
    """The same without locking anybody."""
    places = _read(db, Enrolment, _PLACES, (row.enrolment_id for row in rows))
    people = _read(db, Person, _PEOPLE, (row.person_id for row in rows))
    return _standings(rows, places, people)


def holds(then: Standing | None, is_now: Standing | None, now: datetime) -> bool:
    """Whether nothing has changed; who is not there by an enrolment never stands."""
    if then is None or then != is_now:
        return False
    look_at: datetime | None = then[1]
    return look_at is None or look_at > now


def _standings(
    rows: Sequence[Delivery], places: dict[int, Row[Any]], people: dict[int, Row[Any]]
) -> dict[int, Standing]:
    return {
        row.stored_id: (*places[row.enrolment_id], *people[row.person_id])
        for row in rows
        if row.enrolment_id in places and row.person_id in people
    }


def _locked(db: Session, table: Any, what: Sequence[Any], ids: Iterator[int | None]) -> dict[int, Row[Any]]:
    return _read(db, table, what, ids, lock=True)


def _read(
    db: Session, table: Any, what: Sequence[Any], ids: Iterator[int | None], *, lock: bool = False
) -> dict[int, Row[Any]]:
    wanted = sorted({one for one in ids if one is not None})
    if not wanted:
        return {}
    mine = select(*what).where(col(table.id).in_(wanted)).order_by(col(table.id))
    found = db.execute(mine.with_for_update() if lock else mine).all()
    return {row[0]: row for row in found}
