"""Three different letters to one address, one after the other, that all came back."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, and_, col, func, select

from course.delivery.ledger import Delivery
from course.delivery.returns.letter_report import LetterReport
from course.delivery.returns.matching import LEFT
from course.delivery.returns.nature import Nature
from course.delivery.rules import AGAIN
from course.people.token import digest

ENOUGH = 3
LOOKED_AT = 60
"""So many of the newest letters at most; a report comes within days."""


def came_back(db: Session, letter: Delivery, address: str, *, since: datetime | None) -> bool:
    """Whether this letter is one of three in a row; the same letter sent again counts once."""
    lines = _newest(db, letter, address, since)
    return any(
        len({thing for _id, thing in row}) >= ENOUGH and letter.id in {one for one, _thing in row}
        for row in _rows(lines)
    )


def _newest(
    db: Session, letter: Delivery, address: str, since: datetime | None
) -> list[tuple[int | None, str, bool]]:
    """(id, the letter without its "again", whether it came back), the newest first."""
    left = func.coalesce(Delivery.sent_at, Delivery.due_at)
    came = and_(
        col(LetterReport.delivery_id) == col(Delivery.id),
        col(LetterReport.nature) == Nature.SOFT,
        col(LetterReport.address_hash) == digest(address),
    )
    mine = (
        select(Delivery.id, Delivery.key, LetterReport.id)
        .outerjoin(LetterReport, came)
        .where(col(Delivery.person_id).is_not_distinct_from(letter.person_id))
        .where(col(Delivery.invitation_id).is_not_distinct_from(letter.invitation_id))
        .where(col(Delivery.status).in_(LEFT), col(Delivery.letter) != "address_change")
        .order_by(left.desc(), col(Delivery.id).desc())
        .limit(LOOKED_AT)
    )
    if since is not None:
        mine = mine.where(left > since)
    return [(id_, key.partition(AGAIN)[0], report is not None) for id_, key, report in db.exec(mine).all()]


def _rows(lines: Iterable[tuple[int | None, str, bool]]) -> list[list[tuple[int | None, str]]]:
    """Runs of letters that came back, with nothing between them that did not."""
    found: list[list[tuple[int | None, str]]] = [[]]
    for id_, thing, came in lines:
        if came:
            found[-1].append((id_, thing))
        else:
            found.append([])
    return found
