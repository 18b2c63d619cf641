"""`python -m course erase`"""

from __future__ import annotations

from typing import Annotated

import typer

from course.commands.people import the_person
from course.delivery.on_the_way import letters_to, wait_until_landed
from course.errors import Refused
from course.privacy import erase_person, wipe_copies, wipe_traces
from course.settings import Settings
from course.store import make_engine, writing


def erase(
    who: Annotated[str, typer.Argument(help="The person's address, or number for somebody without one.")],
    commit: Annotated[
        bool, typer.Option("--commit", help="Do it, after one question; without this nothing changes.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Erase one person for good: journal, practice, answers, sign-ins, and the name everywhere."""
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    with writing(engine) as db:
        person = the_person(db, who)
        if person.erased_at is not None:
            raise Refused("This person was erased already.")
        number, name = person.stored_id, person.name
        if commit and not yes:
            typer.confirm(f"Erase {name} (number {number})? This cannot be undone.", abort=True)
        leaving = letters_to(db, person)
        erase_person(db, person, by=None)
        if not commit:
            db.rollback()
    if not commit:
        typer.echo(f"{name} (number {number}) can be erased. Nothing has changed; --commit does it.")
        return
    wait_until_landed(engine, leaving)
    wipe_traces(engine)
    wipe_copies(settings.sound)
    typer.echo(
        f"Number {number} is erased. Older backups still hold the data: see `python -m course tombstones`."
    )
