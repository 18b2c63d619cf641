"""Scores from rows: who counts as started and finished, and whose two scores make a pair."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from course.cohorts import attendance
from course.cohorts import cohort as cohorts
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, enrol
from course.cohorts.programme import Programme
from course.measures.assessment import Assessment, StoredScore, begin
from course.outcomes.gather import comparable, gather, measured, threshold
from course.outcomes.scores import Better, CohortScores
from course.people.person import welcome
from tests.course.conftest import NOW

LATER = NOW + timedelta(days=400)


def person(db: Session, group: Cohort, name: str, *, ready: bool = True) -> Enrolment:
    somebody = welcome(db, email=f"{name}@example.org", name=name, zone="Europe/Lisbon")
    place = enrol(db, cohort_id=group.stored_id, person=somebody, now=NOW)
    place.ready_at = NOW if ready else None
    return place


def scored(db: Session, place: Enrolment, scores: Mapping[str, float | None]) -> None:
    """{wave: total} of the stress questions, without going through the items."""
    for wave, value in scores.items():
        assessment: Assessment = begin(db, place, wave_key=wave, measure_key="stress-4", locale="en", now=NOW)
        assessment.completed_at = NOW
        db.add(
            StoredScore(
                assessment_id=assessment.stored_id, score_key="total", value=value, answered=4, prorated=False
            )
        )
    db.flush()


def came(db: Session, group: Cohort, place: Enrolment, sessions: int) -> None:
    weekly = [one for one in cohorts.meetings(db, group) if one.unit_key.startswith("week")]
    for number, meeting in enumerate(weekly):
        mark = Mark.VIDEO if number < sessions else Mark.AWAY
        attendance.record(db, meeting, place.stored_id, mark, by=None, now=NOW)
    db.flush()


def only(db: Session, house: Programme, now: datetime = LATER) -> CohortScores:
    [found] = gather(db, house, "stress-4", "total", now=now)
    return found


def test_a_pair_needs_both_scores_of_one_person(db: Session, house: Programme, group: Cohort) -> None:
    scored(db, person(db, group, "ada"), {"before": 9, "after": 5, "six-months": 6})
    scored(db, person(db, group, "bo"), {"before": 8})
    scored(db, person(db, group, "cy"), {"after": 3})
    scored(db, person(db, group, "di"), {"before": None, "after": 2, "six-months": None})
    found = only(db, house)
    assert found.started == 4
    assert found.pairs == ((9.0, 5.0),)
    assert found.pairs_six == ((9.0, 6.0),)
    assert found.followed == 2


def test_whoever_was_never_ready_has_not_started(db: Session, house: Programme, group: Cohort) -> None:
    scored(db, person(db, group, "ada", ready=False), {"before": 9, "after": 5})
    found = only(db, house)
    assert (found.started, found.pairs) == (0, ())


@pytest.mark.parametrize(("sessions", "finished"), [(5, 0), (6, 1), (8, 1)])
def test_finished_means_six_of_eight_sessions(
    db: Session, house: Programme, group: Cohort, sessions: int, finished: int
) -> None:
    came(db, group, person(db, group, "ada"), sessions)
    assert only(db, house).finished == finished


def test_the_retreat_is_no_session(db: Session, house: Programme, group: Cohort) -> None:
    ada = person(db, group, "ada")
    came(db, group, ada, 5)
    retreat = next(one for one in cohorts.meetings(db, group) if one.unit_key == "retreat")
    attendance.record(db, retreat, ada.stored_id, Mark.HERE, by=None, now=NOW)
    assert only(db, house).finished == 0


def test_six_months_are_unknown_until_nobody_can_answer_any_more(
    db: Session, house: Programme, group: Cohort
) -> None:
    scored(db, person(db, group, "ada"), {"before": 9, "after": 5, "six-months": 6})
    last = max(one.ends_at for one in cohorts.meetings(db, group))
    assert only(db, house, last + timedelta(days=220)).followed is None
    assert only(db, house, last + timedelta(days=230)).followed == 1


def test_a_cohort_that_has_not_begun_is_left_out(db: Session, house: Programme, group: Cohort) -> None:
    assert gather(db, house, "stress-4", "total", now=datetime(2027, 2, 24, tzinfo=UTC)) == []


def test_a_measure_the_course_does_not_ask_gives_no_row(db: Session, house: Programme, group: Cohort) -> None:
    assert gather(db, house, "ahi", "total", now=LATER) == []


def test_more_people_cost_no_more_statements(db: Session, house: Programme, group: Cohort) -> None:
    def statements() -> int:
        seen: list[str] = []
        bind = db.get_bind()
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(bind, "before_cursor_execute", listener)
        only(db, house)
        event.remove(bind, "before_cursor_execute", listener)
        return len(seen)

    scored(db, person(db, group, "ada"), {"before": 9, "after": 5})
    few = statements()
    for number in range(12):
        scored(db, person(db, group, f"p{number}"), {"before": 9, "after": 5})
    assert statements() <= few


def test_what_can_be_compared_is_what_has_scores(db: Session, house: Programme, group: Cohort) -> None:
    assert comparable(db, house) == []
    scored(db, person(db, group, "ada"), {"before": 9})
    assert comparable(db, house) == [("stress-4", "total")]


def test_the_words_for_a_score_fit_its_direction() -> None:
    stress = measured("stress-4", "total")
    assert (stress.about, stress.low, stress.high, stress.better) == ("stress", 0, 16, Better.LOWER)
    assert not stress.validated
    kind = measured("self-compassion-12", "total")
    assert (kind.about, kind.better) == ("self-compassion", Better.HIGHER)
    assert measured("ces-d", "total").validated


def test_a_programme_raises_the_smallest_group_and_never_lowers_it(house: Programme) -> None:
    house.smallest_group = 12
    assert threshold(house).scores == 12
    house.smallest_group = 3
    assert threshold(house).scores == 8
