"""A pause for one person, at her wish: no letter that can wait reaches her before that day. Her place stays hers."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from course import audit
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.words import _

LONGEST = timedelta(days=366)


def pause(
    db: Session, enrolment: Enrolment, *, until: date, today: date, now: datetime, by: int | None
) -> None:
    """Until the beginning of that day, where she is."""
    if not enrolment.is_active:
        raise Refused(_("This place has ended, and nothing more is sent."))
    if not today < until <= today + LONGEST:
        raise Refused(_("Please choose a day after today, within a year."), field="until")
    enrolment.paused_until = until
    _changed(db, enrolment, now)
    audit.record(db, "enrolment.pause", f"enrolment:{enrolment.id}", by=by, until=until.isoformat())


def end(db: Session, enrolment: Enrolment, *, now: datetime, by: int | None) -> None:
    """What was due meanwhile is too old by the rules of each letter, and does not follow in a heap."""
    if enrolment.paused_until is None:
        return
    enrolment.paused_until = None
    _changed(db, enrolment, now)
    audit.record(db, "enrolment.pause_ends", f"enrolment:{enrolment.id}", by=by)


def is_paused(enrolment: Enrolment, today: date) -> bool:
    return enrolment.paused_until is not None and enrolment.paused_until > today


def _changed(db: Session, enrolment: Enrolment, now: datetime) -> None:
    enrolment.look_at = now
    db.add(enrolment)
    db.flush()
