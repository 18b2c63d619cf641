"""Real copies of a database in use, made and put back the way an installation does it."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.faults import oracle
from tests.real.postgres import Postgres


def copied(url: str, folder: Path, server: Postgres | None) -> Path:
    """A copy as of now, while others go on writing: SQLite's own backup, or pg_dump."""
    copy = folder / "copy"
    if server is None:
        with (
            sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30) as source,
            sqlite3.connect(copy) as to,
        ):
            source.backup(to)
        source.close()
        to.close()
        return copy
    _run(server, "pg_dump", "--format", "custom", "--file", str(copy), "--dbname", oracle.plain(url))
    return copy


def put_back(url: str, copy: Path, server: Postgres | None) -> None:
    """The database is what it was when the copy was made; nobody may be using it."""
    if server is None:
        path = url.removeprefix("sqlite:///")
        for end in ("-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        shutil.copyfile(copy, path)
        return
    name = str(make_url(url).database)
    server.drop(name)
    server.create(name)
    _run(server, "pg_restore", "--exit-on-error", "--dbname", oracle.plain(url), str(copy))


def _run(server: Postgres, program: str, *arguments: str) -> None:
    environ = {"LC_ALL": "C", "PATH": os.defpath}
    subprocess.run([str(server.programs / program), *arguments], env=environ, check=True, capture_output=True)
