"""The messages of a file, a maildir or an mbox, as they came."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

from course.errors import Refused

MOST_BYTES = 10_000_000
"""No report is that large; what is, is passed over."""


def messages(path: Path) -> Iterator[bytes]:
    """In no special order; nothing is moved, marked or removed. Refused for a path with nothing to read."""
    if path.is_dir():
        yield from _of_folder(path)
    elif path.is_file():
        yield from _of_file(path)
    else:
        raise Refused(f"{path} is neither a file nor a folder that can be read.")


def _of_folder(path: Path) -> Iterator[bytes]:
    folders = [path / name for name in ("new", "cur") if (path / name).is_dir()] or [path]
    for file in sorted(one for folder in folders for one in folder.iterdir() if one.is_file()):
        if file.stat().st_size <= MOST_BYTES:
            yield file.read_bytes()


def _of_file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        is_mbox = file.read(5) == b"From "
    if not is_mbox:
        if path.stat().st_size <= MOST_BYTES:
            yield path.read_bytes()
        return
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            raw = box.get_bytes(key)
            if len(raw) <= MOST_BYTES:
                yield raw
    finally:
        box.close()
