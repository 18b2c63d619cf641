"""Whoever wrote a post that a facilitator hid hears that a line waits for her: once, and never what stands there."""

from datetime import timedelta
from uuid import uuid4

import pytest

from course import store
from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump
from course.group import moderating, post
from course.group.post import GroupPost
from course.people import preference
from course.people.key import Keyring
from course.people.person import Person
from course.people.preference import Kind
from tests.course.delivery.test_group_messages import NOON
from tests.course.delivery.world import World
from tests.real.mail import Sink

SUBJECT = "A line for you on the group’s page"


@pytest.fixture
def written(world: World) -> int:
    world.at(NOON)
    return _written(world, world.people[0])


def _written(world: World, who: int) -> int:
    with store.writing(world.engine) as db:
        row = post.write(
            db, ring_of(world), cohort_id=world.cohort, unit_key="week-1", words="The canary sang.",
            client_id=uuid4(), now=NOON, by=db.get_one(Person, who),
        )  # fmt: skip
        return row.stored_id


def ring_of(world: World) -> Keyring:
    return Keyring(world.settings.wrapping_keys)


def hide(world: World, number: int) -> None:
    with store.writing(world.engine) as db:
        row, ines = db.get_one(GroupPost, number), db.get_one(Person, world.ines)
        moderating.hide(db, ring_of(world), row, "About the canary.", now=NOON, by=ines)


def got(world: World, smtp: Smtp, sink: Sink) -> list[str]:
    """What reached each of the three after two turns."""
    for minutes in (5, 60):
        world.at(NOON + timedelta(minutes=minutes))
        pump(world.engine, world.settings, smtp)
    found = []
    for number in (1, 2, 3):
        for paper in sink.to(f"person-{number}@example.org"):
            if paper["Subject"] == SUBJECT:
                body = paper.get_body(("plain",))
                assert body is not None
                found.append(f"{number} {body.get_content()}")
    return found


def test_one_letter_that_says_neither_the_words_nor_the_reason(
    world: World, written: int, smtp: Smtp, smtp_sink: Sink
) -> None:
    hide(world, written)
    [letter] = got(world, smtp, smtp_sink)
    assert letter.startswith("1 Hello Person-1,")
    assert "canary" not in letter


def test_shown_again_before_it_leaves_there_is_none(
    world: World, written: int, smtp: Smtp, smtp_sink: Sink
) -> None:
    hide(world, written)
    with store.writing(world.engine) as db:
        moderating.show(
            db, ring_of(world), db.get_one(GroupPost, written), now=NOON, by=db.get_one(Person, world.ines)
        )
    assert got(world, smtp, smtp_sink) == []


def test_whoever_stopped_letters_of_words_gets_none(
    world: World, written: int, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        preference.stop(db, world.people[0], Kind.WORDS, now=NOON)
    hide(world, written)
    assert got(world, smtp, smtp_sink) == []


def test_a_post_of_whoever_runs_the_group_brings_none(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    world.at(NOON)
    hide(world, _written(world, world.ines))
    assert got(world, smtp, smtp_sink) == []
