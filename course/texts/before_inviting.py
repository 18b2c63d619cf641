"""What staff see before a cohort's invitations open: texts nobody signed, meditations in nobody's own voice."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from course import audit
from course.cohorts.cohort import Cohort, content
from course.errors import Refused
from course.people.person import Person
from course.practice import recording
from course.texts import signature
from course.texts.placed import title_of
from course.words import _
from curriculum.schema import Course, Practice, TextRecord


@dataclass(frozen=True)
class Lacking:
    """Neither keeps anybody from inviting: it is there to be seen."""

    course: Course
    unsigned: tuple[TextRecord, ...]
    voiceless: tuple[Practice, ...]

    @property
    def titles(self) -> list[str]:
        """Of the unsigned texts."""
        return [title_of(self.course, text) for text in self.unsigned]

    def __bool__(self) -> bool:
        return bool(self.unsigned or self.voiceless)


def lacking(db: Session, cohort: Cohort) -> Lacking:
    """In the content this cohort runs on, and among the recordings of its programme."""
    course = content(db, cohort)
    voiced = {one.practice_key for one in recording.standing(db, cohort.programme_id)}
    formal = (one for one in course.practices if one.kind == "formal")
    return Lacking(
        course,
        tuple(signature.unsigned(db, course)),
        tuple(one for one in formal if one.key not in voiced),
    )


def open_invitations(db: Session, cohort: Cohort, *, has_seen: bool, now: datetime, by: Person) -> None:
    """From now on people can be invited. Refused until somebody says to have seen what is lacking."""
    if cohort.invitations_open_at is not None:
        return
    known = lacking(db, cohort)
    if known and not has_seen:
        raise Refused(_("Please tick that you have seen this."), field="seen")
    cohort.invitations_open_at = now
    db.add(cohort)
    db.flush()
    audit.record(
        db, "cohort.open_invitations", f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id,
        unsigned=len(known.unsigned), voiceless=len(known.voiceless),
    )  # fmt: skip
