"""What somebody chose reaches the rules: hours, number, and what left to her, from the database."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from course import clock, store
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery import loading
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.hours import Awake
from course.delivery.looking import look
from course.delivery.outbox import going_out
from course.delivery.pump import pump
from course.delivery.reasons import Reason, sentence
from course.errors import Refused
from course.people import letter_limits
from tests.course.delivery.people import local
from tests.course.delivery.walking import walked
from tests.course.delivery.world import World
from tests.real.mail import Sink


def choose(world: World, *, begins: int = 8, ends: int = 20, weekly: int = 8, who: int = 0) -> None:
    with store.writing(world.engine) as db:
        letter_limits.choose(
            db, world.people[who], begins=begins, ends=ends, weekly=weekly, now=clock.now(db)
        )


def test_what_she_chose_is_what_the_rules_read(world: World) -> None:
    choose(world, begins=10, ends=15, weekly=2)
    with store.reading(world.engine) as db:
        hers, other, *_ = loading.enrolments(db, world.enrolments)
    assert (hers.awake, hers.weekly) == (Awake(10, 15), 2)
    assert (other.awake, other.weekly) == (Awake(8, 20), 8)


def test_choosing_asks_again_what_she_is_due(world: World) -> None:
    with store.writing(world.engine) as db:
        place = db.get_one(Enrolment, world.enrolments[0])
        place.look_at = None
        db.add(place)
    choose(world, weekly=1)
    with store.reading(world.engine) as db:
        assert db.get_one(Enrolment, world.enrolments[0]).look_at is not None


@pytest.mark.parametrize(
    ("begins", "ends", "weekly", "field"),
    [
        (10, 13, 8, "ends"),
        (20, 8, 8, "ends"),
        (22, 26, 8, "ends"),
        (-1, 8, 8, "ends"),
        (8, 20, 9, "weekly"),
        (8, 20, -1, "weekly"),
    ],
)
def test_hours_that_are_too_narrow_and_numbers_out_of_range_are_refused(
    begins: int, ends: int, weekly: int, field: str, world: World
) -> None:
    with pytest.raises(Refused) as refused:
        choose(world, begins=begins, ends=ends, weekly=weekly)
    assert refused.value.field == field


def test_letters_that_left_count_whoever_sent_them(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    """After the letter of the evening before there is no room for the week that opens two days later."""
    choose(world, weekly=1)
    world.at(local(date(2027, 2, 24), time(18)))
    pump(world.engine, world.settings, smtp)
    world.at(local(date(2027, 2, 26), time(8)))
    pump(world.engine, world.settings, smtp)
    weeks = [row.person_id for row in world.rows() if row.letter == "week_opens"]
    assert world.people[0] not in weeks
    assert set(world.people[1:]) <= set(weeks)
    with store.reading(world.engine) as db:
        hers = loading.enrolments(db, world.enrolments[:1])[0]
        reasons = {
            one.letter: one.reason for one in due(hers, clock.now(db)).not_due if one.about.endswith("week-1")
        }
    assert len(hers.left) == 1
    assert reasons["week_opens"] is Reason.CAPPED


def test_staff_read_in_the_preview_why_a_letter_is_held_back(world: World) -> None:
    choose(world, weekly=0)
    with store.reading(world.engine) as db:
        coming = going_out(db, db.get_one(Cohort, world.cohort), now=local(date(2027, 2, 24), time(18)))
    left_out = [why for one in coming if one.letter == "meeting_tomorrow" for _who, why in one.left_out]
    assert sentence(Reason.CAPPED) in left_out


def test_a_letter_in_the_ledger_is_taken_back_when_she_wants_fewer_before_it_leaves(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(local(date(2027, 2, 24), time(18)))
    while look(world.engine, world.settings).subjects:
        pass
    assert world.people[0] in [row.person_id for row in world.rows()]
    choose(world, weekly=0)
    pump(world.engine, world.settings, smtp)
    assert world.people[0] not in [row.person_id for row in world.rows()]


def test_a_usual_week_of_the_course_never_meets_the_usual_limit(world: World) -> None:
    """Somebody who answers nothing and practises nothing, in a group that meets by video, gets every letter."""
    with store.reading(world.engine) as db:
        hers = loading.enrolments(db, world.enrolments[:1])[0]
    hers = replace(hers, meetings=tuple(replace(one, by_video=True) for one in hers.meetings))
    until = hers.meetings[-1].ends_at + timedelta(days=40)
    letters = list(walked(hers, until))
    days = [one.at.date() for one in letters]
    fullest = max(sum(day <= other < day + timedelta(days=7) for other in days) for day in days)
    assert len(letters) > 30
    assert fullest < letter_limits.USUAL_MOST
