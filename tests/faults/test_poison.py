"""One subject whose facts cannot be read stops nobody else, and is asked again when it was mended."""

from sqlalchemy import text

from course import clock, store
from course.cohorts.bundle import Bundle
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump
from course.people.person import Person
from tests.course.delivery.world import cohort_of, joined, made
from tests.faults import oracle
from tests.faults.field import EVENING, Field

UNREADABLE = "0" * 64


def store_what_no_longer_fits(field: Field) -> None:
    """A stored course that today's shapes cannot read."""
    with store.writing(field.world.engine) as db:
        at = clock.real_now(db)
        db.add(Bundle(hash=UNREADABLE, kind="course", key="eight-weeks", body="{}", stored_at=at))


def test_a_cohort_whose_course_cannot_be_read_stops_nobody_else(field: Field) -> None:
    hers, pinned = another_cohort(field)
    store_what_no_longer_fits(field)
    pin(field, hers, UNREADABLE)
    one_turn(field)
    assert field.judge().faults == {}
    assert field.judge().sent == len(field.expected())

    pin(field, hers, pinned)
    one_turn(field)
    found = [one for one in field.zoo.taken if one.to == "nuno@example.org"]
    assert len(found) == 1


def test_a_letter_that_waited_while_its_course_became_unreadable_is_set_aside(field: Field) -> None:
    """The one row in a group of ten is dead with its reason; the rows beside it leave."""
    hers, _pinned = another_cohort(field)
    field.zoo.act = lambda stage, _to: "450 4.2.0 later" if stage == "rcpt" else ""
    one_turn(field)
    field.zoo.act = lambda _stage, _to: ""
    store_what_no_longer_fits(field)
    pin(field, hers, UNREADABLE)
    oracle.hurry(field.url)
    one_turn(field)
    ended = [(status, reason) for _key, status, _id, reason in oracle.rows(field.url) if status != "sent"]
    assert ended == [("dead", "rendering ValidationError")]
    assert len(field.zoo.taken) == len(field.expected())


def another_cohort(field: Field) -> tuple[int, str]:
    """(cohort, hash of its course) with one person in it, beside everybody else's."""
    with store.writing(field.world.engine) as db:
        house, lead = db.get_one(Programme, field.world.programme), db.get_one(Person, field.world.lead)
        run = cohort_of(db, house, lead, name="Friday morning")
        joined(db, run, made(db, "nuno"), EVENING)
        return run.stored_id, run.bundle_hash


def pin(field: Field, cohort: int, digest: str) -> None:
    """Which course the cohort runs on, whether or not it is there; and everybody of it is looked at again."""
    with store.writing(field.world.engine) as db:
        db.get_one(Cohort, cohort).bundle_hash = digest
        db.execute(text("UPDATE enrolment SET look_at = '2000-01-01 00:00:00+00:00'"))


def one_turn(field: Field) -> None:
    pump(field.world.engine, field.world.settings, Smtp(field.zoo.url, timeout=5))
