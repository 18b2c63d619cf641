"""A report about one letter, and the one verb that takes it: from the web, from a mailbox, or from the hand-off.

A report is believed when its Message-ID, which nobody can guess, is that of a letter we handed over, and when its
recipient is who that letter went to and has that address still. Any other changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from course import audit
from course.address import clean_address
from course.delivery.ledger import Delivery
from course.delivery.returns import codes, in_a_row
from course.delivery.returns.letter_report import note
from course.delivery.returns.matching import left_at, matching
from course.delivery.returns.nature import Nature
from course.errors import Refused
from course.people import preference, suppressed
from course.people.preference import Kind
from course.people.suppressed import Why


@dataclass(frozen=True)
class Report:
    """`status` is an enhanced status code ("5.1.1"), empty for a complaint."""

    message_id: str
    recipient: str
    status: str = ""
    is_complaint: bool = False

    @property
    def nature(self) -> Nature | None:
        return Nature.COMPLAINT if self.is_complaint else codes.nature(self.status)


class Taken(StrEnum):
    """What a report led to."""

    SUPPRESSED = "suppressed"
    STOPPED = "stopped"
    NOTED = "noted"
    KNOWN = "known"
    NO_MATTER = "no matter"
    """It says nothing about the address, or is about a time that is over."""
    NOT_OURS = "not ours"


def take(db: Session, report: Report, *, now: datetime) -> Taken:
    """Believe it or not, and act on it once: the same report again changes nothing."""
    address = _cleaned(report.recipient)
    letter = matching(db, report.message_id.strip(), address) if address else None
    if letter is None:
        return Taken.NOT_OURS
    lifted, nature = suppressed.lifted_at(db, address), report.nature
    if nature is None or (lifted is not None and left_at(letter) <= lifted):
        return Taken.NO_MATTER
    if not note(db, letter, address, nature, status=report.status.strip(), now=now):
        return Taken.KNOWN
    if nature is Nature.COMPLAINT:
        return _complained(db, letter, address, now)
    if nature is Nature.HARD:
        return _suppress(db, letter, address, codes.why_gone(report.status), now)
    if _has_reader(letter) and in_a_row.came_back(db, letter, address, since=lifted):
        return _suppress(db, letter, address, Why.COMES_BACK, now)
    return Taken.NOTED


def _complained(db: Session, letter: Delivery, address: str, now: datetime) -> Taken:
    """As if she had pressed every stop herself. Whoever was invited has no kinds yet, and is not reminded."""
    if letter.invitation_id is not None:
        return _suppress(db, letter, address, Why.COMPLAINT, now)
    if letter.person_id is None:
        return Taken.NOTED
    for kind in Kind:
        preference.stop(db, letter.person_id, kind, now=now)
    audit.record(db, "letters.complaint", f"person:{letter.person_id}", by=None)
    return Taken.STOPPED


def _suppress(db: Session, letter: Delivery, address: str, why: Why, now: datetime) -> Taken:
    if not suppressed.suppress(db, address, why, now=now):
        return Taken.KNOWN
    about = f"person:{letter.person_id}" if letter.person_id else f"delivery:{letter.id}"
    audit.record(db, "address.suppress", about, by=None, why=why.value)
    return Taken.SUPPRESSED


def _has_reader(letter: Delivery) -> bool:
    """A person or somebody invited; an address of a safety plan is written to in any case."""
    return letter.person_id is not None or letter.invitation_id is not None


def _cleaned(recipient: str) -> str:
    try:
        return clean_address(recipient)
    except Refused:
        return ""
