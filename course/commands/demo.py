"""`python -m course demo`"""

from __future__ import annotations

import typer

from course import clock, demo
from course.commands.progress import shown
from course.errors import Refused
from course.settings import Settings
from course.store import make_engine, writing


def lay_demo() -> None:
    """Lay out the demo world around today: once, and only in development. A second run changes nothing."""
    settings = Settings.from_env()
    if not settings.is_development:
        raise Refused("The demo world belongs in a development database only.")
    with shown() as progress, writing(make_engine(settings.database_url)) as db:
        task = progress.add_task("Laying out the demo world", total=demo.STEPS)
        laid = demo.lay(db, settings, now=clock.now(db), step=lambda: progress.advance(task))
    typer.echo("The demo world is laid out." if laid else "The demo world is there already.")
