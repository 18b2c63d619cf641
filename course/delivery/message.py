"""A letter as bytes for the wire. Headers are written by hand, with a guard of their own.

The standard library is not trusted with them: an encoded word with a line break in it came out of it as a
header of its own (CVE-2024-6923), and building its message object costs ten times as much as this.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256

from course.letters.letter import Letter
from course.letters.rendering import STYLE

LINE = 76
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
PLAIN = re.compile(r"[ -~]*")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", re.ASCII)
URL = re.compile(r"https?://[!-~]+", re.ASCII)


class UnsafeHeader(ValueError):
    """Something that must not stand in a header; the message names the header, never its content."""


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom. `stop_url` is there for letters that can be stopped (RFC 8058)."""

    sender_name: str
    sender: str
    to: str
    reply_to: str | None
    message_id: str
    date: datetime
    stop_url: str | None = None


def message(letter: Letter, envelope: Envelope) -> bytes:
    """The whole message: CRLF line ends, no line over 998 bytes, text first and HTML after it."""
    boundary = "=_" + sha256(envelope.message_id.encode()).hexdigest()[:32]
    lines = [
        f"From: {named(envelope.sender_name, envelope.sender)}",
        f"To: {address(envelope.to)}",
        *([f"Reply-To: {address(envelope.reply_to)}"] if envelope.reply_to else []),
        f"Subject: {words('Subject', letter.subject)}",
        f"Date: {_date(envelope.date, envelope.date.utcoffset())}",
        f"Message-ID: {_id(envelope.message_id)}",
        *(_stop(envelope.stop_url) if envelope.stop_url else []),
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    head = "\r\n".join(lines).encode("ascii")
    parts = [_part("plain", _quoted(letter.text)), _part("html", _page(letter.html))]
    mark = f"--{boundary}".encode("ascii")
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    return head + b"\r\n\r\n" + body + mark + b"--\r\n"


def words(header: str, text: str) -> str:
    """Unstructured text: plain ASCII as it is, anything else as encoded words (RFC 2047)."""
    if CONTROL.search(text):
        raise UnsafeHeader(header)
    # "=?" in plain text would be read as an encoded word by the other side
    if PLAIN.fullmatch(text) and "=?" not in text and len(text) <= LINE:
        return text
    return "\r\n ".join(_encoded(chunk) for chunk in _chunks(text))


def named(name: str, at: str) -> str:
    """`"Name" <address>`; a name is one line, quoted or encoded."""
    if CONTROL.search(name):
        raise UnsafeHeader("name")
    if not name:
        return address(at)
    if PLAIN.fullmatch(name) and "=?" not in name and len(name) <= LINE:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address(at)}>'
    return "\r\n ".join(_encoded(chunk) for chunk in _chunks(name)) + f"\r\n <{address(at)}>"


def address(text: str) -> str:
    if not ADDRESS.fullmatch(text) or len(text) > 254:
        raise UnsafeHeader("address")
    return text


def wire_id(stored: str, sender: str) -> str:
    """A Message-ID as headers spell it; one stored without a host gets the sender's."""
    return stored if stored.startswith("<") else f"<{stored}@{sender.rpartition('@')[2]}>"


def _id(text: str) -> str:
    if not (text.startswith("<") and text.endswith(">") and ADDRESS.fullmatch(text[1:-1])):
        raise UnsafeHeader("Message-ID")
    return text


def _stop(url: str) -> list[str]:
    if not URL.fullmatch(url) or ">" in url or len(url) > 900:
        raise UnsafeHeader("List-Unsubscribe")
    return [f"List-Unsubscribe: <{url}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]


def _chunks(text: str, most: int = 42) -> list[str]:
    """Pieces whose UTF-8 fits an encoded word of 75 characters, never through the middle of a letter."""
    pieces = [""]
    for letter in text:
        if len((pieces[-1] + letter).encode()) > most:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _encoded(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


@lru_cache(maxsize=32)
def _date(at: datetime, _offset: timedelta | None) -> str:
    """The letters of a group have one date. Two moments that are equal may be spelled with different offsets."""
    return format_datetime(at)


def _part(kind: str, quoted: bytes) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii") + quoted


def _page(html: str) -> bytes:
    """The same as `_quoted`: quoting knows no more than one line, so the style, which is most of a page, can be
    quoted once for all letters."""
    above, style, below = html.partition(f"\n{STYLE}\n")
    return _quoted(f"{above}\n") + _STYLE + _quoted(below) if style and below else _quoted(html)


def _quoted(text: str) -> bytes:
    """Quoted-printable (RFC 2045), in lines that end with CRLF."""
    lines = "\r\n".join(text.splitlines()) + "\r\n"
    return binascii.b2a_qp(lines.encode(), istext=True, quotetabs=False)


_STYLE = _quoted(STYLE)
