"""Cohorts in the database whose people have scores, without going through the questions item by item."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, select

from course.cohorts import cohort as cohorts
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.enrolment import Enrolment, enrol
from course.cohorts.programme import Programme
from course.measures.assessment import Assessment, StoredScore, begin
from course.people.person import Person, welcome
from curriculum.loader import load_course
from tests.course.conftest import NOW

MEASURE = "stress-4"


def begun(
    db: Session, house: Programme, by: Person, starts_on: date, *, place: str = "Room 2", video_link: str = ""
) -> Cohort:
    """An eight-week cohort."""
    plan = plan_for(
        load_course("eight-weeks"), starts_on=starts_on, at=time(18, 30), zone="Europe/Lisbon", skipped={}
    )
    return cohorts.create(
        db,
        house,
        name=f"Group of {starts_on.isoformat()}",
        course_key="eight-weeks",
        plan=plan,
        place=place,
        video_link=video_link,
        by=by,
    )


def person(db: Session, group: Cohort, name: str, *, ready: bool = True) -> Enrolment:
    somebody = welcome(db, email=f"{name}@example.org", name=name, zone="Europe/Lisbon")
    hers = enrol(db, cohort_id=group.stored_id, person=somebody, now=NOW)
    hers.ready_at = NOW if ready else None
    return hers


def scored(
    db: Session,
    hers: Enrolment,
    scores: Mapping[str, float | None],
    *,
    measure: str = MEASURE,
    key: str = "total",
) -> None:
    """{wave: score}"""
    for wave, value in scores.items():
        assessment: Assessment = begin(db, hers, wave_key=wave, measure_key=measure, locale="en", now=NOW)
        assessment.completed_at = NOW
        db.add(
            StoredScore(
                assessment_id=assessment.stored_id, score_key=key, value=value, answered=4, prorated=False
            )
        )
    db.flush()


def group_of(
    db: Session,
    house: Programme,
    by: Person,
    starts_on: date,
    people: Sequence[Mapping[str, float | None]],
    *,
    place: str = "Room 2",
    video_link: str = "",
) -> Cohort:
    """A cohort of people with these scores."""
    group = begun(db, house, by, starts_on, place=place, video_link=video_link)
    for number, scores in enumerate(people):
        scored(db, person(db, group, f"p{number}-of-{group.id}"), scores)
    return group


def changed(n: int, *, by: float = -2.0, first: float = 10.0) -> list[dict[str, float | None]]:
    """n people with both scores, all different."""
    return [{"before": first + i / 10, "after": first + i / 10 + by + (i % 3) / 5} for i in range(n)]


def left(n: int, *, first: float = 12.0) -> list[dict[str, float | None]]:
    """n people who did not answer again."""
    return [{"before": first + i / 10} for i in range(n)]


def last_end(db: Session, group: Cohort) -> datetime:
    return max(one.ends_at for one in cohorts.meetings(db, group))


def closed(db: Session, group: Cohort) -> datetime:
    """A moment at which nobody can answer the questions after the course any more."""
    return last_end(db, group) + timedelta(days=40)


def answers_of(db: Session, hers: Enrolment, wave: str) -> StoredScore:
    both = (
        select(StoredScore)
        .join(Assessment)
        .where(Assessment.enrolment_id == hers.id, Assessment.wave_key == wave)
    )
    return db.exec(both).one()
