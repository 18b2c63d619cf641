"""The server's side of a TLS handshake: as it should be, or at one byte a second."""

import contextlib
import socket
import ssl
import time
from pathlib import Path


def shaken(connection: socket.socket, certificate: Path) -> ssl.SSLSocket:
    return _shows(certificate).wrap_socket(connection, server_side=True)


def trickled(connection: socket.socket, certificate: Path) -> None:
    """A real answer to a real greeting, until the other side has had enough of it."""
    heard, says = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = _shows(certificate).wrap_bio(heard, says, server_side=True)
    heard.write(connection.recv(65536))
    with contextlib.suppress(ssl.SSLWantReadError):
        ours.do_handshake()
    for byte in says.read():
        connection.sendall(bytes([byte]))
        time.sleep(1)


def _shows(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
