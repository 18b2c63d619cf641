"""Cohorts in counts, for those who run them: a fixed number of statements for any number of cohorts. Never a name."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from course.cohorts import bundle
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery.arrival import not_arrived
from course.delivery.meeting_facts import meetings_of
from course.letters.scene import DigestScene
from course.measures.asked import asked_in
from course.measures.progress import Progress, newest, progress
from course.people.person import Person
from course.practice import asked_word
from course.practice.log import PracticeLog
from curriculum.schema import Course

LATELY = timedelta(days=7)
Places = dict[int, list[tuple[Enrolment, str]]]


def digests(db: Session, cohorts: Collection[Cohort], *, now: datetime) -> dict[int, DigestScene]:
    """{cohort: its counts at `now`}."""
    if not cohorts:
        return {}
    ids = [one.stored_id for one in cohorts]
    places, practised = _places(db, ids), _practised(db, ids, now)
    asked = _asked(db, cohorts, places, now)
    return {
        one.stored_id: DigestScene(
            people=len(places[one.stored_id]),
            practised=_shown(practised.get(one.stored_id, 0), len(places[one.stored_id])),
            answered=found.done if (found := asked[one.stored_id]) else 0,
            asked=found.asked if found else 0,
            not_arrived=len(not_arrived(db, one.stored_id, now=now)),
            waiting=len(asked_word.waiting(db, one.stored_id, _course(db, one))),
        )
        for one in cohorts
    }


def _places(db: Session, ids: Sequence[int]) -> Places:
    found: Places = defaultdict(list)
    here = select(Enrolment, Person.zone).join(Person, col(Person.id) == Enrolment.person_id)
    here = here.where(col(Enrolment.cohort_id).in_(ids), col(Enrolment.left_at).is_(None))
    for enrolment, zone in db.exec(here.order_by(col(Enrolment.id))).all():
        found[enrolment.cohort_id].append((enrolment, zone))
    return found


def _practised(db: Session, ids: Sequence[int], now: datetime) -> dict[int, int]:
    """{cohort: how many of its people logged a practice lately}."""
    people = func.count(func.distinct(PracticeLog.enrolment_id))
    rows = db.exec(
        select(Enrolment.cohort_id, people)
        .join(PracticeLog, col(PracticeLog.enrolment_id) == Enrolment.id)
        .where(
            col(Enrolment.cohort_id).in_(ids),
            col(Enrolment.left_at).is_(None),
            col(PracticeLog.logged_at) > now - LATELY,
            col(PracticeLog.logged_at) <= now,
            col(PracticeLog.taken_back_at).is_(None),
        )
        .group_by(col(Enrolment.cohort_id))
    ).all()
    return dict(rows)


def _shown(practised: int, people: int) -> int | None:
    """The count, unless few did or few did not: she knows everybody here, and practice is private unless shared."""
    from course.outcomes.suppression import (
        PEOPLE_BEHIND_A_COUNT,
        showable,
    )  # a pump without digests needs no numpy

    found = showable({"did": practised, "did not": people - practised}, PEOPLE_BEHIND_A_COUNT)
    return found.get("did")


def _asked(
    db: Session, cohorts: Collection[Cohort], places: Places, now: datetime
) -> dict[int, Progress | None]:
    """{cohort: how far the questions are that opened last}."""
    ids = [one.stored_id for one in cohorts]
    known, dates = asked_in(db, ids), meetings_of(db, ids)
    return {
        one.stored_id: newest(
            progress(_course(db, one), dates[one.stored_id], places[one.stored_id], known, now=now)
        )
        for one in cohorts
    }


def _course(db: Session, cohort: Cohort) -> Course:
    return bundle.read(db, cohort.bundle_hash, Course)
