"""A message to a group: held for a minute, sent once to whoever it is for, and not at all when it is undone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from course import store
from course.cohorts import enrolment
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery import reached, reaching
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.group_facts import MessageFacts
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.errors import Refused
from course.group import message
from course.group.message import GroupMessage, Written
from course.people import letter_pause, preference
from course.people.person import Person
from course.people.preference import Kind
from course.privacy import erase_person
from course.safety.plan import SafetyPlan
from tests.course.delivery.people import local, maya
from tests.course.delivery.world import World
from tests.real.mail import Sink

NOON = datetime(2027, 2, 27, 12, 0, tzinfo=UTC)
LEFT = local(date(2027, 2, 27), time(12))
SUBJECT = "A message from Ines"
TOMORROW = local(date(2027, 2, 28), time(9))


def send(
    world: World, words: str = "We meet in the garden.", *, left_out: tuple[int, ...] = (), known: UUID | None = None,
    now: datetime = NOON, subject: str = "", at: datetime | None = None,
) -> int:  # fmt: skip
    with store.writing(world.engine) as db:
        row = message.send(
            db, db.get_one(Cohort, world.cohort), Written(words, subject, at, left_out), client_id=known or uuid4(),
            now=now, by=db.get_one(Person, world.ines),
        )  # fmt: skip
        return row.stored_id


def undo(world: World, number: int) -> None:
    with store.writing(world.engine) as db:
        row, cohort = db.get_one(GroupMessage, number), db.get_one(Cohort, world.cohort)
        message.undo(db, cohort, row, by=db.get_one(Person, world.ines))


def got(sink: Sink) -> list[int]:
    """How many messages each of the three people has."""
    return [
        sum(one["Subject"] == SUBJECT for one in sink.to(f"person-{number}@example.org"))
        for number in (1, 2, 3)
    ]


def turn(world: World, smtp: Smtp, at: datetime) -> None:
    world.at(at)
    pump(world.engine, world.settings, smtp)


def test_nothing_leaves_within_the_minute_and_after_it_each_gets_one(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(NOON)
    send(world)
    for seconds in (5, 30, 60, 72):
        turn(world, smtp, NOON + timedelta(seconds=seconds))
        assert got(smtp_sink) == [0, 0, 0]
    assert "group_message" not in {row.letter for row in world.rows()}
    for seconds in (75, 90, 3600):
        turn(world, smtp, NOON + timedelta(seconds=seconds))
        assert got(smtp_sink) == [1, 1, 1]
    [paper] = [one for one in smtp_sink.to("person-1@example.org") if one["Subject"] == SUBJECT]
    assert paper["Reply-To"] == "ines@example.org"
    body = paper.get_body(("plain",))
    assert body is not None
    assert "We meet in the garden." in body.get_content()


def test_undone_within_the_minute_nothing_ever_leaves(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(NOON)
    number = send(world)
    turn(world, smtp, NOON + timedelta(seconds=10))
    world.at(NOON + timedelta(seconds=55))
    undo(world, number)
    for seconds in (60, 75, 90, 86_400):
        turn(world, smtp, NOON + timedelta(seconds=seconds))
    assert got(smtp_sink) == [0, 0, 0]
    assert "group_message" not in {row.letter for row in world.rows()}


def test_after_the_minute_an_undo_is_refused_and_it_leaves(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(NOON)
    number = send(world)
    world.at(NOON + timedelta(seconds=60))
    with pytest.raises(Refused):
        undo(world, number)
    turn(world, smtp, NOON + timedelta(seconds=80))
    assert got(smtp_sink) == [1, 1, 1]


def test_pressed_twice_it_is_one_message(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(NOON)
    known = uuid4()
    assert send(world, known=known) == send(world, known=known)
    turn(world, smtp, NOON + timedelta(seconds=80))
    assert got(smtp_sink) == [1, 1, 1]


def test_two_messages_are_two_letters_also_when_nobody_could_be_written_to_between(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(NOON)
    send(world, "First.")
    send(world, "Second.", now=NOON + timedelta(minutes=5))
    turn(world, smtp, NOON + timedelta(hours=3))
    assert got(smtp_sink) == [2, 2, 2]


def test_whoever_is_left_out_left_paused_or_stopped_gets_none(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        preference.stop(db, world.people[1], Kind.WORDS, now=NOON)
        letter_pause.pause(db, world.people[2], until=date(2027, 3, 20), today=NOON.date(), now=NOON)
    world.at(NOON)
    send(world, left_out=(world.enrolments[0],))
    turn(world, smtp, NOON + timedelta(seconds=80))
    assert got(smtp_sink) == [0, 0, 0]


def test_whoever_leaves_within_the_minute_gets_none(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(NOON)
    send(world)
    with store.writing(world.engine) as db:
        enrolment.leave(db, db.get_one(Enrolment, world.enrolments[0]), now=NOON, by=None)
    turn(world, smtp, NOON + timedelta(seconds=80))
    assert got(smtp_sink) == [0, 1, 1]


def test_before_the_press_the_page_says_whom_it_reaches_and_why_not(world: World) -> None:
    """The same three as are written to afterwards."""
    with store.writing(world.engine) as db:
        preference.stop(db, world.people[1], Kind.WORDS, now=NOON)
        enrolment.leave(db, db.get_one(Enrolment, world.enrolments[2]), now=NOON, by=None)
    with store.reading(world.engine) as db:
        cohort = db.get_one(Cohort, world.cohort)
        found = reaching.reach(db, cohort, left_out=(), now=NOON)
        assert [one.name for one in found.going] == ["Person-1"]
        assert [(one.name, one.short) for one in found.staying] == [
            ("Person-2", "wants no such letters"),
            ("Person-3", "has left"),
        ]
        without = reaching.reach(db, cohort, left_out=(world.enrolments[0],), now=NOON)
        assert without.going == ()
        assert [one.short for one in without.staying if one.left_out] == ["left out by you"]


def test_at_night_it_waits_for_the_morning_and_after_three_days_it_is_of_no_use() -> None:
    late = local(date(2027, 2, 27), time(22))
    facts = replace(maya(), messages=(MessageFacts(4, late),))

    def why(now: datetime) -> Reason | None:
        answer = due(facts, now)
        if any(one.letter == "group_message" for one in answer.letters):
            return None
        return next(one.reason for one in answer.not_due if one.letter == "group_message")

    assert why(late) is Reason.QUIET
    assert why(local(date(2027, 2, 28), time(8))) is None
    assert why(late + timedelta(days=3)) is Reason.STALE


def test_a_message_of_somebody_who_was_erased_has_no_words_and_is_shown_to_nobody(world: World) -> None:
    send(world)
    later = NOON + timedelta(hours=1)
    with store.writing(world.engine) as db:
        hers = db.get_one(Enrolment, world.enrolments[0])
        assert [row.words for row, _by in message.to_her(db, hers, now=later)] == ["We meet in the garden."]
        _unname(db)
        erase_person(db, db.get_one(Person, world.ines), by=None)
        assert message.to_her(db, hers, now=later) == []
        assert [row.words for row in db.exec(select(GroupMessage)).all()] == [""]


def test_one_that_waits_does_not_leave_without_words_when_its_writer_is_erased(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(NOON)
    send(world, at=TOMORROW)
    with store.writing(world.engine) as db:
        _unname(db)
        erase_person(db, db.get_one(Person, world.ines), by=None)
    turn(world, smtp, TOMORROW + timedelta(seconds=5))
    assert "group_message" not in {row.letter for row in world.rows()}


def _unname(db: Session) -> None:
    """Nobody is told to turn to her."""
    for one in db.exec(select(SafetyPlan)).all():
        one.responsible_email = "lena@example.org"
    db.flush()


def change(world: World, number: int, written: Written) -> None:
    with store.writing(world.engine) as db:
        row, cohort = db.get_one(GroupMessage, number), db.get_one(Cohort, world.cohort)
        message.change(db, cohort, row, written, by=db.get_one(Person, world.ines))


def texts(sink: Sink, number: int = 1) -> list[tuple[str, bool]]:
    """(subject, whether it speaks of the garden) of each message this person has got."""
    found = []
    for paper in sink.to(f"person-{number}@example.org"):
        if paper["Subject"] not in {SUBJECT, "Thursday"}:
            continue
        body = paper.get_body(("plain",))
        assert body is not None
        found.append((str(paper["Subject"]), "garden" in body.get_content()))
    return found


def test_with_a_moment_of_its_own_it_leaves_then_and_can_be_changed_until_then(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(NOON)
    number = send(world, at=TOMORROW)
    turn(world, smtp, NOON + timedelta(hours=3))
    assert got(smtp_sink) == [0, 0, 0]
    world.at(NOON + timedelta(hours=4))
    change(world, number, Written("We meet at the river.", "Thursday", TOMORROW, world.enrolments[2:]))
    turn(world, smtp, TOMORROW - timedelta(seconds=10))
    assert texts(smtp_sink) == []
    with pytest.raises(Refused, match="Its moment has come"):
        change(world, number, Written("Too late."))
    turn(world, smtp, TOMORROW + timedelta(seconds=5))
    turn(world, smtp, TOMORROW + timedelta(hours=1))
    assert texts(smtp_sink, 1) == texts(smtp_sink, 2) == [("Thursday", False)]
    assert texts(smtp_sink, 3) == []


def test_changed_to_leave_at_once_it_has_its_minute_and_taken_back_it_never_leaves(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(NOON)
    one, other = send(world, at=TOMORROW), send(world, "Not this.", at=TOMORROW)
    undo(world, other)
    change(world, one, Written("We meet in the garden."))
    turn(world, smtp, NOON + timedelta(seconds=60))
    assert got(smtp_sink) == [0, 0, 0]
    for later in (timedelta(seconds=80), timedelta(days=1)):
        turn(world, smtp, NOON + later)
        assert got(smtp_sink) == [1, 1, 1]
    with pytest.raises(Refused, match="taken back"):
        change(world, other, Written("Again."))


def test_a_moment_that_has_passed_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="That moment has passed"):
        send(world, at=NOON - timedelta(minutes=1))


def test_whoever_joins_after_it_was_written_gets_none(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    """The page did not name her."""
    world.at(NOON)
    send(world, at=TOMORROW)
    with store.writing(world.engine) as db:
        db.get_one(Enrolment, world.enrolments[0]).joined_at = NOON + timedelta(hours=1)
    turn(world, smtp, TOMORROW + timedelta(seconds=5))
    assert got(smtp_sink) == [0, 1, 1]


def test_tried_again_only_whoever_surely_has_none_gets_one(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(NOON)
    number = send(world)
    smtp_sink.recipient_replies["person-2@example.org"] = "554 5.7.1 not from here"
    turn(world, smtp, NOON + timedelta(seconds=80))
    assert got(smtp_sink) == [1, 0, 1]
    smtp_sink.recipient_replies.clear()
    assert tried_again(world, number) == ["Person-2"]
    assert tried_again(world, number) == []
    turn(world, smtp, NOON + timedelta(minutes=5))
    assert got(smtp_sink) == [1, 1, 1]
    with store.reading(world.engine) as db:
        found = reached.reached(db, [db.get_one(GroupMessage, number)])[number]
    assert (found.counts, found.unreached) == ({"sent": 3}, ())


def tried_again(world: World, number: int) -> list[str]:
    with store.writing(world.engine) as db:
        row, ines = db.get_one(GroupMessage, number), db.get_one(Person, world.ines)
        return reached.try_again(db, world.settings, row, now=NOON, by=ines).leaving
