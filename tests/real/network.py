"""Nothing in a test reaches past this machine: an audit hook sees each connection and each name asked."""

import ipaddress
import socket
import sys

ATTEMPTS: list[str] = []
# A mail client introduces itself by the machine's own name, which it looks up.
LOCAL_NAMES = {"", "localhost", "0.0.0.0", "::", socket.gethostname()}  # noqa: S104 - nothing listens here
CONNECTIONS = {"socket.connect": 1, "socket.sendto": 1}
QUESTIONS = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyname_ex": 0}


class ReachedOutside(RuntimeError):
    """A test tried to reach something that is not on this machine."""


def watch() -> None:
    """Refuse and note every attempt from now on; cannot be taken back in this process."""
    sys.addaudithook(_look)


def _look(event: str, arguments: tuple[object, ...]) -> None:
    if event in CONNECTIONS:
        address = arguments[CONNECTIONS[event]]
        # A unix socket's address is text or bytes, an internet address begins with the host.
        host = address[0] if isinstance(address, tuple) else None
    elif event in QUESTIONS:
        host = arguments[QUESTIONS[event]]
    else:
        return
    if host is not None and not _is_here(host):
        ATTEMPTS.append(f"{event} {host!r}")
        raise ReachedOutside(f"a test tried to reach {host!r}")


def _is_here(host: object) -> bool:
    name = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    if name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
