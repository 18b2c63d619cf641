"""Sound on this machine's own disk: bell timers, and copies of what the database holds.

A player asks for the same file piece by piece; the database is asked for all of it once. A copy that nobody has
listened to for a day is removed.
"""

import os
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from flask import Response, g
from flask import request as http

from course.practice.recording import COPIES
from web.timer_choice import Bell, TimerChoice

A_DAY = 86_400
BLOCK = 65_536
"""Bytes read and sent at a time."""


def timer(folder: Path, choice: TimerChoice) -> Path:
    """The file of a bell timer, written within milliseconds when it is first asked for."""
    from curriculum.sound import timers

    path = folder / "timers" / choice.file
    if not path.exists():
        _lay(path, lambda aside: timers.write(aside.parent, choice.minutes, choice.heard, choice.bell))
    return path


def bell(folder: Path, name: Bell) -> Path:
    """The file of one strike, written when it is first asked for."""
    from curriculum.sound import voice

    path = folder / "timers" / f"bell-{name}.mp3"
    if not path.exists():
        _lay(path, lambda aside: voice.struck_once(aside, name))
    return path


def copy(folder: Path, name: str, write: Callable[[Path], object]) -> Path:
    """The copy of this name, written now if it is not there."""
    path = folder / COPIES / name
    if path.exists():
        os.utime(path, (time.time(), path.stat().st_mtime))
    else:
        _lay(path, write)
        _sweep(path.parent)
    return path


class Seekable(Protocol):
    """What Werkzeug asks of a body of which it sends a part."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[bytes]: ...
    def seekable(self) -> bool: ...
    def seek(self, at: int) -> None: ...
    def tell(self) -> int: ...


class Blocks:
    """A file that is opened when its first byte is wanted, and closed after the last. Werkzeug asks it to seek."""

    def __init__(self, sound: Path | bytes) -> None:
        self.sound, self.at = sound, 0
        self.opened = self._opened()

    def __len__(self) -> int:
        return self.sound.stat().st_size if isinstance(self.sound, Path) else len(self.sound)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self.opened)

    def _opened(self) -> Iterator[bytes]:
        with self.sound.open("rb") if isinstance(self.sound, Path) else BytesIO(self.sound) as file:
            file.seek(self.at)
            yield from iter(lambda: file.read(BLOCK), b"")

    def seekable(self) -> bool:
        return True

    def seek(self, at: int) -> None:
        self.at = at

    def tell(self) -> int:
        return self.at


def sent(sound: Path | bytes | Seekable, kind: str, keep: str, *, etag: str) -> Response:
    """All of it, or the part that was asked for (206). `keep` says who may keep it and for how long."""
    blocks = Blocks(sound) if isinstance(sound, Path | bytes) else sound
    answer = Response(blocks, mimetype=kind, headers={"Cache-Control": keep})
    answer.content_length = len(blocks)
    answer.set_etag(etag)
    answer.make_conditional(http.environ, accept_ranges=True, complete_length=len(blocks))
    g.says_how_long_to_keep = True
    return answer


def _lay(path: Path, write: Callable[[Path], object]) -> None:
    """Written aside and moved into place whole, so two requests at once do no harm."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as aside:
        write(Path(aside) / path.name)
        (Path(aside) / path.name).replace(path)


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file() and time.time() - path.stat().st_atime > A_DAY:
            path.unlink(missing_ok=True)
