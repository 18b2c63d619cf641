"""Development without a mail server: each letter becomes one file in a folder, and a page shows them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from course.delivery.channels import TooLate, Unreachable


class Mailbox:
    """Writes a letter beside the others and renames it into place: a reader never sees half of one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(type(error).__name__) from error

    def envelope(self, sender: str, recipient: str) -> None:
        self._to = recipient

    def body(self, message: bytes, in_time: Callable[[], bool]) -> None:
        if not in_time():
            raise TooLate
        name = sha256(message).hexdigest()[:32]
        draft = self._folder / f".{name}.{os.getpid()}"
        try:
            draft.write_bytes(f"X-Envelope-To: {self._to}\r\n".encode() + message)
            draft.rename(self._folder / f"{name}.eml")
        except OSError as error:
            raise Unreachable(type(error).__name__) from error

    def close(self) -> None:
        return


@dataclass(frozen=True)
class Mail:
    """A letter as it lies in the folder. `name` is its file without the ending."""

    name: str
    to: str
    sender: str
    subject: str
    date: datetime
    text: str
    html: str


def read_mailbox(folder: Path, *, limit: int = 200) -> list[Mail]:
    """The newest letters first; a folder that does not exist yet is empty."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in files[:limit]]


def read_mail(folder: Path, name: str) -> Mail | None:
    """One letter; None for a name that is none of ours."""
    path = folder / f"{name}.eml"
    return _read(path) if name.isalnum() and path.is_file() else None


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=default)
    return Mail(
        name=path.stem,
        to=str(message["X-Envelope-To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        date=parsedate_to_datetime(str(message["Date"])),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: Message, kind: str) -> str:
    if not isinstance(message, EmailMessage):
        return ""
    part = message.get_body((kind,))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""
