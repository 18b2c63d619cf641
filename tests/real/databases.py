"""Fresh databases: copies of one that was migrated once, on either engine."""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import make_url

from course import store
from tests.real.postgres import Postgres


class Databases(Protocol):
    """Where fresh databases come from."""

    def new(self) -> str:
        """A database of its own, migrated and empty; returns its url."""

    def copy(self, url: str) -> str:
        """A database of its own with everything that stands in `url`, which nobody may be using."""

    def drop(self, url: str) -> None: ...


class SqliteDatabases:
    """Files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = _names()
        self._template = folder / "template.sqlite"
        store.migrate(f"sqlite:///{self._template}")

    def new(self) -> str:
        return self.copy(f"sqlite:///{self._template}")

    def copy(self, url: str) -> str:
        path = self._folder / f"{next(self._names)}.sqlite"
        shutil.copyfile(url.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        name = make_url(url).database
        for end in ("", "-wal", "-shm"):
            Path(f"{name}{end}").unlink(missing_ok=True)


class PostgresDatabases:
    """Databases of one running server."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._names = _names()
        self._template = f"template_{os.getpid()}"
        store.migrate(server.create(self._template))

    def new(self) -> str:
        return self._server.create(next(self._names), template=self._template)

    def copy(self, url: str) -> str:
        return self._server.create(next(self._names), template=str(make_url(url).database))

    def drop(self, url: str) -> None:
        self._server.drop(str(make_url(url).database))


def _names() -> Iterator[str]:
    return (f"kindly_{number}" for number in itertools.count(1))
