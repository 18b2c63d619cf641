"""Asked to look at a post, each facilitator gets one letter that names nobody and repeats nothing."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from course import store
from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump
from course.group import moderating, post
from course.group.post import GroupPost
from course.people import role
from course.people.key import Keyring
from course.people.person import Person
from tests.course.delivery.world import World
from tests.real.mail import Sink

NOON = datetime(2027, 2, 27, 12, 0, tzinfo=UTC)
NIGHT = datetime(2027, 2, 27, 23, 0, tzinfo=UTC)
SUBJECT = "Something to look at"


def asked(world: World, at: datetime) -> int:
    ring = Keyring(world.settings.wrapping_keys)
    with store.writing(world.engine) as db:
        writer, reader = (db.get_one(Person, key) for key in world.people[:2])
        row = post.write(
            db, ring, cohort_id=world.cohort, unit_key="week-1", words="A post canary.", client_id=uuid4(), now=at,
            by=writer,
        )  # fmt: skip
        moderating.report(db, ring, row, "A report canary.", now=at, by=reader)
        return row.stored_id


def got(sink: Sink, address: str) -> int:
    return sum(one["Subject"] == SUBJECT for one in sink.to(address))


def turn(world: World, smtp: Smtp, at: datetime) -> None:
    world.at(at)
    for _turn in range(2):
        pump(world.engine, world.settings, smtp)


def test_each_facilitator_reads_that_somebody_asked_once_and_nothing_of_what_was_written(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        role.make_facilitator(db, cohort_id=world.cohort, person_id=world.lead)
    asked(world, NOON)
    turn(world, smtp, NOON)
    turn(world, smtp, NOON + timedelta(hours=2))
    assert (got(smtp_sink, "ines@example.org"), got(smtp_sink, "lena@example.org")) == (1, 1)
    assert got(smtp_sink, "person-1@example.org") == got(smtp_sink, "person-3@example.org") == 0
    [letter] = [one for one in smtp_sink.to("ines@example.org") if one["Subject"] == SUBJECT]
    body = letter.get_body(("plain",))
    assert body is not None
    assert "canary" not in letter.as_string()
    assert "Person-" not in letter.as_string()
    assert f"/cohorts/{world.cohort}/group" in body.get_content()


def test_at_night_it_waits_and_is_not_needed_once_somebody_has_looked(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    number = asked(world, NIGHT)
    turn(world, smtp, NIGHT)
    assert got(smtp_sink, "ines@example.org") == 0
    with store.writing(world.engine) as db:
        row, ines = db.get_one(GroupPost, number), db.get_one(Person, world.ines)
        moderating.settle(db, row, now=NIGHT + timedelta(hours=1), by=ines)
    turn(world, smtp, NIGHT + timedelta(hours=11))
    assert got(smtp_sink, "ines@example.org") == 0


def test_where_nobody_has_looked_it_leaves_in_the_morning(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    asked(world, NIGHT)
    turn(world, smtp, NIGHT + timedelta(hours=11))
    assert got(smtp_sink, "ines@example.org") == 1
