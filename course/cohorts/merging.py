"""People of one cohort go on in another of the same course. They take everything with them: what they wrote and
practised, their answers, and what they were sent, so that no letter comes twice."""

from datetime import datetime

from sqlmodel import Session, col, select

from course import audit
from course.cohorts.calling_off import cancel_what_is_ahead, refuse_if_closed
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.look import look_again
from course.cohorts.opening import openings
from course.errors import Refused
from course.people import inviting, planned_invitation
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.words import _


def merge(db: Session, cohort: Cohort, *, into: Cohort, now: datetime, by: Person) -> int:
    """From now on. Returns how many people went over; who had left, or is there already, stays behind."""
    _refuse(db, cohort, into, now)
    going = going_over(db, cohort, into)
    for one in going:
        one.cohort_id, one.came_from, one.came_at, one.look_at = into.stored_id, cohort.stored_id, now, now
    _take_invitations(db, cohort, into, by=by, now=now)
    reason = _("It goes on as %(name)s.") % {"name": into.name}
    cancel_what_is_ahead(db, cohort, reason=reason, now=now, by=by)
    cohort.closed_at, cohort.merged_into = now, into.stored_id
    if going:
        into.took_in_at = now
    db.flush()
    for each in (cohort, into):
        look_again(db, cohort_id=each.stored_id, now=now)
    about = f"cohort:{cohort.id}"
    audit.record(
        db, "cohort.merge", about, by=by.id, programme_id=cohort.programme_id, into=into.id, people=len(going)
    )
    return len(going)


def candidates(db: Session, cohort: Cohort) -> list[Cohort]:
    """Cohorts of this programme and course that are not closed, the newest start first."""
    mine = select(Cohort).where(
        Cohort.programme_id == cohort.programme_id,
        Cohort.course_key == cohort.course_key,
        Cohort.id != cohort.id,
        col(Cohort.closed_at).is_(None),
    )
    return list(db.exec(mine.order_by(col(Cohort.starts_on).desc(), col(Cohort.id))).all())


def going_over(db: Session, cohort: Cohort, into: Cohort) -> list[Enrolment]:
    there = select(Enrolment.person_id).where(Enrolment.cohort_id == into.id)
    mine = select(Enrolment).where(
        Enrolment.cohort_id == cohort.id,
        col(Enrolment.left_at).is_(None),
        col(Enrolment.person_id).not_in(there),
    )
    return list(db.exec(mine.order_by(col(Enrolment.id))).all())


def _refuse(db: Session, cohort: Cohort, into: Cohort, now: datetime) -> None:
    refuse_if_closed(cohort)
    if into.id not in {one.id for one in candidates(db, cohort)}:
        raise Refused(_("That group cannot take them in."), field="into")
    closes = _open(db, cohort, now) - _open(db, into, now)
    if closes:
        words = _("That group has not come so far yet: pages that are open to people here would close again.")
        raise Refused(words, field="into")


def _open(db: Session, cohort: Cohort, now: datetime) -> set[str]:
    """Keys of the units whose pages are open."""
    found = openings(content(db, cohort), meetings(db, cohort))
    return {one.unit.key for one in found if one.unit.kind != "orientation" and one.is_open(now)}


def _take_invitations(db: Session, cohort: Cohort, into: Cohort, *, by: Person, now: datetime) -> None:
    """Whoever was invited is invited there; the link they have keeps working."""
    asked = {(one.email, one.role) for one in inviting.invitations_of(db, into) if one.is_open}
    for one in inviting.invitations_of(db, cohort):
        if (one.email, one.role) in asked or one.role is not Role.PARTICIPANT:
            inviting.withdraw(db, one, by=by, now=now)
        elif one.is_open:
            _goes_on_in(one, into, now)
    planned_invitation.go_on_in(db, cohort, into)


def _goes_on_in(invitation: Invitation, into: Cohort, now: datetime) -> None:
    invitation.cohort_id, invitation.look_at = into.stored_id, now
