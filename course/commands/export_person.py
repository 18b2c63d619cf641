"""`python -m course export-person`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from course.commands.people import the_person
from course.privacy import export_person as copy_of
from course.settings import Settings
from course.store import make_engine, reading


def export_person(
    who: Annotated[str, typer.Argument(help="The person's address, or number for somebody without one.")],
    file: Annotated[
        Path | None, typer.Option(help="Write the copy into this file instead of printing it.")
    ] = None,
) -> None:
    """A copy of everything about one person as JSON, without the words of her journal.

    Nobody but the writer reads a journal: she gets those words herself, on the site, under Me.
    """
    with reading(make_engine(Settings.from_env().database_url)) as db:
        text = json.dumps(copy_of(db, None, the_person(db, who)), indent=2, ensure_ascii=False)
    if file is None:
        typer.echo(text)
    else:
        file.write_text(text + "\n", encoding="utf-8")
        typer.echo(f"Written to {file}.")
