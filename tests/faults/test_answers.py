"""A real web server whose workers are killed while people answer: no answer above the lowest stands without a concern,
and nobody reads "thank you for telling us" for one that does not."""

import html
import http.client
import os
import random
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, text

import children
from course import store
from course.cohorts.enrolment import enrol
from course.people import consent, signed_in
from course.people.consent import ConsentTo
from course.people.person import welcome
from course.people.signed_in import Device
from tests.cast import Cast
from tests.course.safety import official
from tests.real.databases import Databases
from tests.web.travelling import travel_to

pytestmark = pytest.mark.slow
OPEN = datetime(2027, 4, 18, 9, tzinfo=UTC)
PEOPLE = 8
KILLS = 10
"""Times the size."""
ANSWERS_APART = 4
"""So many answers are sent between two kills: a worker needs a moment to come up again."""
PATIENCE = 90.0
NINTH = 25


@dataclass
class Site:
    port: int
    process: children.Process
    engine: Engine
    cookies: dict[int, str]
    heard: set[int] = field(default_factory=set)
    not_told: int = 0
    cut_off: int = 0
    sent: int = 0

    def ask(self, enrolment: int, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, body, cookie of the form) of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        token = (form or {}).pop("cookie", "")
        headers = {"Cookie": f"kindly={self.cookies[enrolment]}; {token}"}
        if form is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(form), headers)
        try:
            answer = connection.getresponse()
            cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
            return answer.status, answer.read().decode(), cookie or token
        finally:
            connection.close()

    def form(self, enrolment: int, path: str) -> dict[str, str]:
        _status, page, cookie = self.ask(enrolment, path)
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
        return {name: html.unescape(value) for name, value in hidden} | {"cookie": cookie}

    def workers(self) -> list[int]:
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(one) for one in found]


@pytest.fixture
def site(
    staged: tuple[str, Cast], databases: Databases, environ: dict[str, str], tmp_path: Path
) -> Iterator[Site]:
    url, cast, port = databases.copy(staged[0]), staged[1], children.free_port()
    engine = store.make_engine(url)
    travel_to(engine, OPEN)
    with store.writing(engine) as db:
        official.ask_phq_9(db, cohort_id=cast.here.cohort, lead_id=cast.lena, now=OPEN)
    here = {"DATABASE_URL": url, "SITE_URL": f"http://127.0.0.1:{port}", "SOUND": f"{tmp_path}/sound"}
    command = [
        *(sys.executable, "-m", "gunicorn", "web.app:create_app()", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "2", "--log-level", "critical"),
        *("--no-control-socket", "--config", str(_with_fast_workers(tmp_path))),
    ]
    process = children.start(command, environ={**os.environ, **environ, **here}, log=tmp_path / "web.log")
    found = Site(port, process, engine, _people(engine, cast))
    try:
        assert children.wait_for(lambda: _answers(port), process), (tmp_path / "web.log").read_text()
        yield found
    finally:
        children.stop([process], grace=5)
        engine.dispose()
        databases.drop(url)


def test_killed_workers_leave_no_answer_without_a_concern_and_no_thanks_for_nothing(
    site: Site, times: int
) -> None:
    chance = random.Random(8)
    for enrolment in site.cookies:
        address = f"/questions/{enrolment}/after"
        site.ask(enrolment, address, site.form(enrolment, address))
    over = threading.Event()
    people = [threading.Thread(target=_keep_answering, args=(site, random.Random(n), over)) for n in range(4)]
    for one in people:
        one.start()
    kills = _keep_killing(site, chance, KILLS * times)
    over.set()
    for one in people:
        one.join()
    told, answered = _told(site.engine), _answered(site.engine)
    assert answered - told == set()
    assert site.heard - told == set()
    assert kills == KILLS * times
    assert told


def _keep_killing(site: Site, chance: random.Random, most: int) -> int:
    kills, sent, began = 0, 0, time.monotonic()
    while kills < most and time.monotonic() - began < PATIENCE * most / KILLS:
        time.sleep(chance.uniform(0.0, 0.05))
        if site.sent - sent >= ANSWERS_APART and (workers := site.workers()):
            os.kill(chance.choice(workers), signal.SIGKILL)
            kills, sent = kills + 1, site.sent
    return kills


def _keep_answering(site: Site, chance: random.Random, over: threading.Event) -> None:
    enrolments = list(site.cookies)
    while not over.is_set():
        enrolment, value = chance.choice(enrolments), chance.choice("0123")
        address = f"/questions/{enrolment}/after/{NINTH}"
        try:
            form = {**site.form(enrolment, address), "act": "continue", "answer": value}
            site.sent += 1
            _status, page, _cookie = site.ask(enrolment, address, form)
        except (OSError, http.client.HTTPException):
            site.cut_off += 1
            continue
        if "Thank you for telling us" in page:
            site.heard.add(enrolment)
        elif "nobody has been told" in page:
            site.not_told += 1


def _with_fast_workers(folder: Path) -> Path:
    """Workers are forked from a process that has loaded everything, so that ten of them can die in a few seconds."""
    config = folder / "gunicorn.conf.py"
    config.write_text(
        "preload_app = True\n"
        "def post_fork(server, worker):\n"
        "    server.app.wsgi().extensions['engine'].dispose(close=False)\n"
    )
    return config


def _people(engine: Engine, cast: Cast) -> dict[int, str]:
    """{enrolment: the cookie of a signed-in browser}."""
    cookies = {}
    with store.writing(engine) as db:
        for number in range(PEOPLE):
            who = welcome(db, email=f"answers-{number}@example.org", name=f"P{number}", zone="Europe/Lisbon")
            hers = enrol(db, cohort_id=cast.here.cohort, person=who, now=OPEN - timedelta(days=60))
            hers.ready_at = hers.joined_at
            for purpose in (ConsentTo.COURSE, ConsentTo.MEASURES):
                consent.answer(
                    db, enrolment_id=hers.stored_id, purpose=purpose, given=True, text="Yes.", locale="en"
                )
            cookies[hers.stored_id] = signed_in.begin(db, who, Device.OWN)[1]
    return cookies


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/help")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _told(engine: Engine) -> set[int]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT enrolment_id FROM concern WHERE kind = 'self-harm'"))
        return {one for (one,) in rows}


def _answered(engine: Engine) -> set[int]:
    """Whose answer stands above the lowest choice, read without any of our code."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT assessment.enrolment_id FROM answer JOIN assessment ON assessment.id = answer.assessment_id "
                "WHERE assessment.measure_key = 'phq-9' AND answer.item_key = 'q9' AND answer.value > 0"
            )
        )
        return {one for (one,) in rows}
