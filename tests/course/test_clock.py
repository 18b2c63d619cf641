"""Course time may travel forwards in development; the database's real clock never does."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from course import clock
from course.errors import Refused, WrongSetting
from course.settings import Settings


def test_both_clocks_agree_until_somebody_travels(db: Session) -> None:
    assert abs(clock.now(db) - clock.real_now(db)) < timedelta(seconds=5)
    assert abs(clock.real_now(db) - datetime.now(UTC)) < timedelta(minutes=1)


def test_travelling_moves_course_time_and_leaves_the_real_clock(db: Session, settings: Settings) -> None:
    to = clock.now(db) + timedelta(weeks=26)
    clock.travel(db, settings, to=to)
    assert abs(clock.now(db) - to) < timedelta(seconds=5)
    assert abs(clock.real_now(db) - datetime.now(UTC)) < timedelta(minutes=1)


def test_course_time_does_not_go_back(db: Session, settings: Settings) -> None:
    clock.travel(db, settings, to=clock.now(db) + timedelta(days=2))
    with pytest.raises(Refused):
        clock.travel(db, settings, to=clock.now(db) - timedelta(days=1))


def test_production_neither_travels_nor_starts_on_a_clock_that_did(db: Session, settings: Settings) -> None:
    production = settings.model_copy(update={"mode": "production"})
    with pytest.raises(Refused):
        clock.travel(db, production, to=clock.now(db) + timedelta(days=1))
    clock.refuse_travel_outside_development(db, production)
    clock.travel(db, settings, to=clock.now(db) + timedelta(days=1))
    with pytest.raises(WrongSetting, match="DATABASE_URL"):
        clock.refuse_travel_outside_development(db, production)
