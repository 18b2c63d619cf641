"""Me, Letters, Short notices: where they go, and what nobody can make of it."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select, update

from course import store
from course.delivery import errands
from course.delivery.ledger import Delivery
from course.notice_settings import SERVICES, Template, WebPush
from course.people import notice_choice, notice_place, sign_in, signed_in
from course.people.notice_errand import Errand, NoticeErrand
from course.people.notice_place import NoticePlace
from course.people.person import Person
from course.people.preference import Kind
from course.people.signed_in import Device
from tests.cast import Cast
from tests.real import peer as peers
from tests.real.browser_keys import BrowserKeys, public_of
from tests.real.peer import Peer
from tests.site import SignIn

KEY = "uwdOB3VXe2sN8ACPaTTc2c6FEuXNtHSnaDYDfNhXnJ0"
PHONE = BrowserKeys.made(1)
AT_GOOGLE = "https://fcm.googleapis.com/fcm/send/one"


@pytest.fixture
def peer() -> Iterator[Peer]:
    with peers.running() as peer:
        yield peer


@pytest.fixture
def offered(app: Flask, peer: Peer) -> Flask:
    """Web Push, a text message gateway and ntfy, all of them on this machine."""
    host = peer.url.removeprefix("http://")
    settings = app.extensions["settings"].model_copy(
        update={
            "web_push": WebPush(
                private_key=KEY, subject="mailto:course@example.org", services=(*SERVICES, peer.url)
            ),
            "notices": {
                "sms": Template(url=f"json://{host}/{{number}}", wants="number"),
                "ntfy": Template(url=f"ntfy://{host}/{{topic}}", wants="topic"),
            },
        }
    )
    app.extensions["settings"] = settings
    return app


@pytest.fixture
def maya(offered: Flask, signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def of(engine: Engine, person_id: int) -> list[NoticePlace]:
    with store.reading(engine) as db:
        return notice_place.of(db, person_id)


def hand_in(browser: FlaskClient, endpoint: str = AT_GOOGLE) -> int:
    taken = json.dumps(PHONE.subscription(endpoint))
    return browser.post("/me/notices/device", data={"subscription": taken}).status_code


def add_number(browser: FlaskClient, typed: str = "+351 912 345 678", way: str = "sms") -> int:
    return browser.post("/me/notices/number", data={"way": way, "address": typed}).status_code


def act(browser: FlaskClient, place: NoticePlace, what: str, **more: str) -> int:
    return browser.post("/me/notices/place", data={"place": str(place.id), "act": what, **more}).status_code


def let_them_go(app: Flask) -> None:
    errands.run(app.extensions["engine"], app.extensions["settings"])


def test_a_house_without_a_way_offers_none(signed_in_as: SignIn, cast: Cast) -> None:
    maya = signed_in_as(cast.maya)
    assert "/me/notices" not in maya.get("/me/letters").text
    assert "Letters come by mail here" in maya.get("/me/notices").text
    assert hand_in(maya) == 404
    assert add_number(maya) == 404


def test_letters_lead_to_notices_where_there_are_some(maya: FlaskClient) -> None:
    assert 'href="/me/notices"' in maya.get("/me/letters").text
    page = maya.get("/me/notices").text
    assert f'data-key="{public_of(KEY)}"' in page
    assert "This needs JavaScript" in re.findall(r"<p[^>]* data-plain>(.*?)</p>", page)[0]


def test_the_kinds_she_chose_are_kept_and_shown(maya: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    maya.post("/me/notices", data={"kind": ["weeks", "meetings", "words", "digest", "nonsense"]})
    with store.reading(site_engine) as db:
        assert notice_choice.chosen(db, cast.maya) == {Kind.WEEKS, Kind.MEETINGS}
    assert len(re.findall(r'name="kind" value="\w+" checked', maya.get("/me/notices").text)) == 2
    maya.post("/me/notices", data={})
    with store.reading(site_engine) as db:
        assert notice_choice.chosen(db, cast.maya) == frozenset()


def test_a_device_counts_at_once_and_belongs_to_this_sign_in(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    assert hand_in(maya) == 302
    [place] = of(site_engine, cast.maya)
    assert (place.way, place.address) == ("push", AT_GOOGLE)
    assert place.confirmed_at is not None
    assert "Send me one now to try" in maya.get("/me/notices").text
    maya.post("/sign-out")
    assert of(site_engine, cast.maya) == []


def test_signing_out_everywhere_ends_the_notices_to_every_device(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    hand_in(maya)
    maya.post("/me/devices")
    assert of(site_engine, cast.maya) == []


@pytest.mark.parametrize(
    "given",
    [
        "",
        "null",
        "[]",
        '{"endpoint": 5}',
        "[" * 5000,
        json.dumps(PHONE.subscription("http://127.0.0.1:6379/")),
        json.dumps(PHONE.subscription("http://169.254.169.254/latest/meta-data")),
        json.dumps(PHONE.subscription("https://fcm.googleapis.com.example.org/x")),
        json.dumps(PHONE.subscription("https://fcm.googleapis.com@example.org/x")),
        json.dumps(PHONE.subscription(AT_GOOGLE + "x" * 1000)),
        json.dumps({"endpoint": AT_GOOGLE, "keys": {"p256dh": "AAAA", "auth": "AAAA"}}),
        json.dumps({"endpoint": AT_GOOGLE, "keys": {"p256dh": 7, "auth": None}}),
    ],
)
def test_a_subscription_that_is_none_is_refused_with_a_sentence(
    given: str, maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answer = maya.post("/me/notices/device", data={"subscription": given})
    assert answer.status_code == 422
    assert "Letters keep coming by mail" in answer.text
    assert of(site_engine, cast.maya) == []


def test_nobody_is_written_to_on_a_shared_device(offered: Flask, cast: Cast, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        _row, secret = signed_in.begin(db, db.get_one(Person, cast.maya), Device.SHARED)
    browser = offered.test_client()
    browser.set_cookie("kindly", secret)
    assert "shared device" in browser.get("/me/notices").text
    assert hand_in(browser) == 404


def test_a_browser_that_was_somebody_elses_writes_to_her_no_more(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    hand_in(maya)
    hand_in(signed_in_as(cast.ben))
    assert of(site_engine, cast.maya) == []
    assert len(of(site_engine, cast.ben)) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("+351 912 345 678", "+351912345678"), (" +49 (171) 1234-567", "+491711234567")],
)
def test_a_number_waits_for_its_code(
    typed: str, kept: str, maya: FlaskClient, cast: Cast, site_engine: Engine, offered: Flask, peer: Peer
) -> None:
    peer.answers = [200]
    assert add_number(maya, typed) == 302
    [place] = of(site_engine, cast.maya)
    assert (place.address, place.confirmed_at) == (kept, None)
    assert "not confirmed yet" in maya.get("/me/notices").text
    let_them_go(offered)
    said = json.loads(peer.heard[0].body)["message"]
    code = re.findall(r"\d{6}", said)[0]
    assert act(maya, place, "try") == 404
    act(maya, place, "confirm", code="1")
    assert of(site_engine, cast.maya)[0].confirmed_at is None
    assert of(site_engine, cast.maya)[0].code_tries == 1
    act(maya, place, "confirm", code=f" {code[:3]} {code[3:]}")
    assert of(site_engine, cast.maya)[0].confirmed_at is not None
    act(maya, place, "try")
    let_them_go(offered)
    assert json.loads(peer.heard[1].body)["message"].startswith("This is how a short notice looks.")
    assert "The last one was handed over." in maya.get("/me/notices").text


@pytest.mark.parametrize(
    ("way", "typed"),
    [
        ("sms", ""),
        ("sms", "0912345678"),
        ("sms", "+0912345678"),
        ("sms", "+1234"),
        ("sms", "+351912345678/../../x"),
        ("sms", "+351912345678?to=+1"),
        ("sms", "http://127.0.0.1/"),
        ("sms", "+٣٥١٩١٢٣٤٥٦٧٨"),
        ("ntfy", "short"),
        ("ntfy", "quiet-hazel/4711"),
        ("ntfy", "quiet hazel 4711"),
        ("ntfy", "quiet-hazel-4711,other-topic"),
        ("ntfy", "x@example.org"),
        ("ntfy", "-" * 20),
    ],
)
def test_what_is_no_number_or_topic_is_refused_at_its_field(
    way: str, typed: str, maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answer = maya.post("/me/notices/number", data={"way": way, "address": typed})
    assert answer.status_code == 422
    assert f'id="address-{way}-error"' in answer.text
    assert f'href="#address-{way}"' in answer.text
    assert of(site_engine, cast.maya) == []


def test_only_ways_of_the_settings_can_be_named(maya: FlaskClient) -> None:
    for way in ("", "push", "mail", "json", "json://127.0.0.1/"):
        assert add_number(maya, way=way) == 404


def test_five_codes_a_day_and_no_more_however_numbers_change(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answers = [add_number(maya, f"+35191234567{number}") for number in range(7)]
    assert answers == [302] * 5 + [422] * 2
    with store.reading(site_engine) as db:
        assert len(db.exec(select(NoticeErrand)).all()) == 5
    [place] = of(site_engine, cast.maya)
    assert place.address == "+351912345674"
    assert act(maya, place, "again") == 422
    act(maya, place, "remove")
    assert add_number(maya) == 422


def test_a_place_that_was_taken_away_gets_nothing_any_more(
    maya: FlaskClient, cast: Cast, site_engine: Engine, offered: Flask, peer: Peer
) -> None:
    hand_in(maya, f"{peer.url}/phone")
    [place] = of(site_engine, cast.maya)
    act(maya, place, "try")
    act(maya, place, "remove")
    let_them_go(offered)
    assert peer.heard == []
    assert of(site_engine, cast.maya) == []


@pytest.mark.parametrize("what", ["try", "again", "confirm", "remove", "", "else"])
def test_nobody_reaches_another_persons_place(
    what: str, maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    hand_in(maya)
    [place] = of(site_engine, cast.maya)
    ben = signed_in_as(cast.ben)
    gone = place.model_copy(update={"id": 999_999})
    assert act(ben, place, what) == act(ben, gone, what) == 404
    assert len(of(site_engine, cast.maya)) == 1
    with store.reading(site_engine) as db:
        assert db.exec(select(NoticeErrand).where(NoticeErrand.what == Errand.TRY)).all() == []


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "٣"])
def test_a_place_that_is_no_number_is_not_there(number: str, maya: FlaskClient) -> None:
    assert maya.post("/me/notices/place", data={"place": number, "act": "remove"}).status_code == 404


def test_six_devices_are_one_too_many(maya: FlaskClient) -> None:
    answers = [hand_in(maya, f"{AT_GOOGLE}{number}") for number in range(6)]
    assert answers == [302] * 5 + [422]


@pytest.mark.parametrize(("who", "left"), [("maya", 1), ("ben", 0)])
def test_a_browser_that_signs_in_again_keeps_the_notices_of_whoever_it_was(
    who: str, left: int, maya: FlaskClient, cast: Cast, site_engine: Engine, offered: Flask
) -> None:
    hand_in(maya)
    with store.writing(site_engine) as db:
        person = db.get_one(Person, getattr(cast, who))
        secret = sign_in.dev_link(db, offered.extensions["settings"], person)
    assert maya.post(f"/sign-in/link/{secret}").status_code == 302
    assert len(of(site_engine, cast.maya)) == left
    maya.post("/sign-out")
    assert of(site_engine, cast.maya) == []


def test_staff_read_what_went_as_a_notice(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    ines, path = signed_in_as(cast.ines), f"/cohorts/{cast.here.cohort}/letters"
    assert "by notice" not in ines.get(path).text
    with store.writing(site_engine) as db:
        db.exec(update(Delivery).values(channel="push"))
    assert "by notice" in ines.get(path).text
