"""Who may see what of a group's own page: the people of the group, and whoever runs it; nobody else."""

from sqlmodel import Session, col, select

from course.access import cohort_for, cohort_run_by
from course.access.own_rows import enrolment_of
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import NotFound
from course.group.message import GroupMessage
from course.group.post import GroupPost
from course.people.person import Person


def post_read_by(db: Session, person: Person, enrolment_id: int, post_id: int) -> tuple[GroupPost, Cohort]:
    """A post that stands on the page of her own group, or one of her own."""
    enrolment, cohort = enrolment_of(db, person, enrolment_id)
    row = db.get(GroupPost, post_id)
    if row is None or row.cohort_id != cohort.id:
        raise NotFound
    is_seen = row.hidden_at is None and row.taken_back_at is None and enrolment.is_active
    if row.person_id == person.id or is_seen:
        return row, cohort
    raise NotFound


def own_post(db: Session, person: Person, enrolment_id: int, post_id: int) -> GroupPost:
    row, _cohort = post_read_by(db, person, enrolment_id, post_id)
    if row.person_id != person.id:
        raise NotFound
    return row


def in_her_group(db: Session, person: Person, enrolment_id: int, other: int) -> int:
    """The number of somebody else who is or was in the same group."""
    _enrolment, cohort = enrolment_of(db, person, enrolment_id)
    theirs = select(Enrolment.person_id).where(Enrolment.cohort_id == cohort.id)
    found = db.exec(theirs.where(Enrolment.person_id == other, col(Enrolment.person_id) != person.id)).first()
    if found is None:
        raise NotFound
    return found


def post_in(db: Session, person: Person, cohort_id: int, post_id: int) -> tuple[GroupPost, Cohort]:
    """For whoever runs the group: leads of the programme do not read what a group writes."""
    cohort = cohort_run_by(db, person, cohort_id)
    row = db.get(GroupPost, post_id)
    if row is None or row.cohort_id != cohort.id:
        raise NotFound
    return row, cohort


def message_for(db: Session, person: Person, cohort_id: int, message_id: int) -> tuple[GroupMessage, Cohort]:
    """A message to a cohort, for its staff."""
    cohort = cohort_for(db, person, cohort_id)
    row = db.get(GroupMessage, message_id)
    if row is None or row.cohort_id != cohort.id:
        raise NotFound
    return row, cohort
