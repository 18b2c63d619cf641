"""What is held back while letters do not reach an address, and what leaves once they do."""

import re
from datetime import timedelta

import pytest
import typer
from sqlalchemy import func
from sqlmodel import select
from typer.testing import CliRunner

from course import clock, store
from course.cohorts.cohort import Cohort
from course.commands.lift_addresses import lift_addresses
from course.delivery.channels.smtp import Smtp
from course.delivery.entry import sign_in_letter
from course.delivery.ledger import Delivery, Status
from course.delivery.outbox import going_out, resend
from course.delivery.pump import pump
from course.delivery.returns.report import Taken
from course.errors import Refused
from course.people import sign_in
from course.people.person import Person
from course.people.suppressed import SuppressedAddress, Why, lift, suppress
from tests.course.delivery.returns.reporting import (
    EVENING,
    FIRST,
    NEXT_EVENINGS,
    SECOND,
    Late,
    Send,
    complaint,
    hurry,
    invite,
    report,
    take_another_address,
    why,
)
from tests.course.delivery.world import World
from tests.real.mail import Sink


def test_a_server_that_knows_no_such_mailbox_is_believed_at_once(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {FIRST: "550 5.1.1 nobody", SECOND: "550 5.7.1 not from you"}
    world.at(EVENING)
    pump(world.engine, world.settings, smtp)
    assert why(world) == Why.NO_MAILBOX
    assert why(world, SECOND) is None


def test_a_letter_that_waited_meanwhile_is_taken_back_and_not_counted_as_sent_or_refused(
    world: World, send: Send, smtp: Smtp, smtp_sink: Sink
) -> None:
    [letter] = send(EVENING)
    smtp_sink.recipient_replies = {FIRST: "450 4.2.0 later"}
    send(NEXT_EVENINGS[0])
    waits = [row for row in world.rows() if row.status == Status.PENDING]
    assert waits
    report(world, letter)
    hurry(world)
    smtp_sink.recipient_replies.clear()
    pump(world.engine, world.settings, smtp)
    assert [row for row in world.rows() if row.key in {one.key for one in waits}] == []


def test_a_letter_that_is_written_already_does_not_leave_after_a_report(
    world: World, send: Send, smtp_sink: Sink
) -> None:
    """It comes while the server is being reached: after the letters were written and before their commit."""
    [letter] = send(EVENING)
    smtp_sink.clear()
    world.at(NEXT_EVENINGS[0])
    late = Late(smtp_sink.url, lambda: report(world, letter))
    pump(world.engine, world.settings, late)
    assert late.happened == [Taken.SUPPRESSED]
    assert smtp_sink.to(FIRST) == []
    assert smtp_sink.to(SECOND)


def test_a_sign_in_letter_still_tries_and_its_code_shows_that_letters_arrive(
    world: World, send: Send, smtp_sink: Sink
) -> None:
    report(world, send(EVENING)[-1])
    with store.writing(world.engine) as db:
        asked, browser = sign_in.ask(db, email=FIRST, origin="127.0.0.1", shared=False)
        sign_in_letter(db, world.settings, asked)
    smtp_sink.clear()
    send(EVENING + timedelta(minutes=1))
    [paper] = smtp_sink.to(FIRST)
    body = paper.get_body(("plain",))
    assert body is not None
    [code] = re.findall(r"asked for it: (\d{3} \d{3})", body.get_content())
    with store.writing(world.engine) as db:
        sign_in.redeem_code(db, browser=browser, code=code)
    assert why(world) is None


def test_what_was_held_is_no_heap_afterwards(world: World, send: Send, smtp_sink: Sink) -> None:
    """Three weeks of letters waited; what comes is what is still of use, and at most one of a kind."""
    report(world, send(EVENING)[-1])
    for evening in NEXT_EVENINGS:
        send(evening)
    smtp_sink.clear()
    with store.writing(world.engine) as db:
        now = clock.now(db)
        take_another_address(db, world, "new@example.org", now)
    send(NEXT_EVENINGS[-1] + timedelta(minutes=2))
    came = smtp_sink.to("new@example.org")
    assert 1 <= len(came) <= 3
    assert len({paper["Subject"] for paper in came}) == len(came)
    assert smtp_sink.to(FIRST) == []


def test_a_new_address_leaves_nothing_of_the_old_one_behind(world: World, send: Send) -> None:
    [letter] = send(EVENING)
    report(world, letter)
    with store.writing(world.engine) as db:
        take_another_address(db, world, "new@example.org", clock.now(db))
        assert db.exec(select(func.count()).select_from(SuppressedAddress)).one() == 0
    assert report(world, letter) == Taken.NOT_OURS
    assert report(world, letter, to="new@example.org") == Taken.NOT_OURS  # it never went there
    assert why(world, "new@example.org") is None


def test_a_report_about_a_letter_from_before_she_said_that_letters_arrive_changes_nothing(
    world: World, send: Send, smtp_sink: Sink
) -> None:
    letters = send(EVENING)
    later = send(NEXT_EVENINGS[0])[-1]
    report(world, letters[-1])
    with store.writing(world.engine) as db:
        assert lift(db, FIRST, now=clock.now(db))  # as a code does that she has from a letter
    assert report(world, later) == Taken.NO_MATTER
    assert report(world, letters[-1]) == Taken.NO_MATTER
    assert why(world) is None


def test_whoever_sends_a_letter_again_has_the_address_tried_again(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {FIRST: "550 5.1.1 nobody"}
    world.at(EVENING)
    pump(world.engine, world.settings, smtp)
    dead = next(row for row in world.rows() if row.status == Status.DEAD)
    for mended in (False, True):
        if mended:
            smtp_sink.recipient_replies.clear()
        with store.writing(world.engine) as db:
            resend(db, world.settings, db.get_one(Delivery, dead.id), by=db.get_one(Person, world.lead))
        assert why(world) is None
        pump(world.engine, world.settings, smtp)
        assert (why(world) is None) == mended
    assert len(smtp_sink.to(FIRST)) == 1


def test_after_a_night_in_which_the_server_knew_nobody_all_of_them_are_written_to_again(
    world: World, smtp: Smtp, smtp_sink: Sink, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.writing(world.engine) as db:
        for address, why_not in (("old@example.org", Why.NO_MAILBOX), ("not-me@example.org", Why.COMPLAINT)):
            at = EVENING - timedelta(days=3) if why_not == Why.NO_MAILBOX else EVENING
            suppress(db, address, why_not, now=at)
    smtp_sink.recipient_replies = dict.fromkeys((FIRST, SECOND), "550 5.1.1 nobody")
    world.at(EVENING)
    pump(world.engine, world.settings, smtp)
    smtp_sink.recipient_replies.clear()
    for name, value in {**environ, "DATABASE_URL": world.settings.database_url}.items():
        monkeypatch.setenv(name, value)
    app = typer.Typer()
    app.command()(lift_addresses)
    result = CliRunner().invoke(app, ["--since", "2027-02-24T17:00"])
    assert result.output.strip() == "2 addresses are written to again."
    assert (why(world), why(world, SECOND)) == (None, None)
    assert why(world, "old@example.org") == Why.NO_MAILBOX
    assert why(world, "not-me@example.org") == Why.COMPLAINT
    world.at(NEXT_EVENINGS[0])
    pump(world.engine, world.settings, smtp)
    assert smtp_sink.to(FIRST)


def test_a_letter_that_was_not_wanted_cannot_be_sent_again(world: World, send: Send) -> None:
    invitation_id = invite(world)
    send(EVENING)
    letter = next(row for row in world.rows() if row.invitation_id == invitation_id)
    complaint(world, letter, "mira@example.org")
    with store.writing(world.engine) as db:
        row = db.get_one(Delivery, letter.id)
        copy = Delivery(**{**row.model_dump(exclude={"id"}), "key": "x", "message_id": "<x@y>"})
        copy.status = Status.UNKNOWN
        db.add(copy)
        db.flush()
        with pytest.raises(Refused):
            resend(db, world.settings, copy, by=db.get_one(Person, world.lead))


def test_staff_read_why_nothing_goes_to_her(world: World, send: Send) -> None:
    report(world, send(EVENING)[-1])
    with store.reading(world.engine) as db:
        cohort = db.get_one(Cohort, world.cohort)
        coming = going_out(db, cohort, now=clock.now(db), days=14)
    said = {words for one in coming for name, words in one.left_out if name == "Person-1"}
    assert said == {"Letters do not reach the address."}
    assert "Person-1" not in {name for one in coming for name in one.people}
