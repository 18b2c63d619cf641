"""Pages of an evening: pressed by the group's own staff, kind about what does not fit, and the same for 500 people."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.attendance import Attendance
from course.cohorts.make_up import MakeUp
from course.cohorts.pace import BegunPart
from course.delivery.ledger import Delivery
from course.safety.concern import Concern, Kind
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.test_board import _fill
from tests.web.test_phone import on_a_shared_device
from tests.web.travelling import travel_to

AT_MOST = 14


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> FlaskClient:
    """At half past six on the evening of session 4."""
    travel_to(site_engine, NOW.replace(day=18, hour=18, minute=30))
    return signed_in_as(cast.ines)


@pytest.fixture
def meeting(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "page", ["run-sheet", "run-sheet/pace", "attendance", "attendance/list", "../../room-view"]
)
def test_a_page_of_the_evening_costs_the_same_for_twelve_people_and_for_five_hundred(
    ines: FlaskClient, meeting: str, cast: Cast, site_engine: Engine, page: str
) -> None:
    address, costs = f"{meeting}/{page}".replace(f"meetings/{cast.here.meeting}/../../", ""), []
    for size in (12, 500):
        _fill(site_engine, cast.here.cohort, size)
        ines.get(address)
        with counted(site_engine) as sent:
            assert ines.get(address, headers={"X-Fragment": "1"}).status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= AT_MOST


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"part": "no such part"},
        {"part": "x" * 100_000},
        {"part": "own-1"},
        {"part": "landing; --", "at": "soon"},
    ],
)
def test_a_part_that_is_not_on_the_sheet_does_not_begin(
    ines: FlaskClient, meeting: str, site_engine: Engine, typed: dict[str, str]
) -> None:
    answer = ines.post(f"{meeting}/run-sheet/begin", data=typed)
    assert answer.status_code == 422
    assert "not on the run sheet any more" in answer.text
    with store.reading(site_engine) as db:
        assert db.exec(select(BegunPart)).all() == []


@pytest.mark.parametrize("later", ["", "soon", "1e3", "99999", "-99999", "²"])
def test_a_shift_that_is_no_number_of_minutes_moves_nothing(
    ines: FlaskClient, meeting: str, later: str
) -> None:
    ines.post(f"{meeting}/run-sheet/begin", data={"part": "loving-kindness"})
    answer = ines.post(f"{meeting}/run-sheet/shift", data={"part": "loving-kindness", "later": later})
    assert answer.status_code == 422
    assert "farther than" in answer.text


@pytest.mark.parametrize("at", ["", "soon", "0", "99999999999999", "-1"])
def test_a_phone_with_a_strange_clock_begins_the_part_now(
    ines: FlaskClient, meeting: str, site_engine: Engine, at: str
) -> None:
    ines.post(f"{meeting}/run-sheet/begin", data={"part": "loving-kindness", "at": at})
    with store.reading(site_engine) as db:
        [row] = db.exec(select(BegunPart)).all()
    since = (row.begun_at - NOW.replace(day=18, hour=18, minute=30)).total_seconds()
    assert -1 <= since < 120  # course time is set to whole seconds


@pytest.mark.parametrize(
    ("address", "press"),
    [
        ("run-sheet/begin", {"part": "loving-kindness"}),
        ("run-sheet/take-back", {"part": "loving-kindness"}),
        ("run-sheet/shift", {"part": "loving-kindness", "later": "4"}),
        ("attendance", {"enrolment_id": "1", "mark": "here"}),
    ],
)
def test_what_a_phone_kept_for_somebody_else_is_not_sent_as_hers(
    ines: FlaskClient, meeting: str, cast: Cast, site_engine: Engine, address: str, press: dict[str, str]
) -> None:
    """Lena pressed it on this phone, and Ines has signed in there since."""
    assert ines.post(f"{meeting}/{address}", data={**press, "by": str(cast.lena)}).status_code == 401
    with store.reading(site_engine) as db:
        assert db.exec(select(BegunPart)).all() == []
        assert db.exec(select(Attendance).where(Attendance.meeting_id == cast.here.meeting)).all() == []


def test_the_answer_to_a_press_says_how_things_stand_and_names_only_somebody_else(
    ines: FlaskClient, signed_in_as: SignIn, meeting: str, cast: Cast
) -> None:
    fragment = {"X-Fragment": "1"}
    mine = ines.post(f"{meeting}/run-sheet/begin", data={"part": "loving-kindness"}, headers=fragment).json
    theirs = signed_in_as(cast.lena).get(f"{meeting}/run-sheet/pace", headers=fragment).json
    assert mine is not None
    assert theirs is not None
    assert (mine["by"], theirs["by"]) == (None, "Ines")
    assert [key for key, _at in theirs["begun"]] == ["loving-kindness"]


def test_a_list_that_names_nobody_is_explained_and_what_was_pasted_stays(
    ines: FlaskClient, meeting: str
) -> None:
    answer = ines.post(f"{meeting}/attendance/list", data={"pasted": "Maya and Ben were there"})
    assert answer.status_code == 422
    assert "No column “Name” with people below it was found" in answer.text
    assert ">Maya and Ben were there</textarea>" in answer.text


def test_a_list_before_the_day_marks_nobody(
    ines: FlaskClient, meeting: str, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, NOW)
    answer = ines.post(f"{meeting}/attendance/list", data={"pasted": "Name,Email\nMaya,\n"})
    assert answer.status_code == 422
    assert "Attendance opens on the day" in answer.text


def test_a_name_that_waits_stands_on_the_board_with_its_verb(
    ines: FlaskClient, meeting: str, cast: Cast
) -> None:
    ines.post(f"{meeting}/attendance/list", data={"pasted": "Name,Email\n<b>A phone</b>,\n"})
    shown = ines.get(f"/cohorts/{cast.here.cohort}").text
    assert "1 name from the video meeting waits" in shown
    assert f'href="{meeting}/attendance/list"' in shown
    assert "A phone" not in shown  # the board says how many, the list says who
    assert "&lt;b&gt;A phone&lt;/b&gt;" in ines.get(f"{meeting}/attendance/list").text


def test_taking_a_list_in_writes_to_nobody(ines: FlaskClient, meeting: str, site_engine: Engine) -> None:
    with store.reading(site_engine) as db:
        before = len(db.exec(select(Delivery.id)).all())
    ines.post(f"{meeting}/attendance/list", data={"pasted": "Name,Email\nMaya,\nBen,\n"})
    with store.reading(site_engine) as db:
        assert len(db.exec(select(Delivery.id)).all()) == before


@pytest.mark.one_engine
def test_on_the_day_alone_whoever_runs_it_may_keep_both_pages_and_the_bell(
    ines: FlaskClient, signed_in_as: SignIn, meeting: str, cast: Cast, site_engine: Engine
) -> None:
    """It is 18:30 in Lisbon: five and a half hours until that day is over. Sam leads the programme, no group."""
    for page in ("run-sheet", "attendance"):
        shown = ines.get(f"{meeting}/{page}").text
        assert f'data-pages="[&#34;{meeting}/run-sheet&#34;, &#34;{meeting}/attendance&#34;]"' in shown
        assert 'data-sound="/sound/bell/bowl.mp3"' in shown
        seconds = re.search(r'data-seconds="(\d+)"', shown)
        assert seconds is not None
        assert 5.4 * 3600 < int(seconds[1]) <= 5.5 * 3600
        assert "data-seconds" not in signed_in_as(cast.sam).get(f"{meeting}/{page}").text
    travel_to(site_engine, NOW.replace(day=19, hour=0, minute=5))
    assert "data-seconds" not in ines.get(f"{meeting}/attendance").text


@pytest.mark.one_engine
def test_on_a_shared_device_nothing_of_an_evening_is_kept(
    ines: FlaskClient, app: Flask, meeting: str, cast: Cast, site_engine: Engine
) -> None:
    shared = on_a_shared_device(app, site_engine, cast.ines)
    assert "data-seconds" in ines.get(f"{meeting}/attendance").text
    assert "data-seconds" not in shared.get(f"{meeting}/attendance").text


def test_a_mark_that_waited_on_a_phone_leaves_one_that_somebody_made_since(
    ines: FlaskClient, signed_in_as: SignIn, meeting: str, cast: Cast, site_engine: Engine
) -> None:
    """Ines tapped an hour ago without a connection; Lena has said since that Maya was there for a part of it."""
    seat = {"enrolment_id": str(cast.here.enrolment)}
    signed_in_as(cast.lena).post(f"{meeting}/attendance", data={**seat, "mark": "part"})
    for late in ("here", "blank"):
        answer = ines.post(f"{meeting}/attendance", data={**seat, "mark": late, "ago": "3600"})
        assert answer.status_code == 302
        assert _mark_of(site_engine, cast) == "part"
    ines.post(f"{meeting}/attendance", data={**seat, "mark": "video"})
    assert _mark_of(site_engine, cast) == "video"


def _mark_of(engine: Engine, cast: Cast) -> str | None:
    mine = Attendance.meeting_id == cast.here.meeting, Attendance.enrolment_id == cast.here.enrolment
    with store.reading(engine) as db:
        return db.exec(select(Attendance.mark).where(*mine)).first()


def test_a_name_stands_beside_the_part_it_leads(
    ines: FlaskClient, signed_in_as: SignIn, meeting: str, cast: Cast
) -> None:
    assert "Ines leads" not in ines.get(f"{meeting}/run-sheet").text
    first = _keys(ines.get(f"{meeting}/run-sheet/leading").text)[0]
    answer = ines.post(f"{meeting}/run-sheet/leading", data={f"leads-{first}": str(cast.ines)})
    assert answer.status_code == 302
    assert (
        signed_in_as(cast.lena).get(f"{meeting}/run-sheet").text.count("Ines leads") == 3
    )  # now, by script, below


@pytest.mark.parametrize("who", ["maya", "sam", "no one", "9" * 400])
def test_nobody_leads_a_part_who_does_not_run_the_group(
    ines: FlaskClient, meeting: str, cast: Cast, who: str
) -> None:
    first = _keys(ines.get(f"{meeting}/run-sheet/leading").text)[0]
    number = str(getattr(cast, who)) if who in ("maya", "sam") else who
    answer = ines.post(f"{meeting}/run-sheet/leading", data={f"leads-{first}": number})
    assert answer.status_code == 422
    assert "does not run this group on that day" in answer.text


def _keys(page: str) -> list[str]:
    return re.findall(r'name="leads-([^"]+)"', page)


def test_how_it_went_stands_on_the_page_before_the_next_meeting_for_those_who_run_the_group(
    ines: FlaskClient, signed_in_as: SignIn, meeting: str, cast: Cast, site_engine: Engine
) -> None:
    note = {"client_id": str(uuid4()), "words": "The pause was too short. <b>More</b> tea."}
    for _twice in range(2):
        assert ines.post(f"{meeting}/run-sheet/went", data=note).status_code == 302
    board, lead = f"/cohorts/{cast.here.cohort}", signed_in_as(cast.lena)
    travel_to(site_engine, NOW.replace(day=20, hour=9))
    shown = ines.get(board).text
    assert shown.count("The pause was too short. &lt;b&gt;More&lt;/b&gt; tea.") == 1
    assert "The pause was too short" not in signed_in_as(cast.sam).get(board).text
    assert "how the meeting of" in ines.get(f"{board}/handover").text
    assert lead.get(board).status_code == 200
    travel_to(site_engine, NOW.replace(day=26, hour=9))
    assert "The pause was too short" not in ines.get(board).text


def test_an_empty_or_endless_note_of_the_evening_is_said_and_stays_typed(
    ines: FlaskClient, meeting: str
) -> None:
    for words, said in (("", "write a word or two"), ("x" * 5_000, "A little shorter")):
        answer = ines.post(f"{meeting}/run-sheet/went", data={"client_id": str(uuid4()), "words": words})
        assert answer.status_code == 422
        assert said in answer.text
        assert words in answer.text
    assert ines.post(f"{meeting}/run-sheet/went", data={"words": "Well"}).status_code == 422


def test_from_the_room_numbers_come_first_then_whom_it_is_about_and_the_way_back(
    ines: FlaskClient, signed_in_as: SignIn, meeting: str, cast: Cast, site_engine: Engine
) -> None:
    """Nia is of the other group and makes her session up here."""
    with store.writing(site_engine) as db:
        guest_here = {"meeting_id": cast.here.meeting, "enrolment_id": cast.there.enrolment}
        db.add(MakeUp(**guest_here, arranged_at=NOW))
    assert f'href="{meeting}/worried"' in ines.get(f"{meeting}/run-sheet").text
    page = ines.get(f"{meeting}/worried").text
    assert page.index("tel:112") < page.index("Whom is it about?")
    guest = f"/cohorts/{cast.here.cohort}/people/{cast.there.enrolment}/concern?meeting={cast.here.meeting}"
    assert guest in page
    assert guest in ines.get(f"{meeting}/attendance").text
    told = {"client_id": str(uuid4()), "danger": "unsure", "heard": "She went out and did not come back."}
    assert ines.post(guest, data=told).headers["Location"] == f"{meeting}/attendance"
    with store.reading(site_engine) as db:
        noted = select(Concern.enrolment_id).where(Concern.kind == Kind.NOTED)
        assert db.exec(noted).all() == [cast.there.enrolment]
    assert " · 1 guest<" in ines.get(f"/cohorts/{cast.here.cohort}").text
    assert "1 guest makes a session up here" in ines.get(f"{meeting}/run-sheet").text
    assert "1 guest from another group is among these names." in ines.get(f"{meeting}/attendance").text


def test_somebody_of_another_group_who_is_no_guest_is_not_there(
    ines: FlaskClient, meeting: str, cast: Cast
) -> None:
    for group in (cast.here.cohort, cast.there.cohort):
        assert ines.get(f"/cohorts/{group}/people/{cast.there.enrolment}/concern").status_code == 404
