"""A real HTTP server on this machine that takes what is sent to it and answers, or does not, as a test asks."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

DROP = "drop"
HANG = "hang"
DRIP = "drip"
"""Ways to answer beside a status: close without a word, say nothing, send a byte now and then."""


@dataclass(frozen=True)
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """`answers` are used up in their order, the last one again and again; `heard` is every request that came whole."""

    url: str = ""
    answers: list[int | str] = field(default_factory=lambda: [201])
    heard: list[Heard] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def next_answer(self) -> int | str:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Answering(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, peer: Peer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.peer = peer
        peer.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.peer.heard.append(Heard(self.path, headers, body))
        self._answer(self.server.peer.next_answer())

    def _answer(self, how: int | str) -> None:
        self.close_connection = True
        if how == HANG:
            self.server.peer.released.wait(20)
        elif how == DRIP:
            self._drip()
        elif isinstance(how, int):
            self._status(how)

    def _status(self, status: int) -> None:
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{self.server.peer.url}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        with suppress(OSError):
            for letter in b"HTTP/1.1 201 Created\r\n":
                if not self.server.peer.released.wait(0.3):
                    self.wfile.write(bytes([letter]))

    def log_message(self, *_said: object) -> None:
        return


@contextmanager
def running() -> Iterator[Peer]:
    peer = Peer()
    server = Answering(peer)
    listening = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    listening.start()
    yield peer
    peer.released.set()
    server.shutdown()
    listening.join()
    server.server_close()
