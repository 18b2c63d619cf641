"""The processes of an installation, by the commands of docker-compose.yml, with real servers around them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

import children
from tests.house.compose import command, services
from tests.real.broker import Broker
from tests.real.databases import Databases
from tests.real.mail import Sink

pytestmark = pytest.mark.slow
# What a service writes once it listens to being stopped.
READY = {"web": "Listening at", "worker": " ready.", "beat": "beat: Starting"}
PROGRAMS = Path(sys.executable).parent


class Installation:
    """Starts services of docker-compose.yml here, with the few addresses that differ outside a container."""

    def __init__(self, root: Path, folder: Path, environ: dict[str, str]) -> None:
        self.port = str(children.free_port())
        self.environ = {**environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
        self._root = root
        self._folder = folder

    def start(self, name: str) -> children.Process:
        words = self._here(command(self._root, name))
        return children.start(words, environ=self.environ, log=self._folder / f"{name}.log")

    def is_well(self, name: str) -> bool:
        """What the container engine would be told."""
        _, *words = services(self._root)[name]["healthcheck"]["test"]
        asked = subprocess.run(self._here(words), env=self.environ, cwd=self._root, check=False)
        return asked.returncode == 0

    def log(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text()

    def _here(self, words: list[str]) -> list[str]:
        places = {
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "/var/lib/kindly": str(self._folder),
            "/dev/shm": str(self._folder),  # noqa: S108 - what it is replaced by is ours alone
        }
        for there, here in places.items():
            words = [word.replace(there, here) for word in words]
        return [self.port if word == "8000" else word for word in words]


@pytest.fixture
def installation(
    root: Path,
    tmp_path: Path,
    environ: dict[str, str],
    postgresql_databases: Databases,
    valkey: Broker,
    smtp_sink: Sink,
) -> Iterator[Installation]:
    url = postgresql_databases.new()
    yield Installation(
        root,
        tmp_path,
        environ
        | {
            "MODE": "production",
            "SITE_URL": "https://course.example.org",
            "TRUSTED_HOSTS": "course.example.org",
            "DATABASE_URL": url,
            "REDIS_URL": valkey.url,
            "SMTP_URL": smtp_sink.url,
        },
    )
    postgresql_databases.drop(url)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_service_comes_up_is_well_and_stops_when_asked(installation: Installation, name: str) -> None:
    with ExitStack() as stack:
        process = installation.start(name)
        stack.callback(children.stop, [process])
        assert children.wait_for(lambda: READY[name] in installation.log(name), process), installation.log(
            name
        )
        assert children.wait_for(lambda: installation.is_well(name), process), installation.log(name)
        started = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        assert process.wait() == 0, installation.log(name)
        assert [child for child in started if child.is_running()] == []


def test_migrating_twice_changes_nothing_and_ends(installation: Installation) -> None:
    process = installation.start("migrate")
    assert process.wait() == 0, installation.log("migrate")


def test_a_site_that_does_not_run_is_not_well(installation: Installation) -> None:
    assert not installation.is_well("web")


def test_a_beat_that_never_saved_its_schedule_is_not_well(installation: Installation) -> None:
    assert not installation.is_well("beat")
