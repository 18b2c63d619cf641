"""What somebody with an invitation finds: a place to take, one that is kept for her, or a list to wait on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.places import may_take, places
from course.cohorts.waiting import State
from course.people.invitation import Invitation, Role


@dataclass(frozen=True)
class Turn:
    """`state` is None for somebody who is not on the list. `until`: when what is kept for her goes to the next, or when
    she is asked again. `place`: how many are asked before her, and she; None while she is not asked."""

    may_take: bool
    can_wait: bool
    state: State | None = None
    until: datetime | None = None
    place: int | None = None
    since: datetime | None = None

    @property
    def is_kept(self) -> bool:
        return self.state is State.OFFERED


def turn_of(
    db: Session, cohort: Cohort | None, invitation: Invitation, dates: Sequence[Meeting], *, now: datetime
) -> Turn:
    """For facilitators and leads there is always a place. `dates`: the meetings of the cohort."""
    if cohort is None or invitation.role is not Role.PARTICIPANT:
        return Turn(may_take=True, can_wait=False)
    found = places(db, cohort, now=now, dates=dates)
    takes = may_take(db, cohort, invitation, now=now, found=found)
    can_wait, row = found.are_offered(now), found.waiting(invitation)
    if row is None:
        return Turn(takes, can_wait)
    state = row.state(now)
    in_turn = state in {State.WAITS, State.SKIPPED}
    nth = found.position(row, now) if in_turn else None
    return Turn(takes, can_wait, state, row.changes_at(now), nth, row.since)
