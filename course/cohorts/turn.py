"""What somebody with an invitation finds: a place to take, one that is kept for her, or a list to wait on."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from course.cohorts.cohort import Cohort
from course.cohorts.places import may_take, places, position
from course.cohorts.waiting import State, of
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


def turn_of(db: Session, cohort: Cohort | None, invitation: Invitation, *, now: datetime) -> Turn:
    """For facilitators and leads there is always a place."""
    if cohort is None or invitation.role is not Role.PARTICIPANT:
        return Turn(may_take=True, can_wait=False)
    takes = may_take(db, cohort, invitation, now=now)
    can_wait = places(db, cohort, now=now).are_offered(now)
    row = of(db, invitation)
    if row is None:
        return Turn(takes, can_wait)
    state = row.state(now)
    in_turn = state in {State.WAITS, State.SKIPPED}
    nth = position(db, cohort, row, now=now) if in_turn else None
    return Turn(takes, can_wait, state, row.changes_at(now), nth, row.since)
