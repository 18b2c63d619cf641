"""What every test may ask for: a database on each engine, a broker, a mail server, a browser."""

import base64
import gc
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine
from sqlmodel import Session

from course.settings import Settings
from tests.real import broker as brokers
from tests.real import chromium as chromiums
from tests.real import mail, memory, network
from tests.real import postgres as postgreses
from tests.real.broker import Broker
from tests.real.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.real.engines import make_engine
from tests.real.mail import Sink
from tests.real.missing import missing
from tests.real.postgres import Postgres

pytest_plugins = ("tests.real.totals", "tests.site")
ENGINES = ("sqlite", "postgresql")
PARTS = {"postgres": "postgresql", "valkey": "broker", "chromium": "browser"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*ENGINES, "both"),
        default="sqlite",
        help="where tests that use a database run (default: sqlite)",
    )
    parser.addoption(
        "--size",
        choices=("ci", "long"),
        default="ci",
        help="long: fault tests do much more, and pages are looked at on both engines",
    )
    parser.addoption("--pictures", help="a folder in which to keep a picture of every page that is looked at")


def pytest_configure() -> None:
    network.watch()
    # no test has a clock: a busy machine makes nothing wrong
    hypothesis.settings.register_profile("without a clock", deadline=None)
    hypothesis.settings.load_profile("without a clock")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that uses a database runs once on each engine that was asked for."""
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        metafunc.parametrize("database", ENGINES if chosen == "both" else (chosen,), scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by the parts it uses, so that nobody has to remember to."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec and "database" in callspec.params:
            item.add_marker(callspec.params["database"])
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in PARTS:
                item.add_marker(PARTS[fixture])
        if item.nodeid.startswith("tests/faults/"):
            item.add_marker("faults")
    if config.getoption("--database") == "both" and config.getoption("--size") != "long":
        _look_once(config, items)


def _look_once(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What stands the same on either engine is looked at on one of them, unless the long round was asked for."""
    again = {
        one for one in items if one.get_closest_marker("one_engine") and one.get_closest_marker("postgresql")
    }
    config.hook.pytest_deselected(items=list(again))
    items[:] = [one for one in items if one not in again]


@pytest.fixture(autouse=True)
def _stays_on_this_machine() -> Iterator[None]:
    """Fails a test that tried to reach outside, even where the code under test caught the refusal."""
    network.ATTEMPTS.clear()
    yield
    assert not network.ATTEMPTS, f"this test tried to leave the machine: {network.ATTEMPTS}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL, one for each worker."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgreses.running())
        except postgreses.NoPostgres as reason:
            missing("PostgreSQL", reason)
        yield server


@pytest.fixture(scope="session")
def sqlite_databases() -> Iterator[Databases]:
    folder = memory.folder("kindly-sqlite-")
    yield SqliteDatabases(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_databases(postgres: Postgres) -> Databases:
    return PostgresDatabases(postgres)


@pytest.fixture(scope="session")
def databases(database: str, request: pytest.FixtureRequest) -> Databases:
    """Fresh databases on the engine this round of the test is for."""
    found: Databases = request.getfixturevalue(f"{database}_databases")
    return found


@pytest.fixture(scope="session")
def engine(databases: Databases) -> Iterator[Engine]:
    """A migrated, empty database shared by the tests of a worker; use it through `db`."""
    url = databases.new()
    engine = make_engine(url)
    yield engine
    engine.dispose()
    databases.drop(url)


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session whose commits are savepoints of one transaction, which is rolled back at the end."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


@pytest.fixture
def fresh_url(databases: Databases) -> Iterator[str]:
    """A migrated, empty database of the test's own, for what commits or runs in other processes."""
    url = databases.new()
    yield url
    databases.drop(url)


@pytest.fixture
def fresh_engine(fresh_url: str) -> Iterator[Engine]:
    engine = make_engine(fresh_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def environ() -> dict[str, str]:
    """Settings for a site or a process of a test; database, broker and mail server are added by it."""
    return {
        "MODE": "development",
        "SITE_URL": "http://127.0.0.1:8000",
        "TRUSTED_HOSTS": "127.0.0.1,localhost",
        "MAIL_FROM": "course@example.org",
        "SECRET_KEY": "for-tests-only-" + "0" * 32,
        "WRAPPING_KEY": "tests:" + base64.b64encode(bytes(32)).decode(),
    }


@pytest.fixture(scope="session")
def settings(engine: Engine, environ: dict[str, str]) -> Settings:
    """The settings that a site on `engine` is started with."""
    url = engine.url.render_as_string(hide_password=False)
    return Settings.from_env({**environ, "DATABASE_URL": url})


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[Sink]:
    with mail.running() as sink:
        yield sink


@pytest.fixture
def smtp_sink(_mail_server: Sink) -> Iterator[Sink]:
    """A real mail server, empty at the start of each test."""
    _mail_server.clear()
    yield _mail_server
    _mail_server.clear()


@pytest.fixture
def valkey() -> Iterator[Broker]:
    """A real broker with nothing in it; a test may kill it and start it again."""
    with ExitStack() as stack:
        try:
            broker = stack.enter_context(brokers.running())
        except brokers.NoBroker as reason:
            missing("broker", reason)
        yield broker


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser, one for each worker."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(chromiums.running())
        except chromiums.NoChromium as reason:
            missing("browser", reason)
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page the width of a phone, with cookies of its own."""
    with chromiums.page_of(chromium) as page:
        yield page


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).parent.parent


def pytest_collection_finish() -> None:
    """What stands by now stays to the end, so no sweep of what is left over need look through it again."""
    gc.collect()
    gc.freeze()
