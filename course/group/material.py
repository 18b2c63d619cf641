"""Materials: what a facilitator puts up for the people of a group to read, look at or listen to, until it is taken
down again."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from sqlalchemy import select as core_select
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.cohort import Cohort
from course.errors import Refused
from course.group import file
from course.group.file import GroupFile
from course.group.file_kinds import Sort
from course.people.person import Person
from course.store import Row
from course.words import _, one_line

SORTS = (Sort.PDF, Sort.PICTURE, Sort.SOUND, Sort.TEXT)
LARGEST = 20_000_000
"""Bytes of one file."""
LONGEST_LINK = 500
A_LINK = re.compile(r"https://[^\s/]+\S*")


class Material(Row, table=True):
    """A link or a file, never both. `unit_key`: the week it belongs to; empty for the whole course."""

    client_id: UUID = Field(unique=True)
    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    title: str = Field(max_length=120)
    unit_key: str = Field(default="", max_length=64)
    link: str = Field(default="", max_length=LONGEST_LINK)
    file_id: int | None = Field(default=None, foreign_key="group_file.id")
    put_up_at: datetime


@dataclass(frozen=True)
class Shown:
    """With its file, where it is one, and what whoever put it up is called."""

    material: Material
    file: GroupFile | None
    by: str


def put_up(
    db: Session,
    cohort: Cohort,
    title: str,
    *,
    unit_key: str = "",
    link: str = "",
    source: IO[bytes] | None = None,
    client_id: UUID,
    now: datetime,
    by: Person,
) -> Material:
    """Sent twice it is one. `unit_key` is empty or a week of this cohort's course."""
    known = db.exec(select(Material).where(Material.client_id == client_id)).first()
    if known is not None:
        if known.cohort_id != cohort.id:
            raise Refused(
                _("Something was missing from this page. Please open it again and send it once more.")
            )
        return known
    words, address = checked_title(title), checked_link(link)
    if bool(address) == (source is not None):
        raise Refused(_("Please give either a link or a file."), field="link")
    kept = file.keep(db, source, sorts=SORTS, most=LARGEST, by=by) if source else None
    row = Material(
        client_id=client_id,
        cohort_id=cohort.stored_id,
        person_id=by.stored_id,
        title=words,
        unit_key=unit_key,
        link=address,
        file_id=kept.id if kept else None,
        put_up_at=now,
    )
    db.add(row)
    db.flush()
    audit.record(
        db,
        "material.put_up",
        f"material:{row.id}",
        by=by.id,
        programme_id=cohort.programme_id,
        cohort=cohort.id,
    )
    return row


def take_down(db: Session, cohort: Cohort, row: Material, *, by: Person) -> None:
    """Gone for everybody, with its file."""
    number, file_id = row.id, row.file_id
    db.delete(row)
    db.flush()
    if file_id is not None:
        file.drop(db, file_id)
    audit.record(
        db,
        "material.take_down",
        f"material:{number}",
        by=by.id,
        programme_id=cohort.programme_id,
        cohort=cohort.id,
    )


def of_cohort(db: Session, cohort_id: int) -> list[Shown]:
    """The newest first, in one statement."""
    whole = (
        core_select(Material, GroupFile, Person)
        .join(Person, col(Person.id) == col(Material.person_id))
        .outerjoin(GroupFile, col(GroupFile.id) == col(Material.file_id))
        .where(col(Material.cohort_id) == cohort_id)
        .order_by(col(Material.id).desc())
    )
    return [Shown(row, kept, who.called) for row, kept, who in db.execute(whole)]


def checked_title(title: str) -> str:
    words = one_line(title)
    if not words:
        raise Refused(_("Please say in a few words what it is."), field="title")
    if len(words) > 120:
        raise Refused(_("A little shorter, please: up to %(n)s letters.") % {"n": 120}, field="title")
    return words


def checked_link(link: str) -> str:
    """Empty where none was given."""
    address = link.strip()
    if address and (
        len(address) > LONGEST_LINK or not A_LINK.fullmatch(address) or not address.isprintable()
    ):
        raise Refused(_("A link begins with https:// and has no spaces in it."), field="link")
    return address
