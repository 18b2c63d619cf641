"""What somebody wrote on the group's page, for the people of her cohort and whoever runs it.

In the database it is sealed with its writer's key, with the reason for which it was hidden: a copy of the database says
nothing of it, and what erases her makes it unreadable in older copies too. It goes when she takes it back.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, col, select

from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.group.mute import GroupMute
from course.people.key import DataKey, Keyring
from course.people.person import Person
from course.store import Row
from course.words import _, one_line

LONGEST = 2000
"""Letters of the words."""
BECAUSE = 200
"""Letters of a reason."""


class GroupPost(Row, table=True):
    """`sealed` is nonce and ciphertext of what it says (`Said`). `hidden_at`: a facilitator took it out of sight, for a
    reason that its writer reads. `taken_back_at`: its writer took it back while facilitators were asked to look at it;
    they still see it until they have."""

    __tablename__ = "group_post"
    __table_args__ = (Index("ix_group_post_cohort_id_unit_key", "cohort_id", "unit_key"),)

    client_id: UUID = Field(unique=True)
    cohort_id: int = Field(foreign_key="cohort.id")
    unit_key: str = Field(max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    key_id: int = Field(foreign_key="data_key.id")
    sealed: bytes
    written_at: datetime
    hidden_at: datetime | None = None
    hidden_by: int | None = None
    taken_back_at: datetime | None = None


class GroupReport(Row, table=True):
    """Somebody asked the facilitators to look at a post; it goes with the post. `sealed` is her line, if she wrote one,
    with her own key. `settled_at`: one of them looked."""

    __tablename__ = "group_report"

    post_id: int = Field(foreign_key="group_post.id", ondelete="CASCADE", index=True)
    person_id: int = Field(foreign_key="person.id")
    key_id: int | None = Field(default=None, foreign_key="data_key.id")
    sealed: bytes | None = None
    reported_at: datetime
    settled_at: datetime | None = None
    settled_by: int | None = None


@dataclass(frozen=True)
class Said:
    """`words` are paragraphs with an empty line between them; `because`, why it was hidden."""

    words: str
    because: str = ""


@dataclass(frozen=True)
class Shown:
    """A post as one reader sees it. `name` is empty for whoever has left or is no longer here."""

    post: GroupPost
    said: Said
    name: str
    is_hers: bool
    by_staff: bool
    is_muted: bool
    is_reported: bool


def write(
    db: Session,
    ring: Keyring,
    *,
    cohort_id: int,
    unit_key: str,
    words: str,
    client_id: UUID,
    now: datetime,
    by: Person,
) -> GroupPost:
    """Sent twice it is one."""
    text = checked(words)
    known = db.exec(select(GroupPost).where(GroupPost.client_id == client_id)).first()
    if known is not None:
        if known.person_id != by.id:
            raise Refused(
                _("Something was missing from this page. Please open it again and send it once more.")
            )
        return known
    key_id, sealed = sealed_by(db, ring, by, Said(text), client_id=client_id)
    row = GroupPost(
        client_id=client_id,
        cohort_id=cohort_id,
        unit_key=unit_key,
        person_id=by.stored_id,
        key_id=key_id,
        sealed=sealed,
        written_at=now,
    )
    db.add(row)
    db.flush()
    return row


def checked(words: str) -> str:
    """Plain paragraphs; Refused when there are none or they are too long."""
    parts = re.split(r"\n\s*\n", words.replace("\r\n", "\n"))
    text = "\n\n".join(line for line in (one_line(part) for part in parts) if line)
    if not text:
        raise Refused(_("Please write a word or two."), field="words")
    if len(text) > LONGEST:
        raise Refused(_("A little shorter, please: up to %(n)s letters.") % {"n": LONGEST}, field="words")
    return text


def said(db: Session, ring: Keyring, row: GroupPost) -> Said:
    """The post opened. NotFound when its writer's key is gone."""
    return Said(**json.loads(ring.open(db, row.key_id, row.sealed, place=_place(row.client_id))))


def sealed_by(
    db: Session, ring: Keyring, writer: Person, what: Said, *, client_id: UUID
) -> tuple[int, bytes]:
    """(key id, nonce and ciphertext), with its writer's key."""
    text = json.dumps({"words": what.words, "because": what.because}, ensure_ascii=False)
    return ring.seal(db, writer, text, place=_place(client_id))


def words_of(db: Session, ring: Keyring, person: Person) -> dict[int, str]:
    """{post: what she wrote}, for her own copy."""
    hers = select(GroupPost).where(GroupPost.person_id == person.id)
    return {row.stored_id: said(db, ring, row).words for row in db.exec(hers).all()}


def take_back(db: Session, row: GroupPost, *, now: datetime) -> None:
    """It is gone, unless facilitators were asked to look at it: then only they see it, until they have.

    What was hidden stays as it is, and nobody of the group sees it anyway.
    """
    if row.hidden_at is not None:
        raise Refused(_("This is out of sight already, and is kept with the reason for it."))
    waits = select(GroupReport.id).where(GroupReport.post_id == row.id, col(GroupReport.settled_at).is_(None))
    if db.exec(waits).first() is None:
        db.delete(row)
    else:
        row.taken_back_at = row.taken_back_at or now
    db.flush()


def of_week(
    db: Session, ring: Keyring, *, cohort_id: int, unit_key: str, reader: Person, alone: bool = False
) -> list[Shown]:
    """The oldest first, in one statement. What is hidden or taken back is read by its writer alone; `alone`: she has
    left, and sees only what she wrote herself."""
    mine = col(GroupPost.person_id) == reader.id
    seen = col(GroupPost.hidden_at).is_(None) & col(GroupPost.taken_back_at).is_(None)
    whole = (
        core_select(GroupPost, Person, Enrolment, col(GroupMute.id), col(GroupReport.id), DataKey)
        .join(Person, col(Person.id) == col(GroupPost.person_id))
        .join(DataKey, col(DataKey.id) == col(GroupPost.key_id))
        .outerjoin(
            Enrolment, (col(Enrolment.person_id) == Person.id) & (col(Enrolment.cohort_id) == cohort_id)
        )
        .outerjoin(
            GroupMute,
            (col(GroupMute.person_id) == reader.id) & (col(GroupMute.muted_id) == GroupPost.person_id),
        )
        .outerjoin(
            GroupReport,
            (col(GroupReport.post_id) == GroupPost.id) & (col(GroupReport.person_id) == reader.id),
        )
        .where(col(GroupPost.cohort_id) == cohort_id, col(GroupPost.unit_key) == unit_key)
        .where(mine if alone else mine | seen)
        .order_by(col(GroupPost.id))
    )
    return _shown(db, ring, db.execute(whole).all(), reader)


def _shown(db: Session, ring: Keyring, rows: Sequence[Any], reader: Person) -> list[Shown]:
    """Once each, however often a person has a place or asked about it. The keys are read with the rows, so opening asks
    for nothing."""
    found = {
        post.stored_id: Shown(
            post=post,
            said=said(db, ring, post),
            name="" if place and not place.is_active else writer.called,
            is_hers=post.person_id == reader.id,
            by_staff=place is None,
            is_muted=muted is not None,
            is_reported=reported is not None,
        )
        for post, writer, place, muted, reported, _key in rows
    }
    return list(found.values())


def _place(client_id: UUID) -> str:
    return f"group_post|sealed|{client_id}"
