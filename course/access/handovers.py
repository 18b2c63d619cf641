"""Notes from one who runs a group to another, for those who run it within the days of their role."""

from sqlmodel import Session

from course.access import cohort_run_by
from course.cohorts.handover import HandoverNote
from course.errors import NotFound
from course.people.person import Person


def note_for(db: Session, person: Person, cohort_id: int, note_id: int) -> HandoverNote:
    """One that she wrote, that is for her, or that is for everybody."""
    cohort = cohort_run_by(db, person, cohort_id)
    note = db.get(HandoverNote, note_id)
    if note is None or note.cohort_id != cohort.id:
        raise NotFound
    if note.to_person is not None and person.id not in {note.to_person, note.person_id}:
        raise NotFound
    return note


def note_of(db: Session, person: Person, cohort_id: int, note_id: int) -> HandoverNote:
    """One that she wrote herself."""
    note = note_for(db, person, cohort_id, note_id)
    if note.person_id != person.id:
        raise NotFound
    return note
