"""Whose voice can be heard in a practice."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from course.cohorts.cohort import Cohort
from course.people.person import Person
from course.people.role import Facilitator
from course.practice.recording import Recording


@dataclass(frozen=True)
class Voice:
    """A recording and what its speaker is called."""

    recording: Recording
    called: str


def voices(db: Session, cohort: Cohort, *, practice_key: str, minutes: int) -> list[Voice]:
    """Every standing recording of this script in the programme, those of the cohort's own facilitators first."""
    runs = select(Facilitator.person_id).where(
        Facilitator.cohort_id == cohort.id, col(Facilitator.ended_at).is_(None)
    )
    heard = (
        select(Recording, Person.called)
        .join(Person, col(Person.id) == Recording.person_id)
        .where(
            Recording.programme_id == cohort.programme_id,
            Recording.practice_key == practice_key,
            Recording.minutes == minutes,
            col(Recording.taken_back_at).is_(None),
        )
        .order_by(col(Recording.person_id).in_(runs).desc(), Person.called, col(Recording.id).desc())
    )
    return [Voice(row, called) for row, called in db.exec(heard).all()]


def voices_in(db: Session, cohort: Cohort) -> dict[tuple[str, int], list[Voice]]:
    """{(practice, minutes): every voice of the programme}, in one statement."""
    heard = (
        select(Recording, Person.called)
        .join(Person, col(Person.id) == Recording.person_id)
        .where(Recording.programme_id == cohort.programme_id, col(Recording.taken_back_at).is_(None))
        .order_by(Person.called, col(Recording.id).desc())
    )
    found: dict[tuple[str, int], list[Voice]] = {}
    for row, called in db.exec(heard).all():
        found.setdefault((row.practice_key, row.minutes), []).append(Voice(row, called))
    return found
