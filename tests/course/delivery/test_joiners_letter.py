"""Whoever runs a group reads the next morning that somebody joins and waits for an answer: how many, and never who."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from course import store
from course.cohorts.enrolment import Enrolment
from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump
from course.people import intake, intake_decision
from course.people.intake import Said
from course.people.intake_decision import Outcome, Seen
from course.people.key import Keyring
from course.people.person import Person
from tests.course.delivery.world import World
from tests.real.mail import Sink

NOON = datetime(2027, 2, 24, 12, 30, tzinfo=UTC)
MORNING = datetime(2027, 2, 25, 9, 0, tzinfo=UTC)
"""Nine in Lisbon, where Ines is."""
SUBJECT = "Somebody waits for an answer"


def told(world: World, number: int, at: datetime, *, first: bool = True) -> None:
    ring = Keyring(world.settings.wrapping_keys)
    with store.writing(world.engine) as db:
        place, who = db.get_one(Enrolment, world.enrolments[number]), db.get_one(Person, world.people[number])
        place.ready_at = None
        row = intake.begin(db, place, now=at)
        key = "hopes" if first else "access"
        intake.answer(db, ring, who, row, key, Said(words="A told canary."), seen="", now=at)
        intake.send(db, row, now=at)


def answer(world: World, number: int, outcome: Outcome, at: datetime) -> None:
    with store.writing(world.engine) as db:
        place = db.get_one(Enrolment, world.enrolments[number])
        row = intake.of(db, place.stored_id)
        assert row is not None
        intake_decision.decide(
            db, place, outcome=outcome, because=["question"], seen=Seen(None, row.changed_at), client_id=uuid4(),
            now=at, by=db.get_one(Person, world.ines),
        )  # fmt: skip


def read(world: World, smtp: Smtp, sink: Sink, at: datetime) -> list[str]:
    """What Ines has read of this once the clock came to this moment."""
    world.at(at)
    for _turn in range(2):
        pump(world.engine, world.settings, smtp)
    bodies = [one.get_body(("plain",)) for one in sink.to("ines@example.org") if one["Subject"] == SUBJECT]
    return [" ".join(one.get_content().split()) for one in bodies if one is not None]


def test_one_letter_in_the_morning_counts_all_of_the_day_before_and_names_nobody(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    told(world, 0, NOON)
    told(world, 1, NOON + timedelta(hours=8))
    assert read(world, smtp, smtp_sink, MORNING - timedelta(minutes=1)) == []
    [text] = read(world, smtp, smtp_sink, MORNING)
    assert "2 people who join Thursday evening" in text
    assert f"/cohorts/{world.cohort}/joining" in text
    assert not [word for word in ("Person-", "canary") if word in text]
    told(world, 2, MORNING + timedelta(hours=1))
    assert len(read(world, smtp, smtp_sink, MORNING + timedelta(hours=2))) == 1
    *_, newest = read(world, smtp, smtp_sink, MORNING + timedelta(days=1))
    assert "3 people" in newest
    assert len(read(world, smtp, smtp_sink, MORNING + timedelta(days=3))) == 2


def test_it_is_not_needed_once_everybody_is_answered_and_comes_again_when_something_is_added(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    told(world, 0, NOON)
    answer(world, 0, Outcome.TALK_FIRST, NOON + timedelta(hours=2))
    assert read(world, smtp, smtp_sink, MORNING) == []
    told(world, 0, MORNING + timedelta(hours=3), first=False)
    [text] = read(world, smtp, smtp_sink, MORNING + timedelta(days=1))
    assert "One person who joins Thursday evening" in text
