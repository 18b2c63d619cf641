"""Run the site, the worker, the beat and the embedded broker together; bin/dev starts this."""

import argparse
import base64
import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

import children
import dev_check
from children import ROOT, Process

PROGRAMS = Path(sys.executable).parent
WEB_WORKERS = 2


class CannotStart(Exception):
    """Something keeps the house from running; the message says what and what helps."""


class House:
    """Everything that runs: started in order, watched, and stopped so that nothing is left."""

    def __init__(self, folder: Path, port: int, environ: Mapping[str, str], *, quiet: bool = False) -> None:
        self.folder = folder
        self.port = port
        self.quiet = quiet
        self.site = f"http://127.0.0.1:{port}"
        given = {name: value for name, value in environ.items() if value}
        self.environ = _defaults(folder) | given | {"SITE_URL": self.site}
        self.running: dict[str, Process] = {}
        self._sockets: Path | None = None

    def start(self) -> None:
        self.course("migrate")
        self.course("demo")
        if not self.environ.get("REDIS_URL"):
            self._start_broker()
        for name, command in self._commands().items():
            self.running[name] = children.start(command, environ=self.environ, log=self._log(name))
        if not children.wait_for(self._site_answers, self.running["web"]):
            raise CannotStart(f"The site did not come up.{self.last_words('web')}")

    def course(self, *arguments: str) -> None:
        """Run one subcommand of `python -m course` to its end."""
        command = [sys.executable, "-m", "course", *arguments]
        code = children.run(command, environ=self.environ, log=self._log(arguments[0]))
        if code:
            words = " ".join(("python -m course", *arguments))
            raise CannotStart(f"`{words}` ended with {code}.{self.last_words(arguments[0])}")

    def ended(self) -> list[str]:
        """The names of the parts that stopped by themselves."""
        return [name for name, process in self.running.items() if process.poll() is not None]

    def last_words(self, name: str, lines: int = 30) -> str:
        log = self.folder / f"{name}.log"
        if not log.exists():
            return ""
        return "\n" + "\n".join(log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        broker = self.running.pop("broker", None)
        children.stop(self.running.values())
        # The broker goes last, so that the worker can hand back what it has not begun.
        children.stop([broker] if broker else [])
        self.running.clear()
        if self._sockets and self._sockets != self.folder / "run":
            shutil.rmtree(self._sockets, ignore_errors=True)

    def _start_broker(self) -> None:
        self._sockets = children.socket_folder(self.folder / "run")
        address = self._sockets / "broker.sock"
        address.unlink(missing_ok=True)
        command = children.broker_command(self._sockets, address)
        log = self.folder / "broker.log"  # it has nothing to say that a terminal should show
        self.running["broker"] = children.start(command, environ=self.environ, log=log)
        if not children.wait_for(lambda: children.broker_answers(address), self.running["broker"]):
            raise CannotStart(f"The embedded broker did not come up.{self.last_words('broker')}")
        self.environ["REDIS_URL"] = children.broker_url(address)

    def _commands(self) -> dict[str, list[str]]:
        celery = [str(PROGRAMS / "celery"), "-q", "-A", "tasks.app"]
        schedule = str(self.folder / "beat-schedule")
        return {
            "web": [
                *(str(PROGRAMS / "gunicorn"), "web.app:create_app()", "--bind", f"127.0.0.1:{self.port}"),
                *("--worker-class", "gthread", "--workers", str(WEB_WORKERS), "--threads", "4"),
                *("--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"),
            ],
            "worker": [
                *(*celery, "worker", "--concurrency", "2", "--loglevel", "warning"),
                # One worker has nobody to get to know: it starts a second sooner.
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ],
            "beat": [*celery, "beat", "--schedule", schedule, "--loglevel", "warning"],
        }

    def _log(self, name: str) -> Path | None:
        """Where a part writes: to the terminal, or to a file when only a failure is worth reading."""
        return self.folder / f"{name}.log" if self.quiet else None

    def _site_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.site}/livez", timeout=5) as answer:  # noqa: S310 - our own site
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def main() -> int:
    options = _options()
    # A shell starts background jobs with SIGINT ignored, so that one is asked for as well.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return _check() if options.check else _run(options.folder.absolute(), options.port)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/dev",
        description="Run the site, the worker, the beat and a broker on this machine, with the demo world.",
        epilog="DATABASE_URL, REDIS_URL and SMTP_URL use a real database, broker and mail server instead.",
    )
    parser.add_argument("--port", type=int, default=8000, help="where the site listens (default: 8000)")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / ".local", help="where its files are kept (default: .local)"
    )
    parser.add_argument(
        "--check", action="store_true", help="start on a free port in a temporary folder, try the pages, stop"
    )
    return parser.parse_args()


