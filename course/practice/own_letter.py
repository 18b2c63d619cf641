"""A letter that somebody writes to herself: an entry of her journal with a day on which she is told that it waits."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.practice import journal
from course.practice.journal import JournalEntry
from course.words import _

MONTHS = range(1, 13)
USUAL = 6


@dataclass(frozen=True)
class Waiting:
    """An entry and her local day on which she is told of it; never its words."""

    entry_id: int
    day: date


def write(
    db: Session,
    ring: Keyring,
    person: Person,
    enrolment: Enrolment,
    *,
    client_id: UUID,
    text: str,
    months: int,
    today: date,
    now: datetime,
) -> JournalEntry:
    """`today` is her local day. The same letter sent twice is one."""
    day = day_after(today, months)
    entry = journal.write(db, ring, person, client_id=client_id, text=text, now=now)
    _set(db, entry, enrolment, day, now)
    return entry


def come_back(
    db: Session, entry: JournalEntry, enrolment: Enrolment, *, months: int, today: date, now: datetime
) -> None:
    """So many months from today; 0: she is not told of it any more."""
    _set(db, entry, enrolment, day_after(today, months) if months else None, now)


def forget(db: Session, entry: JournalEntry, *, now: datetime) -> None:
    """Before an entry is removed: a notice that is on its way does not leave."""
    if entry.told_in is not None:
        db.get_one(Enrolment, entry.told_in).look_at = now


def day_after(today: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    if months not in MONTHS:
        raise Refused(_("Please choose between one month and twelve."), field="months")
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _set(db: Session, entry: JournalEntry, enrolment: Enrolment, day: date | None, now: datetime) -> None:
    forget(db, entry, now=now)
    entry.comes_back_on, entry.told_in = day, enrolment.id if day else None
    db.add(entry)
    enrolment.look_at = now
    db.flush()
