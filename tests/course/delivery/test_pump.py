"""One turn of the clock against a real database and a real mail server."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from course import clock, store
from course.cohorts import enrolment, meeting
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery import loading, marks
from course.delivery.channels.mailbox import Mailbox, read_mailbox
from course.delivery.channels.smtp import Smtp
from course.delivery.entry import sign_in_letter
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.people import inviting, preference, sign_in, token
from course.people.invitation import Role
from course.people.person import Person
from course.people.preference import Kind
from course.people.token import Purpose
from tests.course.delivery.world import World
from tests.real.mail import Sink

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
MORNING_AFTER = datetime(2027, 2, 26, 8, 0, tzinfo=UTC)


def turn(world: World, smtp: Smtp) -> int:
    return pump(world.engine, world.settings, smtp).sent


def kinds(world: World, status: Status) -> Counter[str]:
    return Counter(row.letter for row in world.rows() if row.status == status)


def hurry(world: World) -> None:
    """Let every waiting row be tried now."""
    with store.writing(world.engine) as db:
        for row in db.exec(select(Delivery).where(Delivery.status == Status.PENDING)).all():
            row.next_try_at = clock.real_now(db) - timedelta(seconds=1)
            db.add(row)


def test_everybody_hears_of_the_meeting_tomorrow_and_nobody_hears_twice(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(EVENING)
    assert turn(world, smtp) == 4
    assert turn(world, smtp) == 0
    assert Counter(one.recipients[0] for one in smtp_sink.accepted) == {
        "person-1@example.org": 1,
        "person-2@example.org": 1,
        "person-3@example.org": 1,
        "ines@example.org": 1,
    }


def test_what_arrives_is_what_the_ledger_says(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(EVENING)
    turn(world, smtp)
    arrived = {one.message["Message-ID"] for one in smtp_sink.accepted}
    assert arrived == {row.message_id for row in world.rows() if row.status == Status.SENT}


def test_replies_to_participants_letters_reach_the_facilitator(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(EVENING)
    turn(world, smtp)
    [paper] = smtp_sink.to("person-1@example.org")
    assert paper["Reply-To"] == "ines@example.org"
    assert paper["Subject"] == "Thursday 18:30, Room 2"
    assert paper["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_letter_to_the_facilitator_counts_and_names_nobody(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(EVENING)
    turn(world, smtp)
    [paper] = smtp_sink.to("ines@example.org")
    body = paper.get_body(("plain",))
    assert body is not None
    assert "3 people take part" in body.get_content()
    assert "Person-" not in body.get_content()


def test_the_week_opens_letter_brings_a_link_to_that_week_and_the_database_keeps_only_its_hash(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(MORNING_AFTER)
    turn(world, smtp)
    paper = next(one for one in smtp_sink.to("person-1@example.org") if one["Subject"] == "Week 1")
    body = paper.get_body(("plain",))
    assert body is not None
    [secret] = re.findall(r"/open/week/(\S+)", body.get_content())
    with store.reading(world.engine) as db:
        found = token.look(db, secret, purpose=Purpose.WEEK)
        assert found.about == f"week:{world.enrolments[0]}:week-1"
        assert found.person_id == world.people[0]
        assert secret not in found.hash


def test_somebody_who_left_or_stopped_between_falling_due_and_leaving_gets_nothing(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {f"person-{n}@example.org": "450 4.2.0 later" for n in (1, 2, 3)}
    world.at(EVENING)
    turn(world, smtp)
    smtp_sink.recipient_replies.clear()
    with store.writing(world.engine) as db:
        enrolment.leave(db, db.get_one(Enrolment, world.enrolments[0]), now=EVENING, by=world.people[0])
        preference.stop(db, world.people[1], Kind.MEETINGS, now=EVENING)
    hurry(world)
    turn(world, smtp)
    assert not smtp_sink.to("person-1@example.org")
    assert not smtp_sink.to("person-2@example.org")
    assert len(smtp_sink.to("person-3@example.org")) == 1
    reasons = {row.person_id: row.reason for row in world.rows() if row.status == Status.CANCELLED}
    assert reasons == {world.people[0]: "left", world.people[1]: "stopped"}


def test_a_letter_that_waited_past_its_last_useful_moment_is_stale_and_says_so(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {"person-1@example.org": "450 4.2.0 later"}
    world.at(EVENING)
    turn(world, smtp)
    smtp_sink.recipient_replies.clear()
    world.at(datetime(2027, 2, 25, 19, 0, tzinfo=UTC))
    hurry(world)
    turn(world, smtp)
    assert not smtp_sink.to("person-1@example.org")
    late = [row for row in world.rows() if row.person_id == world.people[0] and row.status == Status.STALE]
    assert ("meeting_tomorrow", "stale") in [(row.letter, row.reason) for row in late]


def test_a_letter_caught_by_the_night_is_taken_back_and_leaves_in_the_morning(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {"person-1@example.org": "450 4.2.0 later"}
    world.at(EVENING)
    turn(world, smtp)
    smtp_sink.recipient_replies.clear()
    world.at(datetime(2027, 2, 24, 22, 0, tzinfo=UTC))
    hurry(world)
    assert turn(world, smtp) == 0
    world.at(datetime(2027, 2, 25, 8, 0, tzinfo=UTC))
    turn(world, smtp)
    assert len(smtp_sink.to("person-1@example.org")) == 1


def test_an_address_that_does_not_exist_is_set_aside_and_the_others_hear(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {"person-2@example.org": "550 5.1.1 nobody of this name"}
    world.at(EVENING)
    assert turn(world, smtp) == 3
    [dead] = [row for row in world.rows() if row.status == Status.DEAD]
    assert dead.person_id == world.people[1]
    assert dead.reason == "recipient 550 5.1.1"


def test_a_mail_server_that_is_away_makes_nothing_dead(world: World, smtp_sink: Sink) -> None:
    world.at(EVENING)
    counts = pump(world.engine, world.settings, Smtp("smtp://127.0.0.1:1", timeout=1))
    assert counts.sent == 0
    assert kinds(world, Status.PENDING) == {"meeting_tomorrow": 3, "staff_meeting_tomorrow": 1}
    assert all(row.attempts == 0 for row in world.rows())
    hurry(world)
    assert turn(world, Smtp(smtp_sink.url, timeout=5)) == 4


def test_a_refused_letter_is_tried_six_times_more_and_then_set_aside(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {"person-1@example.org": "450 4.2.0 later"}
    world.at(EVENING)
    waits = []
    for _ in range(7):
        turn(world, smtp)
        row = next(one for one in world.rows() if one.person_id == world.people[0])
        with store.reading(world.engine) as db:
            waits.append((row.next_try_at - clock.real_now(db)).total_seconds() / 60)
        hurry(world)
    assert row.status == Status.DEAD
    for wait, planned in zip(waits, (1, 5, 15, 60, 240, 720), strict=False):
        assert 0.4 * planned <= wait <= 1.6 * planned


def test_a_letter_that_cannot_be_written_stops_no_other(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    with store.writing(world.engine) as db:
        db.get_one(Person, world.people[1]).locale = "not-a-locale"
    world.at(EVENING)
    assert turn(world, smtp) == 3
    for _ in range(8):
        hurry(world)
        turn(world, smtp)
    [poison] = [row for row in world.rows() if row.status == Status.DEAD]
    assert poison.person_id == world.people[1]
    assert poison.reason.startswith("rendering")
    assert len(smtp_sink.accepted) == 3


def test_a_moved_meeting_is_announced_again_through_the_whole_machine(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(EVENING)
    turn(world, smtp)
    with store.writing(world.engine) as db:
        first = db.exec(select(Meeting).order_by(col(Meeting.starts_at))).first()
        run, lead = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead)
        assert first is not None
        meeting.move(
            db,
            first,
            on=first.starts_on + timedelta(days=1),
            at=first.at,
            zone=run.zone,
            now=clock.now(db),
            by=lead,
        )
    turn(world, smtp)
    world.at(EVENING + timedelta(days=1))
    turn(world, smtp)
    subjects = [one["Subject"] for one in smtp_sink.to("person-1@example.org")]
    assert [one for one in subjects if "Room 2" in one] == [
        "Thursday 18:30, Room 2",
        "Friday 18:30, Room 2",
    ]


def test_an_invitation_leaves_with_a_link_that_lets_somebody_join(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        inviting.invite(
            db,
            db.get_one(Programme, world.programme),
            email="nuno@example.org",
            name="Nuno",
            role_wanted=Role.PARTICIPANT,
            cohort=db.get_one(Cohort, world.cohort),
            by=db.get_one(Person, world.ines),
            now=clock.now(db),
        )
    turn(world, smtp)
    [paper] = smtp_sink.to("nuno@example.org")
    body = paper.get_body(("plain",))
    assert body is not None
    [secret] = re.findall(r"/invitation/(\S+)", body.get_content())
    with store.writing(world.engine) as db:
        _person, place = inviting.accept(db, secret, name="Nuno", zone="Europe/Lisbon", now=clock.now(db))
        assert place is not None
        assert place.cohort_id == world.cohort


def test_a_sign_in_letter_leaves_first_with_a_link_and_a_code_that_work(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(EVENING)
    with store.writing(world.engine) as db:
        request, browser = sign_in.ask(db, email="person-1@example.org", origin="203.0.113.7", shared=False)
        sign_in_letter(db, world.settings, request)
    turn(world, smtp)
    first = smtp_sink.accepted[0].message
    assert first["Subject"] == "Your sign-in link"
    body = first.get_body(("plain",))
    assert body is not None
    [code] = re.findall(r"(\d{3} \d{3})", body.get_content())
    with store.writing(world.engine) as db:
        person, _request = sign_in.redeem_code(db, browser=browser, code=code)
        assert person.id == world.people[0]


def test_a_sign_in_letter_that_comes_after_its_request_ended_is_not_sent(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        request, _browser = sign_in.ask(db, email="person-1@example.org", origin="203.0.113.7", shared=False)
        sign_in_letter(db, world.settings, request)
        request.expires_at = clock.real_now(db) - timedelta(seconds=1)
        db.add(request)
    turn(world, smtp)
    assert not smtp_sink.accepted
    assert kinds(world, Status.CANCELLED) == {"sign_in": 1}


def test_an_unknown_address_leaves_no_row(world: World) -> None:
    with store.writing(world.engine) as db:
        request, _browser = sign_in.ask(db, email="nobody@example.org", origin="203.0.113.7", shared=False)
        sign_in_letter(db, world.settings, request)
    assert not world.rows()


def test_a_lease_that_ended_while_transmitting_leaves_the_letter_unknown_and_unsent(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(EVENING)
    pump(world.engine, world.settings, Smtp("smtp://127.0.0.1:1", timeout=1))
    with store.writing(world.engine) as db:
        rows = db.exec(select(Delivery).order_by(col(Delivery.id))).all()
        past = clock.real_now(db) - timedelta(seconds=1)
        for row, status in zip(rows, (Status.TRANSMITTING, Status.CLAIMED), strict=False):
            row.status, row.lease_owner, row.lease_until = status, "somebody-who-died", past
            row.next_try_at = past
            db.add(row)
    turn(world, smtp)
    after = {row.id: row for row in world.rows()}
    assert after[rows[0].id].status == Status.UNKNOWN
    assert after[rows[1].id].status == Status.SENT
    turn(world, smtp)
    assert after[rows[0].id].status == Status.UNKNOWN


def test_a_new_release_of_the_rules_looks_at_everybody_again(world: World, smtp: Smtp) -> None:
    turn(world, smtp)
    with store.writing(world.engine) as db:
        marks.put(db, marks.Release(name="letters", value="an older one"))
    assert pump(world.engine, world.settings, smtp).looked_at == 4
    assert pump(world.engine, world.settings, smtp).looked_at == 0


def test_the_pump_leaves_a_heartbeat(world: World, smtp: Smtp) -> None:
    turn(world, smtp)
    with store.reading(world.engine) as db:
        beat = db.get(marks.Heartbeat, "pump")
        assert beat is not None
        assert abs(beat.at - clock.real_now(db)) < timedelta(minutes=1)


def test_without_a_mail_server_each_letter_is_a_file_in_the_mailbox(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mail") / "box"
    world.at(EVENING)
    assert pump(world.engine, world.settings, Mailbox(folder)).sent == 4
    mails = read_mailbox(folder)
    assert {mail.to for mail in mails} == {
        "person-1@example.org", "person-2@example.org", "person-3@example.org", "ines@example.org",
    }  # fmt: skip
    assert all("/help" in mail.text and "<p>" in mail.html for mail in mails)


def test_statements_of_a_batch_do_not_grow_with_its_people(world: World, smtp: Smtp) -> None:
    statements: list[str] = []
    with store.reading(world.engine) as db:  # a course is read once and then known to the process
        loading.enrolments(db, list(world.enrolments[:1]))
    event.listen(world.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    with store.reading(world.engine) as db:
        loading.enrolments(db, list(world.enrolments[:1]))
    one = len(statements)
    statements.clear()
    with store.reading(world.engine) as db:
        loading.enrolments(db, list(world.enrolments))
    assert len(statements) <= one <= 7  # the beginning, and six
