"""`python -m course after-restore`"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from course.commands.pump import closed_at_the_end
from course.delivery.restored import set_aside
from course.errors import Refused
from course.settings import Settings
from course.store import make_engine


def after_restore(
    *,
    since: Annotated[
        str, typer.Option(help="When the copy was made, in UTC unless it says otherwise: 2027-03-01T04:00.")
    ],
) -> None:
    """After an older copy of the database was put back, and before a pump runs: nothing is sent a second time."""
    settings = Settings.from_env()
    with closed_at_the_end(make_engine(settings.database_url)) as engine:
        count = set_aside(engine, settings, since=_moment(since))
    typer.echo(
        f"{count} letters may have been sent already and wait for somebody to decide; none leaves by itself."
    )


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise Refused("Write the moment like 2027-03-01T04:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
