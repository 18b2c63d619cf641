"""When those who run groups are asked how the work is for them: for their letters, and for a line on the board."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from course.cohorts.cohort import Cohort, content
from course.cohorts.meeting import Meeting
from course.measures.staff_wave import StaffAssessment, facts_of
from course.measures.wave import DONE, MOMENT, WaveFacts, local_day, open_until, standing
from course.people.person import Person
from course.people.role import Facilitator
from curriculum.schema import Course


def waves_in(
    course: Course, met: Sequence[Meeting], given: Sequence[StaffAssessment], zone: str
) -> tuple[WaveFacts, ...]:
    """Every wave of her own as it stands; `zone` is hers, `given` of her place."""
    return tuple(facts_of(wave, met, given, zone) for wave in course.staff_waves)


def open_to(
    db: Session, cohort: Cohort, person: Person, met: Sequence[Meeting], *, now: datetime
) -> date | None:
    """The last day of questions of hers that are open and not answered. `met`: all meetings of the group she runs.
    Where none is open, whatever she answered, nothing is asked of the database."""
    course = content(db, cohort)
    if not any(standing(one, now).is_open for one in waves_in(course, met, (), person.zone)):
        return None
    hers = (
        select(StaffAssessment)
        .join(Facilitator, col(Facilitator.id) == StaffAssessment.facilitator_id)
        .where(
            Facilitator.cohort_id == cohort.id,
            Facilitator.person_id == person.id,
            col(Facilitator.ended_at).is_(None),
        )
    )
    for facts in waves_in(course, met, db.exec(hers).all(), person.zone):
        found, until = standing(facts, now), open_until(facts, now)
        if found.is_open and found.state not in DONE and until is not None:
            return local_day(until - MOMENT, facts.zone)
    return None
