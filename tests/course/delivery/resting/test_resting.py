"""A mail server that does not let us in, or does not answer, is asked seldom and by one; then letters leave again."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from sqlalchemy import Engine

import children
from course import clock, store
from course.delivery.channels import Unreachable
from course.delivery.channels.smtp import Smtp
from course.delivery.entry import sign_in_letter
from course.delivery.lag import Trouble, pulse
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.delivery.resting import verbs
from course.delivery.resting.row import MAIL, ChannelRest, State
from course.people import sign_in
from tests.course.delivery.world import World
from tests.real.mail import Sink

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
NOBODY = Smtp("smtp://127.0.0.1:1", timeout=1)
SILENT = Unreachable("ConnectionRefusedError")
LOCKED = Unreachable("SMTPAuthenticationError 535", refuses_us=True)


@dataclass
class Guarded:
    """A real mail server behind a password. `asked`: in how many conversations somebody tried to come in."""

    opens: bool = False
    conversations: set[object] = field(default_factory=set)
    taken: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def smtp(self) -> Smtp:
        return Smtp(f"smtp://kindly:secret@127.0.0.1:{self.port}", timeout=5)

    @property
    def asked(self) -> int:
        return len(self.conversations)

    def authenticator(self, _server: SMTP, session: Session, *_said: object) -> AuthResult:
        self.conversations.add(session.peer)
        return AuthResult(success=self.opens, handled=False)

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.taken += envelope.rcpt_tos
        return "250 2.0.0 Ok"


@contextlib.contextmanager
def running(guarded: Guarded, *, asks: bool = True) -> Iterator[Guarded]:
    """`asks` False: it offers no way to sign in and refuses every sender without one."""
    guarded.port = children.free_port()
    ways: dict[str, Any] = {"authenticator": guarded.authenticator, "auth_require_tls": False} if asks else {}
    controller = Controller(guarded, hostname="127.0.0.1", port=guarded.port, auth_required=not asks, **ways)
    controller.start()
    try:
        yield guarded
    finally:
        controller.stop()


@pytest.fixture
def guarded() -> Iterator[Guarded]:
    with running(Guarded()) as server:
        yield server


def row(engine: Engine) -> ChannelRest:
    found = verbs.seen(engine, MAIL)
    assert found is not None
    return found


def back(engine: Engine, *names: str, by: timedelta = timedelta(hours=1)) -> None:
    """As if these times of the row lay further back: the real clock cannot be moved."""
    with store.writing(engine) as db:
        found = db.get_one(ChannelRest, MAIL)
        for name in names:
            at = getattr(found, name)
            setattr(found, name, at and at - by)
        db.add(found)


def turn(world: World, channel: Smtp) -> int:
    return pump(world.engine, world.settings, channel).sent


def waiting(world: World) -> list[Delivery]:
    return [one for one in world.rows() if one.status == Status.PENDING]


def hurry(world: World) -> None:
    with store.writing(world.engine) as db:
        for one in world.rows():
            found = db.get_one(Delivery, one.id)
            found.next_try_at = clock.real_now(db) - timedelta(seconds=1)
            db.add(found)


def asked_to_sign_in(world: World) -> None:
    with store.writing(world.engine) as db:
        asked, _browser = sign_in.ask(db, email="person-1@example.org", origin="127.0.0.1", shared=False)
        sign_in_letter(db, world.settings, asked)


def test_a_server_that_takes_no_password_is_asked_once_and_every_letter_waits_uncounted(
    world: World, guarded: Guarded
) -> None:
    world.at(EVENING)
    for _turn in range(4):
        assert turn(world, guarded.smtp) == 0
        hurry(world)
    assert guarded.asked == 1
    assert len(waiting(world)) == 4
    assert {one.attempts for one in waiting(world)} == {0}
    found = row(world.engine)
    assert (found.state, found.refuses_us, found.why) == (State.OPEN, True, "SMTPAuthenticationError 535")


def test_once_it_lets_us_in_all_of_it_leaves_in_one_turn(world: World, guarded: Guarded) -> None:
    world.at(EVENING)
    turn(world, guarded.smtp)
    hurry(world)
    guarded.opens = True
    assert turn(world, guarded.smtp) == 0
    back(world.engine, "rest_until")
    assert turn(world, guarded.smtp) == 4
    assert row(world.engine).state == State.CLOSED
    assert row(world.engine).rests == 0


def test_the_try_touches_one_letter(world: World, guarded: Guarded) -> None:
    world.at(EVENING)
    turn(world, guarded.smtp)
    hurry(world)
    back(world.engine, "rest_until")
    with store.reading(world.engine) as db:
        before = clock.real_now(db)
    assert turn(world, guarded.smtp) == 0
    assert guarded.asked == 2
    assert sum(one.next_try_at > before for one in waiting(world)) == 1


def test_a_server_that_wants_a_login_we_do_not_have_is_a_refusal(world: World) -> None:
    with running(Guarded(), asks=False) as server:
        world.at(EVENING)
        turn(world, Smtp(f"smtp://127.0.0.1:{server.port}", timeout=5))
    assert row(world.engine).state == State.OPEN
    assert row(world.engine).why.startswith("sender 530")
    assert {one.attempts for one in waiting(world)} == {0}


def test_a_server_without_encryption_is_a_refusal(world: World, smtp_sink: Sink) -> None:
    world.at(EVENING)
    turn(world, Smtp(smtp_sink.url.replace("smtp://", "smtp+starttls://"), timeout=5))
    assert row(world.engine).refuses_us
    assert row(world.engine).state == State.OPEN


def test_nobody_there_is_three_failures_before_it_rests_and_what_follows_at_once_is_the_same_one(
    world: World,
) -> None:
    world.at(EVENING)
    states = []
    for _turn in range(3):
        for _at_once in range(2):
            turn(world, NOBODY)
            hurry(world)
        states.append((row(world.engine).failures, row(world.engine).state))
        back(world.engine, "failed_at")
    assert states == [(1, State.CLOSED), (2, State.CLOSED), (3, State.OPEN)]


def test_rests_grow_and_stay_at_a_quarter_of_an_hour(fresh_engine: Engine) -> None:
    verbs.failed(fresh_engine, MAIL, LOCKED, by="a")
    minutes = [_rest(fresh_engine)]
    for _try in range(6):
        back(fresh_engine, "rest_until")
        assert verbs.take_the_try(fresh_engine, MAIL, urgent=False, by="a")
        verbs.failed(fresh_engine, MAIL, SILENT, by="a")
        minutes.append(_rest(fresh_engine))
    assert minutes == [1, 2, 4, 8, 15, 15, 15]


def test_one_of_many_has_the_try(fresh_engine: Engine) -> None:
    verbs.failed(fresh_engine, MAIL, LOCKED, by="a")
    assert not verbs.take_the_try(fresh_engine, MAIL, urgent=False, by="a")
    back(fresh_engine, "rest_until")
    together = Barrier(8)

    def take(number: int) -> bool:
        together.wait()
        return verbs.take_the_try(fresh_engine, MAIL, urgent=True, by=str(number))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_two_that_are_the_first_to_fail_make_one_row(fresh_engine: Engine) -> None:
    together = Barrier(8)

    def fail(number: int) -> None:
        together.wait()
        verbs.failed(fresh_engine, MAIL, SILENT, by=str(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(8)))
    assert row(fresh_engine).failures == 1


def test_whoever_stopped_in_the_middle_of_a_try_is_followed_by_another(fresh_engine: Engine) -> None:
    verbs.failed(fresh_engine, MAIL, LOCKED, by="a")
    back(fresh_engine, "rest_until")
    assert verbs.take_the_try(fresh_engine, MAIL, urgent=False, by="gone")
    assert not verbs.take_the_try(fresh_engine, MAIL, urgent=False, by="b")
    back(fresh_engine, "try_until")
    assert verbs.take_the_try(fresh_engine, MAIL, urgent=False, by="b")
    verbs.failed(fresh_engine, MAIL, SILENT, by="gone")
    assert row(fresh_engine).state == State.TRYING


def test_an_urgent_letter_tries_every_half_minute_and_makes_no_rest_longer(
    world: World, guarded: Guarded
) -> None:
    world.at(EVENING)
    turn(world, guarded.smtp)
    until = row(world.engine).rest_until
    asked_to_sign_in(world)
    turn(world, guarded.smtp)
    assert guarded.asked == 1
    for more in (2, 3):
        back(world.engine, "tried_at", by=timedelta(seconds=31))
        hurry(world)
        turn(world, guarded.smtp)
        turn(world, guarded.smtp)
        assert guarded.asked == more
    assert row(world.engine).rest_until == until
    assert row(world.engine).state == State.OPEN
    guarded.opens = True
    back(world.engine, "tried_at", by=timedelta(seconds=31))
    hurry(world)
    assert turn(world, guarded.smtp) == 5
    assert guarded.taken[0] == "person-1@example.org"


def test_who_takes_the_try_and_finds_no_letter_leaves_it_to_the_next(world: World, guarded: Guarded) -> None:
    verbs.failed(world.engine, MAIL, LOCKED, by="a")
    back(world.engine, "rest_until")
    turn(world, guarded.smtp)
    assert guarded.asked == 0
    assert row(world.engine).state == State.OPEN
    assert verbs.take_the_try(world.engine, MAIL, urgent=False, by="b")
    verbs.let_be(world.engine, MAIL, by="somebody else")
    assert row(world.engine).state == State.TRYING
    verbs.let_be(world.engine, MAIL, by="b")
    assert row(world.engine).state == State.OPEN


def test_a_no_to_one_address_is_an_answer(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(EVENING)
    verbs.failed(world.engine, MAIL, SILENT, by="a")
    smtp_sink.recipient_replies = {f"{who}@example.org": "550 5.1.1 nobody" for who in _everybody()}
    turn(world, smtp)
    assert row(world.engine).failures == 0


def test_what_somebody_without_the_try_says_of_a_channel_at_rest_is_no_news(fresh_engine: Engine) -> None:
    verbs.failed(fresh_engine, MAIL, LOCKED, by="a")
    before = row(fresh_engine)
    verbs.failed(fresh_engine, MAIL, SILENT, by="late")
    assert row(fresh_engine) == before
    verbs.answered(fresh_engine, MAIL)
    assert row(fresh_engine).state == State.CLOSED


@pytest.mark.parametrize(
    ("error", "trouble"), [(LOCKED, Trouble.REFUSED), (SILENT, None)], ids=["refused", "silent once"]
)
def test_staff_hear_of_it_once_it_rests(world: World, error: Unreachable, trouble: Trouble | None) -> None:
    turn(world, NOBODY)  # so that the clock has beaten
    verbs.failed(world.engine, MAIL, error, by="a")
    with store.reading(world.engine) as db:
        found = pulse(db)
    assert found.trouble == trouble
    assert (found.mail_down > timedelta(0)) == (trouble is not None)


def _rest(engine: Engine) -> int:
    found = row(engine)
    assert found.rest_until is not None
    assert found.tried_at is not None
    return round((found.rest_until - found.tried_at).total_seconds() / 60)


def _everybody() -> list[str]:
    return ["ines", *(f"person-{number}" for number in (1, 2, 3))]
