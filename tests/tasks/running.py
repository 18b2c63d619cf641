"""Celery's own programs, started the way an installation starts them."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import children
from children import Process

FLAGS = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass(frozen=True)
class Host:
    """A machine whose clock is wrong by `ahead` seconds, and jumps by `step` once, `after` so many."""

    ahead: float = 0.0
    step: float = 0.0
    after: float = 0.0

    @property
    def code(self) -> str:
        """What its processes run first."""
        if not (self.ahead or self.step):
            return ""
        jump = f"threading.Timer({self.after}, host.shift, [{self.step}]).start(); " if self.step else ""
        return (
            "import threading, time, time_machine; "
            f"host = time_machine.travel(time.time() + {self.ahead}, tick=True).start(); {jump}"
        )


RIGHT = Host()


@dataclass
class Running:
    """`environ` are the settings; logs go into `folder`."""

    environ: dict[str, str]
    folder: Path
    processes: list[Process] = field(default_factory=list)

    def worker(self, *, processes: int = 2, host: Host = RIGHT) -> Process:
        options = ("--concurrency", str(processes), "--loglevel", "INFO", *FLAGS)
        return self._start("worker", *options, host=host)

    def beat(self, *, every: float = 1.0, host: Host = RIGHT) -> Process:
        """A beat whose pump ticks every so many seconds."""
        name = f"beat-{len(self.processes)}"
        schedule = str(self.folder / f"{name}.schedule")
        return self._start(
            "beat", "--schedule", schedule, "--loglevel", "INFO", name=name, every=every, host=host
        )

    def log(self, name: str) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob(f"{name}*.log")))

    def stop(self, process: Process | None = None) -> None:
        ending = [process] if process else self.processes
        children.stop(ending, grace=20)
        self.processes = [one for one in self.processes if one not in ending]

    def loop(self) -> Process:
        """`python -m course pump --loop`: the same work without a broker."""
        return self._run("loop", "-m", "course", "pump", "--loop", "--every", "0.2")

    def wake(self) -> int:
        """Call in a process of its own what a request calls after its commit; returns its exit code."""
        code = "import logging; logging.basicConfig(); from tasks.wake import pump_soon; pump_soon()"
        process = self._run("wake", "-c", code)
        return process.wait()

    def _start(
        self, what: str, *options: str, host: Host, name: str = "", every: float | None = None
    ) -> Process:
        """The celery program itself; with a faster timetable when the test asks for one."""
        faster = f"timetable.TIMETABLE['pump']['schedule'] = {every}; " if every else ""
        code = f"{host.code}import sys; from tasks import timetable; {faster}"
        code += "from tasks.app import app; app.start(sys.argv[1:])"
        return self._run(name or f"{what}-{len(self.processes)}", "-c", code, what, *options)

    def _run(self, name: str, *arguments: str) -> Process:
        command = [sys.executable, *arguments]
        process = children.start(command, environ=self.environ, log=self.folder / f"{name}.log")
        self.processes.append(process)
        return process


def eventually(true: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Wait for something that other processes do; False when it did not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False
