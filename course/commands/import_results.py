"""`python -m course import-results`"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from course.commands.progress import shown
from course.errors import Refused
from course.exchange.import_map import load_map
from course.exchange.results_csv import Outcome, Report
from course.exchange.results_csv import import_results as store_results
from course.exchange.table import decoded, lines
from course.settings import Settings
from course.store import make_engine

MOST_REASONS = 12


def import_results(
    file: Annotated[Path, typer.Argument(help="The CSV file with past results.")],
    map_: Annotated[
        Path,
        typer.Option(
            "--map", help="The mapping file; examples/import holds one, docs/import.md explains it."
        ),
    ],
    programme: Annotated[
        str | None, typer.Option(help="The programme to import into, instead of the one in the map.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write how every row ended into this CSV file.")] = None,
    commit: Annotated[
        bool, typer.Option("--commit", help="Store the results; without this nothing is written.")
    ] = False,
) -> None:
    """Import past results. Every row ends as imported, converted or refused; a second run changes nothing."""
    plan, measures = load_map(map_)
    if programme is not None:
        plan = plan.model_copy(update={"programme": programme})
    table = list(lines(decoded(_content(file))))
    engine = make_engine(Settings.from_env().database_url)
    with shown() as progress:
        task = progress.add_task("Reading rows", total=max(len(table) - 1, 0))
        found = store_results(
            engine,
            plan,
            measures,
            iter(table),
            commit=commit,
            step=lambda rows: progress.advance(task, rows),
        )
    if report is not None:
        _write(report, found)
    _say(found, commit=commit)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error


def _write(path: Path, found: Report) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "person", "occasion", "outcome", "reason"])
        writer.writerows(
            [row.line, row.person, row.occasion, row.outcome.value, row.reason] for row in found.rows
        )


def _say(found: Report, *, commit: bool) -> None:
    typer.echo(", ".join(f"{found.counts[outcome]} {outcome.value}" for outcome in Outcome))
    for reason, count in found.refusals.most_common(MOST_REASONS):
        typer.echo(f"  {count:>6} refused: {reason}")
    rest = len(found.refusals) - MOST_REASONS
    if rest > 0:
        typer.echo(f"         and {rest} more reasons; --report writes every row.")
    typer.echo(f"{found.totals_checked} totals compared, {found.totals_differing} differ")
    for row in [row for row in found.rows if row.outcome != Outcome.REFUSED and row.reason and row.is_new][
        :5
    ]:
        typer.echo(f"  line {row.line}: {row.reason}")
    if commit:
        typer.echo(f"{found.new} rows are new and stored.")
    else:
        typer.echo(f"{found.new} rows are new. Nothing has changed; --commit stores them.")
