"""The one outcome that a programme names before anybody answers: measure, score, wave and analysis, with the day.

Everything else is secondary. A row is never changed: another choice is another row with its reason, and both stay
to be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ScalarSelect
from sqlmodel import Field, Session, col, func, select

from course import audit
from course.cohorts.cohort import Cohort, content
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.errors import Refused
from course.measures.assessment import Assessment
from course.people.person import Person
from course.store import Row, choice
from course.words import _, one_line
from curriculum.loader import load_measure
from curriculum.measure import Measure
from curriculum.schema import Course

LONGEST = 300


class Analysis(StrEnum):
    MEAN_CHANGE = "mean-change"
    MIXED_MODEL = "mixed-model"


class PrimaryOutcome(Row, table=True):
    """`person_id` named it. `answers_since` is the first answer anybody in the programme had given by then; None: it
    was named first. `reason` says why it took the place of another."""

    __tablename__ = "primary_outcome"

    programme_id: int = Field(foreign_key="programme.id", index=True)
    measure_key: str = Field(max_length=64)
    score_key: str = Field(max_length=64)
    wave_key: str = Field(max_length=64)
    analysis: Analysis = Field(sa_type=choice(Analysis))
    declared_at: datetime
    answers_since: datetime | None = None
    person_id: int = Field(foreign_key="person.id")
    reason: str = Field(default="", max_length=LONGEST)

    @property
    def outcome(self) -> "Outcome":
        return Outcome(self.measure_key, self.score_key, self.wave_key, self.analysis)


@dataclass(frozen=True)
class Outcome:
    measure_key: str
    score_key: str
    wave_key: str
    analysis: Analysis


def declare(
    db: Session, programme: Programme, outcome: Outcome, *, reason: str = "", by: Person, now: datetime
) -> PrimaryOutcome:
    """The first one needs no reason, another one does; the same again changes nothing."""
    # two presses at the same moment wait for each other here
    db.exec(select(Programme.id).where(Programme.id == programme.id).with_for_update()).one()
    known, why = of(db, programme.stored_id), one_line(reason)
    if known is not None and known.outcome == outcome:
        return known
    if known is not None and not why:
        raise Refused(
            _("Please say why it is another one now. The earlier one stays to be read."), field="reason"
        )
    if len(why) > LONGEST:
        raise Refused(_("A little shorter, please."), field="reason")
    row = PrimaryOutcome(
        programme_id=programme.stored_id,
        measure_key=outcome.measure_key,
        score_key=outcome.score_key,
        wave_key=outcome.wave_key,
        analysis=outcome.analysis,
        declared_at=now,
        answers_since=first_answer(db, programme.stored_id),
        person_id=by.stored_id,
        reason=why if known else "",
    )
    db.add(row)
    db.flush()
    audit.record(
        db,
        "primary_outcome.declare",
        f"primary_outcome:{row.id}",
        by=by.id,
        programme_id=programme.id,
        measure=outcome.measure_key,
        score=outcome.score_key,
        wave=outcome.wave_key,
        analysis=outcome.analysis.value,
    )
    return row


def of(db: Session, programme_id: int) -> PrimaryOutcome | None:
    """The one that counts: the newest."""
    mine = select(PrimaryOutcome).where(PrimaryOutcome.id == newest(programme_id))
    return db.exec(mine).first()


def newest(programme_id: int) -> ScalarSelect[int | None]:
    """The number of the same, as an expression."""
    mine = select(func.max(col(PrimaryOutcome.id))).where(PrimaryOutcome.programme_id == programme_id)
    return mine.scalar_subquery()


def declared(db: Session, programme_id: int) -> list[tuple[PrimaryOutcome, Person]]:
    """Each with whoever named it, newest first."""
    both = select(PrimaryOutcome, Person).join(Person, col(Person.id) == PrimaryOutcome.person_id)
    mine = both.where(PrimaryOutcome.programme_id == programme_id)
    return list(db.exec(mine.order_by(col(PrimaryOutcome.id).desc())).all())


def is_primary(primary: PrimaryOutcome | None, measure_key: str, score_key: str, wave_key: str) -> bool:
    """Whether this is what was named. Without one everything is secondary."""
    if primary is None:
        return False
    return (primary.measure_key, primary.score_key, primary.wave_key) == (measure_key, score_key, wave_key)


def first_answer(db: Session, programme_id: int) -> datetime | None:
    """When anybody in the programme first began to answer, whatever was asked; results brought in count too."""
    began = (
        select(func.min(Assessment.started_at))
        .join(Enrolment, col(Enrolment.id) == Assessment.enrolment_id)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .where(Cohort.programme_id == programme_id)
    )
    return db.exec(began).one()


def courses_of(db: Session, programme: Programme, offered: Iterable[Course]) -> list[Course]:
    """Those that its cohorts run on, the newest first; before its first cohort, those that are offered."""
    mine = select(Cohort).where(Cohort.programme_id == programme.id, col(Cohort.imported_from).is_(None))
    newest = db.exec(mine.order_by(col(Cohort.starts_on).desc(), col(Cohort.id).desc())).all()
    run_on = {one.bundle_hash: one for one in newest}
    return [content(db, one) for one in run_on.values()] or list(offered)


def later_waves(courses: Iterable[Course]) -> dict[str, str]:
    """{key: title} of the waves at which an outcome can be named: all but the first of a course."""
    return {wave.key: wave.title for course in reversed(list(courses)) for wave in course.waves[1:]}


def scores(courses: Iterable[Course]) -> list[tuple[str, str]]:
    """(measure, score) of what is asked at those waves, the headline scores of each measure first."""
    keys = dict.fromkeys(key for course in courses for wave in course.waves[1:] for key in wave.measures)
    measures = [load_measure(key) for key in keys]
    return [(one.key, score) for one in measures for score in dict.fromkeys((*one.headline, *_keys(one)))]


def _keys(measure: Measure) -> list[str]:
    return [one.key for one in measure.composites] + [one.key for one in measure.scales]
