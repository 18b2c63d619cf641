"""What somebody attended of a course, and which paper that earns her: a question asked of marks, stored nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from course.cohorts.attendance import CAME, Attendance, Mark
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.place import LAST_WEEK
from curriculum.schema import Course, Unit
from curriculum.schema.unit import NUMBERED


class Paper(StrEnum):
    """A certificate by the course's own rule, a letter for everybody else who came."""

    CERTIFICATE = "certificate"
    LETTER = "letter"


@dataclass(frozen=True)
class Attended:
    """`came` and `in_the_room` count sessions of the `held`, `parts` those she was in for a part, which are not among
    `came`. `minutes` are those of what she came to, with the retreat; of a part half of them. `unmarked`: gatherings
    that are over and at which nobody has said yet whether she was there."""

    held: int
    came: int
    in_the_room: int
    minutes: int
    retreat_held: bool
    retreat: bool
    retreat_in_the_room: bool
    first_on: date | None
    last_on: date | None
    unmarked: int = 0
    parts: int = 0
    retreat_part: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.came or self.parts or self.retreat or self.retreat_part)


@dataclass(frozen=True)
class Standing:
    """`paper` is None for somebody who came to nothing. `ready_at`: a week after the last meeting, so that attendance
    can be set right first; at once when the group was called off; None while no meeting has a date."""

    attended: Attended
    paper: Paper | None
    ready_at: datetime | None

    def is_ready(self, now: datetime) -> bool:
        return self.paper is not None and self.ready_at is not None and self.ready_at <= now


def standings(
    db: Session, cohort: Cohort, course: Course, enrolments: Iterable[int], *, now: datetime
) -> dict[int, Standing]:
    """{enrolment: where it stands}, in two statements. What she came to in a group that went on in this one counts."""
    planned, ids = meetings(db, cohort), list(enrolments)
    marked = _marked(db, ids)
    ready_at = _ready_at(cohort, planned)
    found = {}
    for one in ids:
        sums = _attended(course, planned, marked.get(one, []), now)
        found[one] = Standing(sums, _paper(course, cohort, sums), ready_at)
    return found


def counts(unit: Unit) -> bool:
    """Whether a paper speaks of it: sessions and the retreat, not the evening before or one long after."""
    return unit.kind in NUMBERED or unit.kind == "retreat"


def came_to(db: Session, enrolments: Iterable[int]) -> dict[int, frozenset[str]]:
    """{enrolment: keys of the units whose gathering she came to}, in one statement."""
    return {
        one: frozenset(meeting.unit_key for meeting, mark in marked if mark in CAME)
        for one, marked in _marked(db, list(enrolments)).items()
    }


def elsewhere(db: Session, enrolment: Enrolment) -> dict[str, tuple[Meeting, Mark, Cohort]]:
    """{unit: where else she came to it}: in her group before, or as a guest in a sister group."""
    rows = db.exec(
        select(Meeting, col(Attendance.mark), Cohort)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Cohort, col(Cohort.id) == col(Meeting.cohort_id))
        .where(
            Attendance.enrolment_id == enrolment.id,
            col(Meeting.cohort_id) != enrolment.cohort_id,
            col(Meeting.cancelled_at).is_(None),
            col(Attendance.mark).in_(CAME),
        )
        .order_by(col(Meeting.starts_at))
    ).all()
    return {meeting.unit_key: (meeting, mark, cohort) for meeting, mark, cohort in rows}


def has_attended(course: Course, came: frozenset[str]) -> bool:
    return any(unit.key in came and counts(unit) for unit in course.units)


Marked = tuple[Meeting, Mark]
WHOLE = CAME - {Mark.PART}
IN_THE_ROOM = frozenset({Mark.HERE, Mark.MADE_UP})
"""Whoever makes a session up does so in the room of another group: the facilitators' mark says that it counts."""


def _marked(db: Session, enrolments: Sequence[int]) -> dict[int, list[Marked]]:
    rows = db.exec(
        select(col(Attendance.enrolment_id), Meeting, col(Attendance.mark))
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .where(col(Attendance.enrolment_id).in_(enrolments), col(Meeting.cancelled_at).is_(None))
    ).all()
    found: dict[int, list[Marked]] = {}
    for enrolment_id, meeting, mark in rows:
        found.setdefault(enrolment_id, []).append((meeting, mark))
    return found


def _attended(
    course: Course, planned: Sequence[Meeting], marked: Sequence[Marked], now: datetime
) -> Attended:
    units = {unit.key: unit for unit in course.units if counts(unit)}
    came = {one.unit_key: (one, mark) for one, mark in marked if mark in WHOLE and one.unit_key in units}
    part = {
        one.unit_key: one for one, mark in marked if mark is Mark.PART and one.unit_key in units.keys() - came
    }
    held = {one.unit_key: one for one in planned if one.unit_key in units and not one.is_cancelled}
    held |= part | {key: one for key, (one, _mark) in came.items()}
    sessions = {key for key in held if units[key].kind in NUMBERED}
    retreats = held.keys() - sessions
    in_the_room = {key for key, (_one, mark) in came.items() if mark in IN_THE_ROOM}
    said = {one.unit_key for one, _mark in marked}
    days = [one.starts_on for one in held.values()]
    return Attended(
        held=len(sessions),
        came=len(sessions & came.keys()),
        in_the_room=len(sessions & in_the_room),
        minutes=sum(one.minutes for one, _mark in came.values())
        + sum(one.minutes for one in part.values()) // 2,
        retreat_held=bool(retreats),
        retreat=bool(retreats & came.keys()),
        retreat_in_the_room=bool(retreats & in_the_room),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        unmarked=sum(1 for key, one in held.items() if one.is_over(now) and key not in said),
        parts=len(sessions & part.keys()),
        retreat_part=bool(retreats & part.keys()),
    )


def _paper(course: Course, cohort: Cohort, sums: Attended) -> Paper | None:
    """Where fewer sessions were held than the rule asks for, it asks for all that were; a retreat that was not held is
    not asked for. A session she was in for a part counts as half, in the room or not; a part of the retreat is not the
    retreat. A group that was called off has no course to certify."""
    if not sums.anything:
        return None
    rule = course.completion
    if rule is None or cohort.called_off_at is not None:
        return Paper.LETTER
    came, retreat = sums.came, sums.retreat
    if not rule.video:
        came, retreat = sums.in_the_room, sums.retreat_in_the_room
    enough = 2 * came + sums.parts >= 2 * min(rule.sessions, sums.held)
    quiet = retreat or not rule.retreat or not sums.retreat_held
    return Paper.CERTIFICATE if enough and quiet else Paper.LETTER


def _ready_at(cohort: Cohort, planned: Sequence[Meeting]) -> datetime | None:
    if cohort.called_off_at is not None:
        return cohort.called_off_at
    ends = [one.ends_at for one in planned if not one.is_cancelled]
    return max(ends) + LAST_WEEK if ends else None
