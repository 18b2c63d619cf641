"""Real processes hand notices over: killed while a push service has one and has not answered, and several at once."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select, update

from course import clock, store
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.letters.notices import KINDS
from course.people import notice_choice, notice_errand, notice_place
from course.people.notice_errand import Became, Errand, NoticeErrand
from course.settings import Settings
from tests.course.delivery.world import World, build
from tests.real import peer as peers
from tests.real.browser_keys import BrowserKeys
from tests.real.mail import Sink
from tests.real.peer import HANG, Peer

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
KEY = "uwdOB3VXe2sN8ACPaTTc2c6FEuXNtHSnaDYDfNhXnJ0"


def settings_of(peer: Peer, url: str, environ: dict[str, str], sink: Sink) -> dict[str, str]:
    return environ | {
        "DATABASE_URL": url,
        "SMTP_URL": sink.url,
        "VAPID_PRIVATE_KEY": KEY,
        "VAPID_SUBJECT": "mailto:course@example.org",
        "PUSH_SERVICES": peer.url,
    }


def add_device(world: World, peer: Peer, number: int = 0) -> int:
    taken = BrowserKeys.made(number + 1).subscription(f"{peer.url}/{number}")
    with store.writing(world.engine) as db:
        person_id = world.people[number]
        place = notice_place.add_device(
            db, person_id, endpoint=taken["endpoint"], keys=taken["keys"], signed_in_id=None
        )
        notice_choice.choose(db, person_id, set(KINDS))
        return place.stored_id


def begin_a_turn(env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "course", "pump"], env={**env, "PATH": ""})


def kill_while_it_leaves(env: dict[str, str], peer: Peer) -> None:
    process = begin_a_turn(env)
    try:
        until = time.monotonic() + 30
        while not peer.heard and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize("what", ["letter", "try"])
def test_a_notice_whose_sender_was_killed_is_uncertain_and_never_repeated(
    what: str,
    fresh_engine: Engine,
    fresh_url: str,
    environ: dict[str, str],
    smtp_sink: Sink,
) -> None:
    with peers.running() as peer:
        env = settings_of(peer, fresh_url, environ, smtp_sink)
        settings = Settings.from_env(env)
        world = build(fresh_engine, settings)
        place = add_device(world, peer)
        peer.answers = [HANG]
        if what == "letter":
            world.at(EVENING)
        else:
            with store.writing(fresh_engine) as db:
                notice_errand.ask(db, world.people[0], place, Errand.TRY)
        kill_while_it_leaves(env, peer)
        peer.answers = [201]
        with store.writing(fresh_engine) as db:
            db.exec(update(Delivery).values(lease_until=clock.real_now(db) - timedelta(seconds=1)))
        pump(fresh_engine, settings, Smtp(smtp_sink.url, timeout=5))
        assert len(peer.heard) == 1
    assert smtp_sink.to("person-1@example.org") == []
    with store.reading(fresh_engine) as db:
        if what == "letter":
            row = db.exec(select(Delivery).where(Delivery.person_id == world.people[0])).one()
            assert (row.status, row.channel, row.reason) == (Status.UNKNOWN, "push", "interrupted")
        else:
            assert [one.became for one in db.exec(select(NoticeErrand)).all()] == [Became.UNKNOWN]


def test_three_pumps_at_once_hand_each_notice_over_once(
    fresh_engine: Engine, fresh_url: str, environ: dict[str, str], smtp_sink: Sink
) -> None:
    with peers.running() as peer:
        env = settings_of(peer, fresh_url, environ, smtp_sink)
        world = build(fresh_engine, Settings.from_env(env), people=12)
        for number in range(12):
            add_device(world, peer, number)
        world.at(EVENING)
        turns = [begin_a_turn(env) for _turn in range(3)]
        assert [one.wait(60) for one in turns] == [0, 0, 0]
    assert sorted(heard.path for heard in peer.heard) == sorted(f"/{number}" for number in range(12))
    with store.reading(fresh_engine) as db:
        rows = db.exec(select(Delivery).where(Delivery.channel == "push")).all()
        assert [row.status for row in rows] == [Status.SENT] * 12
    assert [one.recipients[0] for one in smtp_sink.accepted] == ["ines@example.org"]


def test_a_kill_leaves_one_notice_uncertain_and_the_others_go_in_the_next_turn(
    fresh_engine: Engine, fresh_url: str, environ: dict[str, str], smtp_sink: Sink
) -> None:
    with peers.running() as peer:
        env = settings_of(peer, fresh_url, environ, smtp_sink)
        settings = Settings.from_env(env)
        world = build(fresh_engine, settings, people=5)
        for number in range(5):
            add_device(world, peer, number)
        peer.answers = [HANG]
        world.at(EVENING)
        kill_while_it_leaves(env, peer)
        peer.answers = [201]
        with store.writing(fresh_engine) as db:
            db.exec(update(Delivery).values(lease_until=clock.real_now(db) - timedelta(seconds=1)))
        pump(fresh_engine, settings, Smtp(smtp_sink.url, timeout=5))
    assert sorted(heard.path for heard in peer.heard) == [f"/{number}" for number in range(5)]
    with store.reading(fresh_engine) as db:
        rows = db.exec(select(Delivery).where(Delivery.channel == "push")).all()
    assert sorted(row.status for row in rows) == [Status.SENT] * 4 + [Status.UNKNOWN]
