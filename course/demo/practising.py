"""Practice and attendance of the demo world."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import insert
from sqlmodel import Session

from course.cohorts.attendance import Attendance, Mark
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.demo.answering import new_uuid
from course.people.person import Person
from course.practice.homework import HomeworkTick
from course.practice.log import PracticeKind, PracticeLog
from curriculum.schema import Course


def practise(
    db: Session,
    chance: Random,
    course: Course,
    meetings: Sequence[Meeting],
    people: Iterable[tuple[Enrolment, Person, float]],
    *,
    until: datetime,
) -> None:
    """Logs and ticks from each meeting to the next; with each person stands how likely she logs a day."""
    held = [meeting for meeting in meetings if meeting.ends_at <= until]
    ends = [*[meeting.starts_at for meeting in held[1:]], until]
    logs: list[dict[str, object]] = []
    ticks: list[dict[str, object]] = []
    for enrolment, person, keen in people:
        gone = enrolment.left_at or until
        for meeting, end in zip(held, ends, strict=True):
            frame = meeting.ends_at, min(end, gone, meeting.ends_at + timedelta(days=7))
            logs += _logs(chance, course, meeting, enrolment, person, keen, frame)
            ticks += _ticks(chance, course, meeting, enrolment, keen, frame)
    if logs:
        db.execute(insert(PracticeLog), logs)
    if ticks:
        db.execute(insert(HomeworkTick), ticks)


def attend(
    db: Session,
    meetings: Iterable[Meeting],
    marks: Iterable[tuple[Enrolment, Sequence[Mark | None]]],
    by: Person,
) -> None:
    """One mark per meeting in order for each person; None leaves it open."""
    held = list(meetings)
    rows = [
        {
            "meeting_id": meeting.id,
            "enrolment_id": enrolment.id,
            "mark": mark,
            "marked_by": by.id,
            "marked_at": meeting.starts_at + timedelta(minutes=10),
        }
        for enrolment, given in marks
        for meeting, mark in zip(held, given, strict=False)
        if mark is not None
    ]
    if rows:
        db.execute(insert(Attendance), rows)


def usual_mark(chance: Random, presence: float) -> Mark:
    if chance.random() < presence:
        return Mark.VIDEO if chance.random() < 0.08 else Mark.HERE
    return Mark.AWAY_TOLD if chance.random() < 0.6 else Mark.AWAY


def _logs(
    chance: Random,
    course: Course,
    meeting: Meeting,
    enrolment: Enrolment,
    person: Person,
    keen: float,
    frame: tuple[datetime, datetime],
) -> Iterable[dict[str, object]]:
    at = frame[0] + timedelta(hours=12)
    practices = course.practices_of(meeting.unit_key)
    while at < frame[1]:
        if chance.random() < keen:
            formal = chance.random() < 0.6
            kind = PracticeKind.FORMAL if formal else PracticeKind.INFORMAL
            fitting = [each.key for each in practices if each.kind == kind.value]
            yield {
                "client_id": new_uuid(chance),
                "enrolment_id": enrolment.id,
                "practice_key": chance.choice(fitting) if fitting else None,
                "kind": kind,
                "minutes": chance.choice((5, 10, 10, 15, 20, None)) if formal else None,
                "practised_on": at.astimezone(person.tz).date(),
                "logged_at": at,
            }
        at += timedelta(hours=chance.uniform(18, 30))


def _ticks(
    chance: Random,
    course: Course,
    meeting: Meeting,
    enrolment: Enrolment,
    keen: float,
    frame: tuple[datetime, datetime],
) -> Iterable[dict[str, object]]:
    home = course.unit(meeting.unit_key).home_practice
    length = frame[1] - frame[0]
    if home is None or length <= timedelta(0):
        return
    for item in home.items:
        if chance.random() < keen / 2:  # far from everything that is done gets a tick
            yield {
                "client_id": new_uuid(chance),
                "enrolment_id": enrolment.id,
                "unit_key": meeting.unit_key,
                "item_key": item.key,
                "ticked_at": frame[0] + length * chance.random(),
            }
