"""A site on a copy of the cast's world, and browsers that are signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.serving import make_server

from course import store
from course.delivery import marks
from course.people import signed_in
from course.people.key import Keyring
from course.people.person import Person
from course.people.signed_in import Device
from course.settings import Settings
from tests.cast import Cast, stage
from tests.real.databases import Databases
from tests.real.engines import make_engine
from web.app import create_app
from web.clock_watch import Watch

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SignIn = Callable[[int], FlaskClient]


@pytest.fixture(scope="session")
def staged(databases: Databases, environ: dict[str, str]) -> Iterator[tuple[str, Cast]]:
    """The cast's world, built once for each worker; every test works on a copy."""
    url = databases.new()
    engine = make_engine(url)
    ring = Keyring(Settings.from_env({**environ, "DATABASE_URL": url}).wrapping_keys)
    with store.writing(engine) as db:
        cast = stage(db, ring)
    engine.dispose()
    yield url, cast
    databases.drop(url)


@pytest.fixture
def cast(staged: tuple[str, Cast]) -> Cast:
    return staged[1]


@pytest.fixture(scope="session")
def routes_and_templates(staged: tuple[str, Cast], environ: dict[str, str]) -> Flask:
    """What is the same for every test and takes longest to build: once for each worker."""
    app = create_app(Settings.from_env({**environ, "DATABASE_URL": staged[0]}))
    app.extensions["engine"].dispose()
    app.testing = True  # an error of ours is raised, not shown as a page
    return app


@pytest.fixture
def app(
    routes_and_templates: Flask,
    staged: tuple[str, Cast],
    databases: Databases,
    environ: dict[str, str],
    tmp_path: Path,
) -> Iterator[Flask]:
    """The site as create_app makes it, on a world and with folders of the test's own."""
    app, url = routes_and_templates, databases.copy(staged[0])
    folders = {"MAILBOX": f"{tmp_path}/mailbox", "SOUND": f"{tmp_path}/sound"}
    settings = Settings.from_env({**environ, "DATABASE_URL": url, **folders})
    engine = make_engine(url)
    app.extensions.update(
        settings=settings,
        engine=engine,
        ring=Keyring(settings.wrapping_keys),
        wake=lambda: None,
        clock_watch=_a_clock_that_runs(engine),
    )
    app.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_csrf.py and the journeys switch it on again
    yield app
    for each in (engine, app.extensions["engine"]):  # a test may have put another in its place
        each.dispose()
    databases.drop(url)


def _a_clock_that_runs(engine: Engine) -> Watch:
    """Looked at already, as in a site that has run for a while: what a page costs is then the same each time."""
    with store.writing(engine) as db:
        marks.beat(db, "pump")
        watch = Watch()
        watch.look(db)
    return watch


@pytest.fixture
def site_engine(app: Flask) -> Engine:
    found: Engine = app.extensions["engine"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody is signed in with."""
    return app.test_client()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The site's address while it really listens, for a browser; several threads answer."""
    server = make_server("127.0.0.1", 0, _at_once(app), threaded=True)
    listening = Thread(target=server.serve_forever)
    listening.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    listening.join()
    server.server_close()


def _at_once(app: Flask) -> "WSGIApplication":
    """Each answer is read to its end and closed before it is sent: a browser that goes on to another page drops what
    was on its way, and this server would then leave a file open."""

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        parts = app(environ, start)
        try:
            return [b"".join(parts)]
        finally:
            if close := getattr(parts, "close", None):
                close()

    return answer


@pytest.fixture
def signed_in_as(app: Flask, site_engine: Engine) -> SignIn:
    """A browser in which this person is signed in on a device of her own."""

    def sign_in(person_id: int) -> FlaskClient:
        with store.writing(site_engine) as db:
            _row, secret = signed_in.begin(db, db.get_one(Person, person_id), Device.OWN)
        browser = app.test_client()
        browser.set_cookie("kindly", secret)
        return browser

    return sign_in
