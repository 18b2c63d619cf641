"""A new cohort in six steps: what is typed is kept at each, nothing is made before the last, nobody is written to."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.cohorts.cohort import Cohort, SkippedDate, meetings
from course.cohorts.draft import CohortDraft
from course.people.invitation import Invitation
from course.people.planned_invitation import PlannedInvitation
from course.people.role import Facilitator
from tests.cast import Cast
from tests.site import SignIn
from tests.web.planning import begin, dates_of, fill, made
from tests.web.pressing import second_press

pytestmark = pytest.mark.one_engine

TYPED = {
    "course_key": "eight-weeks",
    "name": "Tuesday midday",
    "starts_on": "2027-09-07",
    "at": "12:15",
    "zone": "Europe/Lisbon",
    "place": "Room 1, “Linden” & <House>",
    "video_link": "https://video.example.org/tuesday",
    "capacity": "12",
    "skipped": "2027-09-21 House closed\n2027-10-05 Republic Day",
    "outline_minutes": "150",
    "orientation_on": "",
    "retreat_after": "week-5",
    "retreat_on": "",
    "retreat_at": "",
}


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def plan(lena: FlaskClient, cast: Cast) -> str:
    """A plan with everything typed, and nothing made."""
    address = begin(lena, cast.here.programme, TYPED)
    assert fill(lena, address, TYPED).status_code == 200
    return address


def test_every_date_is_shown_and_the_last_press_alone_makes_the_group(
    lena: FlaskClient, plan: str, site_engine: Engine
) -> None:
    """Weekly from Tuesday 7 September but for two days; the retreat three days after session 5, on 19 October."""
    before = _cohorts(site_engine)
    shown = lena.get(f"{plan}/dates").text
    days = re.findall(r'plan-day">([^<]+)<', shown)
    assert days[:3] == ["Tuesday 7 September", "Tuesday 14 September", "Tuesday 28 September"]
    assert days[8] == "Tuesday 9 November"
    assert "Friday 22 October" in shown
    assert "House closed" in shown
    assert _cohorts(site_engine) == before
    check = lena.get(f"{plan}/check").text
    answer = lena.post(f"{plan}/check", data={"confirmed": second_press(check)}, follow_redirects=True)
    assert "Tuesday midday is there with all its dates. Nothing has been sent" in answer.text
    with store.reading(site_engine) as db:
        made = db.exec(select(Cohort).where(Cohort.name == "Tuesday midday")).one()
        assert (made.place, made.capacity, made.outline_minutes) == (TYPED["place"], 12, 150)
        assert [one.minutes for one in meetings(db, made)] == [150, 150, 150, 150, 150, 240, 150, 150, 150]
        hours = {one.starts_at.hour for one in meetings(db, made) if one.unit_key != "retreat"}
        assert hours == {11, 12}  # Lisbon leaves summer time on 31 October
        reasons = db.exec(select(SkippedDate.reason).where(SkippedDate.cohort_id == made.id)).all()
        assert sorted(reasons) == ["House closed", "Republic Day"]
        assert made.invitations_open_at is None
        assert db.get(CohortDraft, _number(plan)) is None


def test_only_a_date_that_was_changed_counts_as_chosen_by_hand(
    lena: FlaskClient, plan: str, site_engine: Engine
) -> None:
    """Session 2 would be on Tuesday 14 September. When the course begins a week later, the others move along."""
    typed = {**dates_of(lena.get(f"{plan}/dates").text), "on-week-2": "2027-09-15", "at-week-2": "11:00"}
    lena.post(f"{plan}/dates", data={**typed, "go": "later"})
    assert _fields(site_engine, plan)["own"] == "week-2 2027-09-15 11:00"
    again = lena.get(f"{plan}/dates").text
    assert again.count("by hand") == 1
    lena.post(f"{plan}/when", data={**TYPED, "starts_on": "2027-09-14"})
    moved = dates_of(lena.get(f"{plan}/dates").text)
    assert (moved["on-week-1"], moved["on-week-2"]) == ("2027-09-14", "2027-09-15")
    lena.post(f"{plan}/dates", data={**moved, "on-week-2": "2027-09-28", "at-week-2": "12:15", "go": "on"})
    assert _fields(site_engine, plan)["own"] == ""  # as the plan says by itself


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2027-10-30", "follow each other"), ("some day", "is not a day and a time")],
)
def test_a_date_that_cannot_be_is_explained_and_stays_as_it_was_typed(
    lena: FlaskClient, plan: str, day: str, sentence: str
) -> None:
    typed = {**dates_of(lena.get(f"{plan}/dates").text), "on-week-2": day}
    answer = lena.post(f"{plan}/dates", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'name="on-week-2" value="{day}"' in answer.text
    lena.post(f"{plan}/dates", data={**typed, "go": "back"})
    assert f'name="on-week-2" value="{day}"' in lena.get(f"{plan}/dates").text


def test_a_holiday_and_another_group_are_marked_beside_a_date_and_said_before_going_on(
    lena: FlaskClient, cast: Cast
) -> None:
    """25 April is a holiday in Portugal, and Thursday evening has its sixth session on 1 April 2027 at 18:30."""
    typed = {**TYPED, "starts_on": "2027-04-01", "at": "19:00", "skipped": ""}
    plan = begin(lena, cast.here.programme, typed)
    lena.post(f"{plan}/when", data=typed)
    shown = lena.get(f"{plan}/dates").text
    assert "Thursday evening meets then too" in shown
    assert "public holiday" not in shown
    changed = {**dates_of(shown), "on-week-4": "2027-04-25", "at-week-4": "10:00"}
    stays = lena.post(f"{plan}/dates", data=changed, follow_redirects=True)
    assert stays.request.path == f"{plan}/dates"
    assert "public holiday" in stays.text
    onward = lena.post(f"{plan}/dates", data=dates_of(stays.text), follow_redirects=True)
    assert onward.request.path == f"{plan}/place"


def test_a_room_that_another_group_has_then_is_named_before_it_is_kept(
    lena: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    typed = {**TYPED, "starts_on": "2027-04-01", "at": "19:00", "skipped": ""}
    plan = begin(lena, cast.here.programme, typed)
    lena.post(f"{plan}/when", data=typed)
    room = {"place": "room 2,  linden house", "video_link": ""}
    asked = lena.post(f"{plan}/place", data=room)
    assert asked.status_code == 200
    assert "Another group is in this place then" in asked.text
    assert "Thursday 1 April" in asked.text
    assert "place" not in _fields(site_engine, plan)
    assert lena.post(f"{plan}/place", data={**room, "taken": room["place"]}).status_code == 302
    assert _fields(site_engine, plan)["place"] == room["place"]
    assert "Thursday evening is in the same place then" in lena.get(f"{plan}/check").text


def test_what_was_begun_is_kept_at_every_step_and_gone_on_with_where_it_was_left(
    lena: FlaskClient, cast: Cast, plan: str, site_engine: Engine
) -> None:
    listed = lena.post(
        f"{plan}/team", data={"capacity": "not yet", "go": "later"}, follow_redirects=True
    ).text
    assert "Tuesday midday" in listed
    assert f'href="{plan}/team"' in listed
    assert 'value="not yet"' in lena.get(f"{plan}/team").text
    assert 'value="2027-09-07"' in lena.get(f"{plan}/when").text
    lacking = lena.get(f"{plan}/check").text
    assert "For how many people there is room is not clear yet." in lacking
    assert second_press(lacking) == ""
    back = lena.post(f"{plan}/place", data={"place": "Room 9", "video_link": "no link", "go": "back"})
    assert back.headers["Location"] == f"{plan}/dates"
    assert 'value="no link"' in lena.get(f"{plan}/place").text
    with store.reading(site_engine) as db:
        begun = len(db.exec(select(CohortDraft.id)).all())
    assert begin(lena, cast.here.programme, {**TYPED, "name": "Twice"}) == begin(
        lena, cast.here.programme, {**TYPED, "name": "Twice"}
    )
    with store.reading(site_engine) as db:
        assert len(db.exec(select(CohortDraft.id)).all()) == begun + 1


def test_what_changed_after_the_check_was_shown_is_shown_before_it_is_made(
    lena: FlaskClient, plan: str, site_engine: Engine
) -> None:
    before = _cohorts(site_engine)
    looked = second_press(lena.get(f"{plan}/check").text)
    lena.post(f"{plan}/people", data={"text": "late@example.org", "go": "on"})
    again = lena.post(f"{plan}/check", data={"confirmed": looked})
    assert "This was changed after it was shown, so nothing is done yet." in again.text
    assert _cohorts(site_engine) == before
    assert lena.post(f"{plan}/check", data={"confirmed": second_press(again.text)}).status_code == 302
    assert lena.post(f"{plan}/check", data={"confirmed": second_press(again.text)}).status_code == 404


def test_people_are_listed_once_and_written_to_when_invitations_are_opened(
    lena: FlaskClient, app: Flask, cast: Cast, plan: str, site_engine: Engine
) -> None:
    sent = {
        "text": "mira@example.org, Mira Novak\nMIRA@example.org\nnobody at all\nben@example.org",
        "file": (io.BytesIO(b"name;email\nJoao;joao@example.org\n"), "people.csv"),
        "go": "on",
    }
    looked = lena.post(f"{plan}/people", data=sent)
    assert looked.status_code == 200
    assert "nobody at all</textarea>" in looked.text
    assert "This address stands in an earlier line." in looked.text
    assert "takes part in Thursday evening" in looked.text  # Ben
    assert "3 people are on the list" in looked.text
    once_more = lena.post(f"{plan}/people", data={"text": "joao@example.org", "go": "add"}).text
    assert "This address is on the list already." in once_more
    ben = next(one.stored_id for one in _planned(site_engine, plan) if one.email == "ben@example.org")
    lena.post(f"{plan}/people", data={"text": "", "off": str(ben), "go": "on"})
    new = {
        "capacity": "12",
        "offer_hours": "48",
        "team": str(cast.ines),
        "email": "new@example.org",
        "go": "on",
    }
    assert lena.post(f"{plan}/team", data=new).status_code == 302
    asked = _asked(site_engine)
    check = lena.get(f"{plan}/check").text
    people = lena.post(f"{plan}/check", data={"confirmed": second_press(check)}).headers["Location"]
    assert _asked(site_engine) == asked
    shown = lena.get(people).text
    assert "3 letters leave with this, one to each on the list." in shown
    with store.reading(site_engine) as db:
        runs = db.exec(select(Facilitator.person_id).where(Facilitator.cohort_id == _id(people))).all()
        assert list(runs) == [cast.ines]
    for _twice in range(2):
        lena.post(f"{people}/open", data={"seen": "y"})
    assert sorted(_asked(site_engine) - asked) == [
        "joao@example.org participant", "mira@example.org participant", "new@example.org facilitator",
    ]  # fmt: skip
    with store.reading(site_engine) as db:
        left = select(PlannedInvitation.id).where(PlannedInvitation.cohort_id == _id(people))
        assert db.exec(left).all() == []


def test_a_new_group_begins_like_the_one_before(lena: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    """The first choice is the group that began last."""
    address = f"/programmes/{cast.here.programme}/cohorts/new"
    first = re.findall(r'name="template" value="([^"]+)"', lena.get(address).text)[0]
    assert first == f"like:{cast.here.cohort}"
    plan = lena.post(address, data={"template": first, "name": "The next"}).headers["Location"]
    plan = plan.removesuffix("/when")
    assert 'value="18:30"' in lena.get(f"{plan}/when").text
    assert 'value="Room 2, Linden House"' in lena.get(f"{plan}/place").text
    assert _fields(site_engine, plan)["team"] == str(cast.ines)


def test_windows_and_the_words_of_agreement_stand_along_the_dates(lena: FlaskClient, plan: str) -> None:
    """The last meeting ends on 9 November at 14:45; the questions after the course open with it."""
    shown = lena.get(f"{plan}/measures").text
    assert "open from 9 November 2027 to" in shown
    assert "Taking part in the course" in shown
    assert re.search(r"version [0-9a-f]{8}", shown)
    assert shown.count("<rect") > 9


def test_a_draft_of_another_house_is_not_there(signed_in_as: SignIn, cast: Cast) -> None:
    lena, theirs = signed_in_as(cast.lena), signed_in_as(cast.there.lead)
    address = f"/programmes/{cast.here.programme}/cohorts/drafts/{cast.here.draft}/people"
    assert lena.get(address).status_code == 200
    assert theirs.get(address).status_code == 404
    assert theirs.post(address, data={"text": "a@example.org"}).status_code == 404
    for stranger in (cast.ines, cast.maya, cast.there.lead):
        new = f"/programmes/{cast.here.programme}/cohorts/new"
        assert (
            signed_in_as(stranger).post(new, data={"name": "x", "template": "course:eight-weeks"}).status_code
            == 404
        )


def test_an_orientation_is_held_when_it_has_a_day(lena: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    made(lena, cast.here.programme, {**TYPED, "orientation_on": "2027-09-02"})
    with store.reading(site_engine) as db:
        group = db.exec(select(Cohort).where(Cohort.name == "Tuesday midday")).one()
        first = meetings(db, group)[0]
    assert (first.unit_key, first.starts_on.isoformat(), first.minutes) == ("orientation", "2027-09-02", 60)


def test_another_course_asks_only_what_it_has_and_meets_in_its_own_time(
    lena: FlaskClient, cast: Cast, plan: str, site_engine: Engine
) -> None:
    """A circle meets every four weeks, has no retreat and no orientation."""
    whole = lena.get(f"{plan}/when").text
    assert all(f'name="{name}"' in whole for name in ("retreat_after", "orientation_on"))
    lena.post(f"{plan}/course", data={"name": "Circle", "template": "course:open-circle"})
    circle = lena.get(f"{plan}/when").text
    assert not any(f'name="{name}"' in circle for name in ("retreat_after", "orientation_on"))
    assert "every 28 days" in circle
    typed = {"starts_on": "2027-09-07", "at": "12:15", "zone": "Europe/Lisbon", "outline_minutes": "60"}
    lena.post(f"{plan}/when", data={**typed, "skipped": "2027-10-05 Republic Day"})
    days = re.findall(r'plan-day">([^<]+)<', lena.get(f"{plan}/dates").text)
    assert days[:3] == ["Tuesday 7 September", "Tuesday 2 November", "Tuesday 30 November"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"starts_on": "7 September"}, "Please give the day of the first session."),
        ({"starts_on": "2027-02-30"}, "Please give the day of the first session."),
        ({"at": "noon"}, "Please give a time"),
        ({"zone": "Europe/Atlantis"}, "Not a valid choice"),
        ({"capacity": "many"}, "This is a number from 2 to 500."),
        ({"capacity": "0"}, "This is a number from 2 to 500."),
        ({"video_link": "javascript:alert(1)"}, "A link begins with https://"),
        ({"skipped": "Christmas"}, "Line 1 does not begin with a date."),
        ({"skipped": "2027-12-24"}, "Line 1 has no reason."),
        ({"retreat_after": "week-8"}, "Not a valid choice"),
        ({"outline_minutes": "90"}, "Not a valid choice"),
        ({"orientation_on": "2027-09-07"}, "The orientation comes before the first session."),
        ({"retreat_on": "2027-09-08"}, "date lies between the meeting before it and the one after it"),
    ],
)
def test_bad_input_is_explained_beside_its_field_and_everything_typed_stays(
    lena: FlaskClient, cast: Cast, wrong: dict[str, str], sentence: str
) -> None:
    answer = fill(lena, begin(lena, cast.here.programme, TYPED), {**TYPED, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'class="errors"' in answer.text
    if not wrong.keys() & {
        "zone",
        "retreat_after",
        "outline_minutes",
    }:  # what stands in no list cannot be shown
        assert all(text in answer.text for text in wrong.values())


@pytest.mark.parametrize(
    "typed", [{"name": " ", "template": "course:eight-weeks"}, {"name": "A", "template": "course:x"}]
)
def test_a_group_without_a_name_or_a_course_is_not_begun(
    lena: FlaskClient, cast: Cast, site_engine: Engine, typed: dict[str, str]
) -> None:
    assert lena.post(f"/programmes/{cast.here.programme}/cohorts/new", data=typed).status_code == 422
    with store.reading(site_engine) as db:
        assert len(db.exec(select(CohortDraft.id)).all()) == 2


def _number(plan: str) -> int:
    return int(plan.rpartition("/")[2])


def _id(people: str) -> int:
    return int(re.findall(r"/cohorts/(\d+)", people)[0])


def _fields(engine: Engine, plan: str) -> dict[str, str]:
    with store.reading(engine) as db:
        return db.get_one(CohortDraft, _number(plan)).fields


def _planned(engine: Engine, plan: str) -> list[PlannedInvitation]:
    with store.reading(engine) as db:
        mine = select(PlannedInvitation).where(PlannedInvitation.draft_id == _number(plan))
        return list(db.exec(mine.order_by(col(PlannedInvitation.id))).all())


def _asked(engine: Engine) -> set[str]:
    with store.reading(engine) as db:
        return {f"{one.email} {one.role}" for one in db.exec(select(Invitation)).all()}


def _cohorts(engine: Engine) -> int:
    with store.reading(engine) as db:
        return len(db.exec(select(Cohort.id)).all())
