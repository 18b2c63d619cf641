"""Web Push: a sentence, sealed for one browser (RFC 8291) and signed by the house (RFC 8292), to its push service.

The conversation is held step by step, so that we always know whether the notice may have been taken.
"""

import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from course.delivery.channels import Gone, TooLate, TurnedDown, Uncertain, Unreachable
from course.notice_settings import WebPush

TIMEOUT = 10.0
"""Seconds for connecting, and again for the answer, however slowly it comes."""
KEPT = 4 * 3600
"""Seconds for which a push service keeps a notice for a phone that is off."""
NOBODY = {404, 410}
MAYBE = {500, 502, 504}
"""Answers of something in between, which may have passed the notice on."""
Broken = (OSError, http.client.HTTPException)


class Push:
    """One connection for each notice: browsers of a group rarely share a push service."""

    def __init__(self, settings: WebPush, *, timeout: float = TIMEOUT) -> None:
        self._settings = settings
        self._timeout = timeout
        self._to: dict[str, object] = {}
        self._url = urlsplit("")
        self._connection: http.client.HTTPConnection | None = None

    def open(self) -> None:
        return

    def envelope(self, sender: str, recipient: str) -> None:
        """`recipient` is the browser's subscription as JSON."""
        self.close()
        self._to = json.loads(recipient)
        endpoint = str(self._to["endpoint"])
        if not self._settings.serves(endpoint):
            raise TurnedDown("not a push service of this house", for_good=True)
        self._url = urlsplit(endpoint)
        connection = _connection(self._url, self._timeout)
        try:
            connection.connect()
        except Broken as error:
            connection.close()
            raise Unreachable(type(error).__name__) from error
        self._connection = connection

    def body(self, message: bytes, in_time: Callable[[], bool]) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            raise Unreachable("not connected")
        try:
            self._converse(connection, message, in_time)
        finally:
            connection.close()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _converse(
        self, connection: http.client.HTTPConnection, message: bytes, in_time: Callable[[], bool]
    ) -> None:
        sealed, headers = self._sealed(message), self._headers()
        if not in_time():
            raise TooLate
        with _cut_off(connection.sock, self._timeout):
            try:
                connection.request("POST", _path(self._url), sealed, headers)
            except Broken as error:
                # Not all bytes left us, and the service was told how many there would be.
                raise Unreachable(type(error).__name__) from error
            try:
                status = connection.getresponse().status
            except Broken as error:
                raise Uncertain(type(error).__name__) from error
        _judge(status)

    def _sealed(self, message: bytes) -> bytes:
        from pywebpush import WebPusher

        try:
            return bytes(WebPusher(self._to).encode(message)["body"])
        except Exception as error:  # a key that is none: whatever the library calls it
            raise TurnedDown(f"not a key: {type(error).__name__}", for_good=True) from error

    def _headers(self) -> dict[str, str]:
        from py_vapid import Vapid02

        origin = f"{self._url.scheme}://{self._url.netloc}"
        claims = {"aud": origin, "sub": self._settings.subject, "exp": int(time.time()) + 12 * 3600}
        # `sub` was looked at with the settings; the library's own look refuses good addresses.
        signer = Vapid02.from_raw(self._settings.private_key.encode())
        signer.conf["no-strict"] = True
        return {
            "Authorization": str(signer.sign(claims)["Authorization"]),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT),
        }


def _connection(url: SplitResult, timeout: float) -> http.client.HTTPConnection:
    if url.scheme == "https":
        safe = ssl.create_default_context()
        return http.client.HTTPSConnection(url.hostname or "", url.port, timeout=timeout, context=safe)
    return http.client.HTTPConnection(url.hostname or "", url.port, timeout=timeout)


def _path(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _judge(status: int) -> None:
    """A redirect is not followed: it would lead to an address that nobody allowed."""
    if 200 <= status < 300:
        return
    if status in NOBODY:
        raise Gone(f"push {status}", for_good=True)
    if status in MAYBE:
        raise Uncertain(f"push {status}")
    raise TurnedDown(f"push {status}", for_good=400 <= status < 500)


@contextmanager
def _cut_off(line: socket.socket, seconds: float) -> Iterator[None]:
    """A peer that sends a byte now and then keeps no socket's own timeout from beginning anew; this ends it."""
    timer = Timer(seconds, lambda: _shut(line))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
