"""What the site tells a phone: what may be kept, for whom, and what an ended sign-in hears."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from course import store
from course.people import signed_in
from course.people.person import Person
from course.people.signed_in import Device
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.test_log import rows, tap
from tests.web.travelling import travel_to

BY_SCRIPT = {"X-Fragment": "1"}


def on_a_shared_device(app: Flask, engine: Engine, person_id: int) -> FlaskClient:
    with store.writing(engine) as db:
        _row, secret = signed_in.begin(db, db.get_one(Person, person_id), Device.SHARED)
    browser = app.test_client()
    browser.set_cookie("kindly", secret)
    return browser


def test_only_these_pages_may_be_kept(signed_in_as: SignIn, cast: Cast) -> None:
    here = cast.here.enrolment
    said = signed_in_as(cast.maya).get("/phone").get_json()
    assert said["owner"] == str(cast.maya)
    assert said["pages"] == ["/today", "/course", f"/course/{here}/week-3", f"/cards/{here}", "/help"]


def test_every_page_that_may_be_kept_is_one_of_hers_and_names_her(signed_in_as: SignIn, cast: Cast) -> None:
    maya = signed_in_as(cast.maya)
    for path in maya.get("/phone").get_json()["pages"]:
        answer = maya.get(path)
        assert (answer.status_code, answer.headers["X-Kept-For"]) == (200, str(cast.maya))
        assert f'data-owner="{cast.maya}"' in answer.text


def test_staff_without_a_place_keep_help_alone(signed_in_as: SignIn, cast: Cast) -> None:
    assert signed_in_as(cast.ines).get("/phone").get_json()["pages"] == ["/help"]


def test_on_a_shared_device_nothing_is_kept(app: Flask, cast: Cast, site_engine: Engine) -> None:
    browser = on_a_shared_device(app, site_engine, cast.maya)
    said, page = browser.get("/phone").get_json(), browser.get("/today")
    assert (said["owner"], said["pages"]) == (None, [])
    assert "X-Kept-For" not in page.headers
    assert "data-owner" not in page.text
    assert "nothing is kept on it" in browser.get("/me/phone").text


def test_signed_out_nobody_is_named(client: FlaskClient) -> None:
    for path in ("/", "/help", "/offline", "/sign-in"):
        answer = client.get(path)
        assert "X-Kept-For" not in answer.headers
        assert "data-owner" not in answer.text


def test_an_ended_sign_in_answers_a_script_with_401_and_a_reader_with_the_way_in(
    app: Flask, client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    """Also with a form token that died with the sign-in: 401 comes before it is looked at."""
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.get("/phone", headers=BY_SCRIPT).status_code == 401
    assert client.get("/phone").status_code == 302
    sent = {"client_id": str(uuid4()), "minutes": "10", "csrf_token": "of an ended sign-in"}
    assert client.post("/log", data=sent, headers=BY_SCRIPT).status_code == 401
    assert rows(site_engine, cast) == []


def test_an_entry_of_somebody_else_is_not_there_for_whoever_is_signed_in(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """Every entry that waits names the place it is for; Ben has another one."""
    assert tap(signed_in_as(cast.ben), cast, ago="60") == 404
    assert rows(site_engine, cast) == []


def test_a_tap_that_waited_counts_for_the_day_and_the_time_of_the_tap(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """It is noon in Lisbon on 17 March; thirteen hours before, it was 23:00 on the 16th."""
    travel_to(site_engine, NOW)
    assert tap(signed_in_as(cast.maya), cast, ago=str(13 * 3600)) == 302
    (row,) = rows(site_engine, cast)
    assert row.practised_on == NOW.date() - timedelta(days=1)
    assert timedelta(hours=13) <= NOW - row.logged_at + timedelta(minutes=5) < timedelta(hours=13, minutes=6)


def test_a_tap_for_yesterday_that_waited_a_day_counts_for_the_day_before(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    assert tap(signed_in_as(cast.maya), cast, ago="86400", day="yesterday") == 302
    assert rows(site_engine, cast)[0].practised_on == NOW.date() - timedelta(days=2)


@pytest.mark.parametrize("ago", ["-1", "soon", "9999999", "1" * 40, "٣"])
def test_how_long_it_waited_is_checked(
    ago: str, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    assert tap(signed_in_as(cast.maya), cast, ago=ago) == 422
    assert rows(site_engine, cast) == []


def test_the_token_for_what_waits_is_a_living_one(app: Flask, signed_in_as: SignIn, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    maya = signed_in_as(cast.maya)
    assert tap(maya, cast) == 400
    assert tap(maya, cast, csrf_token=maya.get("/phone").get_json()["token"]) == 302


@pytest.mark.parametrize(("shared", "lasts"), [("", True), ("y", False)], ids=["own", "shared"])
def test_on_a_device_of_her_own_a_form_outlives_the_browser(
    app: Flask, client: FlaskClient, cast: Cast, site_engine: Engine, shared: str, lasts: bool
) -> None:
    """On a shared one its token ends with the browser, as the sign-in does."""
    from tests.web.test_sign_in import link_of

    client.post("/sign-in", data={"email": "maya@example.org", "shared": shared})
    answer = client.post(link_of(site_engine, app.extensions["settings"]), data={"shared": shared})
    assert answer.headers["Location"] == "/today"
    client.get("/today")
    page = client.get("/phone")
    cookies = [*answer.headers.getlist("Set-Cookie"), *page.headers.getlist("Set-Cookie")]
    (form,) = [
        one for one in cookies if one.startswith("form=") and "Max-Age=0" not in one and "1970" not in one
    ]
    assert ("Expires=" in form) is lasts


def test_signing_out_clears_the_browser_unless_somebody_else_waits_there(
    signed_in_as: SignIn, cast: Cast
) -> None:
    for path in ("/sign-out", "/me/devices"):
        for sent, cleared in (({}, '"cache", "storage"'), ({"others": "wait"}, '"cache"')):
            assert signed_in_as(cast.maya).post(path, data=sent).headers["Clear-Site-Data"] == cleared


def test_the_list_takes_few_statements(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    maya = signed_in_as(cast.maya)
    maya.get("/phone")
    with counted(site_engine) as sent:
        maya.get("/phone")
    assert len(sent) <= 4, sent


def test_the_worker_comes_from_the_root_and_is_asked_for_each_time(client: FlaskClient) -> None:
    with client.get("/worker.js") as answer:
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Cache-Control"] == "no-store"


def test_who_saves_data_gets_no_fonts_and_no_drawings(signed_in_as: SignIn, cast: Cast) -> None:
    """A kept page is asked for with the same wish, so it is the small one as well."""
    maya = signed_in_as(cast.maya)
    full, small = (maya.get("/today", headers={"Save-Data": wish}).text for wish in ("off", "on"))
    assert ".woff2" in full
    assert "css/fonts.css" in full
    assert ".woff2" not in small
    assert "css/fonts.css" not in small
    assert len(small) < len(full) - 3000
    assert "data-saving" in small
    assert "data-saving" not in full
