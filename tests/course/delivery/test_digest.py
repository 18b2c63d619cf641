"""The week in counts: on Mondays while a group meets, once, and never so that one person could be told apart."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from course import store
from course.cohorts import enrolment
from course.cohorts.enrolment import Enrolment
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.hours import Awake
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.people import preference
from course.people.preference import Kind
from course.people.role import end_facilitator
from course.settings import Settings
from tests.course.delivery.people import ines, local
from tests.course.delivery.world import BEGIN, World, build, practise
from tests.real.mail import Sink

MONDAYS = [date(2027, 2, 22) + timedelta(weeks=week) for week in range(9)]
MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


def digests(now: datetime, **changes: object) -> dict[str, Reason | None]:
    """{Monday: why it does not leave, None where it does}."""
    answer = due(replace(ines(), **changes), now)  # type: ignore[arg-type]
    found: dict[str, Reason | None] = {
        one.occurrence: one.reason for one in answer.not_due if one.letter == "staff_digest"
    }
    return found | {one.occurrence: None for one in answer.letters if one.letter == "staff_digest"}


def test_it_is_planned_for_every_monday_around_a_meeting_and_for_no_other() -> None:
    """Eight Thursdays from 25 February 2027: the Monday before the first to the Monday after the last."""
    before = local(date(2027, 2, 20), time(12))
    assert list(digests(before)) == [day.isoformat() for day in MONDAYS]


def test_a_long_break_has_no_letter() -> None:
    """The meetings of 11, 18 and 25 March are called off: 15 March comes after none, and 22 and 29 March neither."""
    gatherings = tuple(replace(one, is_cancelled=one.meeting_id in {3, 4, 5}) for one in ines().meetings)
    found = digests(local(date(2027, 2, 20), time(12)), meetings=gatherings)
    assert "2027-03-08" in found
    assert {"2027-03-15", "2027-03-22"}.isdisjoint(found)
    assert "2027-03-29" in found


def test_it_leaves_at_eight_where_she_is_and_in_her_own_hours() -> None:
    assert digests(local(date(2027, 3, 1), time(7, 59)))["2027-03-01"] is Reason.LATER
    assert digests(local(date(2027, 3, 1), time(8)))["2027-03-01"] is None
    late = {"awake": Awake(10, 15)}
    assert digests(local(date(2027, 3, 1), time(9, 59)), **late)["2027-03-01"] is Reason.LATER
    assert digests(local(date(2027, 3, 1), time(10)), **late)["2027-03-01"] is None


def test_it_keeps_its_hour_when_the_clocks_change() -> None:
    """Clocks go forward on Sunday 28 March 2027."""
    assert digests(datetime(2027, 3, 29, 6, 59, tzinfo=UTC))["2027-03-29"] is Reason.LATER
    assert digests(datetime(2027, 3, 29, 7, 0, tzinfo=UTC))["2027-03-29"] is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stops": frozenset({Kind.DIGEST})}, Reason.STOPPED),
        ({"paused_until": date(2027, 3, 5)}, Reason.PAUSED),
        ({"is_closed": True}, Reason.CLOSED),
        ({"has_ended": True}, Reason.ENDED),
        ({"since": local(date(2027, 3, 1), time(9))}, Reason.BEFORE_JOINING),
    ],
)
def test_who_does_not_want_it_or_does_not_run_the_group_has_none(
    change: dict[str, object], reason: Reason
) -> None:
    assert digests(local(date(2027, 3, 1), time(8)), **change)["2027-03-01"] is reason


@pytest.mark.parametrize("days", [3, 9, 16, 30])
def test_after_an_outage_nothing_stale_leaves_and_at_most_one(days: int) -> None:
    now = local(date(2027, 3, 1), time(8)) + timedelta(days=days)
    leaving = [day for day, why in digests(now).items() if why is None]
    assert all(now - local(date.fromisoformat(day), time(8)) < timedelta(days=2) for day in leaving)
    assert len(leaving) <= 1


def test_a_cohort_of_long_ago_fills_no_ledger() -> None:
    answer = due(ines(), local(date(2028, 3, 1), time(8)))
    assert not [one for one in answer.entering if one.letter == "staff_digest"]


def letter(world: World, smtp: Smtp, sink: Sink) -> str:
    """What reaches Ines on the Monday after the first meeting."""
    world.at(MONDAY)
    pump(world.engine, world.settings, smtp)
    [paper] = [one for one in sink.to("ines@example.org") if one["Subject"] == "The week ahead"]
    body = paper.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def practised(world: World, how_many: int) -> None:
    with store.writing(world.engine) as db:
        for one in world.enrolments[:how_many]:
            practise(db, one, MONDAY - timedelta(days=2))
            practise(db, one, MONDAY - timedelta(days=1))


@pytest.fixture
def large(fresh_engine: Engine, own_settings: Settings) -> World:
    return build(fresh_engine, own_settings, people=11)


def test_people_and_practice_are_counted_and_nobody_is_named(
    large: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    """Eleven joined and one left; five of the ten practised lately, and one eight days ago."""
    practised(large, 5)
    with store.writing(large.engine) as db:
        practise(db, large.enrolments[5], MONDAY - timedelta(days=8))
        enrolment.leave(db, db.get_one(Enrolment, large.enrolments[10]), now=BEGIN, by=large.people[10])
    said = letter(large, smtp, smtp_sink)
    assert "Thursday evening: 10 people take part." in said
    assert "In the last seven days 5 of them practised." in said
    assert "Person-" not in said


@pytest.mark.parametrize("how_many", [0, 4, 7, 11])
def test_few_who_practised_and_few_who_did_not_are_not_counted(
    large: World, smtp: Smtp, smtp_sink: Sink, how_many: int
) -> None:
    """Of eleven people only five or six leave five on both sides."""
    practised(large, how_many)
    said = letter(large, smtp, smtp_sink)
    assert "11 people take part." in said
    assert "practised" not in said


def test_letters_that_did_not_arrive_are_counted(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    smtp_sink.recipient_replies = {"person-1@example.org": "550 5.1.1 no such user"}
    world.at(datetime(2027, 2, 24, 18, 0, tzinfo=UTC))
    pump(world.engine, world.settings, smtp)
    smtp_sink.recipient_replies.clear()
    assert "One letter may not have arrived." in letter(world, smtp, smtp_sink)


def test_a_stop_pressed_while_it_waits_holds_it_back(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    smtp_sink.recipient_replies = {"ines@example.org": "450 4.2.0 later"}
    world.at(MONDAY)
    pump(world.engine, world.settings, smtp)
    smtp_sink.recipient_replies.clear()
    with store.writing(world.engine) as db:
        preference.stop(db, world.ines, Kind.DIGEST, now=MONDAY)
        for row in world.rows():
            if row.letter == "staff_digest":
                db.get_one(Delivery, row.id).next_try_at = row.next_try_at - timedelta(hours=1)
    pump(world.engine, world.settings, smtp)
    assert {row.status for row in world.rows() if row.letter == "staff_digest"} == {Status.CANCELLED}


def test_whoever_runs_it_no_longer_gets_none(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    with store.writing(world.engine) as db:
        end_facilitator(db, cohort_id=world.cohort, person_id=world.ines)
    world.at(MONDAY)
    pump(world.engine, world.settings, smtp)
    assert not smtp_sink.to("ines@example.org")
