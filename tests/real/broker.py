"""A real broker on a unix socket: the same program that bin/dev starts."""

import contextlib
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import children


class NoBroker(Exception):
    """The broker cannot run here; the message says why."""


@dataclass
class Broker:
    """A broker that can be stopped, killed and started again at the same address. Then it forgets all."""

    folder: Path
    process: children.Process | None = None

    @property
    def socket(self) -> Path:
        return self.folder / "broker.sock"

    @property
    def url(self) -> str:
        """For REDIS_URL."""
        return children.broker_url(self.socket)

    @property
    def plain_url(self) -> str:
        """For redis.Redis.from_url."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        try:
            command = children.broker_command(self.folder, self.socket)
        except (ImportError, RuntimeError) as error:
            raise NoBroker(str(error)) from error
        log = self.folder / "broker.log"
        self.process = children.start(command, environ={}, log=log)
        if not children.wait_for(lambda: children.broker_answers(self.socket), self.process):
            self.stop()
            raise NoBroker(log.read_text(errors="replace")[-500:])

    def stop(self) -> None:
        if self.process:
            children.stop([self.process])
            self.process = None

    def kill(self) -> None:
        """End it as a crash would."""
        if self.process:
            children.stop([self.process], by=signal.SIGKILL)
            self.process = None


@contextlib.contextmanager
def running() -> Iterator[Broker]:
    """Start a broker and stop it at the end. Raises NoBroker where there is none to start."""
    broker = Broker(Path(tempfile.mkdtemp(prefix="kindly-mq-")))
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(broker.folder, ignore_errors=True)
