"""The pages people open most: SQL statements and CPU per request, beside a bare Flask page with five queries.

Rounds are interleaved and medians compared, so that a busy machine slows everything alike. The world is the demo.
"""

import base64
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from course import clock, demo, store
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.people import signed_in
from course.people.person import Person
from course.people.role import Facilitator, Lead
from course.people.signed_in import Device
from course.settings import Settings
from web.app import create_app

ROUNDS, EACH = 7, 10


def main() -> None:
    """Print one line a page: statements, median CPU in milliseconds, and how many bare pages that is."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(_settings(Path(folder)))
        engine: Engine = app.extensions["engine"]
        pages = {"bare page, 5 queries": _bare(app, engine), **_pages(app, engine)}
        counts = {name: _statements(engine, page) for name, page in pages.items()}
        times = _interleaved(pages)
    bare = times["bare page, 5 queries"]
    print(f"{'page':24}{'statements':>12}{'CPU ms':>10}{'bare pages':>12}")
    for name, each in times.items():
        print(f"{name:24}{counts[name]:>12}{each:>10.2f}{each / bare:>12.2f}")


def _settings(folder: Path) -> Settings:
    settings = Settings.from_env(
        {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite",
            "MAILBOX": f"{folder}/mailbox",
            "SECRET_KEY": "bench" * 10,
            "WRAPPING_KEY": "bench:" + base64.b64encode(bytes(32)).decode(),
            "TRUSTED_HOSTS": "localhost",
        }
    )
    store.migrate(settings.database_url)
    engine = store.make_engine(settings.database_url)
    with store.writing(engine) as db:
        demo.lay(db, settings, now=clock.now(db))
    engine.dispose()
    return settings


def _bare(app: Flask, engine: Engine) -> Callable[[], None]:
    """What a page costs that only asks five questions and fills a small template."""
    plain = Flask("bare")
    template = plain.jinja_env.from_string(
        "<h1>{{ name }}</h1>{% for one in dates %}<p>{{ one }}</p>{% endfor %}"
    )

    @plain.get("/")
    def page() -> str:
        with Session(engine) as db:
            person = db.exec(select(Person).where(Person.email == "maya@example.org")).first()
            enrolment = db.exec(
                select(Enrolment).where(Enrolment.person_id == (person.id if person else 0))
            ).first()
            cohort = db.get(Cohort, enrolment.cohort_id if enrolment else 0)
            dates = db.exec(
                select(Meeting.starts_at).where(Meeting.cohort_id == (cohort.id if cohort else 0))
            ).all()
            clock.now(db)
            return template.render(name=person.called if person else "", dates=dates)

    client = plain.test_client()
    return lambda: _open(client, "/")


def _pages(app: Flask, engine: Engine) -> dict[str, Callable[[], None]]:
    with store.writing(engine) as db:
        maya = db.exec(select(Person).where(Person.email == "maya@example.org")).one()
        place = db.exec(select(Enrolment).where(Enrolment.person_id == maya.id)).one()
        staff = db.exec(select(Facilitator).where(Facilitator.cohort_id == place.cohort_id)).first()
        lead = db.exec(select(Lead).order_by(col(Lead.id))).first()
        if staff is None or lead is None:
            raise SystemExit("the demo world has no staff")
        browsers = {
            who: _signed_in(app, db, person_id)
            for who, person_id in {
                "maya": maya.stored_id, "staff": staff.person_id, "lead": lead.person_id,
            }.items()
        }  # fmt: skip
    paths = {
        "Today": ("maya", "/today"),
        "week page": ("maya", f"/course/{place.id}/week-2"),
        "board": ("staff", f"/cohorts/{place.cohort_id}"),
        "comparison": ("lead", f"/programmes/{lead.programme_id}/compare"),
    }

    def opener(who: str, path: str) -> Callable[[], None]:
        return lambda: _open(browsers[who], path)

    return {name: opener(who, path) for name, (who, path) in paths.items()}


def _signed_in(app: Flask, db: Session, person_id: int) -> FlaskClient:
    _row, secret = signed_in.begin(db, db.get_one(Person, person_id), Device.OWN)
    browser = app.test_client()
    browser.set_cookie("kindly", secret)
    return browser


def _open(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status}")


def _statements(engine: Engine, page: Callable[[], None]) -> int:
    page()  # the first visit reads the pinned content once for the whole process
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    page()
    event.remove(engine, "before_cursor_execute", listen)
    return len([one for one in said if not one.startswith("BEGIN")])


def _interleaved(pages: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Median over the rounds of the CPU milliseconds of one request."""
    rounds: dict[str, list[float]] = {name: [] for name in pages}
    for _round in range(ROUNDS):
        for name, page in pages.items():
            began = time.process_time()
            for _each in range(EACH):
                page()
            rounds[name].append((time.process_time() - began) / EACH * 1000)
    return {name: statistics.median(each) for name, each in rounds.items()}


if __name__ == "__main__":
    main()
