"""What a goal shows: counted by hand, by her own days, and never more than her log and forms say."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, enrol
from course.people import person
from course.people.key import Keyring
from course.people.person import Person
from course.practice import form, goal, log
from course.practice.form import Answers
from course.practice.goal import Seen, TakenGoal
from course.practice.log import PracticeKind, PracticeLog
from curriculum.loader import load_course
from curriculum.schema import Goal
from tests.course.conftest import NOW

COURSE = load_course("eight-weeks")
START = date(2027, 3, 1)


def goal_of(counts: str, **more: object) -> Goal:
    base: dict[str, object] = {
        "key": "a-goal", "title": "A goal", "concern": "Something", "statement": "I lean that way.", "weeks": 6,
        "counts": counts, "mechanism": "It may help.", "framing": "No week is wrong.",
    }  # fmt: skip
    return Goal.model_validate({**base, **more})


TOUCH = goal_of("practice", practices=("supportive-touch",), times=3)
TEN_MINUTES = goal_of("practice", practices=("affectionate-breathing",), times=3, minutes=10)
OTHERS = goal_of(
    "ratio", exercise="distress-log", field="others-too", value="yes", times=4, of=5, per="course"
)
RATING = goal_of("rating", exercise="weekly-rating", field="how-often", start=8, target=5)
REFRAME = goal_of("form", exercise="weekly-reframe", times=1)


def did(
    db: Session, hers: Enrolment, day: date, key: str = "supportive-touch", minutes: int | None = None
) -> PracticeLog:
    return log.log(
        db, hers, client_id=uuid4(), kind=PracticeKind.INFORMAL, minutes=minutes, practised_on=day,
        practice_key=key, now=NOW,
    )  # fmt: skip


def wrote(db: Session, ring: Keyring, who: Person, key: str, answers: Answers, at: datetime) -> None:
    form.fill(db, ring, who, COURSE.exercise(key), answers, client_id=uuid4(), now=at)


def seen(
    db: Session, ring: Keyring, hers: Enrolment, of: Goal, *, today: date, started_on: date = START
) -> Seen:
    row = TakenGoal(enrolment_id=hers.stored_id, goal_key=of.key, started_on=started_on)
    return goal.seen(db, ring, db.get_one(Person, hers.person_id), hers, row, of, today=today)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_a_practice_is_counted_by_weeks_since_the_goal_was_taken_up(
    db: Session, ring: Keyring, hers: Enrolment
) -> None:
    """Taken up on Monday 1 March: its weeks begin on the 1st, the 8th and the 15th."""
    for day in (1, 7, 8, 8, 14, 17):
        did(db, hers, date(2027, 3, day))
    assert seen(db, ring, hers, TOUCH, today=date(2027, 3, 17)).weeks == (2, 3, 1)
    assert seen(db, ring, hers, TOUCH, today=date(2027, 3, 14)).weeks == (2, 3)
    assert seen(db, ring, hers, TOUCH, today=date(2027, 3, 21)).weeks == (2, 3, 1)


def test_a_week_without_any_is_a_nought_and_no_gap(db: Session, ring: Keyring, hers: Enrolment) -> None:
    did(db, hers, date(2027, 3, 16))
    assert seen(db, ring, hers, TOUCH, today=date(2027, 3, 17)).weeks == (0, 0, 1)


def test_on_the_first_day_the_first_week_stands_there(db: Session, ring: Keyring, hers: Enrolment) -> None:
    assert seen(db, ring, hers, TOUCH, today=START).weeks == (0,)


def test_after_its_weeks_no_further_ones_are_counted(db: Session, ring: Keyring, hers: Enrolment) -> None:
    """Six weeks from 1 March end with 11 April; what is done in the seventh stands nowhere."""
    did(db, hers, date(2027, 4, 11))
    did(db, hers, date(2027, 4, 12))
    assert seen(db, ring, hers, TOUCH, today=date(2027, 6, 1)).weeks == (0, 0, 0, 0, 0, 1)


def test_what_was_before_taken_back_other_or_somebody_elses_does_not_count(
    db: Session, ring: Keyring, hers: Enrolment, group: Cohort, lena: Person
) -> None:
    did(db, hers, date(2027, 2, 28))
    log.take_back(db, did(db, hers, date(2027, 3, 2)), now=NOW)
    did(db, hers, date(2027, 3, 2), key="soles-of-the-feet")
    did(db, enrol(db, cohort_id=group.stored_id, person=lena, now=NOW), date(2027, 3, 2))
    assert seen(db, ring, hers, TOUCH, today=date(2027, 3, 3)).weeks == (0,)


def test_a_dose_counts_what_took_as_long_and_what_says_no_minutes(
    db: Session, ring: Keyring, hers: Enrolment
) -> None:
    for minutes in (9, 10, 20, None):
        did(db, hers, date(2027, 3, 2), key="affectionate-breathing", minutes=minutes)
    assert seen(db, ring, hers, TEN_MINUTES, today=date(2027, 3, 3)).weeks == (3,)


def test_a_ratio_looks_at_the_newest_five_that_answered(
    db: Session, ring: Keyring, hers: Enrolment, maya: Person
) -> None:
    """Oldest first: yes, yes, not yet, yes, open, not yet, yes. The last five answered hold three of yes."""
    told = ("yes", "yes", "not-yet", "yes", None, "not-yet", "yes")
    for day, answer in enumerate(told, start=1):
        answers: Answers = {"level": 5} if answer is None else {"others-too": answer}
        wrote(db, ring, maya, "distress-log", answers, at(date(2027, 3, day)))
    found = seen(db, ring, hers, OTHERS, today=date(2027, 3, 17))
    assert (found.count, found.of) == (3, 5)


def test_a_ratio_of_fewer_says_of_how_many(db: Session, ring: Keyring, hers: Enrolment, maya: Person) -> None:
    assert seen(db, ring, hers, OTHERS, today=START).of == 0
    wrote(db, ring, maya, "distress-log", {"others-too": "not-yet"}, at(date(2027, 2, 27)))
    wrote(db, ring, maya, "distress-log", {"others-too": "not-yet"}, at(date(2027, 3, 2)))
    wrote(db, ring, maya, "distress-log", {"others-too": "yes"}, at(date(2027, 3, 3)))
    found = seen(db, ring, hers, OTHERS, today=date(2027, 3, 4))
    assert (found.count, found.of) == (1, 2)


def test_a_rating_shows_the_first_and_the_newest(
    db: Session, ring: Keyring, hers: Enrolment, maya: Person
) -> None:
    assert seen(db, ring, hers, RATING, today=START) == Seen(first=None, newest=None)
    for day, number in ((1, 8), (8, 9), (15, 6)):
        wrote(db, ring, maya, "weekly-rating", {"how-often": number}, at(date(2027, 3, day)))
    wrote(db, ring, maya, "weekly-rating", {"a-line": "No number today."}, at(date(2027, 3, 16)))
    found = seen(db, ring, hers, RATING, today=date(2027, 3, 17))
    assert (found.first, found.newest) == (8, 6)


def test_a_rating_of_nought_is_a_number(db: Session, ring: Keyring, hers: Enrolment, maya: Person) -> None:
    wrote(db, ring, maya, "weekly-rating", {"how-often": 0}, at(date(2027, 3, 2)))
    found = seen(db, ring, hers, RATING, today=date(2027, 3, 2))
    assert (found.first, found.newest) == (0, 0)


def test_forms_are_counted_on_her_own_day_across_the_change_to_summer_time(
    db: Session, ring: Keyring, group: Cohort
) -> None:
    """New York, clocks forward on Sunday 14 March: midnight is 05:00 UTC before it and 04:00 after.

    Her goal begins on Sunday the 7th, so its second week begins with the 14th at 05:00 UTC (the night before the
    clocks change is still winter) and its third with the 21st at 04:00 UTC.
    """
    nia = person.welcome(db, email="nia@example.org", name="Nia", zone="America/New_York")
    hers = enrol(db, cohort_id=group.stored_id, person=nia, now=NOW)
    key = next(one.key for one in COURSE.exercise("weekly-reframe").fields if one.kind in ("line", "text"))
    for moment in (
        datetime(2027, 3, 7, 4, 59, tzinfo=UTC),  # Saturday the 6th, before the goal
        datetime(2027, 3, 7, 5, 0, tzinfo=UTC),  # Sunday the 7th
        datetime(2027, 3, 14, 4, 59, tzinfo=UTC),  # still Saturday the 13th
        datetime(2027, 3, 14, 5, 0, tzinfo=UTC),  # Sunday the 14th
        datetime(2027, 3, 21, 3, 59, tzinfo=UTC),  # still Saturday the 20th
        datetime(2027, 3, 21, 4, 0, tzinfo=UTC),  # Sunday the 21st
    ):
        wrote(db, ring, nia, "weekly-reframe", {key: "Softer words."}, moment)
    found = seen(db, ring, hers, REFRAME, today=date(2027, 3, 21), started_on=date(2027, 3, 7))
    assert found.weeks == (2, 2, 1)


def test_taking_up_the_same_goal_twice_is_taking_it_once(db: Session, hers: Enrolment) -> None:
    one = goal.take(db, hers, "others-too", on=START)
    assert goal.take(db, hers, "others-too", on=START + timedelta(days=3)).id == one.id
    assert one.started_on == START
    assert len(db.exec(select(TakenGoal)).all()) == 1


def test_a_goal_put_down_is_gone_from_hers_and_begins_anew_when_it_is_taken_up_again(
    db: Session, hers: Enrolment
) -> None:
    one = goal.take(db, hers, "others-too", on=START)
    goal.put_down(db, one, now=NOW)
    goal.put_down(db, one, now=NOW + timedelta(days=1))
    assert one.ended_at == NOW
    assert goal.taken(db, hers) == []
    again = goal.take(db, hers, "others-too", on=date(2027, 3, 20))
    assert [(each.id, each.started_on) for each in goal.taken(db, hers)] == [(again.id, date(2027, 3, 20))]


@pytest.mark.parametrize("one", COURSE.goals, ids=lambda one: one.key)
def test_every_template_of_the_course_can_be_seen_from_its_first_day(
    db: Session, ring: Keyring, hers: Enrolment, one: Goal
) -> None:
    found = seen(db, ring, hers, one, today=START)
    assert found in (Seen(weeks=(0,)), Seen(count=0, of=0), Seen())
