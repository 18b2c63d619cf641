"""The practice log: one tap, undo, other days, and the same tap sent twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.practice.log import PracticeKind, PracticeLog
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.travelling import travel_to

TODAY = NOW.date()


def rows(engine: Engine, cast: Cast) -> list[PracticeLog]:
    """What counts in Maya's log, without the one the cast begins with."""
    with store.reading(engine) as db:
        mine = select(PracticeLog).where(
            PracticeLog.enrolment_id == cast.here.enrolment,
            PracticeLog.id != cast.here.log,
            col(PracticeLog.taken_back_at).is_(None),
        )
        return list(db.exec(mine.order_by(col(PracticeLog.id))).all())


def tap(browser: FlaskClient, cast: Cast, **fields: str) -> int:
    data = {"client_id": str(uuid4()), "minutes": "10", "enrolment": str(cast.here.enrolment), **fields}
    return browser.post("/log", data=data).status_code


def test_one_tap_is_one_entry_for_her_own_day(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    browser = signed_in_as(cast.maya)
    assert tap(browser, cast, practice="affectionate-breathing") == 302
    (row,) = rows(site_engine, cast)
    assert (row.minutes, row.practised_on, row.kind) == (10, TODAY, PracticeKind.FORMAL)
    assert row.practice_key == "affectionate-breathing"
    shown = browser.get("/today").get_data(as_text=True)
    assert "Logged: about 10 minutes." in shown
    assert "It was something else" in shown


def test_a_tap_shortly_after_midnight_counts_for_the_day_where_she_is(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """One o'clock at night in UTC is still the evening before in New York."""
    travel_to(site_engine, datetime(2027, 3, 18, 1, tzinfo=UTC))
    browser = signed_in_as(cast.nia)
    browser.post("/log", data={"client_id": str(uuid4()), "minutes": "5"})
    with store.reading(site_engine) as db:
        row = db.exec(select(PracticeLog).order_by(col(PracticeLog.id).desc())).first()
        assert row is not None
        assert row.practised_on == date(2027, 3, 17)


def test_daily_life_has_no_minutes(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    tap(signed_in_as(cast.maya), cast, minutes="0", practice="affectionate-breathing")
    (row,) = rows(site_engine, cast)
    assert (row.minutes, row.kind, row.practice_key) == (None, PracticeKind.INFORMAL, None)


def test_logging_again_the_same_day_is_fine_and_says_how_many(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.maya)
    tap(browser, cast)
    tap(browser, cast, minutes="20")
    assert len(rows(site_engine, cast)) == 2
    assert "2 today" in browser.get("/today").get_data(as_text=True)


def test_the_same_tap_sent_twice_is_one_entry(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    browser, same = signed_in_as(cast.maya), str(uuid4())
    assert tap(browser, cast, client_id=same) == 302
    assert tap(browser, cast, client_id=same) == 302
    assert len(rows(site_engine, cast)) == 1


def test_the_same_tap_sent_at_the_same_moment_is_one_entry(
    app: Flask, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    cookie, same = signed_in_as(cast.maya).get_cookie("kindly"), str(uuid4())
    assert cookie is not None

    def send(_number: int) -> int:
        browser = app.test_client()
        browser.set_cookie("kindly", cookie.value)
        return tap(browser, cast, client_id=same)

    with ThreadPoolExecutor(6) as at_once:
        assert set(at_once.map(send, range(6))) == {302}
    assert len(rows(site_engine, cast)) == 1


def test_undo_takes_it_away_and_a_late_repeat_does_not_bring_it_back(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser, same = signed_in_as(cast.maya), str(uuid4())
    tap(browser, cast, client_id=same)
    (row,) = rows(site_engine, cast)
    browser.post(f"/log/{row.id}/take-back")
    tap(browser, cast, client_id=same)
    assert rows(site_engine, cast) == []
    assert "One tap records it" in browser.get("/today").get_data(as_text=True)


def test_the_tap_answers_with_its_part_of_the_page_when_a_script_asked(
    signed_in_as: SignIn, cast: Cast
) -> None:
    answer = signed_in_as(cast.maya).post(
        "/log",
        data={"client_id": str(uuid4()), "minutes": "20", "enrolment": str(cast.here.enrolment)},
        headers={"X-Fragment": "1"},
    )
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<html" not in shown
    assert 'id="logged"' in shown
    assert 'data-say="Logged: 20 minutes or more."' in shown


def test_yesterday_is_two_taps(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    browser = signed_in_as(cast.maya)
    assert 'value="yesterday"' in browser.get("/log?day=yesterday").get_data(as_text=True)
    tap(browser, cast, day="yesterday")
    (row,) = rows(site_engine, cast)
    assert row.practised_on == TODAY - timedelta(days=1)
    assert "Tue 16 Mar" in browser.get("/log").get_data(as_text=True)


def test_another_day_is_chosen_by_date(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    assert tap(signed_in_as(cast.maya), cast, day="other", on="2027-03-01") == 302
    assert rows(site_engine, cast)[0].practised_on == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": "2027-03-18"}, "This day has not come yet"),
        ({"day": "2027-02-23"}, "This day lies before your course"),
        ({"day": "soon"}, "Please give a day"),
        ({"day": "other", "on": ""}, "Please give a day"),
        ({"minutes": "-5"}, "between 1 and 600"),
        ({"minutes": "601"}, "between 1 and 600"),
        ({"minutes": "ten"}, "Please choose how long"),
        ({"practice": "giving-and-receiving-compassion"}, "Please choose one of the practices"),
        ({"client_id": "not one"}, "Something was missing from this page"),
    ],
)
def test_what_cannot_be_logged_is_explained_and_changes_nothing(
    fields: dict[str, str], sentence: str, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    data = {"client_id": str(uuid4()), "minutes": "10", "enrolment": str(cast.here.enrolment), **fields}
    answer = signed_in_as(cast.maya).post("/log", data=data)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert rows(site_engine, cast) == []


def test_the_first_day_that_can_be_logged_is_the_one_before_the_course(
    signed_in_as: SignIn, cast: Cast
) -> None:
    assert tap(signed_in_as(cast.maya), cast, day="2027-02-24") == 302


def test_it_was_something_else_renames_the_same_minutes(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.maya)
    tap(browser, cast)
    (row,) = rows(site_engine, cast)
    assert "Soles of the feet" in browser.get(f"/log/{row.id}/other").get_data(as_text=True)
    browser.post(f"/log/{row.id}/other", data={"client_id": str(uuid4()), "practice": "soles-of-the-feet"})
    (renamed,) = rows(site_engine, cast)
    assert (renamed.practice_key, renamed.minutes) == ("soles-of-the-feet", 10)
    assert renamed.kind == PracticeKind.INFORMAL


def test_an_entry_is_changed_on_its_own_page(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    browser = signed_in_as(cast.maya)
    tap(browser, cast)
    (row,) = rows(site_engine, cast)
    address = f"/log/{row.id}/change"
    assert address in browser.get("/log").text
    data = {"client_id": str(uuid4()), "day": "2027-03-12", "minutes": "25", "practice": "soles-of-the-feet"}
    assert browser.post(address, data=data).status_code == 302
    (changed,) = rows(site_engine, cast)
    assert (changed.practised_on, changed.minutes) == (date(2027, 3, 12), 25)
    assert changed.practice_key == "soles-of-the-feet"
    browser.post(address, data=data)  # the same page once more
    assert len(rows(site_engine, cast)) == 1


def test_an_entry_without_minutes_becomes_a_moment_in_daily_life(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.maya)
    tap(browser, cast)
    (row,) = rows(site_engine, cast)
    data = {"client_id": str(uuid4()), "day": TODAY.isoformat(), "minutes": "", "practice": ""}
    browser.post(f"/log/{row.id}/change", data=data)
    (changed,) = rows(site_engine, cast)
    assert (changed.kind, changed.minutes) == (PracticeKind.INFORMAL, None)


def test_what_does_not_fit_stays_on_the_page_and_the_entry_as_it_was(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.maya)
    tap(browser, cast)
    (row,) = rows(site_engine, cast)
    data = {"client_id": str(uuid4()), "day": "2027-03-18", "minutes": "77", "practice": ""}
    answer = browser.post(f"/log/{row.id}/change", data=data)
    assert answer.status_code == 422
    assert "This day has not come yet" in answer.text
    assert 'value="77"' in answer.text
    assert rows(site_engine, cast)[0].minutes == 10


def test_an_entry_that_another_tab_has_taken_back_is_not_made_twice(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.maya)
    tap(browser, cast)
    (row,) = rows(site_engine, cast)
    browser.post(f"/log/{row.id}/take-back")
    data = {"client_id": str(uuid4()), "day": TODAY.isoformat(), "minutes": "20", "practice": ""}
    answer = browser.post(f"/log/{row.id}/change", data=data)
    assert answer.status_code == 422
    assert "changed or removed meanwhile" in answer.text
    assert rows(site_engine, cast) == []


def test_nobody_logs_for_another_person(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    browser = signed_in_as(cast.olga)
    assert tap(browser, cast) == 404
    assert browser.post(f"/log/{cast.here.log}/take-back").status_code == 404
    assert browser.get(f"/log/{cast.here.log}/other").status_code == 404
    assert browser.get(f"/log/{cast.here.log}/change").status_code == 404
    assert rows(site_engine, cast) == []


def test_the_way_back_never_leads_to_another_site(signed_in_as: SignIn, cast: Cast) -> None:
    answer = signed_in_as(cast.maya).post(
        "/log", data={"client_id": str(uuid4()), "minutes": "5", "next": "//elsewhere.example/"}
    )
    assert answer.location == "/today#log"
