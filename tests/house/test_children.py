"""Programs that bin/dev and the tests start end when they should."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

import children

# A child that has a child of its own, as the site and the worker have, and does not end when asked.
STUBBORN = "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
FAMILY = "p = subprocess.Popen(['sleep', '600']); print(p.pid, flush=True); p.wait()"
# A parent that starts such a child through bin/children.py and waits.
PARENT = """
import os, sys
sys.path.insert(0, "bin")
import children
child = children.start(["sleep", "600"], environ=os.environ)
print(child.pid, flush=True)
child.wait()
"""


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def wait_until_gone(pid: int) -> None:
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=60)


def first_number(log: Path, process: children.Process) -> int:
    assert children.wait_for(lambda: log.read_text().endswith("\n"), process)
    return int(log.read_text())


def test_stopping_a_program_ends_what_it_started_even_when_it_does_not_want_to(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = children.start([sys.executable, "-c", STUBBORN + FAMILY], environ=os.environ, log=log)
    grandchild = first_number(log, process)
    children.stop([process], grace=0.2)
    assert process.returncode == -signal.SIGKILL
    wait_until_gone(grandchild)
    assert is_gone(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tell a child that its parent died")
def test_a_program_whose_starter_was_killed_ends_too(root: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", PARENT], cwd=root, stdout=subprocess.PIPE)
    with starter:
        assert starter.stdout
        child = int(starter.stdout.readline())
        assert not is_gone(child)
        starter.kill()
    wait_until_gone(child)
    assert is_gone(child)


def test_a_program_that_ends_by_itself_is_not_waited_for() -> None:
    process = children.start([sys.executable, "-c", "raise SystemExit(3)"], environ=os.environ)
    assert not children.wait_for(lambda: False, process)
    children.stop([process])
    assert process.returncode == 3


def test_a_long_folder_name_does_not_make_a_socket_that_cannot_be_opened(tmp_path: Path) -> None:
    folder = children.socket_folder(tmp_path / ("long" * 30))
    assert len(os.fsencode(folder / "broker.sock")) < 107
    folder.rmdir()


def test_a_port_that_is_listened_on_is_not_free() -> None:
    port = children.free_port()
    assert children.port_is_free(port)
    with socket.create_server(("127.0.0.1", port)):
        assert not children.port_is_free(port)
