"""One letter more to somebody who has just been erased: that it is done.

Her address waits for it sealed with a key that is kept outside the database, and is gone with the row as the letter
leaves, or after a day. Nothing else of her is in it, and no number of hers.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, Session, col, delete, select

from course import clock
from course.errors import NotFound
from course.people.key import Keyring
from course.people.person import Person
from course.people.suppressed import suppressed
from course.store import Row

LIVES = timedelta(days=1)
"""So long a mail server that does not answer is waited for."""
AGAIN_AFTER = timedelta(minutes=5)


class LastLetter(Row, table=True):
    """Real times. `mark` is random: it names the letter, and binds `sealed` to its row."""

    __tablename__ = "last_letter"

    mark: str = Field(max_length=40, unique=True)
    wrapping_id: str = Field(max_length=32)
    sealed: bytes
    asked_at: datetime
    next_try_at: datetime = Field(index=True)


@dataclass(frozen=True)
class Farewell:
    """To whom it goes, and in which language."""

    email: str
    locale: str


def leave_behind(db: Session, ring: Keyring, person: Person) -> None:
    """Call it in the transaction that erases her, before that. Nothing where no letter would reach her."""
    if person.email is None or person.erased_at is not None or person.email in suppressed(db, [person.email]):
        return
    mark, at = secrets.token_hex(20), clock.real_now(db)
    words = json.dumps(asdict(Farewell(person.email, person.locale)))
    wrapping_id, sealed = ring.lock(words, place=_place(mark))
    db.add(LastLetter(mark=mark, wrapping_id=wrapping_id, sealed=sealed, asked_at=at, next_try_at=at))
    db.flush()


def waiting(db: Session, *, real: datetime) -> list[int]:
    """Numbers of those that may be tried now, the oldest first."""
    rows = select(LastLetter.id).where(LastLetter.next_try_at <= real).order_by(col(LastLetter.id))
    return [key for key in db.exec(rows).all() if key is not None]


def take(db: Session, number: int) -> LastLetter | None:
    """The row, which is gone with this transaction: nobody takes it again. None when somebody else has it."""
    mine = select(LastLetter).where(LastLetter.id == number).with_for_update(skip_locked=True)
    row = db.exec(mine).first()
    if row is None:
        return None
    gone = db.exec(delete(LastLetter).where(col(LastLetter.id) == number))
    if gone.rowcount != 1:
        return None
    db.expunge(row)
    return row


def put_back(db: Session, row: LastLetter) -> None:
    """It has certainly not left: it waits for its next try, until its day is over."""
    real = clock.real_now(db)
    if real < row.asked_at + LIVES:
        again = LastLetter(**row.model_dump(exclude={"id", "next_try_at"}), next_try_at=real + AGAIN_AFTER)
        db.add(again)
        db.flush()


def opened(ring: Keyring, row: LastLetter) -> Farewell | None:
    """None when its key is not there any more."""
    try:
        return Farewell(**json.loads(ring.unlock(row.wrapping_id, row.sealed, place=_place(row.mark))))
    except NotFound:
        return None


def forget_all(db: Session) -> int:
    """After an older copy of the database was put back: these have left, or nobody knows. Returns how many."""
    return int(db.exec(delete(LastLetter)).rowcount)


def _place(mark: str) -> str:
    return f"last_letter|sealed|{mark}"
