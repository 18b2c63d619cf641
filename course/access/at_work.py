"""What waits for somebody in a group she runs or leads, as counts: one statement for the page of the week."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select
from sqlmodel import Session, col, func

from course.access.of_staff import runs
from course.cohorts.enrolment import Enrolment
from course.cohorts.listed import KEPT, ListedName
from course.cohorts.make_up import MakeUp
from course.cohorts.meeting import Meeting
from course.group.post import GroupPost, GroupReport
from course.people.person import Person
from course.together import Columns, together

COUNTED = Columns(meeting=Integer(), many=Integer())


@dataclass(frozen=True)
class Waits:
    """`posts` that somebody asked to look at: of a group she runs, and none of any other. `listed`: {meeting: names of
    a list that a person has to settle}, `guests`: {meeting: people of other groups who come to it}."""

    posts: int = 0
    listed: Mapping[int, int] = field(default_factory=dict)
    guests: Mapping[int, int] = field(default_factory=dict)


def waits_for(
    db: Session, person: Person, cohort_id: int, meetings: Collection[int], *, now: datetime
) -> Waits:
    """`meetings`: those of a group that she may see."""
    each = (
        _posts(cohort_id).where(runs(db, person, cohort_id)),
        _listed(meetings, now),
        _guests(meetings),
    )
    found: dict[str, dict[int, int]] = {"posts": {}, "listed": {}, "guests": {}}
    for sort, meeting, many in db.execute(together(*each)).all():
        found[sort][meeting or 0] = many
    return Waits(found["posts"].get(0, 0), found["listed"], found["guests"])


def _posts(cohort_id: int) -> Select[Any]:
    counted = COUNTED.rows("posts", many=func.count(func.distinct(col(GroupReport.post_id))))
    return (
        counted.select_from(GroupReport)
        .join(GroupPost, col(GroupPost.id) == col(GroupReport.post_id))
        .where(col(GroupPost.cohort_id) == cohort_id, col(GroupReport.settled_at).is_(None))
    )


def _listed(meetings: Collection[int], now: datetime) -> Select[Any]:
    names = COUNTED.rows(
        "listed", meeting=col(ListedName.meeting_id), many=func.count(col(ListedName.id))
    ).where(col(ListedName.meeting_id).in_(meetings), col(ListedName.listed_at) > now - KEPT)
    return names.group_by(col(ListedName.meeting_id))


def _guests(meetings: Collection[int]) -> Select[Any]:
    visits = COUNTED.rows("guests", meeting=col(Meeting.id), many=func.count(col(MakeUp.id)))
    return (
        visits.select_from(MakeUp)
        .join(Meeting, col(Meeting.id) == col(MakeUp.meeting_id))
        .join(Enrolment, col(Enrolment.id) == col(MakeUp.enrolment_id))
        .where(col(Meeting.id).in_(meetings), col(Enrolment.cohort_id) != col(Meeting.cohort_id))
        .group_by(col(Meeting.id))
    )
