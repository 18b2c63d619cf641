"""Numbers for a watcher: they say what the ledger says, and of nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from course import store
from course.delivery import pump as pumping
from course.delivery.channels import Unreachable
from course.delivery.channels.smtp import Smtp
from course.delivery.lag import Trouble, pulse
from course.delivery.ledger import Delivery, Status
from course.delivery.marks import Heartbeat
from course.delivery.numbers import numbers
from course.delivery.pump import pump
from course.settings import Settings
from tests.course.delivery.world import World, build
from tests.real.mail import Sink

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def world(fresh_engine: Engine, fresh_url: str, environ: dict[str, str], smtp_sink: Sink) -> World:
    settings = Settings.from_env({**environ, "DATABASE_URL": fresh_url, "SMTP_URL": smtp_sink.url})
    return build(fresh_engine, settings)


class Silent(Smtp):
    """A mail server that nobody reaches."""

    def open(self) -> None:
        raise Unreachable("nobody listens")


def _sent_back(world: World, age: timedelta) -> None:
    with store.writing(world.engine) as db:
        beat = db.get_one(Heartbeat, "pump")
        beat.at -= age


def test_before_the_first_turn_the_clock_has_never_run(world: World) -> None:
    with store.reading(world.engine) as db:
        seen = pulse(db)
    assert seen.beat_age is None
    assert seen.trouble is Trouble.STOPPED


def test_a_turn_counts_itself_what_it_looked_at_and_what_it_entered(world: World, smtp_sink: Sink) -> None:
    world.at(EVENING)
    turns = [pump(world.engine, world.settings, Smtp(smtp_sink.url)) for _ in range(3)]
    with store.reading(world.engine) as db:
        beat = numbers(db).beats["pump"]
    assert beat.turns == 3
    assert beat.looked_at == sum(one.looked_at for one in turns) > 0
    assert beat.entered == sum(one.entered for one in turns) > 0
    assert beat.age < timedelta(minutes=1)


def test_letters_are_counted_by_letter_and_state_and_nothing_waits(world: World, smtp_sink: Sink) -> None:
    world.at(EVENING)
    pump(world.engine, world.settings, Smtp(smtp_sink.url))
    with store.reading(world.engine) as db:
        found = numbers(db)
    people = len(world.people)
    assert found.by_state["meeting_tomorrow", Status.SENT] == people
    assert found.by_state["staff_meeting_tomorrow", Status.SENT] == 1
    assert found.by_state["week_opens", Status.SENT] == 0
    assert found.pulse.lag == timedelta(0)
    assert found.pulse.trouble is None
    assert found.behind == timedelta(0)
    assert found.oldest_transmitting is None


def test_an_old_heartbeat_means_that_the_clock_has_stopped(world: World, smtp_sink: Sink) -> None:
    pump(world.engine, world.settings, Smtp(smtp_sink.url))
    _sent_back(world, timedelta(minutes=4))
    with store.reading(world.engine) as db:
        assert pulse(db).trouble is None
    _sent_back(world, timedelta(minutes=2))
    with store.reading(world.engine) as db:
        assert pulse(db).trouble is Trouble.STOPPED


def test_letters_that_no_server_takes_make_the_lag_grow_while_the_clock_beats(world: World) -> None:
    world.at(EVENING)
    pump(world.engine, world.settings, Silent("smtp://127.0.0.1:9"))
    world.at(EVENING + timedelta(minutes=25))
    with store.reading(world.engine) as db:
        assert pulse(db).trouble is None
    world.at(EVENING + timedelta(minutes=45))
    with store.reading(world.engine) as db:
        seen = pulse(db)
    assert timedelta(minutes=45) <= seen.lag < timedelta(minutes=46)
    assert seen.trouble is Trouble.WAITING


def test_what_one_server_asked_to_bring_later_is_no_lag_and_neither_is_a_letter_sent_again(
    world: World,
) -> None:
    world.at(EVENING)
    pump(world.engine, world.settings, Silent("smtp://127.0.0.1:9"))
    with store.writing(world.engine) as db:
        db.execute(update(Delivery).values(attempts=1))
    world.at(EVENING + timedelta(hours=2))
    with store.reading(world.engine) as db:
        assert pulse(db).lag == timedelta(0)
    with store.writing(world.engine) as db:
        db.execute(update(Delivery).values(attempts=0, occurrence="1~1"))
    with store.reading(world.engine) as db:
        assert pulse(db).lag == timedelta(0)


def test_nobody_looks_so_everybody_falls_behind(world: World, smtp_sink: Sink) -> None:
    pump(world.engine, world.settings, Smtp(smtp_sink.url))
    world.at(EVENING + timedelta(hours=3))
    with store.reading(world.engine) as db:
        assert timedelta(hours=3) <= numbers(db).behind < timedelta(hours=4)


def test_a_row_on_its_way_out_is_as_old_as_its_lease(world: World) -> None:
    world.at(EVENING)
    pump(world.engine, world.settings, Silent("smtp://127.0.0.1:9"))
    with store.writing(world.engine) as db:
        row = db.get_one(Delivery, 1)
        row.status, row.lease_owner = Status.TRANSMITTING, "somebody"
        row.lease_until = pulse(db).real_now
    with store.reading(world.engine) as db:
        oldest = numbers(db).oldest_transmitting
    assert oldest is not None
    assert timedelta(minutes=1) < oldest < timedelta(minutes=30)


def test_a_long_turn_says_meanwhile_that_it_is_alive(
    world: World, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pumping, "BEATS_EVERY", 0.0)
    seen = []

    class Watched(Smtp):
        def open(self) -> None:
            with store.reading(world.engine) as db:
                beat = db.get(Heartbeat, "pump")
                seen.append(beat is not None and beat.turns == 0)
            super().open()

    world.at(EVENING)
    pump(world.engine, world.settings, Watched(smtp_sink.url))
    assert seen
    assert all(seen)
