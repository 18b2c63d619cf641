"""docker-compose.yml and the Dockerfile start what exists, with settings that are known.

No container engine runs here: the same commands are started natively in test_processes.py.
"""

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from gunicorn.config import Config

from course.settings import Settings
from tests.house.compose import OURS, command, services

SECRETS = ("SECRET_KEY", "WRAPPING_KEY", "POSTGRES_PASSWORD")


class Reads(dict[str, str]):
    """An environment that notes every name it is asked for."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(given)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)


@pytest.fixture
def known(environ: dict[str, str]) -> set[str]:
    """Every name that the settings read. Those of services for notices are found, not asked for."""
    services_named = {"NOTICES_SMS": "json://localhost/{number}", "NOTICES_NTFY": "ntfy://localhost/{topic}"}
    reads = Reads({**environ, **services_named})
    Settings.from_env(reads)
    return reads.asked


def gunicorn_command(words: list[str]) -> tuple[str, dict[str, Any]]:
    """What a gunicorn command serves, and its settings. Ends the test where gunicorn would refuse it."""
    assert words[0] == "gunicorn"
    settings = vars(Config().parser().parse_args(words[1:]))
    (target,) = settings["args"]
    return target, {name: value for name, value in settings.items() if value is not None}


def programme_accepts(words: list[str], environ: dict[str, str]) -> None:
    """A command line parser looks at every option before it answers --help."""
    names = {"celery": [sys.executable, "-m", "celery"], "python": [sys.executable]}
    program = [*names[words[0]], *words[1:], "--help"]
    env = {**os.environ, **environ, "REDIS_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_the_services_are_the_ones_that_make_a_whole_installation(root: Path) -> None:
    assert set(services(root)) == {*OURS, "postgres", "redis", "mail"}


def test_the_site_that_is_served_can_be_made(root: Path) -> None:
    target, _ = gunicorn_command(command(root, "web"))
    module, name = re.fullmatch(r"([\w.]+):(\w+)\(\)", target).groups()  # type: ignore[union-attr]
    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("name", ["migrate", "worker", "beat"])
def test_the_command_of_a_service_exists_with_its_options(
    root: Path, environ: dict[str, str], name: str
) -> None:
    programme_accepts(command(root, name), environ)


def test_an_option_that_does_not_exist_would_be_noticed(root: Path, environ: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        programme_accepts([*command(root, "worker"), "--kindness"], environ)


def test_the_image_by_itself_serves_the_site_as_the_web_service_does(root: Path) -> None:
    words = json.loads(re.findall(r"^CMD (.*)$", (root / "Dockerfile").read_text(), re.MULTILINE)[-1])
    assert gunicorn_command(words) == gunicorn_command(command(root, "web"))


def test_the_image_copies_what_exists_and_all_of_our_packages(root: Path) -> None:
    copied = re.findall(r"^COPY (\S+) ", (root / "Dockerfile").read_text(), re.MULTILINE)
    assert [name for name in copied if not (root / name).exists()] == []
    assert {"curriculum", "course", "tasks", "web"} <= set(copied)
    # Everything else stays out of what the container engine is sent.
    let_in = set(re.findall(r"^!(.*)$", (root / ".dockerignore").read_text(), re.MULTILINE))
    assert let_in == set(copied)


def test_the_image_by_itself_is_in_production(root: Path) -> None:
    """Without a word about it, a site would show everybody its mailbox and its clock."""
    assert re.findall(r"^ENV MODE=(\w+)", (root / "Dockerfile").read_text(), re.MULTILINE) == ["production"]


def test_the_image_does_not_run_as_root(root: Path) -> None:
    assert re.findall(r"^USER (.*)$", (root / "Dockerfile").read_text(), re.MULTILINE)[-1:] == ["kindly"]


@pytest.mark.parametrize("name", OURS)
def test_every_setting_of_a_service_is_one_that_is_read(root: Path, known: set[str], name: str) -> None:
    given = set(services(root)[name]["environment"])
    assert given <= known
    assert {"DATABASE_URL", "REDIS_URL", "SMTP_URL", "SITE_URL", "SECRET_KEY", "WRAPPING_KEY"} <= given


def test_every_line_of_the_example_settings_is_one_that_is_read(root: Path, known: set[str]) -> None:
    text = (root / ".env.example").read_text()
    named = set(re.findall(r"^#? ?([A-Z_]+)=", text, re.MULTILINE))
    assert named <= known | {"POSTGRES_PASSWORD"}
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", (root / "docker-compose.yml").read_text()))
    assert asked <= named


def test_no_secret_has_a_default(root: Path) -> None:
    text = (root / "docker-compose.yml").read_text()
    for name in SECRETS:
        used = re.findall(r"\$\{" + name + r"([^}]*)\}", text)
        assert used
        assert all(rest.startswith(":?") for rest in used)
        assert f"\n{name}=\n" in (root / ".env.example").read_text()


def test_what_a_service_waits_for_can_become_true(root: Path) -> None:
    every = services(root)
    for name, service in every.items():
        for other, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "healthcheck" in every[other], f"{name} waits for the health of {other}"
            else:
                assert every[other]["restart"] == "no", f"{name} waits for {other} to end"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_running_service_is_asked_whether_it_is_well(root: Path, name: str) -> None:
    kind, *words = services(root)[name]["healthcheck"]["test"]
    assert (kind, words[0]) == ("CMD", "python")
    assert (root / words[1]).exists()
    healthy = importlib.import_module(Path(words[1]).stem)
    assert words[2] in healthy.PARTS


@pytest.mark.parametrize("name", ["postgres", "redis", "mail"])
def test_a_service_of_others_is_pinned_and_asked_whether_it_is_well(root: Path, name: str) -> None:
    service = services(root)[name]
    assert re.search(r":v?\d", service["image"])
    assert service["healthcheck"]["test"][0] == "CMD"
