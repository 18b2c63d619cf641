"""What people read while the database cannot be written: that nothing was saved, their words, and no trace of ours."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from course import store
from tests.cast import Cast
from tests.faults import place
from tests.faults.place import NoPlace
from tests.real.missing import missing
from tests.site import SignIn

pytestmark = pytest.mark.slow
WORDS = "A heron on the weir, and nobody else awake. " * 40
READ = ("/today", "/journal", "/help", "/me")


@pytest.fixture
def as_served(app: Flask) -> Iterator[Flask]:
    """Mistakes become pages, as for real visitors."""
    app.testing = False
    yield app
    app.testing = True


@pytest.fixture
def small_site(as_served: Flask, site_engine: Engine, tmp_path: Path) -> Iterator[place.Place]:
    """The site's database on a disk of a few megabytes."""
    if site_engine.dialect.name != "sqlite":
        pytest.skip("only a file can be laid on another disk")
    with ExitStack() as stack:
        try:
            small = stack.enter_context(place.of_size(12, tmp_path / "small"))
        except NoPlace as reason:
            missing("small disk", reason)
        site_engine.dispose()
        there = small.folder / "kindly.sqlite"
        shutil.copyfile(str(site_engine.url.database), there)
        as_served.extensions["engine"] = store.make_engine(f"sqlite:///{there}")
        yield small
        as_served.extensions["engine"].dispose()


@pytest.fixture
def maya(app: Flask, signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def write(browser: FlaskClient) -> TestResponse:
    return browser.post("/journal", data={"client_id": str(uuid4()), "text": WORDS})


@pytest.mark.one_engine
def test_while_the_disk_is_full_pages_say_that_nothing_was_saved(
    maya: FlaskClient, small_site: place.Place
) -> None:
    can_be_read(maya)
    small_site.fill()
    says_so(write(maya))
    can_be_read(maya)
    small_site.free()
    assert write(maya).status_code == 302


def test_while_nothing_can_be_written_pages_say_that_nothing_was_saved(
    as_served: Flask, maya: FlaskClient, site_engine: Engine, request: pytest.FixtureRequest
) -> None:
    """A disk that turned unwritable; a server that follows another one and may only be read."""
    if site_engine.dialect.name == "sqlite":
        small: place.Place = request.getfixturevalue("small_site")
        as_served.extensions["engine"].dispose()
        small.forbid_writing()
        says_so(write(maya))
        small.allow_writing()
    else:
        only_reading(site_engine, "on")
        says_so(write(maya))
        can_be_read(maya)
        only_reading(site_engine, "off")
    assert write(maya).status_code == 302


def only_reading(engine: Engine, word: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("SET default_transaction_read_only = off"))
        name = db.dialect.identifier_preparer.quote(str(engine.url.database))
        db.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = {word}"))
    engine.dispose()


def says_so(answer: TestResponse) -> None:
    assert answer.status_code == 503
    page = answer.get_data(as_text=True)
    assert "Nothing was saved" in page
    assert "A heron on the weir" in page
    assert "Get help" in page
    assert not [word for word in ("Traceback", "sqlite", "psycopg", "INSERT") if word in page]


def can_be_read(browser: FlaskClient) -> None:
    """What only reads goes on."""
    assert {address: browser.get(address).status_code for address in READ} == dict.fromkeys(READ, 200)
