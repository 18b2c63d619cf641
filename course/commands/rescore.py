"""`python -m course rescore`"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from course.commands.pump import closed_at_the_end
from course.measures.rescoring import Rescored, rescore
from course.settings import Settings
from course.store import make_engine, writing

SHOWN = 40


def derive_scores(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would come out differently; nothing is stored.")
    ] = False,
) -> None:
    """Work every stored score out again from its answers, and say what differs. Answers never change."""
    settings = Settings.from_env()
    with closed_at_the_end(make_engine(settings.database_url)) as engine, writing(engine) as db:
        found = rescore(db, write=not dry_run)
    console = Console()
    if found.differences:
        console.print(_table(found))
    if len(found.differences) > SHOWN:
        console.print(f"and {len(found.differences) - SHOWN} more.")
    console.print(_summary(found, dry_run=dry_run))


def _table(found: Rescored) -> Table:
    """By numbers only: nobody is named."""
    table = Table(title="Scores that come out differently", title_justify="left")
    for heading in ("Assessment", "Score", "Stored", "From the answers", "Rules then", "Rules now"):
        table.add_column(heading, overflow="fold")
    for one in found.differences[:SHOWN]:
        score = f"{one.measure_key}/{one.score_key}"
        values = [
            str(one.assessment_id),
            score,
            _value(one.stored),
            _value(one.derived),
            one.was or "–",
            one.now,
        ]
        table.add_row(*values)
    return table


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _summary(found: Rescored, *, dry_run: bool) -> str:
    did = "Nothing has changed." if dry_run else "Stored."
    return (
        f"{found.assessments} complete assessments, {found.labelled} scored by other rules, "
        f"{len(found.differences)} scores come out differently. {did}"
    )
