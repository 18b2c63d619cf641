"""A mail server that keeps every message it takes, on a port of this machine: for rehearsals, never for people."""

import re
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Received:
    """One message as it came over the wire, with the addresses of its envelope."""

    recipients: tuple[str, ...]
    raw: bytes


@dataclass
class Sink:
    """`with Sink() as sink`: it answers at `sink.url` and fills `sink.received`."""

    received: list[Received] = field(default_factory=list)
    _server: "_Server | None" = None

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("the sink is not open")
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._server = _Server(self.received)
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, received: list[Received]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received = received


class _Conversation(socketserver.StreamRequestHandler):
    """The few commands of RFC 5321 that a sender needs."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        self._recipients: list[str] = []
        self._say("220 rehearsal")
        while line := self.rfile.readline(2000):
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            self._answer(verb, line)

    def _answer(self, verb: bytes, line: bytes) -> None:
        if verb == b"RCPT":
            found = re.search(rb"<([^>]+)>", line)
            self._recipients.append(found.group(1).decode() if found else "")
        if verb == b"DATA":
            self._say("354 go on")
            self._take()
        elif verb in {b"MAIL", b"RSET"}:
            self._recipients = []
        self._say("250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        if isinstance(self.server, _Server):
            self.server.received.append(Received(tuple(self._recipients), b"".join(lines)))

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode("ascii") + b"\r\n")
