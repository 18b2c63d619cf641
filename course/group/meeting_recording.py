"""A recording of the teaching part of one meeting: offered to its group until a day, and only while everybody who was
there agrees or is neither seen nor heard in it. That is asked each time; nothing says by itself that it is so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, delete
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from course import audit, clock
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.group import file
from course.group.file import GroupFile
from course.group.file_kinds import Sort
from course.group.in_recording import Present, present
from course.group.material import LONGEST_LINK, checked_link, checked_title
from course.people.person import Person
from course.store import Row, reading, writing
from course.words import _, one_line

SORTS = (Sort.SOUND, Sort.FILM)
LARGEST = 150_000_000
"""Bytes of one file: an hour and a half of film at 220 kbit a second."""
A_MINUTE = timedelta(minutes=1)
AT_ONCE = 20
"""So many expired ones are removed in one transaction; the next turn goes on."""


class MeetingRecording(Row, table=True):
    """A link or a file, never both. `offered_at`: a facilitator said what it holds and gave it to the group.

    `removed_at`: nothing of it is left here, and the row says until when it was; `taken_down_at` if a person did that.
    """

    __tablename__ = "meeting_recording"

    client_id: UUID = Field(unique=True)
    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    title: str = Field(max_length=120)
    note: str = Field(default="", max_length=200)
    link: str = Field(default="", max_length=LONGEST_LINK)
    file_id: int | None = Field(default=None, foreign_key="group_file.id")
    added_at: datetime
    expires_at: datetime = Field(index=True)
    offered_at: datetime | None = None
    taken_down_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def last_minute(self) -> datetime:
        """In which it is there; the day it names is right in every zone."""
        return self.expires_at - A_MINUTE

    def is_over(self, now: datetime) -> bool:
        """Not there any more, for nobody."""
        is_empty = self.file_id is None and not self.link
        return self.removed_at is not None or is_empty or self.expires_at <= now


class NeitherSeenNorHeard(SQLModel, table=True):
    """A facilitator looked and said this of somebody who was there and has not agreed. `stated_by` is a number."""

    __tablename__ = "neither_seen_nor_heard"

    recording_id: int = Field(foreign_key="meeting_recording.id", primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", primary_key=True)
    stated_by: int
    stated_at: datetime


@dataclass(frozen=True)
class Standing:
    """A recording with what decides whether the group finds it. `unseen`: places of whom it was said."""

    recording: MeetingRecording
    meeting: Meeting
    file: GroupFile | None
    present: tuple[Present, ...]
    unseen: frozenset[int]

    @property
    def to_look_at(self) -> list[Present]:
        """Who was there, has not agreed, and of whom nobody has said that she is not in it."""
        return [one for one in self.present if not one.may_be_in_it and one.enrolment_id not in self.unseen]

    def is_offered(self, now: datetime) -> bool:
        row = self.recording
        return row.offered_at is not None and not row.is_over(now) and not self.to_look_at


def add(
    db: Session,
    cohort: Cohort,
    meeting: Meeting,
    title: str,
    *,
    note: str = "",
    link: str = "",
    source: IO[bytes] | None = None,
    expires_at: datetime,
    client_id: UUID,
    now: datetime,
    by: Person,
) -> MeetingRecording:
    """Laid here for a facilitator to look at; the group finds it once it is offered. Sent twice it is one."""
    known = db.exec(select(MeetingRecording).where(MeetingRecording.client_id == client_id)).first()
    if known is not None:
        if known.meeting_id != meeting.id:
            raise Refused(
                _("Something was missing from this page. Please open it again and send it once more.")
            )
        return known
    words, address, said = checked_title(title), checked_link(link), one_line(note)
    if len(said) > 200:
        raise Refused(_("A little shorter, please: up to %(n)s letters.") % {"n": 200}, field="note")
    if bool(address) == (source is not None):
        raise Refused(_("Please give either a link or a file."), field="link")
    kept = file.keep(db, source, sorts=SORTS, most=LARGEST, by=by) if source else None
    row = MeetingRecording(
        client_id=client_id,
        cohort_id=cohort.stored_id,
        meeting_id=meeting.stored_id,
        person_id=by.stored_id,
        title=words,
        note=said,
        link=address,
        file_id=kept.id if kept else None,
        added_at=now,
        expires_at=expires_at,
    )
    db.add(row)
    db.flush()
    _note_down(db, "add", row, by=by, until=expires_at.isoformat())
    return row


def offer(
    db: Session,
    row: MeetingRecording,
    *,
    is_teaching_only: bool,
    unseen: Collection[int],
    now: datetime,
    by: Person,
) -> None:
    """From now on the group finds it. `unseen` are places of whom `by` says that they are neither seen nor heard in it;
    refused while somebody is left of whom that would have to be said. Again after somebody took her yes back."""
    # two facilitators at the same moment wait for each other here
    db.exec(select(MeetingRecording.id).where(MeetingRecording.id == row.id).with_for_update()).one()
    db.refresh(row)
    if row.is_over(now):
        raise Refused(_("This recording is not here any more."))
    if not is_teaching_only:
        raise Refused(_("Only a recording of the teaching part can be offered."), field="teaching")
    open_to_say = [one.enrolment_id for one in of_one(db, row).to_look_at]
    if not set(open_to_say) <= set(unseen):
        raise Refused(
            _(
                "It stays out of sight while somebody who has not agreed may be in it. Please say of each of them "
                "that they are neither seen nor heard, or take the recording down."
            ),
            field="unseen",
        )
    db.add_all(
        NeitherSeenNorHeard(
            recording_id=row.stored_id, enrolment_id=one, stated_by=by.stored_id, stated_at=now
        )
        for one in open_to_say
    )
    row.offered_at = row.offered_at or now
    db.add(row)
    db.flush()
    _note_down(db, "offer", row, by=by, teaching_only=True, neither_seen_nor_heard=open_to_say)


def take_down(db: Session, row: MeetingRecording, *, now: datetime, by: Person) -> None:
    """At once and for everybody, with its file. The same again changes nothing."""
    if row.removed_at is None:
        row.taken_down_at = now
        _remove(db, row, now=now)
        _note_down(db, "take_down", row, by=by)


def remove_expired(engine: Engine) -> int:
    """Files, links and what was said of people go; the rows stay. Returns how many recordings that were."""
    with reading(engine) as db:
        if db.exec(_expired(clock.now(db)).limit(1)).first() is None:
            return 0
    with writing(engine) as db:
        now = clock.now(db)
        found = db.exec(_expired(now).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        for row in found:
            _remove(db, row, now=now)
            _note_down(db, "expire", row, by=None)
        return len(found)


def of_cohort(db: Session, cohort_id: int) -> list[Standing]:
    """Every one, those that are over too, the newest meeting first; in two statements, one while there is none."""
    return _standing(db, col(MeetingRecording.cohort_id) == cohort_id)


def of_one(db: Session, row: MeetingRecording) -> Standing:
    return _standing(db, col(MeetingRecording.id) == row.id)[0]


def _standing(db: Session, which: ColumnElement[bool]) -> list[Standing]:
    said = col(NeitherSeenNorHeard.recording_id) == col(MeetingRecording.id)
    whole = (
        core_select(MeetingRecording, Meeting, GroupFile, col(NeitherSeenNorHeard.enrolment_id))
        .join(Meeting, col(Meeting.id) == col(MeetingRecording.meeting_id))
        .outerjoin(GroupFile, col(GroupFile.id) == col(MeetingRecording.file_id))
        .outerjoin(NeitherSeenNorHeard, said)
        .where(which)
        .order_by(col(Meeting.starts_at).desc(), col(MeetingRecording.id).desc())
    )
    rows: dict[int, tuple[MeetingRecording, Meeting, GroupFile | None]] = {}
    unseen: dict[int, set[int]] = {}
    for row, meeting, kept, enrolment_id in db.execute(whole):
        rows[row.stored_id] = row, meeting, kept
        unseen.setdefault(row.stored_id, set()).update({enrolment_id} - {None})
    there = present(db, {meeting.stored_id for _row, meeting, _kept in rows.values()})
    return [
        Standing(row, meeting, kept, tuple(there[meeting.stored_id]), frozenset(unseen[row.stored_id]))
        for row, meeting, kept in rows.values()
    ]


def _expired(now: datetime) -> SelectOfScalar[MeetingRecording]:
    over = col(MeetingRecording.expires_at) <= now
    mine = select(MeetingRecording).where(over, col(MeetingRecording.removed_at).is_(None))
    return mine.order_by(col(MeetingRecording.id))


def _remove(db: Session, row: MeetingRecording, *, now: datetime) -> None:
    file_id, row.file_id, row.link, row.note, row.removed_at = row.file_id, None, "", "", now
    db.add(row)
    db.flush()
    if file_id is not None:
        file.drop(db, file_id)
    db.execute(delete(NeitherSeenNorHeard).where(col(NeitherSeenNorHeard.recording_id) == row.id))


def _note_down(db: Session, verb: str, row: MeetingRecording, *, by: Person | None, **detail: Any) -> None:
    audit.record(
        db,
        f"meeting_recording.{verb}",
        f"meeting_recording:{row.id}",
        by=by.id if by else None,
        meeting=row.meeting_id,
        **detail,
    )
