"""More time for questions is told in a letter of its own: once, with the new last day, and never with the reason."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from course import clock, store
from course.cohorts.cohort import Cohort, content
from course.cohorts.cohort import meetings as meetings_of
from course.cohorts.enrolment import Enrolment
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.facts import EnrolmentFacts
from course.delivery.pump import pump
from course.measures import extension
from course.measures.asked import Asked
from course.people.person import Person
from course.people.preference import Kind
from tests.course.delivery.people import local, maya
from tests.course.delivery.world import World
from tests.real.mail import Sink


def given_more(at: datetime, until: date, **wave: object) -> EnrolmentFacts:
    """Maya, whose questions after the course were open until 6 May 2027; she was asked and reminded."""
    before, after, later = maya().waves
    more = replace(after, extended_at=at, extended_until=until, **wave)  # type: ignore[arg-type]
    facts = replace(maya(), waves=(before, more, later))
    kept = {f"measure_invitation|wave:1:after|p1|{n}" for n in "1"}
    return replace(facts, known=frozenset(kept | {f"measure_reminder|wave:1:after|p1|{n}" for n in "12"}))


PRESSED = local(date(2027, 5, 10), time(11))


def leaving(facts: EnrolmentFacts, now: datetime) -> list[tuple[str, str]]:
    return [(one.letter, one.occurrence) for one in due(facts, now).letters]


def test_more_time_is_told_at_once_and_once() -> None:
    facts = given_more(PRESSED, date(2027, 5, 20))
    assert leaving(facts, PRESSED) == [("more_time", "2027-05-20")]
    told = replace(facts, known=facts.known | {one.key for one in due(facts, PRESSED).entering})
    assert leaving(told, PRESSED + timedelta(days=1)) == []


def test_more_time_once_more_is_told_again_and_only_the_newest_day() -> None:
    facts = given_more(PRESSED, date(2027, 5, 20))
    told = {one.key for one in due(facts, PRESSED).entering}
    again = given_more(PRESSED + timedelta(hours=1), date(2027, 5, 30))
    once_more = replace(again, known=again.known | told)
    assert leaving(once_more, PRESSED + timedelta(hours=1)) == [("more_time", "2027-05-30")]
    assert leaving(again, PRESSED + timedelta(hours=1)) == [("more_time", "2027-05-30")]


def test_more_time_waits_for_the_morning_and_ends_with_the_new_last_day() -> None:
    night = local(date(2027, 5, 10), time(22))
    facts = given_more(night, date(2027, 5, 20))
    assert leaving(facts, night) == []
    assert leaving(facts, local(date(2027, 5, 11), time(8))) == [("more_time", "2027-05-20")]
    assert leaving(facts, local(date(2027, 5, 20), time(19))) == [("more_time", "2027-05-20")]
    assert leaving(facts, local(date(2027, 5, 21), time(8))) == []


def test_a_reminder_that_more_time_would_let_leave_gives_way_to_it() -> None:
    facts = replace(given_more(PRESSED, date(2027, 5, 20)), known=frozenset())
    assert leaving(facts, PRESSED) == [("more_time", "2027-05-20")]


def test_more_time_before_the_questions_open_is_for_the_invitation_to_say() -> None:
    facts = given_more(local(date(2027, 4, 1), time(11)), date(2027, 5, 20))
    now = local(date(2027, 4, 16), time(12))
    assert "more_time" not in [letter for letter, _day in leaving(facts, now)]


@pytest.mark.parametrize("change", [{"declined": True}, {"agreed": False}])
def test_whoever_said_no_is_not_told_of_more_time(change: dict[str, object]) -> None:
    assert leaving(given_more(PRESSED, date(2027, 5, 20), **change), PRESSED) == []


def test_whoever_stopped_letters_about_questions_is_not_told_of_more_time() -> None:
    facts = replace(given_more(PRESSED, date(2027, 5, 20)), stops=frozenset({Kind.MEASURES}))
    assert leaving(facts, PRESSED) == []


def test_the_letter_about_more_time_says_the_new_day_and_not_the_reason(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(PRESSED)
    pump(world.engine, world.settings, smtp)
    before = len(smtp_sink.to("person-1@example.org"))
    with store.writing(world.engine) as db:
        hers, run = db.get_one(Enrolment, world.enrolments[0]), db.get_one(Cohort, world.cohort)
        wave = next(one for one in content(db, run).waves if one.key == "after")
        facts = Asked(db, [hers.stored_id]).wave(wave, hers, "Europe/Lisbon", meetings_of(db, run))
        lead, now = db.get_one(Person, world.lead), clock.now(db)
        extension.extend(db, hers, facts, until=date(2027, 5, 20), reason="Was ill", now=now, by=lead)
    pump(world.engine, world.settings, smtp)
    [paper] = smtp_sink.to("person-1@example.org")[before:]
    assert paper["Subject"] == "More time, if you like"
    body = paper.get_body(("plain",))
    assert body is not None
    said = " ".join(body.get_content().split())
    assert "they are open to you until Thursday 20 May." in said
    assert "/open/questions/" in said
    assert "ill" not in said.split()
