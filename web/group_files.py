"""Files of a group on their way to a browser: to be kept or played, never to be opened as a page of this site."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from flask import Response
from sqlalchemy import Engine
from sqlmodel import Session

from course.errors import NotFound
from course.group import file
from course.group.file import PIECE, GroupFile
from course.store import reading
from web import request
from web.sound_files import sent

SAFE = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
LONGEST_NAME = 60


class Pieces:
    """One piece after the other, each in a transaction of its own. `may_go_on` is asked before each but the first,
    and raises NotFound once the reader may have no more of it: what is then on its way breaks off."""

    def __init__(self, engine: Engine, row: GroupFile, may_go_on: Callable[[Session], object]) -> None:
        self.engine, self.row, self.may_go_on, self.at = engine, row, may_go_on, 0
        self.opened = self._opened()

    def __len__(self) -> int:
        return self.row.bytes

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self.opened)

    def _opened(self) -> Iterator[bytes]:
        first, left_out = divmod(self.at, PIECE)
        for number in range(first, -(-self.row.bytes // PIECE)):
            body = self._piece(number, is_first=number == first)
            if body is None:
                return
            yield body[left_out:]
            left_out = 0

    def _piece(self, number: int, *, is_first: bool) -> bytes | None:
        with reading(self.engine) as db:
            try:
                if not is_first:
                    self.may_go_on(db)
            except NotFound:
                return None
            return file.piece(db, self.row.stored_id, number)

    def seekable(self) -> bool:
        return True

    def seek(self, at: int) -> None:
        self.at = at

    def tell(self) -> int:
        return self.at


def given(row: GroupFile, title: str, *, may_go_on: Callable[[Session], object]) -> Response:
    """Nothing keeps a copy on the way."""
    body = Pieces(request.engine(), row, may_go_on)
    answer = sent(body, row.media, "private, no-store", etag=f"group-file-{row.id}")
    name = _name(title, row.ending)
    plain = name if name.isascii() else f"file.{row.ending}"
    # RFC 6266: browsers take the second one, which may be in any script
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    answer.headers["Content-Disposition"] = disposition
    answer.headers.update(SAFE)
    return answer


def _name(title: str, ending: str) -> str:
    """Letters and digits of the title, in whatever script it is."""
    words = re.sub(r"[^\w]+", "-", title).strip("-_")[:LONGEST_NAME]
    return f"{words or 'file'}.{ending}"
