"""SMTP with servers that answer slowly: an answer takes the timeout as a whole, not once more for each byte of it."""

import smtplib
import socket
import time

BLOCK = 4096


class Answers:
    """What smtplib reads the server's lines from. `begin` says that the next answer is waited for from now on."""

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        self._sock = sock
        self._timeout = timeout
        self._read = b""
        self._until = 0.0

    def begin(self) -> None:
        self._until = time.monotonic() + self._timeout

    def readline(self, limit: int) -> bytes:
        """With its end, as a file would. Raises TimeoutError."""
        is_slow = False
        while b"\n" not in self._read and len(self._read) < limit:
            more = self._sock.recv(BLOCK)
            if not more:
                break
            self._read += more
            if b"\n" not in more:
                is_slow = True
                self._sock.settimeout(max(self._until - time.monotonic(), 0.001))
        if is_slow:
            self._sock.settimeout(self._timeout)
        end = min(self._read.find(b"\n") + 1 or len(self._read), limit)
        line, self._read = self._read[:end], self._read[end:]
        return line

    def close(self) -> None:
        """The connection is closed by its owner."""


class Prompt(smtplib.SMTP):
    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = Answers(self.sock, self.timeout)
        if self.file is not None:
            self.file.begin()
        return super().getreply()


class PromptTls(Prompt, smtplib.SMTP_SSL):
    """The same behind TLS from the first byte."""
