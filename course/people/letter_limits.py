"""When and how many: the hours in which letters that can wait may come, and at most how many in seven days."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel

from course.cohorts.look import look_again
from course.errors import Refused
from course.words import _

USUAL_MOST = 8
"""More than the fullest week of a course brings, which is seven: by video, to somebody who answers nothing."""
USUAL_HOURS = (8, 20)
NARROWEST = 4
"""So many hours at least, so that a letter finds some on every day."""


class LetterLimits(SQLModel, table=True):
    """What somebody chose; no row: as usual. Local hours from `begins` on, before `ends`; `weekly` 0: only what she
    needs to take part."""

    __tablename__ = "letter_limits"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    begins: int = USUAL_HOURS[0]
    ends: int = USUAL_HOURS[1]
    weekly: int = USUAL_MOST


def choose(db: Session, person_id: int, *, begins: int, ends: int, weekly: int, now: datetime) -> None:
    if not (begins >= 0 and ends <= 24 and ends - begins >= NARROWEST):
        raise Refused(
            _("Please leave at least four hours between the earliest and the latest."), field="ends"
        )
    if not 0 <= weekly <= USUAL_MOST:
        raise Refused(_("Please choose one of these."), field="weekly")
    row = db.get(LetterLimits, person_id) or LetterLimits(person_id=person_id)
    row.begins, row.ends, row.weekly = begins, ends, weekly
    db.add(row)
    db.flush()
    look_again(db, person_id=person_id, now=now)


def limits(db: Session, person_id: int) -> LetterLimits:
    """What counts for her; it is not in the database where she chose nothing."""
    return db.get(LetterLimits, person_id) or LetterLimits(person_id=person_id)
