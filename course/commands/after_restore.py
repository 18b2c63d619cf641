"""`python -m course after-restore`"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from course.commands.pump import closed_at_the_end
from course.delivery import older_copy
from course.delivery.restored import set_aside
from course.errors import Refused
from course.settings import Settings
from course.store import make_engine, writing


def after_restore(
    *,
    since: Annotated[
        str, typer.Option(help="When the copy was made, in UTC unless it says otherwise: 2027-03-01T04:00.")
    ] = "",
    newest: Annotated[
        bool, typer.Option("--newest", help="Nothing was put back: what waits leaves as always.")
    ] = False,
) -> None:
    """After an older copy of the database was put back, and before a pump runs: nothing is sent a second time."""
    if bool(since) == newest:
        raise Refused("Say either --since and when the copy was made, or --newest if nothing was put back.")
    settings = Settings.from_env()
    with closed_at_the_end(make_engine(settings.database_url)) as engine:
        if newest:
            with writing(engine) as db:
                older_copy.say_newest(db)
            typer.echo("Letters leave as always from the next turn on.")
            return
        count = set_aside(engine, settings, since=moment(since))
    typer.echo(
        f"{count} letters may have been sent already and wait for somebody to decide; none leaves by itself."
    )


def moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise Refused("Write the moment like 2027-03-01T04:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
