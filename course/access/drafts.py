"""Cohorts that are being planned, for the leads of the programme."""

from sqlmodel import Session

from course.access import programme_for
from course.cohorts.draft import CohortDraft
from course.errors import NotFound
from course.people.person import Person


def draft_for(db: Session, person: Person, programme_id: int, draft_id: int) -> CohortDraft:
    programme = programme_for(db, person, programme_id)
    draft = db.get(CohortDraft, draft_id)
    if draft is None or draft.programme_id != programme.id:
        raise NotFound
    return draft
