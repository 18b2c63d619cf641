"""The offer of a place through the real pump: to one person at a time, once an offer, and none that has ended."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from course import clock, store
from course.cohorts import calling_off, enrolment, offering
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.facts import OfferFacts
from course.delivery.foreseen import foreseen
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.people import inviting
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.settings import Settings
from tests.course.delivery.people import invited, local
from tests.course.delivery.world import BEGIN, World, build
from tests.real.mail import Sink

EARLIER = BEGIN - timedelta(days=10)
"""Sunday 14 February at noon; BEGIN is the day before the first session."""


@pytest.fixture
def world(fresh_engine: Engine, own_settings: Settings) -> World:
    return build(fresh_engine, own_settings, begin=EARLIER)


@pytest.fixture
def waiting(world: World) -> tuple[int, int]:
    """Room for three and three who take part; Cleo and Dora wait, whom staff put on the list."""
    with store.writing(world.engine) as db:
        cohort, now = db.get_one(Cohort, world.cohort), clock.now(db)
        cohort.capacity = 3
        lead = db.get_one(Person, world.lead)
        both = [
            offering.put_on_list(db, cohort, email=f"{name}@example.org", name=name.title(), by=lead, now=now)
            for name in ("cleo", "dora")
        ]
        return both[0].stored_id, both[1].stored_id


def left(world: World, smtp: Smtp, at: datetime) -> list[str]:
    """(letter, invitation, occurrence) of what a turn at this time hands over to people who are invited."""
    world.at(at)
    before = {row.id for row in world.rows() if row.status == Status.SENT}
    pump(world.engine, world.settings, smtp)
    fresh = [row for row in world.rows() if row.status == Status.SENT and row.id not in before]
    return [f"{row.letter} {row.invitation_id} {row.occurrence}" for row in fresh if row.invitation_id]


def leave(world: World, number: int) -> None:
    with store.writing(world.engine) as db:
        place = db.get_one(Enrolment, world.enrolments[number])
        enrolment.leave(db, place, now=clock.now(db), by=None)


def secret_for(sink: Sink, address: str) -> str:
    body = sink.to(address)[-1].get_body(("plain",))
    assert body is not None
    [secret] = re.findall(r"/invitation/(\S+)", body.get_content())
    return str(secret)


def test_while_she_waits_no_letter_leaves_and_then_the_offer_does_with_a_link_that_takes_the_place(
    world: World, smtp: Smtp, smtp_sink: Sink, waiting: tuple[int, int]
) -> None:
    cleo, _dora = waiting
    assert left(world, smtp, EARLIER + timedelta(days=4)) == []
    leave(world, 0)
    assert left(world, smtp, EARLIER + timedelta(days=4, minutes=1)) == [f"place_offered {cleo} 1"]
    letter = smtp_sink.to("cleo@example.org")[-1]
    assert letter["Subject"] == "A place is free, until Saturday 20 February"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Saturday 20 February, 20:00" in body.get_content()
    secret = secret_for(smtp_sink, "cleo@example.org")
    with store.writing(world.engine) as db:
        assert inviting.accept(db, secret, name="Cleo", zone="Europe/Lisbon", now=clock.now(db))[1]
    assert left(world, smtp, EARLIER + timedelta(days=8)) == []


def test_an_offer_that_ends_goes_to_the_next_by_itself_and_each_is_told_once(
    world: World, smtp: Smtp, smtp_sink: Sink, waiting: tuple[int, int]
) -> None:
    cleo, dora = waiting
    leave(world, 0)
    assert left(world, smtp, EARLIER + timedelta(minutes=1)) == [f"place_offered {cleo} 1"]
    assert left(world, smtp, EARLIER + timedelta(days=2)) == []
    # 48 hours later it is Tuesday, a minute after noon: the offer ends at 20:00 on that evening.
    assert left(world, smtp, EARLIER + timedelta(days=2, hours=7, minutes=59)) == []
    assert left(world, smtp, EARLIER + timedelta(days=2, hours=8, minutes=1)) == [f"place_offered {dora} 1"]
    assert left(world, smtp, EARLIER + timedelta(days=9)) == []


def test_who_says_that_she_still_waits_is_offered_a_second_time_under_a_number_of_its_own(
    world: World, smtp: Smtp, smtp_sink: Sink, waiting: tuple[int, int]
) -> None:
    cleo, dora = waiting
    leave(world, 0)
    left(world, smtp, EARLIER + timedelta(minutes=1))
    left(world, smtp, EARLIER + timedelta(days=3))
    secret = secret_for(smtp_sink, "cleo@example.org")
    with store.writing(world.engine) as db:
        offering.wait(db, inviting.invitation_of(db, secret), now=clock.now(db))
        offering.say_no(
            db, inviting.invitation_of(db, secret_for(smtp_sink, "dora@example.org")), now=clock.now(db)
        )
    assert left(world, smtp, EARLIER + timedelta(days=3, hours=1)) == [f"place_offered {cleo} 2"]
    assert dora != cleo


def test_an_offer_that_could_not_leave_before_it_ended_is_not_sent_any_more(
    world: World, smtp: Smtp, smtp_sink: Sink, waiting: tuple[int, int]
) -> None:
    """The mail server does not answer for three days; what then leaves is the offer to the next."""
    cleo, dora = waiting
    leave(world, 0)
    pump(world.engine, world.settings, Smtp("smtp://127.0.0.1:9", timeout=1))
    [row] = [row for row in world.rows() if row.letter == "place_offered"]
    assert (row.status, row.invitation_id) == (Status.PENDING, cleo)
    with store.writing(world.engine) as db:
        db.get_one(Delivery, row.id).next_try_at = clock.real_now(db) - timedelta(seconds=1)
    assert left(world, smtp, EARLIER + timedelta(days=3)) == [f"place_offered {dora} 1"]
    assert smtp_sink.to("cleo@example.org") == []
    [row] = [row for row in world.rows() if row.letter == "place_offered" and row.invitation_id == cleo]
    assert row.status == Status.STALE


def test_whoever_still_waits_as_the_group_begins_is_told_once(
    world: World, smtp: Smtp, smtp_sink: Sink, waiting: tuple[int, int]
) -> None:
    begins = EARLIER + timedelta(days=11, hours=6, minutes=30)  # Thursday 25 February, 18:30
    assert left(world, smtp, begins - timedelta(minutes=1)) == []
    assert left(world, smtp, begins) == [f"no_place {each} 1" for each in waiting]
    assert left(world, smtp, begins + timedelta(days=1)) == []
    assert smtp_sink.to("cleo@example.org")[-1]["Subject"] == "No place became free this time"


def _asked(db: Session, world: World, name: str) -> int:
    house, lead = db.get_one(Programme, world.programme), db.get_one(Person, world.lead)
    return inviting.invite(
        db, house, email=f"{name}@example.org", name=name.title(), role_wanted=Role.PARTICIPANT,
        cohort=db.get_one(Cohort, world.cohort), by=lead, now=clock.now(db),
    ).stored_id  # fmt: skip


def call_off(world: World) -> None:
    with store.writing(world.engine) as db:
        lead, cohort = db.get_one(Person, world.lead), db.get_one(Cohort, world.cohort)
        calling_off.call_off(db, cohort, reason="Ines is ill", now=clock.now(db), by=lead)


def test_whoever_waits_for_a_group_that_is_called_off_or_was_asked_is_told_once_without_the_reason(
    world: World, smtp: Smtp, smtp_sink: Sink, waiting: tuple[int, int]
) -> None:
    """A place is kept for Cleo at that moment; Dora has said no and waits no more; Nuno was invited alone, and no
    letter of Olga's invitation has left yet."""
    cleo, dora = waiting
    leave(world, 0)
    assert left(world, smtp, EARLIER + timedelta(minutes=1)) == [f"place_offered {cleo} 1"]
    with store.writing(world.engine) as db:
        lead = db.get_one(Person, world.lead)
        nuno = _asked(db, world, "nuno")
        offering.say_no(db, db.get_one(Invitation, dora), now=clock.now(db), by=lead)
    left(world, smtp, EARLIER + timedelta(minutes=2))
    with store.writing(world.engine) as db:
        _asked(db, world, "olga")
    call_off(world)
    told = left(world, smtp, EARLIER + timedelta(minutes=3))
    assert sorted(told) == [f"invitation_called_off {nuno} 1", f"waiting_called_off {cleo} 1"]
    assert "/invitation/" not in smtp_sink.to("nuno@example.org")[-1].as_string()
    assert left(world, smtp, EARLIER + timedelta(days=12)) == []
    letter = smtp_sink.to("cleo@example.org")[-1]
    body = letter.get_body(("plain",))
    assert body is not None
    said = " ".join(body.get_content().split())
    assert letter["Subject"] == "The group you wait for does not begin"
    assert "other groups of Linden House, a reply to this letter reaches me" in said
    assert "ill" not in said.replace("will", "")
    assert "/invitation/" not in said


