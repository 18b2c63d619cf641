"""Who is in an analysis export, under which code and label, and what stands where nothing was answered."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from course.cohorts import cohort as cohorts
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, enrol, leave
from course.cohorts.programme import Programme
from course.errors import Refused
from course.exchange.export.dataset import Dataset, Occasion
from course.exchange.export.gather import gather
from course.exchange.export.missing import Missing
from course.measures import assessment
from course.measures.assessment import Answer
from course.people import consent
from course.people.consent import ConsentTo
from course.people.person import welcome
from tests.course.conftest import NOW

LONG_AFTER = NOW + timedelta(days=500)
Q1, TOTAL = "stress4_own_q1", "stress4_own_total"


def somebody(db: Session, group: Cohort, name: str, *, research: bool = True) -> Enrolment:
    person = welcome(db, email=f"{name}@example.org", name=f"{name} Sobrenome", zone="Europe/Lisbon")
    place = enrol(db, cohort_id=group.stored_id, person=person, now=NOW - timedelta(days=30))
    place.ready_at = place.joined_at
    for purpose, given in (
        (ConsentTo.MEASURES, True),
        (ConsentTo.FOLLOW_UP, True),
        (ConsentTo.RESEARCH, research),
    ):
        consent.answer(db, enrolment_id=place.stored_id, purpose=purpose, given=given, text="x", locale="en")
    return place


def answered(
    db: Session, place: Enrolment, values: list[int | None], *, done: bool = True, at: datetime
) -> None:
    """Answers to the first questions of stress-4 before the course, the others not reached."""
    row = assessment.begin(db, place, wave_key="before", measure_key="stress-4", locale="en", now=at)
    for number, value in enumerate(values, start=1):
        db.add(
            Answer(
                client_id=uuid4(),
                assessment_id=row.stored_id,
                item_key=f"q{number}",
                value=value,
                answered_at=at,
            )
        )
    row.answered_at = at
    if done:
        other = assessment.begin(
            db, place, wave_key="before", measure_key="self-compassion-12", locale="en", now=at
        )
        for one in (row, other):
            assessment.complete(db, one, now=at)
    db.flush()


def of(dataset: Dataset, code: str, wave: str) -> Occasion:
    return next(one for one in dataset.occasions if one.someone.code == code and one.wave.key == wave)


def another(db: Session, house: Programme, group: Cohort, name: str) -> Cohort:
    copy = Cohort(**(group.model_dump(exclude={"id"}) | {"name": name}))
    db.add(copy)
    db.flush()
    return copy


def test_answers_scores_and_each_kind_of_nothing_come_out_as_what_they_are(
    db: Session, house: Programme, group: Cohort
) -> None:
    start = NOW - timedelta(days=25)
    places = [somebody(db, group, f"p{number}") for number in range(8)]
    answered(db, places[0], [3, 1, 2, 4], at=start)
    answered(db, places[1], [3, None, 2, 4], at=start)
    answered(db, places[2], [3], done=False, at=start)
    leave(db, places[4], now=NOW, by=None)
    dataset = gather(db, house, now=LONG_AFTER)
    found = {one.values[Q1]: one for one in dataset.occasions if one.wave.key == "before"}
    full = next(one for one in dataset.occasions if one.values.get(TOTAL) == 12)
    assert (full.status, full.mode, full.layout, full.values[Q1]) == ("complete", "site", "1", 3)
    assert full.day == (start.date() - cohorts.meetings(db, group)[0].starts_at.date()).days
    skipped = next(one for one in dataset.occasions if one.values.get("stress4_own_q2") is Missing.SKIPPED)
    assert skipped.values[TOTAL] is Missing.NO_SCORE
    half = next(one for one in dataset.occasions if one.values.get("stress4_own_q2") is Missing.NOT_REACHED)
    assert half.status == "partial"
    assert Missing.MISSED in found
    assert {one.status for one in dataset.occasions if one.wave.key == "after"} >= {"missed", "withdrawn"}
    withdrawn = next(one for one in dataset.occasions if one.status == "withdrawn")
    assert withdrawn.values[Q1] is Missing.NOT_ASKED


def test_only_who_agreed_to_research_is_there_and_nobody_by_name(
    db: Session, house: Programme, group: Cohort
) -> None:
    for number in range(8):
        somebody(db, group, f"yes{number}")
    no = somebody(db, group, "secretname", research=False)
    answered(db, no, [4, 0, 0, 4], at=NOW)
    dataset = gather(db, house, now=LONG_AFTER)
    assert len(dataset.people) == 8
    assert "secretname" not in repr(dataset)
    assert "Sobrenome" not in repr(dataset)
    assert "example.org" not in repr(dataset)


def test_consent_taken_back_takes_the_person_out(db: Session, house: Programme, group: Cohort) -> None:
    places = [somebody(db, group, f"p{number}") for number in range(9)]
    before = {one.code for one in gather(db, house, now=LONG_AFTER).people}
    consent.answer(
        db, enrolment_id=places[0].stored_id, purpose=ConsentTo.RESEARCH, given=False, text="x", locale="en"
    )
    after = {one.code for one in gather(db, house, now=LONG_AFTER).people}
    assert after < before
    assert len(after) == 8


def test_fewer_people_than_the_programme_shows_are_no_export(
    db: Session, house: Programme, group: Cohort
) -> None:
    for number in range(7):
        somebody(db, group, f"p{number}")
    with pytest.raises(Refused, match="8 people"):
        gather(db, house, now=LONG_AFTER)


def test_a_cohort_that_alone_is_too_small_takes_the_next_smallest_label_with_it(
    db: Session, house: Programme, group: Cohort
) -> None:
    middle, large = another(db, house, group, "Middle"), another(db, house, group, "Large")
    for size, one in ((3, group), (9, middle), (12, large)):
        for number in range(size):
            somebody(db, one, f"{one.name}{number}")
    labels = [one.cohort for one in gather(db, house, now=LONG_AFTER).people]
    assert labels.count("Large") == 12
    assert labels.count("") == 12
    assert len(labels) == 24
