"""People of a cohort who answered item by item, for tests of its report that need rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, enrol
from course.measures import assessment
from course.people import consent
from course.people.consent import ConsentTo
from course.people.person import welcome
from tests.course.conftest import NOW

WELL_BEFORE = NOW - timedelta(days=30)


def joined(
    db: Session, group: Cohort, name: str, *, ready: bool = True, at: datetime = WELL_BEFORE
) -> Enrolment:
    somebody = welcome(db, email=f"{name}-{group.id}@example.org", name=name, zone="Europe/Lisbon")
    place = enrol(db, cohort_id=group.stored_id, person=somebody, now=at)
    if ready:
        place.ready_at = at
        consent.answer(
            db,
            enrolment_id=place.stored_id,
            purpose=ConsentTo.MEASURES,
            given=True,
            text="May we ask?",
            locale="en",
        )
    db.flush()
    return place


def answers(
    db: Session, place: Enrolment, wave: str, values: Sequence[int | None], measure: str = "stress-4"
) -> None:
    """`values` in the order of the items; None is left out."""
    asked = assessment.begin(db, place, wave_key=wave, measure_key=measure, locale="en", now=NOW)
    for item, value in zip(assessment.definition(db, asked).items, values, strict=True):
        if value is not None:
            assessment.save_answer(db, asked, item=item, value=value, client_id=uuid4(), now=NOW)
    assessment.complete(db, asked, now=NOW)


def everybody(
    db: Session, group: Cohort, waves: Mapping[str, Sequence[Sequence[int]]], *, name: str = "p"
) -> list[Enrolment]:
    """{wave: answers of each person}; a wave with fewer lists was answered by the first people only."""
    places = [joined(db, group, f"{name}{n}") for n in range(max(map(len, waves.values())))]
    for wave, given in waves.items():
        for place, values in zip(places, given, strict=False):
            answers(db, place, wave, values)
    return places
