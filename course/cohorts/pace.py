"""How a meeting goes beside its run sheet: which part began when, how far behind it is, and what the rest moved to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from course.cohorts.agenda import Timed
from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.words import _

A_MINUTE = timedelta(minutes=1)
KEPT = timedelta(days=2)
"""A press from a phone without a connection may come in so much later, with the time it was made at."""
FARTHEST = 240
"""Minutes by which the rest may stand later or earlier than planned."""


class BegunPart(Row, table=True):
    """Somebody in the room pressed that this part begins. `later`: the rest stands so many minutes later from here
    on; None leaves it as it stood."""

    __tablename__ = "begun_part"
    __table_args__ = (UniqueConstraint("meeting_id", "part_key"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    part_key: str = Field(max_length=64)
    begun_at: datetime
    later: int | None = None
    person_id: int = Field(foreign_key="person.id")


@dataclass(frozen=True)
class Pace:
    """`parts` are those that take place. `on` is the one that is on, by the press or, before any, by the plan.

    `later`: minutes the rest was moved by. `begun`: {part key: when it began}, the oldest first.
    """

    parts: tuple[Timed, ...]
    on: Timed | None
    begun: Mapping[str, datetime]
    later: int
    by: int | None
    now: datetime

    @property
    def is_pressed(self) -> bool:
        return bool(self.begun)

    @property
    def following(self) -> Timed | None:
        """What the next press begins: the first part before anything has begun."""
        if self.on is None:
            return self.parts[0] if self.parts and not self.begun else None
        if not self.begun:
            return self.on
        place = self.parts.index(self.on) + 1
        return self.parts[place] if place < len(self.parts) else None

    @property
    def began_at(self) -> datetime | None:
        if self.on is None:
            return None
        return self.begun.get(self.on.part.key, self.on.starts_at)

    @property
    def seconds_left(self) -> int:
        """Below 0 once the part takes longer than it has."""
        if self.on is None or self.began_at is None:
            return 0
        ends_at = self.began_at + self.on.part.minutes * A_MINUTE
        return int((ends_at - self.now).total_seconds())

    @property
    def behind(self) -> int:
        """Whole minutes the next part would begin after its time as it stands; below 0 when ahead of it."""
        if self.on is None or self.began_at is None or not self.begun:
            return 0
        ends_at = max(self.now, self.began_at + self.on.part.minutes * A_MINUTE)
        minutes = (ends_at - self.on.ends_at - self.later * A_MINUTE) / A_MINUTE
        return int(minutes)

    def drifted(self, planned: datetime) -> datetime:
        """Where this moment of the plan would lie once the rest is moved by what the meeting is behind."""
        return planned + (self.later + self.behind) * A_MINUTE

    def at(self, one: Timed) -> datetime:
        """When it began, or the time it has as the rest stands."""
        moved = one.starts_at + self.later * A_MINUTE if self._lies_ahead(one) else one.starts_at
        return self.begun.get(one.part.key, moved)

    @property
    def ends_at(self) -> datetime | None:
        return self.parts[-1].ends_at + self.later * A_MINUTE if self.parts else None

    def _lies_ahead(self, one: Timed) -> bool:
        return self.on is not None and one in self.parts and self.parts.index(one) > self.parts.index(self.on)


def pace(db: Session, meeting: Meeting, sheet: Sequence[Timed], *, now: datetime) -> Pace:
    """As the presses of everybody in the room have it, in one statement."""
    held = tuple(one for one in sheet if not one.shown.is_left_out)
    known = {one.part.key: one for one in held}
    rows = [row for row in _rows(db, meeting) if row.part_key in known]
    newest = rows[-1] if rows else None
    by_plan = next((one for one in held if one.is_on(now)), None)
    return Pace(
        parts=held,
        on=known[newest.part_key] if newest else by_plan,
        begun={row.part_key: row.begun_at.astimezone(known[row.part_key].starts_at.tzinfo) for row in rows},
        later=next((row.later for row in reversed(rows) if row.later is not None), 0),
        by=newest.person_id if newest else None,
        now=now,
    )


def begin(
    db: Session,
    meeting: Meeting,
    sheet: Sequence[Timed],
    part_key: str,
    *,
    at: datetime,
    now: datetime,
    by: Person,
) -> None:
    """This part begins; whoever presses second, or sends it again, changes nothing."""
    if part_key not in {one.part.key for one in sheet if not one.shown.is_left_out}:
        raise Refused(_("This part is not on the run sheet any more. Please open the page again."))
    values = {
        "meeting_id": meeting.stored_id,
        "part_key": part_key,
        "begun_at": at if now - KEPT <= at <= now else now,
        "person_id": by.stored_id,
    }
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    db.execute(
        insert(BegunPart).values(values).on_conflict_do_nothing(index_elements=["meeting_id", "part_key"])
    )


def take_back(db: Session, meeting: Meeting, part_key: str) -> None:
    """It has not begun after all; the one before it is on again."""
    db.execute(delete(BegunPart).filter_by(meeting_id=meeting.stored_id, part_key=part_key))


def shift(db: Session, meeting: Meeting, part_key: str, *, later: int) -> None:
    """From this part on, the rest stands `later` minutes after the plan. Refused for a part that has not begun."""
    if abs(later) > FARTHEST:
        raise Refused(_("That is farther than the rest of a meeting can move."))
    mine = BegunPart.meeting_id == meeting.id, BegunPart.part_key == part_key
    row = db.exec(select(BegunPart).where(*mine)).first()
    if row is None:
        raise Refused(_("This part has not begun, so nothing was moved."))
    row.later = later
    db.add(row)
    db.flush()


def _rows(db: Session, meeting: Meeting) -> Sequence[BegunPart]:
    mine = select(BegunPart).where(BegunPart.meeting_id == meeting.id)
    return db.exec(mine.order_by(col(BegunPart.begun_at), col(BegunPart.id))).all()
