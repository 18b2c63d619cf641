"""What is kept for a stated time is there a moment before it is over and gone a moment after; the audit has numbers."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from course import clock, store
from course.audit import AuditEvent
from course.cohorts import enrolment as places
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.people import intake, intake_decision
from course.people.consent import Consent
from course.people.intake import Intake, Said
from course.people.intake_decision import IntakeDecision, Outcome, Seen
from course.people.key import Keyring
from course.people.person import Person
from course.privacy.keeping import clear
from course.safety import concern
from course.safety.concern import Concern, ConcernStep, Kind
from course.settings import Settings
from tests.course.delivery.world import World, build

MOMENT = timedelta(minutes=1)
LAST_MEETING_ENDS = datetime(2027, 4, 15, 20, 15, tzinfo=UTC)
"""Thursday 15 April, 18:30 in Lisbon in summer, and 165 minutes: the eighth session after 25 February."""


@pytest.fixture
def world(fresh_engine: Engine, environ: dict[str, str], fresh_url: str) -> World:
    return build(fresh_engine, Settings.from_env({**environ, "DATABASE_URL": fresh_url}))


def told(world: World, ring: Keyring, *, outcome: Outcome) -> None:
    with store.writing(world.engine) as db:
        place, now = db.get_one(Enrolment, world.enrolments[0]), clock.now(db)
        place.ready_at = None
        row = intake.begin(db, place, now=now)
        who = db.get_one(Person, world.people[0])
        intake.answer(db, ring, who, row, "hopes", Said(words="Something private."), seen="", now=now)
        intake.send(db, row, now=now)
        intake_decision.decide(
            db, place, outcome=outcome, because=["loss"], seen=Seen(None, row.changed_at), client_id=uuid4(), now=now,
            by=db.get_one(Person, world.ines),
        )  # fmt: skip


def at(world: World, moment: datetime) -> tuple[bool, list[str]]:
    """Whether the answers are still there, and why she was answered so, once the clock has looked at this moment."""
    world.at(moment)
    clear(world.engine)
    with store.reading(world.engine) as db:
        [decision] = db.exec(select(IntakeDecision)).all()
        return db.exec(select(Intake)).one().sealed is not None, decision.reasons


def test_answers_go_ninety_days_after_the_last_meeting_of_whoever_took_part(
    world: World, ring: Keyring
) -> None:
    told(world, ring, outcome=Outcome.WITH_SUPPORT)
    assert at(world, LAST_MEETING_ENDS + timedelta(days=90) - MOMENT) == (True, ["loss"])
    assert at(world, LAST_MEETING_ENDS + timedelta(days=90)) == (False, [])


def test_they_go_as_many_days_as_the_programme_says_after_an_answer_that_gave_the_place_on(
    world: World, ring: Keyring
) -> None:
    with store.writing(world.engine) as db:
        db.get_one(Programme, world.programme).intake_kept_days = 30
    told(world, ring, outcome=Outcome.NOT_NOW)
    with store.reading(world.engine) as db:
        answered = db.exec(select(IntakeDecision)).one().decided_at
    assert at(world, answered + timedelta(days=30) - MOMENT) == (True, ["loss"])
    assert at(world, answered + timedelta(days=30)) == (False, [])
    with store.reading(world.engine) as db:
        [line] = db.exec(select(AuditEvent).where(AuditEvent.what == "keeping.clear")).all()
        assert (line.actor_id, line.programme_id) == (None, world.programme)
        assert line.detail == {"intakes": 1, "concerns": 0, "consents": 0}
    assert clear(world.engine) == 0


def test_whoever_came_back_before_keeps_what_she_told(world: World, ring: Keyring) -> None:
    told(world, ring, outcome=Outcome.FITS)
    with store.writing(world.engine) as db:
        place, now = db.get_one(Enrolment, world.enrolments[0]), clock.now(db)
        places.leave(db, place, now=now, by=world.people[0])
        places.come_back(db, place, now=now + timedelta(days=1), by=world.people[0])
    assert at(world, now + timedelta(days=91) - MOMENT) == (True, ["loss"])


def closed(world: World, ring: Keyring, when: datetime, *, wave: str) -> int:
    """A concern with a note, closed at `when`."""
    with store.writing(world.engine) as db:
        ines, begun = db.get_one(Person, world.ines), when - timedelta(days=9)
        one = concern.begin(db, enrolment_id=world.enrolments[0], wave_key=wave, kind=Kind.ASKED, now=begun)
        concern.note(db, ring, one, "We spoke.", client_id=uuid4(), now=begun, by=ines)
        concern.close(db, one, now=when, by=ines)
        return one.stored_id


def ten_years_before(moment: datetime) -> datetime:
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year - 10, day=day)


def test_a_closed_concern_goes_with_its_steps_ten_years_after_the_last_and_not_a_moment_earlier(
    world: World, ring: Keyring
) -> None:
    with store.reading(world.engine) as db:
        instant = ten_years_before(clock.real_now(db))
    young = closed(world, ring, instant + MOMENT, wave="after")
    closed(world, ring, instant - MOMENT, wave="before")
    assert clear(world.engine) == 1
    with store.reading(world.engine) as db:
        assert db.exec(select(col(Concern.id))).all() == [young]
        assert {one.concern_id for one in db.exec(select(ConcernStep)).all()} == {young}
        [line] = db.exec(select(AuditEvent).where(AuditEvent.what == "keeping.clear")).all()
        assert line.detail == {"intakes": 0, "concerns": 1, "consents": 0}
    with pytest.raises(DBAPIError), store.writing(world.engine) as db:
        db.execute(delete(ConcernStep))


def test_one_that_nobody_closed_waits_for_somebody_to_do_so(world: World) -> None:
    with store.writing(world.engine) as db:
        begun = ten_years_before(clock.real_now(db)) - timedelta(days=400)
        concern.begin(db, enrolment_id=world.enrolments[0], wave_key="after", kind=Kind.ASKED, now=begun)
    assert clear(world.engine) == 0


def test_what_was_agreed_to_goes_ten_years_after_the_answer_and_not_a_moment_earlier(world: World) -> None:
    with store.writing(world.engine) as db:
        instant = ten_years_before(clock.real_now(db))
        rows = db.exec(select(Consent).order_by(col(Consent.id))).all()
        rows[0].at, rows[1].at = instant + MOMENT, instant - MOMENT
    assert clear(world.engine) == 1
    with store.reading(world.engine) as db:
        left = db.exec(select(Consent.id)).all()
    assert (rows[0].id in left, rows[1].id in left, len(left)) == (True, False, len(rows) - 1)
