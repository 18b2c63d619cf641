"""A guest of a sister group gets the letters of the meeting she visits, each once, and hears what changes of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from course import clock, store
from course.cohorts import make_up, where
from course.cohorts import meeting as verbs
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery.channels.smtp import Smtp
from course.delivery.date_facts import VisitFacts
from course.delivery.due import due
from course.delivery.facts import EnrolmentFacts
from course.delivery.foreseen import foreseen
from course.delivery.pump import pump
from course.people.person import Person
from course.settings import Settings
from tests.course.delivery.people import local, maya
from tests.course.delivery.people import meetings as weekly
from tests.course.delivery.world import BEGIN, World, build, cohort_of
from tests.real.mail import Sink

TUESDAY = date(2027, 3, 9)
ARRANGED = local(date(2027, 3, 6), time(12))
EVENING_BEFORE = local(date(2027, 3, 8), time(18))


def guest(*, by_video: bool = False) -> EnrolmentFacts:
    """Maya, whose own group meets on Thursdays, and who visits one on Tuesday 9 March at 18:30."""
    theirs = replace(weekly(first=TUESDAY)[0], meeting_id=99, by_video=by_video)
    return replace(maya(), visits=(VisitFacts(theirs, ARRANGED),))


def told(facts: EnrolmentFacts, at: datetime) -> list[tuple[str, str]]:
    answer = due(facts, at)
    return [(one.letter, one.occurrence) for one in answer.letters if one.about == "meeting:99"]


def test_the_evening_before_and_with_a_link_the_hour_before_as_for_a_meeting_of_her_own() -> None:
    start = "20270309T183000Z"
    assert told(guest(), EVENING_BEFORE - timedelta(minutes=1)) == []
    assert told(guest(), EVENING_BEFORE) == [("meeting_tomorrow", start)]
    online = replace(guest(by_video=True), known=frozenset({f"meeting_tomorrow|meeting:99|p1|{start}"}))
    assert told(online, local(TUESDAY, time(17, 29))) == []
    assert told(online, local(TUESDAY, time(17, 30))) == [("meeting_soon", start)]


def test_a_visit_arranged_after_that_evening_is_written_at_once_and_one_written_down_later_never() -> None:
    facts = guest()
    [visit] = facts.visits
    late = replace(facts, visits=(visit._replace(since=local(TUESDAY, time(9))),))
    assert told(late, local(TUESDAY, time(9)))
    after = replace(facts, visits=(visit._replace(since=local(TUESDAY, time(23))),))
    assert told(after, local(TUESDAY, time(23))) == []
    assert [one for one in due(after, local(TUESDAY, time(23))).entering if one.about == "meeting:99"] == []


def test_a_new_place_of_the_sister_group_is_told_by_the_same_letter_again() -> None:
    facts = guest()
    [visit] = facts.visits
    key = "meeting_tomorrow|meeting:99|p1|20270309T183000Z"
    elsewhere = replace(facts, visits=(visit._replace(places=1),), known=frozenset({key}))
    assert told(elsewhere, local(TUESDAY, time(9))) == [("meeting_tomorrow", "20270309T183000Z.1")]


@pytest.fixture
def world(fresh_engine: Engine, own_settings: Settings) -> World:
    return build(fresh_engine, own_settings, begin=BEGIN)


def test_through_the_pump_a_guest_is_reminded_once_and_hears_of_a_move_and_of_the_end(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    """Her own group meets on Thursdays from 25 February; the other on Tuesdays from 2 March, in the garden room."""
    with store.writing(world.engine) as db:
        by = db.get_one(Person, world.lead)
        host = cohort_of(
            db, db.get_one(Programme, world.programme), by, name="Tuesday", first=date(2027, 3, 2)
        )
        where.change(db, host, place="Garden room", video_link="", now=clock.now(db), by=by)
        hers, visited = db.get_one(Enrolment, world.enrolments[0]), meetings(db, host)[1]
        make_up.arrange(db, hers, visited, now=clock.now(db), by=by)
        number, day = visited.stored_id, visited.starts_at
    for before in (20, 15, 10):
        _pump(world, smtp, day - timedelta(days=1, minutes=before))
    [reminder] = [one for one in smtp_sink.to("person-1@example.org") if "Garden room" in str(one["Subject"])]
    body = reminder.get_body(("plain",))
    assert body is not None
    assert "you are a guest of Tuesday" in " ".join(body.get_content().split())
    with store.writing(world.engine) as db:
        host, ill = db.get_one(Cohort, db.get_one(Meeting, number).cohort_id), db.get_one(Meeting, number)
        by, now = db.get_one(Person, world.lead), clock.now(db)
        seen = foreseen(db, host, lambda: verbs.cancel(db, ill, reason="Ill", now=now, by=by), now=now)
        assert ("meeting_cancelled", ("Person-1",)) in [(one.letter, one.people) for one in seen.letters]
    with store.writing(world.engine) as db:
        moved, by = db.get_one(Meeting, number), db.get_one(Person, world.lead)
        later = moved.starts_on + timedelta(days=1)
        verbs.move(db, moved, on=later, at=moved.at, zone="Europe/Lisbon", now=clock.now(db), by=by)
    # a move is told after the ten minutes in which it can go back, counted from a moment after the last turn
    _pump(world, smtp, day - timedelta(hours=23, minutes=55))
    assert _last(smtp_sink).startswith("A new time: Wednesday 10 March")
    with store.writing(world.engine) as db:
        moved, by = db.get_one(Meeting, number), db.get_one(Person, world.lead)
        verbs.cancel(db, moved, reason="Ill", now=clock.now(db), by=by)
    _pump(world, smtp, day)
    assert _last(smtp_sink).startswith("Not meeting: Wednesday 10 March")
    mine = [row for row in world.rows() if row.about == f"meeting:{number}" and row.letter != "staff"]
    assert len({row.key for row in mine}) == len(mine) == 3


def test_when_a_visit_is_taken_back_nothing_is_sent_of_it(world: World, smtp: Smtp) -> None:
    with store.writing(world.engine) as db:
        by = db.get_one(Person, world.lead)
        host = cohort_of(
            db, db.get_one(Programme, world.programme), by, name="Tuesday", first=date(2027, 3, 2)
        )
        hers, visited = db.get_one(Enrolment, world.enrolments[0]), meetings(db, host)[1]
        make_up.arrange(db, hers, visited, now=clock.now(db), by=by)
        day, number = visited.starts_at, visited.stored_id
        _pump_later(db, hers)
        make_up.take_back(db, hers, number, now=clock.now(db), by=by)
        assert hers.look_at is not None
    _pump(world, smtp, day - timedelta(hours=20))
    assert [row for row in world.rows() if row.about == f"meeting:{number}"] == []
    with store.reading(world.engine) as db:
        assert db.get_one(Cohort, world.cohort).id == world.cohort


def _pump_later(db: Session, hers: Enrolment) -> None:
    """As if nobody were to be asked for a long time."""
    hers.look_at = None
    db.flush()


def _pump(world: World, smtp: Smtp, at: datetime) -> None:
    world.at(at)
    pump(world.engine, world.settings, smtp)


def _last(sink: Sink) -> str:
    return str(sink.to("person-1@example.org")[-1]["Subject"])
