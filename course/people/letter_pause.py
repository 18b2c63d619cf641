"""All letters that can be stopped, quiet until a date."""

from datetime import date, datetime

from sqlmodel import Session

from course.cohorts.look import look_again
from course.errors import Refused
from course.people.preference import LetterPause
from course.words import _


def pause(db: Session, person_id: int, *, until: date | None, today: date, now: datetime) -> None:
    """None ends the pause."""
    if until is not None and until <= today:
        raise Refused(_("Please choose a day after today."), field="until")
    known = db.get(LetterPause, person_id)
    if until is None:
        if known:
            db.delete(known)
    else:
        row = known or LetterPause(person_id=person_id, until=until)
        row.until = until
        db.add(row)
    db.flush()
    look_again(db, person_id=person_id, now=now)


def paused_until(db: Session, person_id: int, *, today: date) -> date | None:
    """None when nothing is paused, or when the pause has passed."""
    known = db.get(LetterPause, person_id)
    return known.until if known and known.until > today else None
