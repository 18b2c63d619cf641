"""A letter to herself: she is told on her day that something waits, in words that say nothing, and staff never are."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from course import access, clock, store
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, leave
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.hours import Awake
from course.delivery.ledger import Delivery, Status
from course.delivery.outbox import everything_going_out, for_cohort, going_out
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.errors import NotFound, Refused
from course.people.key import Keyring
from course.people.person import Person
from course.practice import journal, own_letter
from course.practice.journal import JournalEntry
from course.practice.own_letter import Waiting
from tests.course.delivery.people import local, maya
from tests.course.delivery.world import BEGIN, World
from tests.real.mail import Sink

DAY = date(2027, 10, 15)
FACTS = replace(maya(), own_letters=(Waiting(8, DAY),))
SECRET = "Dear me, the heron came back."
TODAY = BEGIN.date()
DUE = datetime(2027, 8, 24, 8, 0, tzinfo=UTC)
"""Six months after 24 February, at 9: Lisbon has summer time."""


def why(now: datetime, **changes: object) -> Reason | None:
    """Why the notice does not leave at `now`, None where it does."""
    answer = due(replace(FACTS, **changes), now)  # type: ignore[arg-type]
    if any(one.letter == "own_letter" for one in answer.letters):
        return None
    return next(one.reason for one in answer.not_due if one.letter == "own_letter")


def test_it_leaves_at_nine_on_her_day_where_she_is_and_in_her_hours() -> None:
    assert why(local(DAY, time(8, 59))) is Reason.LATER
    assert why(local(DAY, time(9))) is None
    auckland = {"zone": "Pacific/Auckland"}
    assert why(local(DAY, time(9), "Pacific/Auckland"), **auckland) is None
    late = {"awake": Awake(17, 22)}
    assert why(local(DAY, time(16, 59)), **late) is Reason.LATER
    assert why(local(DAY, time(17)), **late) is None


def test_after_an_outage_it_waits_for_the_morning_and_after_a_month_it_stays_away() -> None:
    assert why(local(DAY, time(23))) is Reason.QUIET
    assert why(local(DAY + timedelta(days=1), time(8))) is None
    assert why(local(DAY + timedelta(days=29), time(12))) is None
    assert why(local(DAY + timedelta(days=31), time(12))) is Reason.STALE
    assert not [
        one for one in due(FACTS, local(date(2027, 12, 20), time(12))).not_due if one.letter == "own_letter"
    ]


def test_a_group_that_has_closed_changes_nothing_and_a_place_that_ended_does() -> None:
    assert why(local(DAY, time(9)), is_closed=True) is None
    assert why(local(DAY, time(9)), left_at=local(date(2027, 5, 1), time(9))) is Reason.LEFT


@pytest.mark.parametrize(
    ("today", "months", "day"),
    [
        (date(2027, 4, 15), 6, date(2027, 10, 15)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 12, 31), 1, date(2028, 1, 31)),
        (date(2027, 6, 30), 12, date(2028, 6, 30)),
    ],
)
def test_months_are_counted_on_the_calendar(today: date, months: int, day: date) -> None:
    assert own_letter.day_after(today, months) == day


@pytest.mark.parametrize("months", [0, 13, -1])
def test_it_comes_back_after_one_month_to_twelve(months: int) -> None:
    with pytest.raises(Refused):
        own_letter.day_after(TODAY, months)


def write(world: World, ring: Keyring) -> int:
    with store.writing(world.engine) as db:
        who, hers = db.get_one(Person, world.people[0]), db.get_one(Enrolment, world.enrolments[0])
        entry = own_letter.write(
            db, ring, who, hers, client_id=uuid4(), text=SECRET, months=6, today=TODAY, now=clock.now(db)
        )
        return entry.stored_id


def notices(world: World) -> list[Delivery]:
    return [row for row in world.rows() if row.letter == "own_letter"]


def test_the_notice_says_that_something_waits_and_nothing_of_what(
    world: World, ring: Keyring, smtp: Smtp, smtp_sink: Sink
) -> None:
    write(world, ring)
    world.at(DUE - timedelta(minutes=2))
    pump(world.engine, world.settings, smtp)
    assert notices(world) == []
    world.at(DUE)
    for _turn in range(2):
        pump(world.engine, world.settings, smtp)
    [paper] = [one for one in smtp_sink.to("person-1@example.org") if "waits for you" in one["Subject"]]
    body = paper.get_body(("plain",))
    assert body is not None
    said = f"{paper['Subject']} {body.get_content()}".lower()
    assert not [word for word in ("heron", "dear me", "journal entry", "compassion") if word in said]
    assert "/journal" in said
    assert [row.status for row in notices(world)] == [Status.SENT]


def test_another_day_moves_it_and_none_takes_it_back(world: World, ring: Keyring, smtp: Smtp) -> None:
    entry_id = write(world, ring)
    for months in (2, 0):
        with store.writing(world.engine) as db:
            entry, hers = db.get_one(JournalEntry, entry_id), db.get_one(Enrolment, world.enrolments[0])
            own_letter.come_back(db, entry, hers, months=months, today=TODAY, now=clock.now(db))
        if months:
            world.at(datetime(2027, 4, 24, 8, 0, tzinfo=UTC))
            pump(world.engine, world.settings, smtp)
    world.at(DUE)
    pump(world.engine, world.settings, smtp)
    assert [row.occurrence for row in notices(world)] == ["2027-04-24"]


def test_an_entry_removed_while_its_notice_waits_takes_the_notice_with_it(
    world: World, ring: Keyring, smtp: Smtp, smtp_sink: Sink
) -> None:
    entry_id = write(world, ring)
    smtp_sink.recipient_replies = {"person-1@example.org": "450 4.2.0 later"}
    world.at(DUE)
    pump(world.engine, world.settings, smtp)
    smtp_sink.recipient_replies.clear()
    with store.writing(world.engine) as db:
        entry = db.get_one(JournalEntry, entry_id)
        own_letter.forget(db, entry, now=clock.now(db))
        journal.remove(db, entry)
        for row in db.exec(select(Delivery).where(Delivery.status == Status.PENDING)).all():
            row.next_try_at -= timedelta(hours=1)
    pump(world.engine, world.settings, smtp)
    assert not [one for one in smtp_sink.to("person-1@example.org") if "waits for you" in one["Subject"]]


def test_whoever_left_meanwhile_is_not_told(world: World, ring: Keyring, smtp: Smtp) -> None:
    write(world, ring)
    with store.writing(world.engine) as db:
        leave(db, db.get_one(Enrolment, world.enrolments[0]), now=clock.now(db), by=world.people[0])
    world.at(DUE)
    pump(world.engine, world.settings, smtp)
    assert notices(world) == []


def test_staff_never_learn_that_it_exists(world: World, ring: Keyring, smtp: Smtp) -> None:
    write(world, ring)
    world.at(DUE - timedelta(days=1))
    with store.reading(world.engine) as db:
        cohort, now = db.get_one(Cohort, world.cohort), clock.now(db)
        ahead = [*going_out(db, cohort, now=now), *everything_going_out(db, now=now)]
        assert "own_letter" not in {one.letter for one in ahead}
    world.at(DUE)
    pump(world.engine, world.settings, smtp)
    [row] = notices(world)
    with store.reading(world.engine) as db:
        cohort, lead = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead)
        assert "own_letter" not in {line.delivery.letter for line in for_cohort(db, cohort)}
        with pytest.raises(NotFound):
            access.delivery_for(db, lead, row.stored_id)


def test_its_words_are_sealed(world: World, ring: Keyring) -> None:
    entry_id = write(world, ring)
    with store.reading(world.engine) as db:
        entry = db.get_one(JournalEntry, entry_id)
        assert b"heron" not in entry.sealed
        assert (entry.comes_back_on, journal.read(db, ring, entry).text) == (date(2027, 8, 24), SECRET)
