"""A paper is ready: told once, in the morning a week after the last meeting, to those who came."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import select

from course import clock, store
from course.cohorts import roll
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.ledger import Status
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.people.person import Person
from course.people.preference import Kind
from tests.course.delivery.people import local, maya
from tests.course.delivery.world import World
from tests.real.mail import Sink

CAME = replace(maya(), has_attended=True)
MORNING = local(date(2027, 4, 23), time(9))
"""The last meeting ends at 21:15 on Thursday 15 April; a week later it is evening."""
LATER = datetime(2027, 4, 24, 10, tzinfo=UTC)


def left(facts: object, at: datetime) -> list[str]:
    return [one.key for one in due(facts, at).letters if one.letter == "certificate_ready"]  # type: ignore[arg-type]


def why(facts: object, at: datetime) -> list[Reason]:
    return [one.reason for one in due(facts, at).not_due if one.letter == "certificate_ready"]  # type: ignore[arg-type]


def test_it_leaves_at_nine_a_week_after_the_last_meeting_and_once() -> None:
    assert left(CAME, MORNING - timedelta(seconds=1)) == []
    assert left(CAME, MORNING) == ["certificate_ready|certificate:1|p1|1"]
    told = replace(CAME, known=frozenset({"certificate_ready|certificate:1|p1|1"}))
    assert left(told, MORNING + timedelta(days=3)) == []


def test_it_can_be_stopped_is_not_for_those_who_came_to_nothing_or_left_and_goes_stale_after_four_weeks() -> (
    None
):
    assert why(replace(CAME, stops=frozenset({Kind.MEETINGS})), MORNING) == [Reason.STOPPED]
    assert why(maya(), MORNING) == [Reason.CAME_TO_NONE]
    assert why(replace(CAME, left_at=local(date(2027, 4, 1), time(12))), MORNING) == [Reason.LEFT]
    assert why(replace(CAME, called_off_at=local(date(2027, 4, 1), time(12))), MORNING) == [Reason.CLOSED]
    assert left(CAME, MORNING + timedelta(weeks=4, seconds=-1))
    assert why(CAME, MORNING + timedelta(weeks=4)) == [Reason.STALE]
    assert why(CAME, MORNING + timedelta(weeks=7)) == []


def test_after_the_last_meeting_only_those_who_came_get_the_letter_and_a_mark_set_later_brings_it(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    first, second, third = world.enrolments
    mark(world, first, Mark.HERE)
    mark(world, second, Mark.AWAY)
    assert told(world, smtp, LATER) == [f"certificate:{first}"]
    mark(world, second, Mark.VIDEO)
    assert told(world, smtp, LATER + timedelta(hours=1)) == [f"certificate:{second}"]
    assert told(world, smtp, LATER + timedelta(days=2)) == []
    [letter] = [
        one for one in smtp_sink.to("person-1@example.org") if one["Subject"] == "A paper is ready for you"
    ]
    body = letter.get_body(("plain",))
    assert body is not None
    assert f"{world.settings.site_url}/certificates/{first}" in body.get_content().split()
    assert "List-Unsubscribe" in letter
    assert third not in {first, second}


def mark(world: World, enrolment_id: int, which: Mark) -> None:
    with store.writing(world.engine) as db:
        first = db.exec(
            select(Meeting).where(Meeting.cohort_id == world.cohort).order_by("starts_at")
        ).first()
        assert first is not None
        now = max(clock.now(db), first.ends_at)
        cohort, by = db.get_one(Cohort, world.cohort), db.get_one(Person, world.ines)
        roll.mark_one(db, first, cohort, enrolment_id, which, by=by, now=now)


def told(world: World, smtp: Smtp, at: datetime) -> list[str]:
    world.at(at)
    before = {row.id for row in world.rows() if row.status == Status.SENT}
    pump(world.engine, world.settings, smtp)
    fresh = [row for row in world.rows() if row.status == Status.SENT and row.id not in before]
    return sorted(row.about for row in fresh if row.letter == "certificate_ready")
