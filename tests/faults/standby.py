"""A second PostgreSQL that follows the first (streaming replication), and takes its place when that machine is gone."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

import children
from tests.real import postgres as postgreses
from tests.real.postgres import Postgres

PORT = 5433
"""Of whoever follows. Who takes over moves to the first one's, so that its address stays."""
IPC_RMID = 0


@dataclass
class Pair:
    server: Postgres
    follower: children.Process | None = None
    made: int = 0

    def attach(self, *, synchronous: bool) -> None:
        """A follower, made from a copy of the server in use. Synchronous: no commit ends before it has it on disk."""
        self.made += 1
        copy = ["pg_basebackup", "--checkpoint=fast", "--write-recovery-conf", f"--pgdata={self._data}"]
        self._run(*copy, f"--host={self.server.folder}", "--username=postgres")
        settings = (*self.server.settings, f"port={PORT}")
        start = (self.server.programs, self.server.folder, self._data, self.server.prepare, settings)
        self.follower = postgreses.start(*start)
        if synchronous:
            self._say("ALTER SYSTEM SET synchronous_standby_names = '*'")
            self._say("SELECT pg_reload_conf()")
        wanted = "sync" if synchronous else "async"
        _until(lambda: self._say("SELECT sync_state FROM pg_stat_replication") == [(wanted,)], self.log)

    def hold(self) -> None:
        """From now on the follower hears nothing, and nobody waits for it."""
        for (pid,) in self._say("SELECT pid FROM pg_stat_replication"):
            os.kill(int(str(pid)), signal.SIGSTOP)

    def fail_over(self) -> None:
        """The first machine is gone at once, with all that ran on it; the follower is promoted, under its address."""
        assert self.follower is not None
        gone = Path(f"/proc/{self.server.process.pid}/task/{self.server.process.pid}/children").read_text()
        self.server.process.kill()
        for pid in gone.split():
            os.kill(int(pid), signal.SIGKILL)
        self.server.process.wait()
        assert self._say("SELECT pg_promote()", port=PORT) == [(True,)]
        children.stop([self.follower], by=signal.SIGINT)
        _forget(self.server.data)
        self.follower, self.server.data = None, self._data
        self.server.again()

    def log(self) -> str:
        return (self.server.folder / "server.log").read_text(errors="replace")[-2000:]

    def end(self) -> None:
        if self.follower is not None:
            children.stop([self.follower], by=signal.SIGINT)

    @property
    def _data(self) -> Path:
        return self.server.folder / f"data-{self.made}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.server.programs / program), *arguments]
        environ = {"LC_ALL": "C", "PATH": os.defpath}
        prepare = self.server.prepare
        subprocess.run(command, env=environ, preexec_fn=prepare, check=True, capture_output=True)

    def _say(self, statement: str, *, port: int = 5432) -> list[tuple[object, ...]]:
        at = f"host={self.server.folder} port={port} user=postgres dbname=postgres"
        with psycopg.connect(at, autocommit=True) as db:
            done = db.execute(statement.encode())
            return done.fetchall() if done.description else []


def _forget(data: Path) -> None:
    """What a server that nobody starts again leaves behind: its data, and a few bytes of memory held by the system."""
    _key, memory = (data / "postmaster.pid").read_text().splitlines()[6].split()
    if children.LIBC is not None:
        children.LIBC.shmctl(int(memory), IPC_RMID, None)
    shutil.rmtree(data)


def _until(true: Callable[[], bool], log: Callable[[], str]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, log()
        time.sleep(0.05)
