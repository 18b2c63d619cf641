"""`python -m course travel`: a whole cohort from invitation to the six-month questions, in seconds."""

import base64
import secrets
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlmodel import select

from course.cohorts.programme import Programme
from course.commands.rehearsal import ZONE, Rehearsal, Sent, rehearse
from course.errors import Refused
from course.letters.table import title as title_of
from course.settings import Settings
from course.store import make_engine, migrate, reading

WEEKS_AHEAD = 5
THURSDAY = 3


def travel(
    *,
    starts: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="The day of the first meeting (a Thursday to come)."
        ),
    ] = None,
    people: Annotated[int, typer.Option(help="How many are invited.", min=1, max=200)] = 8,
    seed: Annotated[int, typer.Option(help="Another number, other people.")] = 1,
    database: Annotated[
        str | None,
        typer.Option(help="An empty development database to travel in, instead of a temporary one."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Exit with 1 if a letter came twice, at night, too late or not at all."),
    ] = False,
) -> None:
    """Rehearse a course through the real pump and a real mail conversation; print letters and outcome.

    It works in a temporary database of its own and sends to a mail server of its own on this machine.
    """
    console = Console()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kindly-travel-")))
        settings = _settings(database or f"sqlite:///{folder / 'travel.sqlite'}")
        migrate(settings.database_url)
        engine = make_engine(settings.database_url)
        stack.callback(engine.dispose)
        with reading(engine) as db:
            if db.exec(select(Programme.id)).first() is not None:
                raise Refused("This database is not empty, so it is not travelled in.")
        progress = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
        task = progress.add_task("Travelling", total=1.0)
        found = rehearse(
            engine,
            settings,
            starts_on=starts.date() if starts else _next_thursday(),
            people=people,
            seed=seed,
            step=lambda now, begin, end: progress.update(task, completed=(now - begin) / (end - begin)),
        )
    console.print(_timeline(found))
    console.print(_outcome(found))
    for reason, times in sorted(found.not_sent.items()):
        console.print(f"not sent, {reason}: {times}")
    for problem in found.problems:
        console.print(f"PROBLEM: {problem}", style="bold")
    console.print(
        f"{len(found.timeline)} letters, {len({one.message_id for one in found.timeline})} different ones, "
        f"{len(found.problems)} problems."
    )
    if check and found.problems:
        raise typer.Exit(1)


def _settings(url: str) -> Settings:
    """Development settings that touch nothing of an installation: secrets of the moment, no broker."""
    return Settings.from_env(
        {
            "MODE": "development",
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_hex(32),
            "WRAPPING_KEY": "travel:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "MAIL_FROM": "course@example.org",
            "SITE_URL": "http://127.0.0.1:8000",
        }
    )


def _next_thursday() -> date:
    soon = datetime.now(ZoneInfo(ZONE)).date() + timedelta(weeks=WEEKS_AHEAD)
    return soon + timedelta(days=(THURSDAY - soon.weekday()) % 7)


def _timeline(found: Rehearsal) -> Table:
    table = Table(title=f"Letters ({ZONE})", title_justify="left")
    for heading in ("When", "Letter", "About", "To"):
        table.add_column(heading, overflow="fold")
    together: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in found.timeline:
        when = one.at.astimezone(ZoneInfo(ZONE)).strftime("%a %d %b %Y %H:%M")
        together[when, one.letter, _thing(one)].append(one.to.partition("@")[0])
    for (when, letter, about), names in together.items():
        table.add_row(when, title_of(letter), about, ", ".join(names))
    return table


def _thing(one: Sent) -> str:
    kind, _sep, rest = one.about.partition(":")
    return rest.partition(":")[2] if kind in {"week", "wave"} else ""


def _outcome(found: Rehearsal) -> Table:
    title = "Outcome: days with practice, questions before, after and months later"
    table = Table(title=title, title_justify="left")
    for heading in ("Who", "Where", "Joined", "Days", "Before", "After", "Later", "Left", "Letters"):
        table.add_column(heading, no_wrap=True)
    for who in found.people:
        answered = ["yes" if key in who.waves else "" for key in ("before", "after", "six-months")]
        left, where = f"{who.left_at:%d %b}" if who.left_at else "", who.zone.rpartition("/")[2]
        letters = sum(1 for one in found.timeline if one.to == who.email)
        joined = "yes" if who.enrolment_id else ""
        table.add_row(who.name, where, joined, str(who.logs), *answered, left, str(letters))
    return table
