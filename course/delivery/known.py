"""Which letters of a batch of owners stand in the ledger already."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from course.delivery.ledger import Delivery


def keys_of(
    db: Session, column: int | None, ids: Iterable[int], *, only: ColumnElement[bool] | None = None
) -> dict[int | None, set[str]]:
    """{owner: keys}. `column` of the ledger names the owners, `only` leaves out other letters of theirs."""
    owner = col(column)
    mine = select(owner, Delivery.key).where(owner.in_(list(ids)))
    if only is not None:
        mine = mine.where(only)
    found: dict[int | None, set[str]] = defaultdict(set)
    for key, value in db.exec(mine).all():
        found[key].add(value)
    return found
