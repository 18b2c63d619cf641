"""One person goes on in another group of the same course.

Her place is the same one, so everything stays with it: what she wrote and practised, her answers, her marks, and what
she was sent, so that no letter comes twice.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, delete, select

from course import audit
from course.cohorts import merging
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.make_up import MakeUp
from course.cohorts.meeting import Meeting
from course.cohorts.opening import openings
from course.cohorts.waiting import look_at_list
from course.errors import Refused
from course.people.person import Person
from course.words import _

LONGEST = 400


def transfer(db: Session, enrolment: Enrolment, *, into: Cohort, now: datetime, by: Person) -> None:
    """From now on. Weeks that are open to her stay open, also where the other group has not come so far."""
    # two presses at the same moment wait for each other here
    db.exec(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()).one()
    left = db.get_one(Cohort, enrolment.cohort_id)
    if into.stored_id not in {one.stored_id for one in candidates(db, enrolment)}:
        raise Refused(_("That group cannot take this person in."), field="into")
    enrolment.kept_open = _words(_kept(enrolment) | _open(db, left, now))
    enrolment.cohort_id, enrolment.came_from, enrolment.came_at = into.stored_id, left.stored_id, now
    enrolment.look_at = now
    _end_visits(db, enrolment, into)
    db.flush()
    look_at_list(db, left.stored_id, now=now)
    about = f"enrolment:{enrolment.id}"
    audit.record(
        db, "enrolment.transfer", about, by=by.id, programme_id=into.programme_id, left=left.id, into=into.id
    )


def candidates(db: Session, enrolment: Enrolment) -> list[Cohort]:
    """Groups of her programme and course that go on, and in which she has and had no other place."""
    if not enrolment.is_active:
        return []
    home = db.get_one(Cohort, enrolment.cohort_id)
    hers = select(col(Enrolment.cohort_id)).where(Enrolment.person_id == enrolment.person_id)
    taken: Collection[int] = set(db.exec(hers).all())
    return [one for one in merging.candidates(db, home) if one.id not in taken and not one.is_imported]


def _kept(enrolment: Enrolment) -> set[str]:
    return set((enrolment.kept_open or "").split())


def _open(db: Session, cohort: Cohort, now: datetime) -> set[str]:
    found = openings(content(db, cohort), meetings(db, cohort))
    return {one.unit.key for one in found if one.is_open(now)}


def _words(keys: set[str]) -> str | None:
    words = " ".join(sorted(keys))
    if len(words) > LONGEST:
        words = words[:LONGEST].rpartition(" ")[0]
    return words or None


def _end_visits(db: Session, enrolment: Enrolment, into: Cohort) -> None:
    """Where she was to come as a guest she belongs now."""
    theirs = select(Meeting.id).where(Meeting.cohort_id == into.id)
    db.execute(
        delete(MakeUp).where(col(MakeUp.enrolment_id) == enrolment.id, col(MakeUp.meeting_id).in_(theirs))
    )
