"""`python -m course migrate`"""

from __future__ import annotations

import typer

from course import store
from course.settings import Settings


def migrate() -> None:
    """Bring the database to the newest revision. The same command again changes nothing."""
    store.migrate(Settings.from_env().database_url)
    typer.echo("The database is ready.")
