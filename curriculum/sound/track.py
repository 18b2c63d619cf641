"""One finished sound file, described, and how it is laid into its folder."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field

from curriculum.sound.bell import BellKey
from curriculum.text import Content, Line

Seconds = Annotated[float, Field(ge=0)]


class Track(Content):
    """`seconds` is how long it plays, `bells` when one is struck, counted from the start of the file."""

    name: Line
    seconds: Seconds
    bytes: Annotated[int, Field(ge=1)]
    sha256: Line
    bell: BellKey
    bells: tuple[Seconds, ...]


def fingerprint(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return sha256(data).hexdigest()


def put(path: Path, data: bytes) -> None:
    """The whole file or none of it: whoever reads the old one meanwhile keeps it."""
    new = path.with_name(path.name + ".new")
    new.write_bytes(data)
    new.replace(path)