def test_an_offer_that_had_not_left_is_not_sent_when_the_group_is_called_off(
    world: World, smtp: Smtp, smtp_sink: Sink, waiting: tuple[int, int]
) -> None:
    cleo, dora = waiting
    leave(world, 0)
    pump(world.engine, world.settings, Smtp("smtp://127.0.0.1:9", timeout=1))
    call_off(world)
    with store.writing(world.engine) as db:
        [row] = db.exec(select(Delivery).where(Delivery.letter == "place_offered")).all()
        row.next_try_at = clock.real_now(db) - timedelta(seconds=1)
    told = left(world, smtp, EARLIER + timedelta(minutes=5))
    assert sorted(told) == [f"waiting_called_off {each} 1" for each in (cleo, dora)]
    [offer] = [row for row in world.rows() if row.letter == "place_offered"]
    assert (offer.status, offer.reason) == (Status.CANCELLED, Reason.WITHDRAWN)


def test_once_the_group_has_begun_whoever_waited_has_been_told_and_hears_no_more(
    world: World, smtp: Smtp, smtp_sink: Sink, waiting: tuple[int, int]
) -> None:
    begins = EARLIER + timedelta(days=11, hours=6, minutes=30)
    assert left(world, smtp, begins) == [f"no_place {each} 1" for each in waiting]
    world.at(begins + timedelta(days=1))
    call_off(world)
    assert left(world, smtp, begins + timedelta(days=1, minutes=1)) == []


def test_the_preview_of_calling_off_names_who_waits(world: World, waiting: tuple[int, int]) -> None:
    with store.writing(world.engine) as db:
        cohort, lead, now = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead), clock.now(db)
        seen = foreseen(
            db, cohort, lambda: calling_off.call_off(db, cohort, reason="Ill", now=now, by=lead), now=now
        )
    [line] = [one for one in seen.letters if one.letter == "waiting_called_off"]
    assert (line.people, line.what) == (("Cleo", "Dora"), "comes")


def test_the_rule_offers_at_once_once_for_each_number_and_lets_no_invitation_pass_meanwhile() -> None:
    at = local(date(2027, 2, 20), time(23))
    offer = OfferFacts(2, at, local(date(2027, 2, 22), time(20)))
    facts = replace(invited(), waits=True, offer=offer)
    answer = due(facts, at)
    assert [one.key for one in answer.letters] == ["place_offered|invitation:7|i7|2"]
    assert {one.reason for one in answer.not_due} == {Reason.WAITS}
    again = replace(facts, known=frozenset({"place_offered|invitation:7|i7|2"}))
    assert due(again, at).letters == ()
    assert due(facts, offer.ends_at).letters == ()
    assert due(replace(facts, offer=None), at).letters == ()
