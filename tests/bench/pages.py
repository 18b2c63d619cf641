"""Today and the week page beside a bare Flask, SQLModel and Jinja page with five queries: CPU, weight and memory.

Both sites run as an installation does (`docker-compose.yml`): gunicorn with two workers, Celery with two
processes, beat. Rounds are interleaved and medians compared, so that a busy machine slows everything alike. CPU is that
of the whole tree of a web server; memory is PSS, which counts what processes share once. The world is the demo, on
SQLite.
"""

import base64
import gzip
import http.client
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from course import clock, demo, store
from course.cohorts.enrolment import Enrolment
from course.people import signed_in
from course.people.person import Person
from course.people.role import Facilitator, Lead
from course.people.signed_in import Device
from course.settings import Settings
from web.app import create_app

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bin"))  # where the real parts of the tests find the programs they start

import children  # noqa: E402  (the path first)
from tests.real import broker  # noqa: E402  (the path first)

ROUNDS, EACH = 7, 100
RATE, MEMORY, WEIGHT, STATEMENTS = 0.45, 1.4, 40_000, 8
"""The goals: part of the bare rate, times the bare memory, bytes of Today, statements."""
BARE = "bare page, 5 queries"
PROGRAMS = Path(sys.executable).parent
SITES = {
    "Kindly": ("web.app:create_app()", ["--config=python:web.serving"], "tasks.app"),
    "bare": (
        "tests.bench.plain.site:create_app()",
        ["--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket"],
        "tests.bench.plain.queue",
    ),
}


@dataclass(frozen=True)
class Page:
    """`cookies` are what the browser of its reader keeps: her sign-in, and what the site gives it."""

    port: int
    path: str
    cookies: dict[str, str]


def main() -> None:
    with tempfile.TemporaryDirectory() as name, broker.running() as queue:
        folder = Path(name)
        environ = _environ(folder, queue.url)
        settings = _laid(environ)
        paths, cookies = _world(settings)
        counts = _statements(settings, paths, cookies)
        with _trees(folder, environ) as trees:
            pages = {BARE: Page(trees["bare"].port, "/today", {"kindly": cookies["maya"]})} | {
                one: Page(trees["Kindly"].port, path, {"kindly": cookies[who]})
                for one, (who, path) in paths.items()
            }
            _print_rates(_interleaved(trees, pages), counts)
            _print_weight(pages["Today"])
            _print_memory(trees)


@dataclass(frozen=True)
class Tree:
    """One site: its web server, its worker and its beat."""

    port: int
    programs: dict[str, children.Process]

    def cpu(self) -> float:
        """Seconds that the web server and its workers have taken so far."""
        return sum(sum(one.cpu_times()[:2]) for one in _family(self.programs["web"]))

    def memory(self) -> dict[str, int]:
        """{program: bytes}"""
        return {
            name: sum(one.memory_full_info().pss for one in _family(program))
            for name, program in self.programs.items()
        }


def _family(program: children.Process) -> list[psutil.Process]:
    first = psutil.Process(program.pid)
    return [first, *first.children(recursive=True)]


@contextmanager
def _trees(folder: Path, environ: dict[str, str]) -> Iterator[dict[str, Tree]]:
    trees: dict[str, Tree] = {}
    try:
        for site, (web, options, tasks) in SITES.items():
            trees[site] = Tree(children.free_port(), {})
            celery = [str(PROGRAMS / "celery"), "-A", tasks]
            commands = {
                "web": [
                    str(PROGRAMS / "gunicorn"), web, *options, f"--bind=127.0.0.1:{trees[site].port}",
                ],
                "worker": [*celery, "worker", "--concurrency=2", f"--hostname={site.lower()}@here"],
                "beat": [*celery, "beat", f"--schedule={folder}/{site}-beat"],
            }  # fmt: skip
            for name, words in commands.items():
                log = folder / f"{site}-{name}.log"
                trees[site].programs[name] = children.start(words, environ=environ, log=log)
        for site, tree in trees.items():
            if not children.wait_for(lambda port=tree.port: _listens(port), tree.programs["web"]):  # type: ignore[misc]
                raise SystemExit((folder / f"{site}-web.log").read_text())
        time.sleep(10)  # workers and beats have begun by then
        yield trees
    finally:
        children.stop(one for tree in trees.values() for one in tree.programs.values())


def _listens(port: int) -> bool:
    return not children.port_is_free(port)


def _interleaved(trees: dict[str, Tree], pages: dict[str, Page]) -> dict[str, float]:
    """Median over the rounds of the CPU milliseconds of one request."""
    rounds: dict[str, list[float]] = {name: [] for name in pages}
    for page in pages.values():
        _open(page, 20)  # both workers have read the content and their templates
    for _round in range(ROUNDS):
        for name, page in pages.items():
            tree = trees["bare" if name == BARE else "Kindly"]
            began = tree.cpu()
            _open(page, EACH)
            rounds[name].append((tree.cpu() - began) / EACH * 1000)
    return {name: statistics.median(each) for name, each in rounds.items()}


def _open(page: Page, times: int) -> bytes:
    """On connections that end now and then, so that both workers serve some."""
    body = b""
    for at in range(times):
        if at % 10 == 0:
            connection = http.client.HTTPConnection("127.0.0.1", page.port)
        kept = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
        connection.request("GET", page.path, headers={"Cookie": kept, "Host": "localhost"})
        answer = connection.getresponse()
        body = answer.read()
        page.cookies.update(_given(answer))
        if answer.status != 200:
            raise SystemExit(f"{page.path} answered {answer.status}")
    return body


