"""Letters about questions through the real pump: each once, none after a no, and a new address reached where it is."""

import re
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from course import clock, store
from course.cohorts.enrolment import Enrolment
from course.delivery.channels.smtp import Smtp
from course.delivery.entry import address_letter
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.measures import address_check, assessment
from course.people import address_change, token
from course.people.person import Person
from course.people.token import Purpose
from tests.course.delivery.world import World
from tests.real.mail import Sink

# The last meeting is on Thursday 15 April 2027 in Lisbon, and the questions after it are asked until 6 May.
ASKED = datetime(2027, 4, 16, 8, 0, tzinfo=UTC)
REMINDED = datetime(2027, 4, 19, 8, 0, tzinfo=UTC)
NOTE = datetime(2027, 7, 14, 8, 0, tzinfo=UTC)


def turn(world: World, smtp: Smtp, at: datetime) -> list[str]:
    """(letter, who) of what one turn hands over about questions and addresses."""
    world.at(at)
    before = {row.id for row in world.rows() if row.status == Status.SENT}
    pump(world.engine, world.settings, smtp)
    fresh = [row for row in world.rows() if row.status == Status.SENT and row.id not in before]
    return [
        f"{row.letter}|{row.about}|{row.occurrence}"
        for row in fresh
        if row.about.startswith(("wave:", "address"))
    ]


def test_one_that_is_said_no_to_is_not_sent_again_to_her_and_goes_on_to_the_others(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    one, two, three = world.enrolments
    asked = turn(world, smtp, ASKED)
    assert sorted(asked) == [f"measure_invitation|wave:{each}:after|1" for each in (one, two, three)]
    paper = smtp_sink.to("person-1@example.org")[-1].get_body(("plain",))
    assert paper is not None
    [secret] = re.findall(r"/open/questions/(\S+)/no-more", paper.get_content())
    with store.writing(world.engine) as db:
        about = token.look(db, secret, purpose=Purpose.WAVE).about
        assert about == f"wave:{one}:after"
        assessment.decline(db, db.get_one(Enrolment, one), "after", now=clock.now(db))
    reminded = turn(world, smtp, REMINDED)
    assert sorted(reminded) == [f"measure_reminder|wave:{each}:after|1" for each in (two, three)]


def test_a_no_that_comes_while_the_letter_waits_keeps_it_back(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    """Everything that is due stands in the ledger and waits for a server; one says no before it leaves."""
    turn(world, smtp, ASKED)
    world.at(REMINDED)
    one, two, three = world.enrolments
    pump(world.engine, world.settings, Smtp("smtp://127.0.0.1:9", timeout=1))
    letters = [
        row for row in world.rows() if row.letter == "measure_reminder" and row.status == Status.PENDING
    ]
    waiting = [row.about for row in letters]
    assert sorted(waiting) == [f"wave:{each}:after" for each in (one, two, three)]
    with store.writing(world.engine) as db:
        assessment.decline(db, db.get_one(Enrolment, one), "after", now=clock.now(db))
        for row in db.exec(select(Delivery).where(Delivery.status == Status.PENDING)).all():
            row.next_try_at = clock.real_now(db) - timedelta(seconds=1)
            db.add(row)
    assert sorted(turn(world, smtp, REMINDED + timedelta(hours=1))) == [
        f"measure_reminder|wave:{each}:after|1" for each in (two, three)
    ]
    gone = [
        row for row in world.rows() if row.letter == "measure_reminder" and row.about == f"wave:{one}:after"
    ]
    assert [(row.status, row.reason) for row in gone] == [(Status.CANCELLED, "declined")]


def test_whether_the_address_is_right_is_asked_once_and_never_after_a_yes(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    first, second, third = world.enrolments
    with store.writing(world.engine) as db:
        address_check.confirm(db, db.get_one(Enrolment, first), now=clock.now(db))
    asked = [one for one in turn(world, smtp, NOTE) if one.startswith("address_note")]
    assert sorted(asked) == [f"address_note|address:{each}|1" for each in (second, third)]
    assert turn(world, smtp, NOTE + timedelta(days=3)) == []


def test_the_letter_about_a_new_address_goes_there_and_not_to_the_old_one(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        person = db.get_one(Person, world.people[0])
        address_letter(db, world.settings, address_change.ask(db, person, email="elsewhere@example.org"))
    pump(world.engine, world.settings, smtp)
    [paper] = smtp_sink.to("elsewhere@example.org")
    assert not [one for one in smtp_sink.to("person-1@example.org") if one["Subject"] == "Your new address"]
    body = paper.get_body(("plain",))
    assert body is not None
    [secret] = re.findall(r"/new-address/(\S+)", body.get_content())
    with store.writing(world.engine) as db:
        assert address_change.take(db, secret, now=clock.now(db)).email == "elsewhere@example.org"


def test_a_new_address_that_was_replaced_by_another_gets_no_letter(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        person = db.get_one(Person, world.people[0])
        address_letter(db, world.settings, address_change.ask(db, person, email="first@example.org"))
        address_letter(db, world.settings, address_change.ask(db, person, email="second@example.org"))
    pump(world.engine, world.settings, smtp)
    assert not smtp_sink.to("first@example.org")
    assert len(smtp_sink.to("second@example.org")) == 1
    with store.reading(world.engine) as db:
        letters = db.exec(select(Delivery).where(Delivery.letter == "address_change")).all()
        assert {row.status for row in letters} == {Status.CANCELLED, Status.SENT}
