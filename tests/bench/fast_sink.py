"""A mail server of its own process that only takes letters: cheap enough not to be what is measured."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

Taken = tuple[str, bytes]
"""The recipient and the bytes of one letter, as they came over the wire."""

END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Server:
    """What the measuring process knows of it."""

    port: int
    pipe: Connection

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def taken(self) -> list[Taken]:
        """Everything since the last time it was asked."""
        self.pipe.send("taken")
        letters: list[Taken] = self.pipe.recv()
        return letters


@contextmanager
def mail_server() -> Iterator[Server]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    process.start()
    yield Server(here.recv(), here)
    here.send("stop")
    process.join()


def _serve(pipe: Connection) -> None:
    letters: list[Taken] = []
    listening = socket.create_server(("127.0.0.1", 0), backlog=16)
    threading.Thread(target=_accept, args=(listening, letters), daemon=True).start()
    pipe.send(listening.getsockname()[1])
    while pipe.recv() == "taken":
        pipe.send(list(letters))
        letters.clear()


def _accept(listening: socket.socket, letters: list[Taken]) -> None:
    while True:
        connection, _address = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_talk, args=(connection, letters), daemon=True).start()


def _talk(connection: socket.socket, letters: list[Taken]) -> None:
    """The few commands of RFC 5321 that a sender needs, several in one packet too (RFC 2920)."""
    held, to, in_body = b"220 here\r\n", "", False
    connection.sendall(held)
    held = b""
    while more := connection.recv(1 << 16):
        held += more
        answers = []
        while True:
            end = END if in_body else b"\r\n"
            part, found, rest = held.partition(end)
            if not found:
                break
            held = rest
            if in_body:
                letters.append((to, part.replace(b"\r\n..", b"\r\n.") + b"\r\n"))
                in_body = False
                answers.append(b"250 taken\r\n")
                continue
            verb = part[:4].upper()
            to = part.partition(b"<")[2].partition(b">")[0].decode() if verb == b"RCPT" else to
            in_body = verb == b"DATA"
            answers.append(_answer(verb))
        if answers:
            connection.sendall(b"".join(answers))


def _answer(verb: bytes) -> bytes:
    known = {b"EHLO": b"250-here\r\n250 PIPELINING\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
    return known.get(verb, b"250 ok\r\n")