def _run(folder: Path, port: int) -> int:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _only_one(folder):
        if not children.port_is_free(port):
            raise CannotStart(
                f"Port {port} is taken by another program. Choose another: bin/dev --port {port + 1}"
            )
        with _stopped_at_the_end(House(folder, port, os.environ)) as house:
            house.start()
            print(f"\nKindly is running at {house.site} (Ctrl-C stops it). Sign in as:\n", flush=True)
            house.course("sign-in-links")
            return _watch(house)


def _watch(house: House) -> int:
    while not (ended := house.ended()):
        time.sleep(0.5)
    print(f"Stopping everything, because this part ended by itself: {', '.join(ended)}.", file=sys.stderr)
    return 1


def _check() -> int:
    with tempfile.TemporaryDirectory(prefix="kindly-check-") as temporary:
        folder = Path(temporary)
        environ = {**os.environ, **_fresh_settings()}
        with _stopped_at_the_end(House(folder, children.free_port(), environ, quiet=True)) as house:
            house.start()
            problems = dev_check.problems(house.site, _sign_in_links(house)) or _after_the_pages(house)
            for problem in problems:
                print(f"- {problem}", file=sys.stderr)
            if problems:
                print(house.last_words("web"), file=sys.stderr)
    print("bin/dev --check: " + ("something is wrong." if problems else "every page opened."))
    return 1 if problems else 0


def _after_the_pages(house: House) -> list[str]:
    """Problems of the parts behind the pages: one pump by hand, and nothing may have ended meanwhile."""
    house.course("pump")
    return [f"{name} ended by itself.{house.last_words(name)}" for name in house.ended()]


def _sign_in_links(house: House) -> str:
    house.course("sign-in-links")
    return (house.folder / "sign-in-links.log").read_text()


def _defaults(folder: Path) -> dict[str, str]:
    """Settings of a house that keeps everything in `folder`; what the environment names goes before them."""
    return {
        "MODE": "development",
        "DATABASE_URL": f"sqlite:///{folder / 'kindly.sqlite'}",
        "MAILBOX": str(folder / "mailbox"),
        "TRUSTED_HOSTS": "127.0.0.1,localhost",
        "WAKE": "tasks.wake:pump_soon",
        "PYTHONUNBUFFERED": "1",
        # On a bare machine root is often the only user there is.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }


def _fresh_settings() -> dict[str, str]:
    """A house of its own: nothing of the developer's database, broker, mail server or secrets is touched."""
    return {
        "MODE": "development",
        **dict.fromkeys(("DATABASE_URL", "REDIS_URL", "SMTP_URL", "MAILBOX", "TRUSTED_HOSTS"), ""),
        "SECRET_KEY": secrets.token_hex(32),
        "WRAPPING_KEY": "check:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; two houses would share one broker socket and one database."""
    with (folder / "running").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                "Kindly already runs from this folder. Stop it with Ctrl-C where it was started, "
                "or run bin/dev --check, which uses a folder and a port of its own."
            ) from None
        yield


@contextlib.contextmanager
def _stopped_at_the_end(house: House) -> Iterator[House]:
    try:
        yield house
    finally:
        # Stopping is bounded, so a second Ctrl-C changes nothing and cannot leave a process behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        house.stop()


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