def _given(answer: http.client.HTTPResponse) -> dict[str, str]:
    pairs = [one.partition(";")[0].partition("=") for one in answer.headers.get_all("Set-Cookie", [])]
    return {name: value for name, _, value in pairs}


def _print_rates(times: dict[str, float], counts: dict[str, int]) -> None:
    print(f"{'page':24}{'statements':>12}{'CPU ms':>10}{'of the bare rate':>18}")
    for name, each in times.items():
        ratio = times[BARE] / each
        goal = f"   {_met(ratio >= RATE)}: at least {RATE}" if name in ("Today", "week page") else ""
        print(f"{name:24}{counts.get(name, 5):>12}{each:>10.2f}{ratio:>18.2f}{goal}")
    most = max(counts["Today"], counts["week page"])
    print(f"statements: {_met(most <= STATEMENTS)}: at most {STATEMENTS}")


def _print_weight(today: Page) -> None:
    """What a browser asks for with nothing kept: the page, its sheets, scripts and pictures; no font, no sound."""
    body = _open(today, 1)
    # a browser fetches the icon for a home screen when the site is put there, not to show a page
    shown = re.sub(r'<link rel="apple-touch-icon"[^>]*>', "", body.decode())
    named = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', shown))
    files = [_open(Page(today.port, path, {}), 1) for path in sorted(named) if "/fonts/" not in path]
    parts = [len(gzip.compress(one)) for one in (body, *files)]
    print(
        f"Today compressed: {sum(parts):,} bytes, {parts[0]:,} of them the page and the rest {len(files)} files:"
        f" {_met(sum(parts) <= WEIGHT)}: at most {WEIGHT:,}"
    )


def _print_memory(trees: dict[str, Tree]) -> None:
    found = {site: tree.memory() for site, tree in trees.items()}
    for name in ("web", "worker", "beat"):
        ours, bare = found["Kindly"][name], found["bare"][name]
        print(f"memory of {name:10}{ours / 2**20:8.0f} MiB, bare {bare / 2**20:5.0f} MiB")
    ratio = sum(found["Kindly"].values()) / sum(found["bare"].values())
    print(f"memory together: {ratio:.2f} of the bare: {_met(ratio <= MEMORY)}: at most {MEMORY}")


def _met(is_met: bool) -> str:
    return "goal met" if is_met else "goal NOT met"


def _environ(folder: Path, queue: str) -> dict[str, str]:
    return {
        "PATH": str(PROGRAMS),
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite",
        "REDIS_URL": queue,
        "MAILBOX": f"{folder}/mailbox",
        "STATE": f"{folder}/state",
        "SOUND": f"{folder}/sound",
        "SECRET_KEY": "bench" * 10,
        "WRAPPING_KEY": "bench:" + base64.b64encode(bytes(32)).decode(),
        "TRUSTED_HOSTS": "localhost",
    }


def _laid(environ: dict[str, str]) -> Settings:
    settings = Settings.from_env(environ)
    store.migrate(settings.database_url)
    engine = store.make_engine(settings.database_url)
    with store.writing(engine) as db:
        demo.lay(db, settings, now=clock.now(db))
    engine.dispose()
    return settings


def _world(settings: Settings) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """{page: (reader, path)} and {reader: the secret of her sign-in}."""
    engine = store.make_engine(settings.database_url)
    with store.writing(engine) as db:
        maya = db.exec(select(Person).where(Person.email == "maya@example.org")).one()
        place = db.exec(select(Enrolment).where(Enrolment.person_id == maya.id)).one()
        staff = db.exec(select(Facilitator).where(Facilitator.cohort_id == place.cohort_id)).first()
        lead = db.exec(select(Lead).order_by(col(Lead.id))).first()
        if staff is None or lead is None:
            raise SystemExit("the demo world has no staff")
        people = {"maya": maya.stored_id, "staff": staff.person_id, "lead": lead.person_id}
        cookies = {who: _secret(db, number) for who, number in people.items()}
        paths = {
            "Today": ("maya", "/today"),
            "week page": ("maya", f"/course/{place.id}/week-2"),
            "board": ("staff", f"/cohorts/{place.cohort_id}"),
            "comparison": ("lead", f"/programmes/{lead.programme_id}/compare"),
        }
    engine.dispose()
    return paths, cookies


def _secret(db: Session, person_id: int) -> str:
    return signed_in.begin(db, db.get_one(Person, person_id), Device.OWN)[1]


def _statements(
    settings: Settings, paths: dict[str, tuple[str, str]], cookies: dict[str, str]
) -> dict[str, int]:
    app = create_app(settings)
    engine: Engine = app.extensions["engine"]
    counts = {}
    for name, (who, path) in paths.items():
        browser = app.test_client()
        browser.set_cookie("kindly", cookies[who])
        browser.get(path)  # the first visit reads the pinned content once for the whole process
        said: list[str] = []

        def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            said.append(statement)  # noqa: B023  (it listens only until the end of this turn)

        event.listen(engine, "before_cursor_execute", listen)
        browser.get(path)
        event.remove(engine, "before_cursor_execute", listen)
        counts[name] = len([one for one in said if not one.startswith("BEGIN")])
    engine.dispose()
    return counts


if __name__ == "__main__":
    main()
