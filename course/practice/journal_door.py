"""The journal asks again after fifteen quiet minutes, on every device.

Real time. A code from a fresh sign-in letter opens it again, in the browser that asked.
"""

from sqlalchemy import update
from sqlmodel import Session, col

from course.errors import Refused
from course.people import sign_in
from course.people.signed_in import JOURNAL_OPEN, SignedIn, Visit
from course.words import _


def is_open(visit: Visit) -> bool:
    return visit.at < visit.row.journal_until


def keep_open(db: Session, visit: Visit) -> None:
    """Another fifteen minutes from when the sign-in was looked up, at the beginning of this request."""
    until = visit.at + JOURNAL_OPEN
    db.exec(update(SignedIn).where(col(SignedIn.id) == visit.row.stored_id).values(journal_until=until))


def open_again(db: Session, visit: Visit, *, browser: str, code: str) -> None:
    """With the code of a letter to her own address, typed in the browser that asked for it."""
    person, _asked = sign_in.redeem_code(db, browser=browser, code=code)
    if person.id != visit.person.id:
        raise Refused(_("This code does not fit. Please look at the newest letter again."), field="code")
    keep_open(db, visit)
