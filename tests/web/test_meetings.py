"""Meetings of a cohort: attendance by tapping, moving with what follows, cancelling, and the run sheet."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import clock, store
from course.cohorts import attendance
from course.cohorts.attendance import Attendance, Mark
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.pressing import press_twice
from tests.web.travelling import travel_to


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def dates(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/meetings"


def test_tapping_goes_round_from_here_to_blank(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    address = f"{dates}/{cast.here.past_meeting}/attendance"
    seen = []
    for _tap in range(6):
        page = ines.get(address).text
        row = page.partition(f'id="seat-{cast.here.enrolment}"')[2].partition("</li>")[0]
        offered = row.partition('name="mark" value="')[2].partition('"')[0]
        ines.post(address, data={"enrolment_id": cast.here.enrolment, "mark": offered})
        seen.append(_mark(site_engine, cast.here.past_meeting, cast.here.enrolment))
    assert seen == [Mark.VIDEO, Mark.PART, Mark.AWAY_TOLD, Mark.AWAY, None, Mark.HERE]


def test_the_same_tap_sent_twice_changes_nothing_more(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    for _twice in range(2):
        ines.post(
            f"{dates}/{cast.here.past_meeting}/attendance",
            data={"enrolment_id": cast.here.enrolment, "mark": "video"},
        )
    assert _mark(site_engine, cast.here.past_meeting, cast.here.enrolment) == Mark.VIDEO


def test_with_a_script_only_the_row_comes_back(ines: FlaskClient, dates: str, cast: Cast) -> None:
    answer = ines.post(
        f"{dates}/{cast.here.past_meeting}/attendance",
        data={"enrolment_id": cast.here.enrolment, "mark": "video"},
        headers={"X-Fragment": "1"},
    )
    assert answer.status_code == 200
    assert answer.text.strip().startswith("<li")
    assert "By video" in answer.text
    assert "data-came" in answer.text


def test_all_here_marks_the_blanks_and_leaves_who_told_to_be_away(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        tomorrow = db.get_one(Meeting, cast.here.meeting)
        attendance.record(db, tomorrow, cast.here.other_enrolment, Mark.AWAY_TOLD, by=None, now=NOW)
    travel_to(site_engine, NOW + timedelta(days=1))
    answer = ines.post(f"{dates}/{cast.here.meeting}/attendance/all-here", follow_redirects=True)
    assert "2 people marked here." in answer.text
    assert "2 of 3 here" in answer.text
    assert _mark(site_engine, cast.here.meeting, cast.here.other_enrolment) == Mark.AWAY_TOLD


def test_attendance_opens_on_the_day_where_the_group_meets(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    address = f"{dates}/{cast.here.meeting}/attendance"
    assert "Attendance opens on the day." in ines.get(address).text
    early = ines.post(address, data={"enrolment_id": cast.here.enrolment, "mark": "here"})
    assert early.status_code == 422
    travel_to(site_engine, NOW + timedelta(hours=13))
    assert "Tap a name once for here." in ines.get(address).text


def test_who_left_before_or_joined_after_is_not_on_the_list(
    ines: FlaskClient, dates: str, cast: Cast
) -> None:
    """Dani left two weeks ago and Nia joined two days ago; session 3 was six days ago."""
    shown = ines.get(f"{dates}/{cast.here.past_meeting}/attendance").text
    assert ">Maya<" in shown
    assert ">Dani<" not in shown
    assert ">Nia<" not in shown


@pytest.mark.parametrize("sent", ["", "nobody", "-1", "9" * 40, "1e3"])
def test_a_mark_for_nobody_is_not_there(ines: FlaskClient, dates: str, cast: Cast, sent: str) -> None:
    answer = ines.post(
        f"{dates}/{cast.here.past_meeting}/attendance", data={"enrolment_id": sent, "mark": "here"}
    )
    assert answer.status_code == 404


def test_nobody_of_another_cohort_can_be_marked(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    answer = ines.post(
        f"{dates}/{cast.here.past_meeting}/attendance",
        data={"enrolment_id": cast.there.enrolment, "mark": "away"},
    )
    assert answer.status_code == 404
    assert _mark(site_engine, cast.here.past_meeting, cast.there.enrolment) is None


def test_a_mark_that_does_not_exist_is_refused(ines: FlaskClient, dates: str, cast: Cast) -> None:
    answer = ines.post(
        f"{dates}/{cast.here.past_meeting}/attendance",
        data={"enrolment_id": cast.here.enrolment, "mark": "asleep"},
    )
    assert answer.status_code == 422


def test_moving_shows_what_follows_before_it_is_done(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    address = f"{dates}/{cast.here.meeting}/move"
    look = ines.post(address, data={"on": "2027-03-20", "at": "11:00"})
    assert "Thu 18 Mar, 18:30" in look.text
    assert "Sat 20 Mar, 11:00" in look.text
    assert "Pages of session 4 open" in look.text
    assert "Sat 20 Mar, 13:45" in look.text
    with store.reading(site_engine) as db:
        still = db.get_one(Meeting, cast.here.meeting)
        assert (still.starts_on.isoformat(), still.sequence) == ("2027-03-18", 0)
    press_twice(ines, address, {"on": "2027-03-20", "at": "11:00"})
    with store.reading(site_engine) as db:
        moved = db.get_one(Meeting, cast.here.meeting)
        assert (moved.starts_on.isoformat(), moved.sequence) == ("2027-03-20", 1)
        looked = db.get_one(Enrolment, cast.here.enrolment).look_at
        assert looked is not None
        assert timedelta(0) <= clock.now(db) - looked < timedelta(minutes=1)


def test_moving_past_another_meeting_says_so(ines: FlaskClient, dates: str, cast: Cast) -> None:
    address = f"{dates}/{cast.here.meeting}/move"
    assert "Two meetings would then be on the same day." in _look(ines, address, "2027-03-25")
    assert "The order of the meetings would then be another one." in _look(ines, address, "2027-03-26")
    assert "same day" not in _look(ines, address, "2027-03-19")


@pytest.mark.parametrize(
    ("on", "at", "sentence"),
    [
        ("2027-03-01", "18:30", "The new time lies in the past."),
        ("", "18:30", "Please give a day."),
        ("soon", "18:30", "Please give a day."),
        ("2027-03-20", "", "Please give a time"),
    ],
)
def test_a_move_that_cannot_be_is_explained_and_keeps_what_was_typed(
    ines: FlaskClient, dates: str, cast: Cast, on: str, at: str, sentence: str
) -> None:
    answer = press_twice(ines, f"{dates}/{cast.here.meeting}/move", {"on": on, "at": at})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{at or on}"' in answer.text


def test_a_meeting_that_is_over_stays_where_it_was(ines: FlaskClient, dates: str, cast: Cast) -> None:
    answer = press_twice(ines, f"{dates}/{cast.here.past_meeting}/move", {"on": "2027-04-01", "at": "18:30"})
    assert answer.status_code == 422
    assert "This meeting is over" in answer.text


def test_cancelling_needs_a_reason_and_can_be_put_back(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    address = f"{dates}/{cast.here.meeting}"
    assert ines.post(f"{address}/cancel", data={"reason": " "}).status_code == 422
    look = ines.post(f"{address}/cancel", data={"reason": "Ines is ill"})
    assert "not while it is cancelled" in look.text
    assert "The meeting tomorrow" in look.text
    with store.reading(site_engine) as db:
        assert not db.get_one(Meeting, cast.here.meeting).is_cancelled
    done = press_twice(ines, f"{address}/cancel", {"reason": "Ines is ill"}, follow_redirects=True)
    assert "Cancelled: Ines is ill" in done.text
    shown = ines.post(f"{address}/put-back").text
    assert "A meeting is called off" in shown  # which nobody has read yet, and nobody will
    assert "The meeting tomorrow" in shown
    assert "Pages of session 4 open" in shown
    with store.reading(site_engine) as db:
        assert db.get_one(Meeting, cast.here.meeting).is_cancelled
    back = press_twice(ines, f"{address}/put-back", {}, follow_redirects=True)
    assert "It takes place again" in back.text
    with store.reading(site_engine) as db:
        again = db.get_one(Meeting, cast.here.meeting)
        assert (again.is_cancelled, again.sequence) == (False, 2)


def test_a_meeting_that_takes_place_is_not_put_back(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    answer = press_twice(ines, f"{dates}/{cast.here.meeting}/put-back", {}, follow_redirects=True)
    assert "It takes place on the day it has." in answer.text
    with store.reading(site_engine) as db:
        assert db.get_one(Meeting, cast.here.meeting).sequence == 0


def test_the_run_sheet_counts_its_times_from_the_start(ines: FlaskClient, dates: str, cast: Cast) -> None:
    shown = ines.get(f"{dates}/{cast.here.meeting}/run-sheet").text
    assert "18:30–21:15" in shown
    times = [part.partition("<")[0] for part in shown.split('class="sheet-time">')[1:]]
    assert times[:3] == ["18:30", "18:50", "19:02"]
    assert times == sorted(times)


def test_every_part_says_how_to_lead_it(ines: FlaskClient, dates: str, cast: Cast) -> None:
    shown = ines.get(f"{dates}/{cast.here.meeting}/run-sheet").text
    parts = shown.count('class="sheet-time">')
    for heading in ("Say first", "Choices to offer", "Watch for", "To close"):
        assert shown.count(f"<h3>{heading}</h3>") == parts


def test_a_changed_run_sheet_shows_what_was_left_out_and_why(
    ines: FlaskClient, dates: str, cast: Cast
) -> None:
    address = f"{dates}/{cast.here.meeting}/run-sheet"
    typed = _lines(ines.get(f"{address}/change").text)
    landing = next(line for line in typed["line"] if typed[f"part-{line}"] == "landing")
    silent = ines.post(
        f"{address}/change", data={**typed, f"minutes-{landing}": "0", "note-1": "Bring the bell"}
    )
    assert silent.status_code == 422
    assert "keeps people safe. Keep a minute of it" in silent.text
    assert 'value="Bring the bell"' in silent.text
    told = {
        **typed,
        f"minutes-{landing}": "0",
        f"because-{landing}": "no break tonight",
        "note-1": "Bring the bell",
    }
    done = ines.post(f"{address}/change", data=told, follow_redirects=True).text
    assert "Because: no break tonight" in done
    assert "Bring the bell" in done
    assert "Changed for this group." in done
    back = ines.post(f"{address}/reset", follow_redirects=True).text
    assert "Because:" not in back
    assert "The run sheet is the one of the course again." in back


def test_two_who_change_a_run_sheet_at_once_do_not_overwrite_each_other_unseen(
    ines: FlaskClient, signed_in_as: SignIn, dates: str, cast: Cast
) -> None:
    address = f"{dates}/{cast.here.meeting}/run-sheet/change"
    lena = signed_in_as(cast.lena)
    hers, theirs = _lines(lena.get(address).text), _lines(ines.get(address).text)
    assert lena.post(address, data={**hers, "note-1": "Tea first"}).status_code == 302
    late = ines.post(address, data={**theirs, "note-1": "A song first"})
    assert late.status_code == 422
    assert "was changed meanwhile" in late.text
    assert 'value="A song first"' in late.text
    again = ines.post(address, data=_lines(late.text), follow_redirects=True)
    assert "A song first" in again.text
    assert "Tea first" not in again.text


@pytest.mark.parametrize("typed", ["half an hour", "-5", "99999", "1e3"])
def test_minutes_that_are_none_are_explained(ines: FlaskClient, dates: str, cast: Cast, typed: str) -> None:
    address = f"{dates}/{cast.here.meeting}/run-sheet/change"
    answer = ines.post(address, data={**_lines(ines.get(address).text), "minutes-1": typed})
    assert answer.status_code == 422
    assert "Minutes are a number from 0" in answer.text


def test_the_sentence_about_minutes_leads_to_a_field(ines: FlaskClient, dates: str, cast: Cast) -> None:
    address = f"{dates}/{cast.here.meeting}/run-sheet/change"
    page = ines.post(address, data={**_lines(ines.get(address).text), "minutes-1": "-5"}).text
    assert 'href="#minutes-1"' in page
    assert 'id="minutes-1"' in page


def test_during_the_session_the_part_that_is_on_stands_first(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, NOW.replace(day=18, hour=18, minute=55))
    shown = ines.get(f"{dates}/{cast.here.meeting}/run-sheet").text
    assert "Now, part 2 of" in shown
    assert 'aria-current="step"' in shown


def test_a_meeting_under_the_address_of_another_cohort_is_not_there(signed_in_as: SignIn, cast: Cast) -> None:
    otto, lena = signed_in_as(cast.there.lead), signed_in_as(cast.lena)
    for page in ("attendance", "run-sheet", "move", "cancel"):
        mixed = f"/cohorts/{cast.there.cohort}/meetings/{cast.here.meeting}/{page}"
        assert otto.get(mixed).status_code == 404
        assert lena.get(mixed).status_code == 404


def test_who_joined_in_between_is_on_the_list_of_the_next_session(
    ines: FlaskClient, dates: str, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, NOW + timedelta(days=1))
    assert ">Nia<" in ines.get(f"{dates}/{cast.here.meeting}/attendance").text


def _lines(page: str) -> dict[str, Any]:
    """Every field of the run sheet form as the page has it."""
    fields = re.findall(r'name="([a-z]+-\d+)"[^>]*?value="([^"]*)"', page)
    since = re.findall(r'name="since" value="([^"]*)"', page)
    return {"line": re.findall(r'name="line" value="(\d+)"', page), "since": since, **dict(fields)}


def _look(browser: FlaskClient, address: str, on: str) -> str:
    return browser.post(address, data={"on": on, "at": "18:00"}).text


def _mark(engine: Engine, meeting_id: int, enrolment_id: int) -> Mark | None:
    with store.reading(engine) as db:
        mine = select(Attendance.mark).where(
            Attendance.meeting_id == meeting_id, Attendance.enrolment_id == enrolment_id
        )
        found = db.exec(mine).first()
    return Mark(found) if found else None
