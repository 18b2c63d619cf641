"""`python -m course bounces`: what mail servers sent back, read from a mailbox."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from course import clock
from course.commands.pump import closed_at_the_end
from course.delivery.returns.mail import reports
from course.delivery.returns.mailbox import messages
from course.delivery.returns.report import Taken, take
from course.settings import Settings
from course.store import make_engine, writing


def bounces(
    path: Annotated[Path, typer.Argument(help="One message, a maildir, or an mbox. It stays as it is.")],
) -> None:
    """Take the reports in it that letters of ours came back or were not wanted; the same again changes nothing."""
    settings = Settings.from_env()
    with closed_at_the_end(make_engine(settings.database_url)) as engine:
        read, taken = _take_all(engine, path)
    typer.echo(
        f"messages {read}, addresses suppressed {taken[Taken.SUPPRESSED]}, "
        f"kinds of letters stopped for {taken[Taken.STOPPED]}, noted {taken[Taken.NOTED]}, "
        f"known already {taken[Taken.KNOWN]}, no matter of an address {taken[Taken.NO_MATTER]}, "
        f"not about a letter of ours {taken[Taken.NOT_OURS]}"
    )


def _take_all(engine: Engine, path: Path) -> tuple[int, Counter[Taken]]:
    """A transaction a message: one that cannot be stored takes no other with it."""
    read, taken = 0, Counter[Taken]()
    for raw in messages(path):
        read += 1
        if found := reports(raw):
            with writing(engine) as db:
                now = clock.now(db)
                taken.update(take(db, one, now=now) for one in found)
    return read, taken
