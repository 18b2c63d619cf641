"""What somebody pressed, on paper: each step of leaving once, a copy of what was agreed to, and a last letter."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from course import clock, store
from course.cohorts import enrolment as places
from course.cohorts.enrolment import Enrolment
from course.delivery.channels import Unreachable
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Status
from course.delivery.pump import pump
from course.delivery.receipts import consent_copy, step_receipt
from course.delivery.restored import set_aside
from course.people import consent, last_letter
from course.people.consent import ConsentTo
from course.people.consent_text import consent_texts
from course.people.key import Keyring
from course.people.last_letter import LastLetter
from course.people.person import Person
from course.privacy import erase_person
from tests.course.delivery.world import World
from tests.real.mail import Sink

HER = "person-1@example.org"


def turns(world: World, smtp: Smtp, number: int = 2) -> None:
    for _turn in range(number):
        pump(world.engine, world.settings, smtp)


def leave(world: World) -> None:
    with store.writing(world.engine) as db:
        place, now = db.get_one(Enrolment, world.enrolments[0]), clock.now(db)
        places.leave(db, place, now=now, by=world.people[0])
        step_receipt(db, world.settings, place, "leave", now=now)


def texts(sink: Sink, subject: str) -> list[str]:
    found = [one.get_body(("plain",)) for one in sink.to(HER) if one["Subject"] == subject]
    return [one.get_content() for one in found if one is not None]


def test_whoever_has_left_gets_one_letter_that_says_so(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    leave(world)
    turns(world, smtp)
    [text] = texts(smtp_sink, "As you chose")
    assert "You have left Thursday evening" in text.replace("\n", " ")
    assert [row.status for row in world.rows() if row.letter == "step_receipt"] == [Status.SENT]


def test_whoever_came_back_before_it_left_is_told_nothing(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    leave(world)
    with store.writing(world.engine) as db:
        place = db.get_one(Enrolment, world.enrolments[0])
        places.come_back(db, place, now=clock.now(db), by=world.people[0])
    turns(world, smtp)
    assert texts(smtp_sink, "As you chose") == []


def test_a_copy_holds_the_words_she_read_and_what_she_said_to_each(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    course, measures = consent_texts()[:2]
    with store.writing(world.engine) as db:
        place = db.get_one(Enrolment, world.enrolments[0])
        for text, given in ((course, True), (measures, False)):
            consent.answer(
                db, enrolment_id=place.stored_id, purpose=text.purpose, given=given, text=text.whole, locale="en",
                signed_as="Person One",
            )  # fmt: skip
        consent_copy(db, world.settings, place, now=clock.now(db))
        known = consent.newest(db, place.stored_id)
    turns(world, smtp)
    [text_] = [" ".join(one.split()) for one in texts(smtp_sink, "A copy for you")]
    assert "Taking part in the course: you said yes." in text_
    assert "Answering questions before and after: you said no." in text_
    assert " ".join(course.text.split()) in text_
    assert " ".join(measures.more.split()) in text_
    assert known[ConsentTo.COURSE].text_hash[:12] in text_
    assert "Signed with the name Person One" in text_
    # Six months on was agreed to in other words, of which only the hash is there.
    assert "Being asked again after six months: you said yes. The words have changed since." in text_


def erased(world: World) -> None:
    with store.writing(world.engine) as db:
        person = db.get_one(Person, world.people[0])
        last_letter.leave_behind(db, Keyring(world.settings.wrapping_keys), person)
        erase_person(db, person, by=person)


def kept(world: World) -> list[LastLetter]:
    with store.reading(world.engine) as db:
        return list(db.exec(select(LastLetter)).all())


def test_the_last_letter_leaves_once_and_its_address_is_gone_with_it(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    erased(world)
    [row] = kept(world)
    assert HER.encode() not in row.sealed
    turns(world, smtp, 3)
    [text] = texts(smtp_sink, "It is done")
    assert "Everything about you has been removed" in text
    assert "Person" not in text
    assert kept(world) == []
    assert not [one for one in world.rows() if one.status in (Status.PENDING, Status.CLAIMED)]


class Away(Smtp):
    def open(self) -> None:
        raise Unreachable("nobody answers")


def test_where_no_server_answers_it_waits_for_a_day_and_is_then_gone(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    erased(world)
    turns(world, Away(smtp_sink.url), 1)
    [row] = kept(world)
    assert row.next_try_at > row.asked_at
    with store.writing(world.engine) as db:
        at = clock.real_now(db) - timedelta(minutes=1)
        db.execute(update(LastLetter).values(next_try_at=at, asked_at=at - last_letter.LIVES))
    turns(world, smtp, 3)
    assert texts(smtp_sink, "It is done") == []
    assert kept(world) == []


def test_an_address_that_no_letter_reaches_is_not_kept_for_one(world: World) -> None:
    with store.writing(world.engine) as db:
        person = db.get_one(Person, world.people[0])
        db.execute(update(Person).where(col(Person.id) == person.id).values(email=None))
        db.refresh(person)
        last_letter.leave_behind(db, Keyring(world.settings.wrapping_keys), person)
    assert kept(world) == []


def test_after_an_older_copy_was_put_back_none_leaves_again(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    erased(world)
    with store.reading(world.engine) as db:
        since = clock.now(db)
    set_aside(world.engine, world.settings, since=since)
    turns(world, smtp, 3)
    assert texts(smtp_sink, "It is done") == []
