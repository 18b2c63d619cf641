"""Files that belong to a group: in the database in pieces, so that a copy or a removal of it is whole."""

from collections.abc import Collection, Iterator
from typing import IO

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col, select

from course.errors import Refused
from course.group.file_kinds import Sort, in_words, kind_of
from course.people.person import Person
from course.store import Row
from course.words import _

PIECE = 1_000_000
"""Bytes in each piece but the last."""


class GroupFile(Row, table=True):
    """Whose it is says the row that names it. `media` and `ending` are those of `file_kinds`, never what was sent."""

    __tablename__ = "group_file"

    person_id: int = Field(foreign_key="person.id", index=True)
    media: str = Field(max_length=64)
    ending: str = Field(max_length=8)
    bytes: int


class GroupFilePiece(SQLModel, table=True):
    """The numbers begin with 0 and leave none out."""

    __tablename__ = "group_file_piece"

    file_id: int = Field(foreign_key="group_file.id", primary_key=True)
    number: int = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    body: bytes


def keep(db: Session, source: IO[bytes], *, sorts: Collection[Sort], most: int, by: Person) -> GroupFile:
    """`most`: bytes. Refused for what is empty, too large or of another kind."""
    kind = kind_of(source)
    if kind is None or kind.sort not in sorts:
        sentence = _("This file cannot be put here. What can be: %(kinds)s.") % {"kinds": in_words(sorts)}
        raise Refused(sentence, field="file")
    row = GroupFile(person_id=by.stored_id, media=kind.media, ending=kind.ending, bytes=0)
    db.add(row)
    db.flush()
    for number, body in enumerate(_pieces(source)):
        row.bytes += len(body)
        if row.bytes > most:
            raise Refused(too_large(most), field="file")
        piece = GroupFilePiece(file_id=row.stored_id, number=number, person_id=by.stored_id, body=body)
        db.add(piece)
        db.flush()
        db.expunge(piece)  # only one is held at a time
    db.add(row)
    db.flush()
    return row


def drop(db: Session, file_id: int) -> None:
    """Gone, with all its pieces; whatever named it has let go of it before."""
    db.execute(delete(GroupFilePiece).where(col(GroupFilePiece.file_id) == file_id))
    db.execute(delete(GroupFile).where(col(GroupFile.id) == file_id))


def piece(db: Session, file_id: int, number: int) -> bytes | None:
    """None once the file is gone."""
    mine = select(GroupFilePiece.body).where(
        GroupFilePiece.file_id == file_id, GroupFilePiece.number == number
    )
    return db.exec(mine).first()


def whole(db: Session, row: GroupFile) -> bytes:
    """All of it at once: for small ones."""
    mine = select(GroupFilePiece.body).where(GroupFilePiece.file_id == row.id)
    return b"".join(db.exec(mine.order_by(col(GroupFilePiece.number))).all())


def too_large(most: int) -> str:
    return _("This file is too large. Up to %(size)s MB can be sent.") % {"size": most // 1_000_000}


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: source.read(PIECE), b"")
