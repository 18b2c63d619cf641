"""More time for one person: with a reason, on the record, and never less than before."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from course.audit import AuditEvent
from course.cohorts import cohort
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.measures import assessment, extension
from course.measures.asked import Asked
from course.measures.extension import WaveExtension
from course.measures.wave import State, WaveFacts, state, window
from course.people import consent
from course.people.consent import ConsentTo
from course.people.person import Person

# The course ends on 15 April 2027; the questions after it are asked until 6 May and may be begun until 13 May.
CLOSED = datetime(2027, 5, 20, 9, tzinfo=UTC)
JUNE = date(2027, 6, 1)


@pytest.fixture(autouse=True)
def _has_agreed(db: Session, hers: Enrolment) -> None:
    for purpose in (ConsentTo.MEASURES, ConsentTo.FOLLOW_UP):
        consent.answer(db, enrolment_id=hers.stored_id, purpose=purpose, given=True, text="Yes.", locale="en")


def facts_of(db: Session, hers: Enrolment, key: str = "after") -> WaveFacts:
    run = db.get_one(Cohort, hers.cohort_id)
    known, meetings = Asked(db, [hers.stored_id]), cohort.meetings(db, run)
    return known.wave(cohort.content(db, run).wave(key), hers, "Europe/Lisbon", meetings)


def extend(db: Session, hers: Enrolment, by: Person, until: date = JUNE, reason: str = "Was ill") -> None:
    extension.extend(db, hers, facts_of(db, hers), until=until, reason=reason, now=CLOSED, by=by)


def test_it_opens_what_had_closed_until_the_end_of_that_day(
    db: Session, hers: Enrolment, lena: Person
) -> None:
    assert state(facts_of(db, hers), CLOSED) == State.MISSED
    extend(db, hers, lena)
    assert state(facts_of(db, hers), CLOSED) == State.OPEN
    assert state(facts_of(db, hers), datetime(2027, 6, 1, 22, 59, tzinfo=UTC)) == State.OPEN
    assert state(facts_of(db, hers), datetime(2027, 6, 1, 23, 0, tzinfo=UTC)) == State.MISSED
    assert state(facts_of(db, hers, "six-months"), CLOSED) == State.PLANNED


def test_it_is_kept_with_its_reason_and_on_the_record_without_it(
    db: Session, hers: Enrolment, lena: Person
) -> None:
    extend(db, hers, lena)
    row = db.exec(select(WaveExtension)).one()
    assert (row.wave_key, row.until, row.reason, row.extended_by) == ("after", JUNE, "Was ill", lena.id)
    noted = db.exec(select(AuditEvent).where(AuditEvent.what == "wave.extend")).one()
    assert noted.actor_id == lena.id
    assert noted.detail == {"wave": "after", "until": "2027-06-01"}
    assert hers.look_at == CLOSED  # so that letters follow


def test_of_several_the_latest_day_counts(db: Session, hers: Enrolment, lena: Person) -> None:
    extend(db, hers, lena)
    extend(db, hers, lena, until=date(2027, 6, 20), reason="Once more")
    frame = window(facts_of(db, hers))
    assert frame is not None
    assert frame.finish_by == datetime(2027, 6, 20, 23, tzinfo=UTC)
    given = extension.of_enrolment(db, hers.stored_id)
    assert [(row.reason, by.id) for row, by in given] == [("Once more", lena.id), ("Was ill", lena.id)]


@pytest.mark.parametrize("until", [date(2027, 5, 1), date(2027, 5, 6), date(2027, 5, 20)])
def test_a_day_that_gives_no_more_time_is_refused(
    db: Session, hers: Enrolment, lena: Person, until: date
) -> None:
    with pytest.raises(Refused, match="later day"):
        extend(db, hers, lena, until=until)
    assert not db.exec(select(WaveExtension)).all()


def test_no_reason_and_a_day_far_away_are_refused(db: Session, hers: Enrolment, lena: Person) -> None:
    with pytest.raises(Refused, match="say why"):
        extend(db, hers, lena, reason="  \n ")
    with pytest.raises(Refused, match="three months"):
        extend(db, hers, lena, until=date(2028, 6, 1))


def test_what_she_said_no_to_or_has_answered_is_not_extended(
    db: Session, hers: Enrolment, lena: Person
) -> None:
    facts = facts_of(db, hers)
    complete = replace(facts, completed=facts.wave.measures)
    with pytest.raises(Refused, match="nothing to extend"):
        extension.extend(db, hers, complete, until=JUNE, reason="Was ill", now=CLOSED, by=lena)
    assessment.decline(db, hers, "after", now=CLOSED)
    with pytest.raises(Refused, match="nothing to extend"):
        extend(db, hers, lena)
