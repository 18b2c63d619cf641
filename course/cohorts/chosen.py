"""Measures that a programme asks beside those of the course, wave by wave.

They are laid over the course when a new cohort pins its content, and when a cohort takes newer content. A cohort that
runs keeps what it has.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Field, Session, col, select

from course.cohorts import bundle
from course.store import Row
from curriculum.schema import Course, Wave

PINNED_AS = "with choice"
"""The kind of a stored bundle that is a course with a programme's choice laid over it: it is offered to nobody else."""


class ProgrammeMeasure(Row, table=True):
    """It is asked in every new cohort whose course has this wave. `removed_at` None: still.

    `person_id` is who added it, `is_known_unchecked` that she knows that nobody has checked its key.
    """

    __tablename__ = "programme_measure"

    programme_id: int = Field(foreign_key="programme.id", index=True)
    wave_key: str = Field(max_length=64)
    measure_key: str = Field(max_length=64)
    is_known_unchecked: bool = False
    person_id: int = Field(foreign_key="person.id")
    added_at: datetime
    removed_at: datetime | None = None


Added = Mapping[str, Sequence[ProgrammeMeasure]]


def chosen(db: Session, programme_id: int) -> list[ProgrammeMeasure]:
    """In the order they were added."""
    mine = select(ProgrammeMeasure).where(
        ProgrammeMeasure.programme_id == programme_id, col(ProgrammeMeasure.removed_at).is_(None)
    )
    return list(db.exec(mine.order_by(col(ProgrammeMeasure.id))).all())


def with_chosen(db: Session, programme_id: int, course: Course) -> Course:
    """The course as a new cohort of this programme runs it; the course itself where nothing was added to its waves."""
    added: dict[str, list[ProgrammeMeasure]] = {}
    for one in chosen(db, programme_id):
        added.setdefault(one.wave_key, []).append(one)
    if not any(_more(wave, added) for wave in course.waves):
        return course
    spoken = tuple(_laid_over(one, added) for one in course.translations)
    return _laid_over(course, added).model_copy(update={"translations": spoken})


def pin(db: Session, programme_id: int, course: Course) -> str:
    """Store the course with this programme's choice laid over it; returns the hash to pin."""
    whole = with_chosen(db, programme_id, course)
    return bundle.pin(db, "course" if whole is course else PINNED_AS, course.key, whole)


def _laid_over(course: Course, added: Added) -> Course:
    return course.model_copy(update={"waves": tuple(_wave(one, _more(one, added)) for one in course.waves)})


def _wave(wave: Wave, more: Sequence[ProgrammeMeasure]) -> Wave:
    measures = (*wave.measures, *(one.measure_key for one in more))
    unchecked = wave.unchecked or any(one.is_known_unchecked for one in more)
    return wave.model_copy(update={"measures": measures, "unchecked": unchecked})


def _more(wave: Wave, added: Added) -> list[ProgrammeMeasure]:
    return [one for one in added.get(wave.key, ()) if one.measure_key not in wave.measures]
