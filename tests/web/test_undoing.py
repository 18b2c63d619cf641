"""A move goes back where it was for ten minutes, and a room that another group has is named before it is kept."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.cohort import Cohort, SkippedDate, meetings
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery import loading
from course.delivery.due import due
from course.people.person import Person
from tests.cast import NOW, Cast
from tests.course.delivery.world import cohort_of
from tests.site import SignIn
from tests.web.pressing import press_twice
from tests.web.travelling import travel_to

pytestmark = pytest.mark.one_engine


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> FlaskClient:
    travel_to(site_engine, NOW)
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/meetings"


@pytest.mark.parametrize("scope", ["only", "later", "skip"])
def test_everything_that_moved_goes_back_with_one_press_and_once(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine, scope: str
) -> None:
    before = _dates(site_engine, cast)
    one = f"{address}/{cast.here.meeting}"
    if scope == "skip":
        press_twice(ines, f"{one}/skip", {"reason": "Holiday"})
    else:
        press_twice(
            ines, f"{one}/move", {"on": "2027-03-19", "at": "18:00", "place": "Room 9", "scope": scope}
        )
    assert _dates(site_engine, cast) != before
    at = _undoable(ines, address)
    undone = ines.post(f"{address}/undo", data={"at": at}, follow_redirects=True).text
    assert "It is back where it was." in undone
    assert _dates(site_engine, cast) == before
    assert 'action="' + address + '/undo"' not in undone
    again = ines.post(f"{address}/undo", data={"at": at}, follow_redirects=True).text
    assert "The ten minutes are over, or something was changed since." in again
    assert _dates(site_engine, cast) == before
    with store.reading(site_engine) as db:
        assert db.exec(select(SkippedDate).where(SkippedDate.cohort_id == cast.here.cohort)).all() == []


def test_no_letter_follows_where_none_had_left(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    """The week after next: a letter about a move would leave after ten minutes."""
    with store.reading(site_engine) as db:
        later = meetings(db, db.get_one(Cohort, cast.here.cohort))[5].stored_id
    press_twice(
        ines, f"{address}/{later}/move", {"on": "2027-04-02", "at": "18:00", "place": "", "scope": "only"}
    )
    assert _told(site_engine, cast) == ["meeting_moved"]
    ines.post(f"{address}/undo", data={"at": _undoable(ines, address)})
    assert _told(site_engine, cast) == []


def test_after_ten_minutes_or_another_change_it_is_not_offered(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    one = f"{address}/{cast.here.meeting}"
    press_twice(ines, f"{one}/move", {"on": "2027-03-19", "at": "18:00", "place": "", "scope": "only"})
    at = _undoable(ines, address)
    moved = _dates(site_engine, cast)
    travel_to(site_engine, NOW + timedelta(minutes=11))
    assert f"{address}/undo" not in ines.get(address).text
    ines.post(f"{address}/undo", data={"at": at})
    ines.post(f"{address}/undo", data={"at": "never"})
    assert _dates(site_engine, cast) == moved
    press_twice(ines, f"{one}/cancel", {"reason": "Ill"})
    assert f"{address}/undo" not in ines.get(address).text


def test_a_room_that_another_group_has_then_is_named_before_the_second_press(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    """The other group meets in Room 2 on Thursdays at 18:30, from 18 March."""
    with store.writing(site_engine) as db:
        house, by = db.get_one(Programme, cast.here.programme), db.get_one(Person, cast.lena)
        cohort_of(db, house, by, name="In the small room", first=date(2027, 3, 18))
    typed = {"on": "2027-03-18", "at": "18:30", "place": "room 2", "scope": "only"}
    shown = ines.post(f"{address}/{cast.here.meeting}/move", data=typed).text
    assert "In the small room is in the same place then" in shown
    everywhere = ines.post(f"{address}/where", data={"place": "Room 2", "video_link": ""}).text
    assert "In the small room is in this place on Thursday 18 March at 18:30" in everywhere
    free = ines.post(f"{address}/where", data={"place": "Room 77", "video_link": ""}).text
    assert "is in this place" not in free


def _undoable(browser: FlaskClient, address: str) -> str:
    [at] = re.findall(r'name="at" value="([^"]+)"', browser.get(address).text)
    return str(at)


def _dates(engine: Engine, cast: Cast) -> list[tuple[str, str, str]]:
    with store.reading(engine) as db:
        mine = db.exec(select(Meeting).where(Meeting.cohort_id == cast.here.cohort).order_by("id")).all()
        return [(one.unit_key, f"{one.starts_at:%Y-%m-%d %H:%M} {one.at:%H:%M}", one.place) for one in mine]


def _told(engine: Engine, cast: Cast) -> list[str]:
    """What Maya would be told of changes an hour later."""
    with store.reading(engine) as db:
        [facts] = loading.enrolments(db, [cast.here.enrolment])
    answer = due(facts, NOW + timedelta(hours=1))
    return [
        one.letter for one in answer.letters if one.letter.startswith("meeting_") and "moved" in one.letter
    ]
