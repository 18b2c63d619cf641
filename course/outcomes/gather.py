"""From stored scores to what a comparison is made of: a fixed number of statements for a whole programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from course.cohorts import cohort as cohorts
from course.cohorts.attendance import CAME, Attendance
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.measures.assessment import Assessment, StoredScore
from course.measures.wave import GRACE
from course.outcomes.scores import Better, CohortScores, Measured
from course.outcomes.suppression import PEOPLE_BEHIND_A_SCORE, Threshold
from curriculum.loader import load_measure, load_wording
from curriculum.measure import Measure
from curriculum.schema import Course

BEFORE, AFTER, SIX_MONTHS = "before", "after", "six-months"
BETTER = {
    "higher_is_better": Better.HIGHER,
    "higher_is_worse": Better.LOWER,
    "neither": Better.NEITHER,
}


@dataclass
class _Answers:
    """Of one cohort: {wave: {enrolment: score}}; a score that could not be formed is None."""

    waves: dict[str, dict[int, float | None]] = field(default_factory=lambda: defaultdict(dict))

    def pairs(self, later: str, started: Collection[int]) -> tuple[tuple[float, float], ...]:
        both = [
            (before, self.waves[later].get(enrolment))
            for enrolment, before in sorted(self.waves[BEFORE].items())
            if enrolment in started
        ]
        return tuple((one, two) for one, two in both if one is not None and two is not None)

    def answered(self, wave: str, started: Collection[int]) -> int:
        return sum(enrolment in started for enrolment in self.waves[wave])


def gather(
    db: Session, programme: Programme, measure_key: str, score_key: str, *, now: datetime
) -> list[CohortScores]:
    """Every cohort of the programme that has begun and asks this measure, imported ones too, by their start.

    Started: everybody who was ready, or, imported, has the score before. Finished: who came to as many sessions as
    the course asks for, or, imported, has the score after.
    """
    begun = select(Cohort).where(Cohort.programme_id == programme.id, col(Cohort.starts_on) <= now.date())
    found = db.exec(begun.order_by(col(Cohort.starts_on), col(Cohort.id))).all()
    courses = {one.stored_id: cohorts.content(db, one) for one in found}
    answers = _answers(db, programme, measure_key, score_key)
    ready = _ready(db, programme)
    finished = _finished(db, programme, courses)
    over = _six_months_over(db, programme, courses, now)
    asking = [one for one in found if one.id in answers or _asks(one, courses[one.stored_id], measure_key)]
    return [_scores(one, answers, ready, finished, over) for one in asking]


def measured(measure_key: str, score_key: str) -> Measured:
    """What a comparison says of this score. ContentError for an unknown measure, KeyError for an unknown score."""
    measure = load_measure(measure_key)
    scored = measure.scored(score_key)
    name = measure.title.partition(",")[0] if measure.askable and score_key == "total" else scored.title
    return Measured(
        key=f"{measure_key}/{score_key}",
        name=name,
        about=name[:1].lower() + name[1:],
        low=scored.range[0],
        high=scored.range[1],
        better=BETTER[scored.direction],
        validated=not _is_ours(measure),
    )


def comparable(db: Session, programme: Programme) -> list[tuple[str, str]]:
    """(measure, score) of everything with a score before, the headline scores of each measure first."""
    mine = (
        select(Assessment.measure_key, StoredScore.score_key)
        .join(StoredScore, col(StoredScore.assessment_id) == col(Assessment.id))
        .join(Enrolment, col(Enrolment.id) == col(Assessment.enrolment_id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(Cohort.programme_id == programme.id, Assessment.wave_key == BEFORE)
        .distinct()
    )
    there = set(db.exec(mine).all())
    measures = [load_measure(key) for key in sorted({measure for measure, _ in there})]
    ordered = [(one.key, key) for one in measures for key in dict.fromkeys((*one.headline, "total"))]
    return [pair for pair in ordered if pair in there]


def threshold(programme: Programme) -> Threshold:
    """A programme may ask for larger groups than the rule, never for smaller ones."""
    return Threshold(scores=max(programme.smallest_group, PEOPLE_BEHIND_A_SCORE))


def _asks(cohort: Cohort, course: Course, measure_key: str) -> bool:
    return not cohort.is_imported and any(measure_key in wave.measures for wave in course.waves)


def _scores(
    cohort: Cohort,
    answers: Mapping[int, _Answers],
    ready: Mapping[int, set[int]],
    finished: Mapping[int, set[int]],
    over: Collection[int],
) -> CohortScores:
    key = cohort.stored_id
    mine = answers.get(key, _Answers())
    started = set(mine.waves[BEFORE]) if cohort.is_imported else ready.get(key, set())
    came = set(mine.waves[AFTER]) if cohort.is_imported else finished.get(key, set())
    is_over = cohort.is_imported or key in over
    return CohortScores(
        cohort_id=str(key),
        name=cohort.name,
        starts_on=cohort.starts_on,
        started=len(started),
        finished=len(came & started),
        pairs=mine.pairs(AFTER, started),
        followed=mine.answered(SIX_MONTHS, started) if is_over else None,
        pairs_six=mine.pairs(SIX_MONTHS, started) if is_over else (),
        imported=cohort.is_imported,
    )


def _answers(db: Session, programme: Programme, measure_key: str, score_key: str) -> dict[int, _Answers]:
    """By cohort, in one statement."""
    rows = db.exec(
        select(Enrolment.cohort_id, col(Enrolment.id), Assessment.wave_key, StoredScore.value)
        .select_from(StoredScore)
        .join(Assessment, col(Assessment.id) == col(StoredScore.assessment_id))
        .join(Enrolment, col(Enrolment.id) == col(Assessment.enrolment_id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(
            Cohort.programme_id == programme.id,
            Assessment.measure_key == measure_key,
            StoredScore.score_key == score_key,
        )
    ).all()
    found: dict[int, _Answers] = defaultdict(_Answers)
    for cohort, enrolment, wave, value in rows:
        if enrolment is not None:
            found[cohort].waves[wave][enrolment] = value
    return found


def _ready(db: Session, programme: Programme) -> dict[int, set[int]]:
    rows = db.exec(
        select(Enrolment.cohort_id, col(Enrolment.id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(Cohort.programme_id == programme.id, col(Enrolment.ready_at).is_not(None))
    ).all()
    return _by_cohort(rows)


def _finished(db: Session, programme: Programme, courses: Mapping[int, Course]) -> dict[int, set[int]]:
    """Who came to enough of the numbered sessions."""
    sessions = {unit.key for course in courses.values() for unit in course.sessions}
    came = func.count(col(Attendance.id))
    rows = db.exec(
        select(Meeting.cohort_id, Attendance.enrolment_id, came)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Cohort, col(Cohort.id) == col(Meeting.cohort_id))
        .where(
            Cohort.programme_id == programme.id,
            col(Attendance.mark).in_(CAME),
            col(Meeting.unit_key).in_(sessions),
        )
        .group_by(col(Meeting.cohort_id), col(Attendance.enrolment_id))
    ).all()
    return _by_cohort(
        (cohort, enrolment)
        for cohort, enrolment, count in rows
        if cohort in courses and count >= _enough(courses[cohort])
    )


def _enough(course: Course) -> float:
    """Sessions that make somebody a finisher; a course that asks for none has nobody who finished or did not."""
    return course.completion.sessions if course.completion else float("inf")


def _six_months_over(
    db: Session, programme: Programme, courses: Mapping[int, Course], now: datetime
) -> set[int]:
    """Cohorts whose last wave nobody can answer any more."""
    rows = db.exec(
        select(Meeting.cohort_id, func.max(col(Meeting.starts_at)))
        .join(Cohort, col(Cohort.id) == col(Meeting.cohort_id))
        .where(
            Cohort.programme_id == programme.id,
            col(Meeting.cancelled_at).is_(None),
        )
        .group_by(col(Meeting.cohort_id))
    ).all()
    return {
        cohort for cohort, last in rows if cohort in courses and last + _longest_wait(courses[cohort]) <= now
    }


def _longest_wait(course: Course) -> timedelta:
    days = max((wave.close_days for wave in course.waves if wave.key == SIX_MONTHS), default=0)
    return timedelta(days=days + 2) + GRACE


def _by_cohort(rows: Iterable[tuple[int, int | None]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for cohort, enrolment in rows:
        if enrolment is not None:
            found[cohort].add(enrolment)
    return found


def _is_ours(measure: Measure) -> bool:
    """Whether people read our own sentences instead of the published ones; a key for past results has neither."""
    return measure.askable and load_wording(measure.key).ours
