"""Which reports are believed, and what each kind of them leads to."""

from datetime import timedelta

import pytest
from sqlmodel import select

from course import clock, store
from course.audit import AuditEvent
from course.delivery.channels.smtp import Smtp
from course.delivery.entry import message_id, sign_in_letter
from course.delivery.ledger import Status
from course.delivery.pump import pump
from course.delivery.returns.letter_report import LetterReport
from course.delivery.returns.report import Taken
from course.people import inviting, preference, sign_in
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.preference import Kind
from course.people.suppressed import SuppressedAddress, Why
from tests.course.delivery.returns.reporting import (
    EVENING,
    FIRST,
    NEXT_EVENINGS,
    SECOND,
    Send,
    complaint,
    invite,
    report,
    why,
)
from tests.course.delivery.world import World
from tests.real.mail import Sink


def test_after_a_hard_report_no_letter_leaves_to_that_address_and_all_others_hear(
    world: World, send: Send, smtp_sink: Sink
) -> None:
    [letter] = send(EVENING)
    assert report(world, letter) == Taken.SUPPRESSED
    assert why(world) == Why.NO_MAILBOX
    smtp_sink.clear()
    for evening in NEXT_EVENINGS:
        send(evening)
    assert smtp_sink.to(FIRST) == []
    assert smtp_sink.to(SECOND)


def test_the_same_report_again_changes_nothing(world: World, send: Send) -> None:
    [letter] = send(EVENING)
    report(world, letter)
    with store.reading(world.engine) as db:
        before = [one.model_dump() for one in db.exec(select(SuppressedAddress)).all()]
    world.at(EVENING + timedelta(hours=5))
    assert report(world, letter) == Taken.KNOWN
    with store.reading(world.engine) as db:
        assert [one.model_dump() for one in db.exec(select(SuppressedAddress)).all()] == before
        assert len(db.exec(select(LetterReport)).all()) == 1


@pytest.mark.parametrize("to", [SECOND, "somebody@example.org", "not an address", ""])
def test_a_report_about_somebody_elses_address_is_not_believed(world: World, send: Send, to: str) -> None:
    [letter] = send(EVENING)
    assert report(world, letter, to=to) == Taken.NOT_OURS
    assert why(world) is None
    assert why(world, SECOND) is None


