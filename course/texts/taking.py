"""A running cohort keeps the content it began with, unless a facilitator takes a newer one and sees the difference."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from course import audit
from course.audit import AuditEvent
from course.cohorts import bundle, chosen
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.look import look_again
from course.errors import Refused
from course.people.person import Person
from course.texts.difference import Difference, every_difference
from course.words import _
from curriculum.bundle import canonical_json, content_hash
from curriculum.schema import Course

TAKEN = "cohort.take_content"


@dataclass(frozen=True)
class Newer:
    """`hash` names exactly what was shown, so that what is taken is what was seen."""

    hash: str
    course: Course
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Version:
    """Content this cohort runs or ran on, and since when."""

    hash: str
    course: Course
    since: datetime


def versions(db: Session, cohort: Cohort) -> list[Version]:
    """What the cohort began with and then everything it took, in order of time."""
    mine = select(AuditEvent).where(AuditEvent.what == TAKEN, AuditEvent.about == _about(cohort))
    taken = db.exec(mine.order_by(col(AuditEvent.id))).all()
    first = taken[0].detail["was"] if taken else cohort.bundle_hash
    pairs = [(first, cohort.created_at), *((event.detail["to"], event.at) for event in taken)]
    return [Version(digest, bundle.read(db, digest, Course), since) for digest, since in pairs]


def newer(db: Session, cohort: Cohort, offered: Course) -> Newer | None:
    """What taking the offered content would change for this cohort, with the measures that its programme adds by now;
    None when it runs on it already."""
    stored = canonical_json(chosen.with_chosen(db, cohort.programme_id, offered))
    if content_hash(stored) == cohort.bundle_hash:
        return None
    after = Course.model_validate_json(stored)  # its mappings are then in the order of what was stored before
    return Newer(content_hash(stored), after, tuple(every_difference(content(db, cohort), after)))


def take(db: Session, cohort: Cohort, offered: Course, *, seen: str, now: datetime, by: Person) -> None:
    """Run on the offered content from now on. Refused when it is not what was shown, or lacks a week that meets."""
    if content_hash(canonical_json(chosen.with_chosen(db, cohort.programme_id, offered))) != seen:
        raise Refused(
            _("The texts have changed since this page was shown. Please look at the difference again.")
        )
    if {one.unit_key for one in meetings(db, cohort)} - {unit.key for unit in offered.units}:
        raise Refused(_("The newer content lacks a week that this cohort meets for, so it cannot be taken."))
    was, cohort.bundle_hash = cohort.bundle_hash, chosen.pin(db, cohort.programme_id, offered)
    if was == cohort.bundle_hash:
        return
    db.add(cohort)
    db.flush()
    look_again(db, now=now, cohort_id=cohort.stored_id)
    audit.record(
        db, TAKEN, _about(cohort), by=by.id, programme_id=cohort.programme_id, was=was, to=cohort.bundle_hash
    )


def _about(cohort: Cohort) -> str:
    return f"cohort:{cohort.id}"
