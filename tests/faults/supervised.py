"""Celery's programs and the loop under a supervisor: whoever ends is started again a second later."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import children
from tests.tasks.running import Running

PAUSE = 1.0


@dataclass
class Watched:
    start: Callable[[], children.Process]
    process: children.Process
    ended_at: float | None = None


@dataclass
class Supervised:
    """`restarts` counts how often somebody had to be started again."""

    running: Running
    watched: list[Watched] = field(default_factory=list)
    restarts: int = 0

    @classmethod
    def begin(cls, environ: dict[str, str], folder: Path) -> "Supervised":
        return cls(Running(environ, folder))

    def keep(self, start: Callable[[], children.Process]) -> None:
        self.watched.append(Watched(start, start()))

    def until(self, true: Callable[[], bool], *, seconds: float) -> float:
        """How long it took, in seconds; fails with the programs' last words when it did not come."""
        began = time.monotonic()
        while not true():
            assert time.monotonic() - began < seconds, self.words()
            self.look()
            time.sleep(0.05)
        return time.monotonic() - began

    def look(self) -> None:
        for one in self.watched:
            if one.process.poll() is None:
                continue
            one.ended_at = one.ended_at or time.monotonic()
            if time.monotonic() - one.ended_at >= PAUSE:
                one.process, one.ended_at = one.start(), None
                self.restarts += 1

    def words(self) -> str:
        return "".join(self.running.log(name)[-2000:] for name in ("worker", "beat", "loop"))

    def end(self) -> None:
        children.stop(self.running.processes, by=signal.SIGKILL)
        self.running.processes.clear()
        self.watched.clear()