def test_a_message_id_that_is_not_ours_or_whose_letter_has_not_left_is_not_believed(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {FIRST: "450 4.2.0 later"}
    world.at(EVENING)
    pump(world.engine, world.settings, smtp)
    waiting = next(row for row in world.rows() if row.person_id == world.people[0])
    assert waiting.status == Status.PENDING
    assert report(world, waiting) == Taken.NOT_OURS
    waiting.message_id = "<made-up@example.org>"
    assert report(world, waiting) == Taken.NOT_OURS
    assert why(world) is None


def test_nobody_can_work_a_message_id_out_without_the_secret(world: World, send: Send) -> None:
    [letter] = send(EVENING)
    other = world.settings.model_copy(update={"secret_key": "x" * 40})
    assert message_id(world.settings, letter.key) == letter.message_id
    assert message_id(other, letter.key) != letter.message_id


@pytest.mark.parametrize("status", ["5.7.1", "5.7.26", "4.7.0", "5.5.1", "5.6.0", ""])
def test_what_is_about_us_or_the_letter_says_nothing_about_her(world: World, send: Send, status: str) -> None:
    for evening in (EVENING, *NEXT_EVENINGS):
        assert report(world, send(evening)[-1], status) == Taken.NO_MATTER
    assert why(world) is None


def test_a_full_mailbox_is_no_reason_until_three_letters_in_a_row_came_back(world: World, send: Send) -> None:
    letters = [send(evening)[-1] for evening in (EVENING, *NEXT_EVENINGS)]
    assert len({letter.key for letter in letters}) == 4
    assert report(world, letters[0], "5.2.2") == Taken.NOTED
    assert report(world, letters[0], "5.2.2") == Taken.KNOWN
    assert why(world) is None


def test_three_letters_with_nothing_between_them_are_a_reason(world: World, send: Send) -> None:
    letters = [send(evening) for evening in (EVENING, *NEXT_EVENINGS)][-1]
    assert len({letter.key for letter in letters}) >= 4
    results = [report(world, letter, "4.4.7") for letter in letters[-3:]]
    assert results == [Taken.NOTED, Taken.NOTED, Taken.SUPPRESSED]
    assert why(world) == Why.COMES_BACK


def test_a_letter_between_them_that_arrived_breaks_the_row_and_its_late_report_closes_it(
    world: World, send: Send
) -> None:
    first, second, third, fourth = [send(evening) for evening in (EVENING, *NEXT_EVENINGS)][-1][:4]
    assert [report(world, one, "5.2.2") for one in (first, second, fourth)] == [Taken.NOTED] * 3
    assert why(world) is None
    assert report(world, third, "5.2.2") == Taken.SUPPRESSED


def test_a_complaint_stops_what_she_could_stop_herself_and_essential_letters_go_on(
    world: World, send: Send, smtp_sink: Sink
) -> None:
    [letter] = send(EVENING)
    assert complaint(world, letter) == Taken.STOPPED
    with store.reading(world.engine) as db:
        assert preference.stopped(db, world.people[0]) == frozenset(Kind)
        about = select(AuditEvent.about).where(AuditEvent.what == "letters.complaint")
        assert db.exec(about).all() == [f"person:{world.people[0]}"]
    assert why(world) is None
    with store.writing(world.engine) as db:
        asked, _browser = sign_in.ask(db, email=FIRST, origin="127.0.0.1", shared=False)
        sign_in_letter(db, world.settings, asked)
    assert send(EVENING + timedelta(minutes=1))[-1].letter == "sign_in"


def test_a_complaint_that_is_sent_again_does_not_stop_what_she_wants_by_now(world: World, send: Send) -> None:
    [letter] = send(EVENING)
    complaint(world, letter)
    with store.writing(world.engine) as db:
        preference.resume(db, world.people[0], Kind.WEEKS, now=EVENING)
    assert complaint(world, letter) == Taken.KNOWN
    with store.reading(world.engine) as db:
        assert Kind.WEEKS not in preference.stopped(db, world.people[0])


def test_whoever_was_invited_and_complains_is_not_reminded_and_not_asked_again(
    world: World, send: Send, smtp_sink: Sink
) -> None:
    invitation_id = invite(world)
    send(EVENING)
    letter = next(row for row in world.rows() if row.invitation_id == invitation_id)
    assert complaint(world, letter, "mira@example.org") == Taken.SUPPRESSED
    with store.writing(world.engine) as db:
        mira, lead = db.get_one(Invitation, invitation_id), db.get_one(Person, world.lead)
        inviting.ask_again(db, mira, by=lead, now=clock.now(db))
    send(EVENING + timedelta(days=5))
    assert len(smtp_sink.to("mira@example.org")) == 1


def test_an_invitation_that_came_back_is_tried_again_when_somebody_asks(
    world: World, send: Send, smtp_sink: Sink
) -> None:
    invitation_id = invite(world)
    send(EVENING)
    letter = next(row for row in world.rows() if row.invitation_id == invitation_id)
    assert report(world, letter, to="mira@example.org") == Taken.SUPPRESSED
    send(EVENING + timedelta(days=5))
    assert len(smtp_sink.to("mira@example.org")) == 1
    with store.writing(world.engine) as db:
        mira, lead = db.get_one(Invitation, invitation_id), db.get_one(Person, world.lead)
        inviting.ask_again(db, mira, by=lead, now=clock.now(db))
    send(EVENING + timedelta(days=5, minutes=1))
    assert len(smtp_sink.to("mira@example.org")) == 2
