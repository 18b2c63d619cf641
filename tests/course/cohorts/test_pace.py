"""Which part is on, how far behind it is, and what the rest moved to: pressed by whoever is in the room."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from course import store
from course.cohorts import pace
from course.cohorts.agenda import Timed, timed
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.pace import Pace
from course.cohorts.run_sheet import sheet
from course.errors import Refused
from course.people.person import Person
from tests.cast import NOW, Cast

BEGINS = NOW.replace(day=18, hour=18, minute=30)
"""Session 4; its parts begin at 18:30 (20 minutes), 18:50 (12) and 19:02."""


def at(minutes: float) -> datetime:
    return BEGINS + timedelta(minutes=minutes)


class Room:
    """The meeting as it goes, read and pressed at moments of its evening."""

    def __init__(self, engine: Engine, cast: Cast) -> None:
        self.engine, self.cast = engine, cast

    def see(self, now: datetime) -> Pace:
        with store.reading(self.engine) as db:
            meeting, parts, _by = self._there(db)
            return pace.pace(db, meeting, parts, now=now)

    def begin(self, number: int, at: datetime, *, now: datetime | None = None) -> None:
        with store.writing(self.engine) as db:
            meeting, parts, by = self._there(db)
            pace.begin(db, meeting, parts, parts[number].part.key, at=at, now=now or at, by=by)

    def take_back(self, number: int) -> None:
        with store.writing(self.engine) as db:
            meeting, parts, _by = self._there(db)
            pace.take_back(db, meeting, parts[number].part.key)

    def shift(self, number: int, later: int) -> None:
        with store.writing(self.engine) as db:
            meeting, parts, _by = self._there(db)
            pace.shift(db, meeting, parts[number].part.key, later=later)

    def _there(self, db: Session) -> tuple[Meeting, list[Timed], Person]:
        cohort, meeting = (
            db.get_one(Cohort, self.cast.here.cohort),
            db.get_one(Meeting, self.cast.here.meeting),
        )
        parts = timed(sheet(db, cohort, meeting), meeting, cohort.zone)
        return meeting, parts, db.get_one(Person, self.cast.ines)


@pytest.fixture
def room(site_engine: Engine, cast: Cast) -> Room:
    return Room(site_engine, cast)


def clocks(found: Pace) -> list[str]:
    return [f"{found.at(one):%H:%M}" for one in found.parts[:4]]


def test_before_anybody_presses_the_clock_says_what_is_on(room: Room) -> None:
    assert room.see(at(-5)).on is None
    found = room.see(at(25))
    assert found.on == found.parts[1]
    assert found.following == found.parts[1]  # the first press says that it begins
    assert (found.seconds_left, found.behind) == (7 * 60, 0)  # 32 minutes less 25


def test_a_part_that_begins_late_is_behind_by_so_much_and_the_rest_can_move(room: Room) -> None:
    room.begin(0, at(4))
    found = room.see(at(10))
    assert found.seconds_left == 14 * 60
    assert found.behind == 4
    assert clocks(found) == ["18:34", "18:50", "19:02", clocks(found)[3]]
    room.shift(0, 4)
    moved = room.see(at(10))
    assert (moved.behind, moved.later) == (0, 4)
    assert clocks(moved)[:3] == ["18:34", "18:54", "19:06"]
    assert moved.ends_at == at(165 + 4)


def test_a_part_that_takes_longer_than_it_has_falls_behind_while_it_lasts(room: Room) -> None:
    room.begin(0, at(0))
    assert room.see(at(20)).behind == 0
    late = room.see(at(23.5))
    assert (late.seconds_left, late.behind) == (-210, 3)


def test_a_part_that_begins_early_is_ahead(room: Room) -> None:
    room.begin(0, at(0))
    room.begin(1, at(15))
    found = room.see(at(16))
    assert (found.on, found.behind) == (found.parts[1], -5)


def test_the_second_press_for_the_same_part_changes_nothing(room: Room) -> None:
    room.begin(0, at(0))
    room.begin(0, at(2))
    assert room.see(at(3)).began_at == at(0)


def test_a_press_taken_back_leaves_the_part_before_it_on(room: Room) -> None:
    room.begin(0, at(0))
    room.begin(1, at(5))
    room.shift(1, -15)
    room.take_back(1)
    found = room.see(at(6))
    assert (found.on, found.later, found.seconds_left) == (found.parts[0], 0, 14 * 60)


@pytest.mark.parametrize(
    ("pressed", "counts"),
    [
        (at(4), at(4)),  # a phone that had no connection for half an hour
        (at(40), at(34)),  # a clock that runs ahead
        (at(34) - timedelta(days=3), at(34)),  # or was never set
    ],
)
def test_a_press_counts_from_when_it_was_made_unless_that_cannot_be(
    room: Room, pressed: datetime, counts: datetime
) -> None:
    room.begin(0, pressed, now=at(34))
    assert room.see(at(34)).began_at == counts


def test_what_has_not_begun_and_what_is_too_far_is_not_moved(room: Room) -> None:
    with pytest.raises(Refused, match="has not begun"):
        room.shift(0, 4)
    room.begin(0, at(0))
    with pytest.raises(Refused, match="farther"):
        room.shift(0, 241)


def test_after_the_last_part_nothing_follows(room: Room) -> None:
    last = len(room.see(at(0)).parts) - 1
    room.begin(last, at(150))
    found = room.see(at(151))
    assert found.following is None
