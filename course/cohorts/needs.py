"""What needs a facilitator before the next meeting: at most five things, weightiest first, one verb each.

A pure function of the board; what did not arrive comes from the ledger and is passed in by name, what stands in the
safety list or waits on the group's page as a number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from course.cohorts.attendance import CAME
from course.cohorts.board import Board, Held, Line, Tag

MOST = 5
CLOSING = timedelta(days=7)
MARKED_WITHIN = timedelta(days=14)
NAMED = 2
"""Up to so many people stand in a line of their own; more are one line together."""


class Kind(StrEnum):
    CONCERN = "concern"
    JOINS = "joins"
    NOT_ARRIVED = "not-arrived"
    POSTS = "posts"
    AWAY = "away"
    NOT_STARTED = "not-started"
    CONSENT = "consent"
    NOT_MARKED = "not-marked"
    LISTED = "listed"


@dataclass(frozen=True)
class Need:
    """`names` are those it is about; `count` counts them where naming them would be too long or too much."""

    kind: Kind
    names: tuple[str, ...] = ()
    count: int = 0
    email: str | None = None
    at: datetime | None = None
    held: Held | None = None
    enrolment_id: int | None = None


def needs(
    board: Board,
    *,
    not_arrived: Sequence[str],
    now: datetime,
    concerns: int = 0,
    posts: int = 0,
    answers: bool = False,
    listed: Mapping[int, int] | None = None,
) -> tuple[Need, ...]:
    """`answers`: for whoever runs the group, and so answers those who join. `listed`: {meeting: names from its list of
    participants that wait for a person}."""
    found = [
        *_counted(Kind.CONCERN, concerns),
        *(_joins(board.active) if answers else ()),
        *_counted(Kind.POSTS, posts),
        *_not_arrived(not_arrived),
        *_away(board.active, board.columns),
        *_not_started(board, now),
        *_consent(board.active),
        *_not_marked(board, now),
        *_listed(board, listed or {}),
    ]
    return tuple(found[:MOST])


def _counted(kind: Kind, count: int) -> Iterator[Need]:
    """Names stand where it leads to; each look at the safety list is written down there."""
    if count:
        yield Need(kind, count=count)


def _joins(lines: Sequence[Line]) -> Iterator[Need]:
    names = tuple(line.called for line in lines if line.waits_for_answer)
    if names:
        yield Need(Kind.JOINS, names=names, count=len(names))


def _not_arrived(names: Sequence[str]) -> Iterator[Need]:
    if names:
        yield Need(Kind.NOT_ARRIVED, names=tuple(dict.fromkeys(names)), count=len(names))


def _away(lines: Sequence[Line], columns: Sequence[Held]) -> Iterator[Need]:
    away = [line for line in lines if line.tag is Tag.AWAY_TWICE]
    if len(away) <= NAMED:
        for line in away:
            yield Need(
                Kind.AWAY,
                names=(line.called,),
                count=1,
                email=line.email,
                held=_last_there(line, columns),
                enrolment_id=line.enrolment_id,
            )
    else:
        yield Need(Kind.AWAY, names=tuple(line.called for line in away), count=len(away))


def _last_there(line: Line, columns: Sequence[Held]) -> Held | None:
    """The newest meeting she came to."""
    came = [held for mark, held in zip(line.marks, columns, strict=True) if mark in CAME]
    return came[-1] if came else None


def _not_started(board: Board, now: datetime) -> Iterator[Need]:
    """Only while the questions can still be answered, and only as a number."""
    wave = board.asked_now
    if wave and wave.closes_at and wave.closes_at - now <= CLOSING and wave.not_begun:
        yield Need(Kind.NOT_STARTED, count=wave.not_begun, at=wave.open_to)


def _consent(lines: Sequence[Line]) -> Iterator[Need]:
    names = tuple(line.called for line in lines if line.tag is Tag.CONSENT_MISSING)
    if names:
        yield Need(Kind.CONSENT, names=names, count=len(names))


def _not_marked(board: Board, now: datetime) -> Iterator[Need]:
    """The newest meeting that is over, while no mark at all stands for it."""
    over = [(place, one) for place, one in enumerate(board.columns) if one.meeting.is_over(now)]
    if not over or not board.active:
        return
    place, newest = over[-1]
    is_recent = now - newest.meeting.ends_at < MARKED_WITHIN
    if is_recent and all(line.marks[place] is None for line in board.lines):
        yield Need(Kind.NOT_MARKED, held=newest)


def _listed(board: Board, names: Mapping[int, int]) -> Iterator[Need]:
    """One line for each meeting, the newest first."""
    for held in reversed(board.columns):
        if count := names.get(held.meeting.stored_id, 0):
            yield Need(Kind.LISTED, count=count, held=held)
