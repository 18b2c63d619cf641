"""`bin/dev`, the run command: it starts, says where it is, and leaves nothing behind when it stops."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

import children

pytestmark = pytest.mark.slow
# What a developer may have set for the real servers; the demo house of a test has none of it.
NOT_HERE = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "SITE_URL")


@pytest.fixture(scope="module")
def house_environ(environ: Mapping[str, str]) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name not in NOT_HERE}
    own = {name: value for name, value in environ.items() if name not in NOT_HERE}
    return given | own


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, house_environ: dict[str, str]) -> Path:
    """A database with the demo world, laid out once for all houses."""
    path = tmp_path_factory.mktemp("demo") / "kindly.sqlite"
    environ = house_environ | {"DATABASE_URL": f"sqlite:///{path}"}
    for name in ("migrate", "demo"):
        assert children.run([sys.executable, "-m", "course", name], environ=environ) == 0
    return path


@pytest.fixture
def house(tmp_path: Path, house_environ: dict[str, str], demo: Path) -> Iterator[children.Process]:
    """A started house that has printed its sign-in links; what it printed is in tmp_path/log."""
    (tmp_path / "house").mkdir()
    shutil.copyfile(demo, tmp_path / "house" / "kindly.sqlite")
    command = dev("--folder", str(tmp_path / "house"), "--port", str(children.free_port()))
    log = tmp_path / "log"
    process = children.start(command, environ=house_environ, log=log)
    came_up = children.wait_for(lambda: "lead " in log.read_text(), process, seconds=120)
    yield process
    children.stop([process])
    assert came_up, log.read_text()


def dev(*arguments: str) -> list[str]:
    return [sys.executable, "bin/supervise.py", *arguments]


def family(process: children.Process) -> list[psutil.Process]:
    found = psutil.Process(process.pid).children(recursive=True)
    return [one for one in found if one.status() != psutil.STATUS_ZOMBIE]


def test_dev_check_signs_in_as_each_role_and_opens_the_main_pages(root: Path) -> None:
    done = subprocess.run(dev("--check"), cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_stopping_dev_leaves_no_process_behind(house: children.Process, by: signal.Signals) -> None:
    started = family(house)
    assert parts(started) == {"web", "worker", "beat", "broker"}
    house.send_signal(by)
    assert house.wait() == 0
    assert [process for process in started if process.is_running()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tell a child that its parent died")
def test_killing_dev_leaves_no_process_behind(house: children.Process) -> None:
    started = family(house)
    house.kill()
    house.wait()
    _, left = psutil.wait_procs(started, timeout=60)
    assert left == []


def test_when_one_part_ends_dev_says_which_and_stops_the_rest(
    house: children.Process, tmp_path: Path
) -> None:
    started = family(house)
    next(process for process in started if "beat" in process.cmdline()).kill()
    assert house.wait() == 1
    assert "this part ended by itself: beat" in (tmp_path / "log").read_text()
    assert [process for process in started if process.is_running()] == []


@pytest.mark.usefixtures("house")
def test_dev_prints_a_sign_in_link_for_each_role_and_a_second_dev_is_sent_away(
    tmp_path: Path, house_environ: dict[str, str]
) -> None:
    printed = (tmp_path / "log").read_text()
    for role in ("participant", "facilitator", "lead"):
        assert f"\n{role} " in printed, printed
    said = refused(house_environ, "--folder", str(tmp_path / "house"), "--port", str(children.free_port()))
    assert "already runs from this folder" in said


def test_a_busy_port_is_named_together_with_the_way_out(
    tmp_path: Path, house_environ: dict[str, str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        said = refused(house_environ, "--folder", str(tmp_path / "house"), "--port", port)
    assert f"Port {port} is taken" in said
    assert "--port" in said


def refused(environ: dict[str, str], *arguments: str) -> str:
    """What a start that is refused says."""
    done = subprocess.run(
        dev(*arguments), cwd=children.ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def parts(started: list[psutil.Process]) -> set[str]:
    """Which parts of the house these processes are, by their command lines."""
    words = {"gunicorn": "web", "worker": "worker", "beat": "beat", "valkey-server": "broker"}
    lines = [" ".join(process.cmdline()) for process in started]
    return {part for word, part in words.items() if any(word in line for line in lines)}
