"""A mail server that misbehaves on request and keeps a raw list of every message it took. It removes nothing."""

import re
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.handshake import shaken, trickled

MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>\r\n]+>)", re.MULTILINE)


@dataclass(frozen=True)
class Taken:
    """One acceptance: our side has read the final dot and meant to keep the message."""

    message_id: str
    to: str
    at: float
    in_the_clear: bool = True


@dataclass
class Zoo:
    """`act(stage, address)` names a misbehaviour at "banner", "tls", "mail", "rcpt", "data" or "dot"; "" behaves.

    A word that begins with a digit is the reply; "hang" says nothing until the other side gives up; "drop" ends
    the conversation, at "dot" after the message was taken; "slow" takes its time; "trickle" answers at length, one
    byte a second. At "tls" there is also "garbage".
    """

    act: Callable[[str, str], str] = lambda _stage, _address: ""
    taken: list[Taken] = field(default_factory=list)
    certificate: Path | None = None
    """With its key, in one file: who has it offers STARTTLS. Another may be laid in its place at any time."""
    hides_at_once: bool = False
    """The handshake comes before the first word, as behind smtps://."""
    _server: "_Server | None" = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


def slow_down(zoo: Zoo) -> None:
    """Every letter takes a twentieth of a second, so that somebody is always in the middle of one."""
    zoo.act = lambda stage, _to: "slow" if stage == "dot" else ""


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, zoo: Zoo) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.zoo = zoo

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed leaves a broken conversation behind, which is what this is for."""


class _Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.to = ""
        if self._zoo.hides_at_once and not self._hide():
            return
        if not self._reply("banner", "220 zoo"):
            return
        while line := self.rfile.readline(2000):
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if not self._answer(verb, line):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # behind TLS it is another one than the server knows of

    def _answer(self, verb: bytes, line: bytes) -> bool:
        if verb == b"EHLO":
            return self._say("250-zoo\r\n250 STARTTLS" if self._may_hide else "250 zoo")
        if verb == b"STAR":
            return self._say("220 go on") and self._hide()
        if verb == b"MAIL":
            return self._reply("mail", "250 ok")
        if verb == b"RCPT":
            self.to = line.split(b"<")[1].split(b">")[0].decode()
            return self._reply("rcpt", "250 ok")
        if verb == b"DATA":
            return self._data()
        return self._say("250 ok")

    @property
    def _may_hide(self) -> bool:
        return self._zoo.certificate is not None and not isinstance(self.connection, ssl.SSLSocket)

    def _hide(self) -> bool:
        """The handshake; False when there was none to speak of."""
        word = self._zoo.act("tls", "")
        if word == "garbage":
            self.wfile.write(b"this is no handshake\r\n" * 20)
        if word == "hang":
            while self.connection.recv(4096):  # until the other side gives up
                pass
            return False
        if word in {"garbage", "drop"}:
            return self._do("drop", "")
        shown = self._zoo.certificate
        assert shown is not None
        if word == "trickle":
            trickled(self.connection, shown)
            return False
        self.connection = shaken(self.connection, shown)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        return True

    def _data(self) -> bool:
        zoo = self._zoo
        if not self._reply("data", "354 go on"):
            return False
        if self.said != "354":
            return True
        body = self._body()
        if body is None:
            return False
        word = zoo.act("dot", self.to)
        if not word[:1].isdigit():
            found = MESSAGE_ID.search(body)
            clear = not isinstance(self.connection, ssl.SSLSocket)
            zoo.taken.append(
                Taken(found.group(1).decode() if found else "", self.to, time.monotonic(), clear)
            )
        return self._do(word, "250 kept")

    def _body(self) -> bytes | None:
        """None when the sender went away before the final dot."""
        lines: list[bytes] = []
        while True:
            line = self.rfile.readline()
            if not line:
                return None
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line)

    def _reply(self, stage: str, usual: str) -> bool:
        return self._do(self._zoo.act(stage, self.to), usual)

    @property
    def _zoo(self) -> Zoo:
        assert isinstance(self.server, _Server)
        return self.server.zoo

    def _do(self, word: str, usual: str) -> bool:
        """False when this conversation is over."""
        if word == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        if word == "hang":
            self.rfile.readline()
            return False
        if word == "slow":
            time.sleep(0.05)
        if word == "trickle":
            return self._trickle(usual)
        said = word if word[:1].isdigit() else usual
        self.said = said[:3]
        return self._say(said) and self.said != "421"

    def _trickle(self, words: str) -> bool:
        self.said = words[:3]
        for byte in words.encode("ascii") + b" and so on" * 6 + b"\r\n":
            self.wfile.write(bytes([byte]))
            time.sleep(1)
        return True

    def _say(self, words: str) -> bool:
        self.wfile.write(words.encode("ascii") + b"\r\n")
        return True
