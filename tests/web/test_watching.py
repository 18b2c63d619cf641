"""What an outside watcher asks, what Prometheus reads, and what staff read when the clock has stopped."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from course import clock, store
from course.delivery.ledger import Delivery, Status
from course.delivery.marks import Heartbeat, Release
from course.delivery.older_copy import NOTICE
from course.delivery.resting.row import ChannelRest, State
from course.store import make_engine
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from web.clock_watch import Watch

TOKEN = "a-token-for-a-watcher-0123456789"
BRINGS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watcher(app: Flask) -> FlaskClient:
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"metrics_token": TOKEN})
    return app.test_client()


def _beat_was(engine: Engine, ago: timedelta | None) -> None:
    with store.writing(engine) as db:
        beat = db.get_one(Heartbeat, "pump")
        if ago is None:
            db.delete(beat)
        else:
            beat.at = clock.real_now(db) - ago


def _waiting(engine: Engine, cast: Cast, since: timedelta) -> None:
    with store.writing(engine) as db:
        row = db.get_one(Delivery, cast.here.delivery)
        fields = {**row.model_dump(exclude={"id"}), "key": "waits", "message_id": "waits"}
        fields |= {"status": Status.PENDING, "due_at": clock.now(db) - since}
        db.add(Delivery(**fields))


def test_a_watcher_hears_that_all_is_well(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"well": True, "site": "up", "database": "up", "clock": "runs", "mail": "up"}


@pytest.mark.parametrize(
    ("ago", "status", "word"),
    [
        (timedelta(seconds=100), 200, "runs"),
        (timedelta(seconds=130), 503, "stopped"),
        (None, 503, "never ran"),
    ],
)
def test_a_watcher_hears_when_the_clock_does_not_beat(
    client: FlaskClient, site_engine: Engine, ago: timedelta | None, status: int, word: str
) -> None:
    _beat_was(site_engine, ago)
    answer = client.get("/healthz")
    assert answer.status_code == status
    assert answer.json == {"well": status == 200, "site": "up", "database": "up", "clock": word, "mail": "up"}


def test_watcher_and_staff_hear_that_this_may_be_an_older_copy(
    app: Flask, client: FlaskClient, signed_in_as: SignIn, site_engine: Engine, cast: Cast
) -> None:
    with store.writing(site_engine) as db:
        db.add(Release(name=NOTICE, value="since today"))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {
        "well": False, "site": "up", "database": "up", "clock": "waits for after-restore", "mail": "up",
    }  # fmt: skip
    app.extensions["clock_watch"] = Watch()
    page = signed_in_as(cast.ines).get("/", follow_redirects=True).text
    assert "this may be an older copy of the database" in page


def test_without_a_database_the_process_lives_and_is_not_well(app: Flask) -> None:
    app.extensions["engine"].dispose()
    app.extensions["engine"] = make_engine("sqlite:////nowhere/at/all.sqlite")
    client = app.test_client()
    well = client.get("/healthz")
    assert well.status_code == 503
    parts = {"site": "up", "database": "down", "clock": "unknown", "mail": "unknown"}
    assert well.json == {"well": False, **parts}
    with counted(app.extensions["engine"]) as sent:
        assert client.get("/livez").status_code == 200
    assert sent == []


@pytest.mark.parametrize(
    "brought",
    [{}, {"Authorization": TOKEN}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": "Bearer é"}],
)
def test_without_the_token_there_are_no_numbers(watcher: FlaskClient, brought: dict[str, str]) -> None:
    answer = watcher.get("/metrics", headers=brought)
    assert answer.status_code == 404
    assert "kindly_" not in answer.text


def test_where_no_token_is_set_nobody_has_one(client: FlaskClient) -> None:
    for brought in (BRINGS, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
        assert client.get("/metrics", headers=brought).status_code == 404


def test_prometheus_reads_the_numbers(watcher: FlaskClient, site_engine: Engine, cast: Cast) -> None:
    _waiting(site_engine, cast, timedelta(minutes=10))
    text = watcher.get("/metrics", headers=BRINGS).text
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["kindly_deliveries", "homework_nudge", "pending"] == 1
    assert found["kindly_deliveries", "homework_nudge", "unknown"] >= 1
    assert found["kindly_deliveries", "week_opens", "sent"] == 0
    assert 600 <= found["kindly_lag_seconds",] < 660
    assert found["kindly_turns_total", "pump"] == 1
    assert found["kindly_looked_at_total", "pump"] == 0
    assert found["kindly_heartbeat_age_seconds", "pump"] < 60
    assert found["kindly_mail_down_seconds",] == 0
    assert ("kindly_oldest_transmitting_seconds",) not in found


def test_labels_come_from_lists_and_name_nobody(
    watcher: FlaskClient, site_engine: Engine, cast: Cast
) -> None:
    before = watcher.get("/metrics", headers=BRINGS).text
    _waiting(site_engine, cast, timedelta(minutes=10))
    after = watcher.get("/metrics", headers=BRINGS).text
    assert len(after.splitlines()) == len(before.splitlines())
    for private in ("@", "Maya", "Ines", "Thursday"):
        assert private not in after
    assert set(re.findall(r'(\w+)="', after)) == {"letter", "state", "work"}


def test_staff_read_nothing_of_a_clock_that_runs(signed_in_as: SignIn, cast: Cast) -> None:
    assert "looks after this installation" not in signed_in_as(cast.ines).get(_board(cast)).text


@pytest.mark.parametrize("ago", [timedelta(minutes=6), None])
def test_staff_read_that_the_clock_has_stopped_and_participants_do_not(
    app: Flask, signed_in_as: SignIn, cast: Cast, site_engine: Engine, ago: timedelta | None
) -> None:
    _beat_was(site_engine, ago)
    app.extensions["clock_watch"] = Watch()
    for who, path in ((cast.ines, _board(cast)), (cast.lena, f"/programmes/{cast.here.programme}")):
        assert "looks after this installation" in signed_in_as(who).get(path).text
    assert "looks after this installation" not in signed_in_as(cast.maya).get("/today").text


def test_staff_read_that_letters_wait(
    app: Flask, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    _waiting(site_engine, cast, timedelta(minutes=31))
    app.extensions["clock_watch"] = Watch()
    assert "the mail server does not take them" in signed_in_as(cast.ines).get(_board(cast)).text


@pytest.mark.parametrize(
    ("refuses_us", "words", "word"),
    [
        (True, "has let us in no more since", "refuses us"),
        (False, "has not answered since", "does not answer"),
    ],
)
def test_staff_and_a_watcher_hear_that_the_mail_server_rests_and_it_is_no_fault_of_the_site(
    app: Flask,
    watcher: FlaskClient,
    signed_in_as: SignIn,
    cast: Cast,
    site_engine: Engine,
    refuses_us: bool,
    words: str,
    word: str,
) -> None:
    with store.writing(site_engine) as db:
        since = clock.real_now(db) - timedelta(minutes=7)
        db.add(ChannelRest(name="mail", state=State.OPEN, since=since, refuses_us=refuses_us))
    app.extensions["clock_watch"] = Watch()
    assert words in signed_in_as(cast.ines).get(_board(cast)).text
    assert words not in signed_in_as(cast.maya).get("/today").text
    answer = watcher.get("/healthz")
    assert (answer.status_code, answer.json and answer.json["mail"]) == (200, word)
    metric = r"^kindly_mail_down_seconds (\S+)$"
    found = re.search(metric, watcher.get("/metrics", headers=BRINGS).text, re.MULTILINE)
    assert found is not None
    assert 420 <= float(found[1]) < 480


def test_one_statement_in_a_while_tells_it(
    app: Flask, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    app.extensions["clock_watch"] = Watch()
    ines, looks = signed_in_as(cast.ines), []
    for _ in range(3):
        with counted(site_engine) as sent:
            ines.get(_board(cast))
        looks.append(sum("FROM heartbeat" in statement for statement in sent))
    assert looks == [1, 0, 0]


def _board(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}"
