"""What belongs to one evening of a group."""

from sqlmodel import Session

from course.access import meeting_for
from course.cohorts.cohort import Cohort
from course.cohorts.listed import ListedName
from course.cohorts.meeting import Meeting
from course.errors import NotFound
from course.people.person import Person


def listed_name_for(db: Session, person: Person, name_id: int) -> tuple[ListedName, Meeting, Cohort]:
    """A name from the list of a meeting she may see."""
    row = db.get(ListedName, name_id)
    if row is None:
        raise NotFound
    meeting, cohort = meeting_for(db, person, row.meeting_id)
    return row, meeting, cohort
