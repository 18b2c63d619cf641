"""Who was told of an item of the safety list, and whether the letter arrived: the ledger's lines about it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from course.delivery.ledger import Delivery, Status
from course.delivery.outbox import status_words
from course.letters.table import title
from course.people.person import Person


@dataclass(frozen=True)
class Told:
    """`name` is that of a lead; whoever the plan names is said by `title`."""

    title: str
    name: str
    status: str
    is_sent: bool
    at: datetime


def told(db: Session, programme_id: int, concern_ids: Collection[int]) -> dict[int, list[Told]]:
    """{concern: its letters in the order they fell due}, in one statement."""
    abouts = {f"concern:{one}": one for one in concern_ids}
    rows = db.exec(
        select(Delivery, Person.name)
        .outerjoin(Person, col(Person.id) == Delivery.person_id)
        .where(Delivery.programme_id == programme_id, col(Delivery.about).in_(abouts))
        .order_by(col(Delivery.due_at), col(Delivery.id))
    ).all()
    found: dict[int, list[Told]] = {}
    for row, name in rows:
        line = Told(
            title(row.letter), name or "", status_words(row.status), row.status is Status.SENT, row.due_at
        )
        found.setdefault(abouts[row.about], []).append(line)
    return found
