"""What comes back of letters that a real mail server took, and what follows for the letters to come."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from course import clock, store
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.delivery.channels.smtp import Smtp
from course.delivery.entry import message_id, sign_in_letter
from course.delivery.ledger import Delivery, Status
from course.delivery.outbox import going_out, resend
from course.delivery.pump import pump
from course.delivery.returns.letter_report import LetterReport
from course.delivery.returns.report import Report, Taken, take
from course.errors import Refused
from course.people import address_change, inviting, preference, sign_in
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.people.preference import Kind
from course.people.suppressed import SuppressedAddress, Why, lift, suppressed
from course.people.token import Purpose, mint
from tests.course.delivery.world import World
from tests.real.mail import Sink

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
NEXT_EVENINGS = [datetime(2027, 3, day, 18, 0, tzinfo=UTC) for day in (3, 10, 17)]
FIRST = "person-1@example.org"
SECOND = "person-2@example.org"
Send = Callable[[datetime], list[Delivery]]


@pytest.fixture
def send(world: World, smtp: Smtp) -> Send:
    """One turn at a moment; the letters that left to the first person, the newest last."""

    def turn(at: datetime) -> list[Delivery]:
        world.at(at)
        pump(world.engine, world.settings, smtp)
        return [row for row in world.rows() if row.person_id == world.people[0] and row.status == Status.SENT]

    return turn


class Late(Smtp):
    """The real channel; when it is opened for the first time, something happens first."""

    def __init__(self, url: str, happens: Callable[[], Taken]) -> None:
        super().__init__(url, timeout=5)
        self.happens = happens
        self.happened: list[Taken] = []

    def open(self) -> None:
        if not self.happened:
            self.happened.append(self.happens())
        super().open()


def report(world: World, letter: Delivery, status: str = "5.1.1", to: str = FIRST) -> Taken:
    with store.writing(world.engine) as db:
        return take(db, Report(letter.message_id, to, status), now=clock.now(db))


def complaint(world: World, letter: Delivery, to: str = FIRST) -> Taken:
    with store.writing(world.engine) as db:
        return take(db, Report(letter.message_id, to, is_complaint=True), now=clock.now(db))


def why(world: World, address: str = FIRST) -> Why | None:
    with store.reading(world.engine) as db:
        found = suppressed(db, [address]).get(address)
        return found.why if found else None


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
    invitation_id = _invite(world)
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
    invitation_id = _invite(world)
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
    _hurry(world)
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
        _take_another_address(db, world, "new@example.org", now)
    send(NEXT_EVENINGS[-1] + timedelta(minutes=2))
    came = smtp_sink.to("new@example.org")
    assert 1 <= len(came) <= 3
    assert len({paper["Subject"] for paper in came}) == len(came)
    assert smtp_sink.to(FIRST) == []


def test_a_new_address_leaves_nothing_of_the_old_one_behind(world: World, send: Send) -> None:
    [letter] = send(EVENING)
    report(world, letter)
    with store.writing(world.engine) as db:
        _take_another_address(db, world, "new@example.org", clock.now(db))
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


def test_a_letter_that_was_not_wanted_cannot_be_sent_again(world: World, send: Send) -> None:
    invitation_id = _invite(world)
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


def _take_another_address(db: Session, world: World, email: str, now: datetime) -> None:
    """By the link of the letter that came there."""
    person = db.get_one(Person, world.people[0])
    change = address_change.ask(db, person, email=email)
    secret = mint(db, Purpose.ADDRESS, about=address_change.about_change(change), person_id=person.stored_id)
    address_change.take(db, secret, now=now)


def _invite(world: World) -> int:
    with store.writing(world.engine) as db:
        return inviting.invite(
            db,
            db.get_one(Programme, world.programme),
            email="mira@example.org",
            name="Mira",
            role_wanted=Role.PARTICIPANT,
            cohort=db.get_one(Cohort, world.cohort),
            by=db.get_one(Person, world.lead),
            now=clock.now(db),
        ).stored_id


def _hurry(world: World) -> None:
    with store.writing(world.engine) as db:
        for row in db.exec(select(Delivery).where(col(Delivery.status) == Status.PENDING)).all():
            row.next_try_at = clock.real_now(db) - timedelta(seconds=1)
            db.add(row)
