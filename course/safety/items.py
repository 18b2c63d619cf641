"""The safety list: concerns with whom they are about, for those whom `course.access` lets in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.people.person import Person
from course.safety.concern import Concern, ConcernStep, steps_of


@dataclass(frozen=True)
class Share:
    """Which part of a programme's list somebody may see: all of it, or what came from her own cohorts since a day."""

    programme_id: int
    cohorts: frozenset[int] | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Item:
    """One concern, with its steps in order and whoever took each."""

    concern: Concern
    enrolment: Enrolment
    person: Person
    cohort: Cohort
    steps: Sequence[tuple[ConcernStep, Person | None]]


@dataclass(frozen=True)
class Count:
    """`oldest`: since when the first of those that nobody has seen stands there."""

    open: int
    unseen: int
    oldest: datetime | None


def items(db: Session, share: Share) -> list[Item]:
    """What nobody has seen, then what is open, each with the oldest on top; then what is closed, the newest first."""
    rows = db.exec(
        select(Concern, Enrolment, Person, Cohort)
        .join(Enrolment, col(Enrolment.id) == Concern.enrolment_id)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .where(*_within(share))
        .order_by(col(Concern.opened_at), col(Concern.id))
    ).all()
    steps = steps_of(db, [row[0] for row in rows])
    found = [Item(*row, steps[row[0].stored_id]) for row in rows]
    standing = [one for one in found if one.concern.closed_at is None]
    standing.sort(key=lambda one: one.concern.seen_at is not None)
    return standing + [one for one in reversed(found) if one.concern.closed_at is not None]


def count(db: Session, share: Share) -> Count:
    """How many, and since when: nobody is named, so looking at this is not looking at the list."""
    mine = select(Concern.opened_at, Concern.seen_at).join(Enrolment).join(Cohort).where(*_within(share))
    rows = db.exec(mine.where(col(Concern.closed_at).is_(None))).all()
    unseen = [opened for opened, seen in rows if seen is None]
    return Count(len(rows), len(unseen), min(unseen, default=None))


def is_within(share: Share, concern: Concern, cohort_id: int) -> bool:
    return (
        concern.programme_id == share.programme_id
        and (share.cohorts is None or cohort_id in share.cohorts)
        and (share.since is None or concern.opened_at >= share.since)
    )


def _within(share: Share) -> list[Any]:
    wanted: list[Any] = [Concern.programme_id == share.programme_id]
    if share.cohorts is not None:
        wanted.append(col(Cohort.id).in_(share.cohorts))
    if share.since is not None:
        wanted.append(Concern.opened_at >= share.since)
    return wanted
