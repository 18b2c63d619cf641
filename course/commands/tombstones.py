"""`python -m course tombstones`"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import col, select

from course.errors import Refused
from course.privacy import Tombstone, reapply_tombstones, wipe_copies, wipe_traces
from course.settings import Settings
from course.store import make_engine, reading, writing

tombstones = typer.Typer(
    no_args_is_help=True,
    help="Who was erased, as hashes: kept apart from backups and applied after a restore.",
)


@tombstones.command()
def save(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write the tombstones into a file to keep apart from the backups. It names nobody."""
    with reading(make_engine(Settings.from_env().database_url)) as db:
        rows = db.exec(select(Tombstone).order_by(col(Tombstone.id))).all()
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([row.subject_hash, row.erased_at.isoformat()] for row in rows)
    typer.echo(f"{len(rows)} tombstones written to {file}.")


@tombstones.command()
def reapply(
    file: Annotated[Path, typer.Argument(help="The file that `tombstones save` wrote last.")],
    commit: Annotated[bool, typer.Option("--commit", help="Do it; without this nothing changes.")] = False,
) -> None:
    """After a backup was restored: erase again whoever was erased since that backup."""
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    with writing(engine) as db:
        count = reapply_tombstones(db, _read(file))
        if not commit:
            db.rollback()
    if commit:
        wipe_traces(engine)
        wipe_copies(settings.sound)
    done = "erased again." if commit else "would be erased again. Nothing has changed; --commit does it."
    typer.echo(f"{count} {'person' if count == 1 else 'people'} {done}")


def _read(file: Path) -> list[tuple[str, datetime]]:
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            return [(subject, datetime.fromisoformat(at)) for subject, at in csv.reader(lines)]
    except (OSError, ValueError) as error:
        raise Refused(f"{file} is not a file that `tombstones save` wrote.") from error
