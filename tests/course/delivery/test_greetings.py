"""A word to one person: sent by a press, once, with the writer's words and name, and never to whoever wants quiet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from course import store
from course.cohorts import enrolment, greeting
from course.cohorts.enrolment import Enrolment
from course.cohorts.greeting import Greeting
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.facts import GreetingFacts
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.errors import Refused
from course.people import letter_limits, letter_pause, preference
from course.people.person import Person
from course.people.preference import Kind
from tests.course.delivery.people import local, maya
from tests.course.delivery.world import World
from tests.real.mail import Sink

NOON = datetime(2027, 2, 27, 12, 0, tzinfo=UTC)
WORDS = "We thought of you.\r\n\r\nThe door is open,\nas always."
PRESSED = local(date(2027, 2, 27), time(12))
FACTS = replace(maya(), greetings=(GreetingFacts(4, PRESSED),))


def words_of(now: datetime, **changes: Any) -> Reason | None:
    """Why the letter does not leave at `now`, None where it does."""
    answer = due(replace(FACTS, **changes), now)
    if any(one.letter == "thinking_of_you" for one in answer.letters):
        return None
    return next(one.reason for one in answer.not_due if one.letter == "thinking_of_you")


def test_it_leaves_at_once_by_day_and_in_the_morning_at_night() -> None:
    assert words_of(PRESSED) is None
    late = (GreetingFacts(4, local(date(2027, 2, 27), time(22))),)
    assert words_of(local(date(2027, 2, 27), time(22)), greetings=late) is Reason.QUIET
    assert words_of(local(date(2027, 2, 28), time(8)), greetings=late) is None


def test_after_an_outage_of_three_days_it_is_of_no_use() -> None:
    assert words_of(PRESSED + timedelta(days=3) - timedelta(minutes=1)) is None
    assert words_of(PRESSED + timedelta(days=3)) is Reason.STALE


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stops": frozenset({Kind.WORDS})}, Reason.STOPPED),
        ({"paused_until": date(2027, 3, 5)}, Reason.PAUSED),
        ({"left_at": PRESSED}, Reason.LEFT),
        ({"is_closed": True}, Reason.CLOSED),
    ],
)
def test_whoever_wants_quiet_since_the_press_gets_none(change: dict[str, object], reason: Reason) -> None:
    assert words_of(PRESSED, **change) is reason


def send(world: World, words: str = WORDS, *, now: datetime = NOON, by: int | None = None) -> None:
    with store.writing(world.engine) as db:
        writer = db.get_one(Person, by or world.ines)
        greeting.send(db, db.get_one(Enrolment, world.enrolments[0]), words, now=now, by=writer)


def rows(world: World) -> list[Greeting]:
    with store.reading(world.engine) as db:
        return list(db.exec(select(Greeting).order_by("id")).all())


def test_the_letter_brings_her_words_her_name_and_replies_to_her(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    """Lena leads the programme and wrote it; the group's own facilitator is Ines."""
    world.at(NOON)
    send(world, by=world.lead)
    for _turn in range(2):
        pump(world.engine, world.settings, smtp)
    [paper] = [one for one in smtp_sink.to("person-1@example.org") if one["Subject"] == "A word for you"]
    assert paper["Reply-To"] == "lena@example.org"
    assert paper["From"].startswith("Lena <")
    body = paper.get_body(("plain",))
    assert body is not None
    assert "We thought of you.\n\nThe door is open, as always." in body.get_content().replace("\r\n", "\n")
    assert "Lena wrote this to you and to nobody else" in " ".join(body.get_content().split())
    assert "/stop/" in body.get_content()
    assert not [one for one in smtp_sink.to("person-2@example.org") if one["Subject"] == "A word for you"]
    assert [(one.written_by, one.sent_at) for one in rows(world)] == [(world.lead, NOON)]


def test_nothing_of_it_ever_leaves_without_a_press(world: World, smtp: Smtp) -> None:
    for days in range(20):
        world.at(NOON + timedelta(days=days))
        pump(world.engine, world.settings, smtp)
    assert "thinking_of_you" not in {row.letter for row in world.rows()}


def test_markup_in_her_words_is_text(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(NOON)
    send(world, "<b>Come</b> & {{ scene.to }} {% if 1 %}")
    pump(world.engine, world.settings, smtp)
    [paper] = [one for one in smtp_sink.to("person-1@example.org") if one["Subject"] == "A word for you"]
    html, plain = paper.get_body(("html",)), paper.get_body(("plain",))
    assert html is not None
    assert plain is not None
    assert "&lt;b&gt;Come&lt;/b&gt; &amp; {{ scene.to }} {% if 1 %}" in html.get_content()
    assert "<b>Come</b> & {{ scene.to }} {% if 1 %}" in plain.get_content()


def test_the_same_press_twice_is_one_word_and_another_within_a_day_is_refused(world: World) -> None:
    send(world)
    send(world, now=NOON + timedelta(seconds=1))
    with pytest.raises(Refused, match="within the last day"):
        send(world, "Something else", now=NOON + timedelta(hours=23))
    with pytest.raises(Refused, match="within the last day"):
        send(world, by=world.lead, now=NOON + timedelta(hours=23))
    send(world, "Something else", now=NOON + timedelta(days=1))
    assert len(rows(world)) == 2


def leave(db: Session, hers: Enrolment) -> None:
    enrolment.leave(db, hers, now=NOON, by=hers.person_id)


def pause(db: Session, hers: Enrolment) -> None:
    day = NOON.date()
    letter_pause.pause(db, hers.person_id, until=day + timedelta(days=5), today=day, now=NOON)


def pause_place(db: Session, hers: Enrolment) -> None:
    hers.paused_until = NOON.date() + timedelta(days=5)


def stop(db: Session, hers: Enrolment) -> None:
    preference.stop(db, hers.person_id, Kind.WORDS, now=NOON)


def want_only_what_is_needed(db: Session, hers: Enrolment) -> None:
    letter_limits.choose(db, hers.person_id, begins=8, ends=20, weekly=0, now=NOON)


@pytest.mark.parametrize("quiet", [leave, pause, pause_place, stop, want_only_what_is_needed])
def test_whoever_left_paused_or_stopped_is_left_in_peace(
    world: World, quiet: Callable[[Session, Enrolment], None]
) -> None:
    with store.writing(world.engine) as db:
        quiet(db, db.get_one(Enrolment, world.enrolments[0]))
    with pytest.raises(Refused):
        send(world)
    assert rows(world) == []


@pytest.mark.parametrize("words", ["", " \r\n \u200b\n\n", "x" * 601])
def test_words_are_some_and_not_too_many(world: World, words: str) -> None:
    with pytest.raises(Refused):
        send(world, words)


def test_whoever_leaves_while_it_waits_gets_nothing(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    smtp_sink.recipient_replies = {"person-1@example.org": "450 4.2.0 later"}
    world.at(NOON)
    send(world)
    pump(world.engine, world.settings, smtp)
    smtp_sink.recipient_replies.clear()
    with store.writing(world.engine) as db:
        leave(db, db.get_one(Enrolment, world.enrolments[0]))
        for row in db.exec(select(Delivery).where(Delivery.status == Status.PENDING)).all():
            row.next_try_at -= timedelta(hours=1)
    pump(world.engine, world.settings, smtp)
    assert not smtp_sink.to("person-1@example.org")


def test_the_draft_says_nothing_of_being_away() -> None:
    said = greeting.draft().lower()
    assert not [word for word in ("miss", "absen", "away", "not there", "did not come") if word in said]
    assert greeting.checked(greeting.draft()) == greeting.draft()
