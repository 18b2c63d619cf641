"""A cohort that ends before its last meeting: what is ahead is cancelled, and everybody is told once."""

from datetime import datetime

from sqlmodel import Session

from course import audit
from course.cohorts import meeting as moving
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.look import look_again
from course.errors import Refused
from course.people import inviting, planned_invitation
from course.people.person import Person
from course.words import _, one_line


def call_off(db: Session, cohort: Cohort, *, reason: str, now: datetime, by: Person) -> None:
    """What was open stays open to people; nothing more is sent but the letter that says so."""
    refuse_if_closed(cohort)
    why = one_line(reason)[:200]
    if not why:
        raise Refused(_("Please give a reason people will read."), field="reason")
    cancel_what_is_ahead(db, cohort, reason=why, now=now, by=by)
    for invitation in inviting.invitations_of(db, cohort):
        inviting.withdraw(db, invitation, by=by, now=now)
    planned_invitation.forget_all_of(db, cohort)
    cohort.closed_at = cohort.called_off_at = now
    cohort.called_off_because = why
    look_again(db, cohort_id=cohort.stored_id, now=now)
    db.flush()
    audit.record(
        db, "cohort.call_off", f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id, reason=why
    )


def refuse_if_closed(cohort: Cohort) -> None:
    if cohort.closed_at is not None:
        raise Refused(_("This cohort is closed already."))


def cancel_what_is_ahead(db: Session, cohort: Cohort, *, reason: str, now: datetime, by: Person) -> None:
    for one in meetings(db, cohort):
        if one.starts_at > now:
            moving.cancel(db, one, reason=reason, now=now, by=by)
