"""`python -m course keys`"""

from __future__ import annotations

import base64
import secrets
from typing import Annotated

import typer

from course.notice_settings import ORDER
from course.people.key import Keyring
from course.settings import Settings
from course.store import make_engine, writing

keys = typer.Typer(
    no_args_is_help=True, help="The keys that journals are sealed with, and the one that signs notices."
)


@keys.callback()
def _only_subcommands() -> None:
    """Without this, one lone subcommand would swallow its own name."""


@keys.command()
def rewrap(
    commit: Annotated[bool, typer.Option("--commit", help="Do it; without this nothing changes.")] = False,
) -> None:
    """Wrap every data key with the first key of WRAPPING_KEY. Journals stay as they are."""
    settings = Settings.from_env()
    with writing(make_engine(settings.database_url)) as db:
        count = Keyring(settings.wrapping_keys).rewrap(db)
        if not commit:
            db.rollback()
    done = "wrapped anew." if commit else "would be wrapped anew. Nothing has changed; --commit does it."
    typer.echo(f"{count} data {'key' if count == 1 else 'keys'} {done}")


@keys.command()
def notices() -> None:
    """Print a new key for VAPID_PRIVATE_KEY. With another key than before, every device has to be added anew."""
    number = secrets.randbelow(ORDER - 1) + 1
    typer.echo(base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("="))
