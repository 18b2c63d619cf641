"""`python -m course due`: what the next days bring, from the same rules that send. It writes nothing."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlmodel import col, select

from course import clock
from course.cohorts.cohort import Cohort
from course.commands.pump import closed_at_the_end
from course.delivery.outbox import Coming, going_out
from course.settings import Settings
from course.store import make_engine, reading


def due(
    *,
    days: Annotated[int, typer.Option(help="How many days to look ahead.", min=0, max=400)] = 7,
    cohort: Annotated[int | None, typer.Option(help="Only the cohort with this number.")] = None,
    names: Annotated[bool, typer.Option("--names", help="Name who gets each letter.")] = False,
) -> None:
    """Print what goes out, when and to how many, and who is left out and why."""
    settings = Settings.from_env()
    console = Console()
    with closed_at_the_end(make_engine(settings.database_url)) as engine, reading(engine) as db:
        now = clock.now(db)
        wanted = select(Cohort).where(col(Cohort.imported_from).is_(None)).order_by(col(Cohort.id))
        cohorts = [one for one in db.exec(wanted).all() if cohort in {None, one.id}]
        found = [
            (one, going_out(db, one, now=now, days=days))
            for one in track(cohorts, description="Reading", console=Console(stderr=True), transient=True)
        ]
    for one, coming in found:
        if coming:
            console.print(_table(one, coming, names=names))
    if not any(coming for _one, coming in found):
        console.print(f"Nothing goes out in the next {days} days.")


def _table(cohort: Cohort, coming: list[Coming], *, names: bool) -> Table:
    table = Table(title=f"{cohort.name} ({cohort.zone})", title_justify="left")
    for heading in ("When", "Letter", "About", "To", "Left out"):
        table.add_column(heading, overflow="fold")
    for one in coming:
        when = (
            one.at.astimezone(ZoneInfo(cohort.zone)).strftime("%a %d %b %H:%M") if one.at else "no date yet"
        )
        to = ", ".join(one.people) if names else str(len(one.people))
        table.add_row(when, one.title, one.about, to, _left_out(one, names=names))
    return table


def _left_out(one: Coming, *, names: bool) -> str:
    if names:
        return "\n".join(f"{who}: {why}" for who, why in one.left_out)
    reasons = [why for _who, why in one.left_out]
    return "\n".join(f"{reasons.count(why)}: {why}" for why in dict.fromkeys(reasons))
