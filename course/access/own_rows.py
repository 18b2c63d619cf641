"""Somebody's own rows, and nobody else's: her place, her log and goals, what was suggested to her, what she wrote."""

from typing import TypeVar

from sqlmodel import Session, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import NotFound
from course.people.person import Person
from course.practice.form import FilledForm
from course.practice.goal import TakenGoal
from course.practice.journal import JournalEntry
from course.practice.log import PracticeLog
from course.practice.recording_upload import RecordingUpload
from course.practice.suggestion import Suggestion

OfAPlace = TypeVar("OfAPlace", PracticeLog, TakenGoal, Suggestion)
OfAPerson = TypeVar("OfAPerson", JournalEntry, FilledForm, RecordingUpload)


def enrolment_of(db: Session, person: Person, enrolment_id: int) -> tuple[Enrolment, Cohort]:
    both = select(Enrolment, Cohort).join(Cohort).where(Enrolment.id == enrolment_id)
    found = db.exec(both.where(Enrolment.person_id == person.id)).first()
    if found is None:
        raise NotFound
    return found


def log_of(db: Session, person: Person, log_id: int) -> PracticeLog:
    return _of_her_places(db, person, PracticeLog, log_id)


def goal_of(db: Session, person: Person, goal_id: int) -> TakenGoal:
    """A goal she took; staff have no way to one."""
    return _of_her_places(db, person, TakenGoal, goal_id)


def suggestion_of(db: Session, person: Person, suggestion_id: int) -> Suggestion:
    """What was suggested to her."""
    return _of_her_places(db, person, Suggestion, suggestion_id)


def journal_of(db: Session, person: Person, entry_id: int) -> JournalEntry:
    """The writer's own entry; there is no other way to one."""
    return _hers(db, person, JournalEntry, entry_id)


def form_of(db: Session, person: Person, form_id: int) -> FilledForm:
    """The writer's own form; there is no other way to one."""
    return _hers(db, person, FilledForm, form_id)


def upload_of(db: Session, person: Person, upload_id: int) -> RecordingUpload:
    """Her own recording on its way; nobody else hears it before it is finished."""
    return _hers(db, person, RecordingUpload, upload_id)


def _of_her_places(db: Session, person: Person, kind: type[OfAPlace], row_id: int) -> OfAPlace:
    mine = select(kind).join(Enrolment).where(kind.id == row_id, Enrolment.person_id == person.id)
    found = db.exec(mine).first()
    if found is None:
        raise NotFound
    return found


def _hers(db: Session, person: Person, kind: type[OfAPerson], row_id: int) -> OfAPerson:
    row = db.get(kind, row_id)
    if row is None or row.person_id != person.id:
        raise NotFound
    return row
