"""`python -m course lift-addresses`: after a mail server had said of everybody that nobody was there."""

from __future__ import annotations

from typing import Annotated

import typer

from course import clock
from course.commands.after_restore import moment
from course.commands.pump import closed_at_the_end
from course.people.suppressed import lift_all
from course.settings import Settings
from course.store import make_engine, writing


def lift_addresses(
    *,
    since: Annotated[
        str, typer.Option(help="From when on, in UTC unless it says otherwise: 2027-03-01T04:00.")
    ],
) -> None:
    """Write again to every address that was suppressed since then; those of complaints stay as they are."""
    settings = Settings.from_env()
    with closed_at_the_end(make_engine(settings.database_url)) as engine, writing(engine) as db:
        count = lift_all(db, since=moment(since), now=clock.now(db))
    typer.echo(f"{count} addresses are written to again.")
