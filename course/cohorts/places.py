"""How many places a cohort has, which are taken or kept for somebody, and whose turn it is: computed, not stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from course import audit
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.waiting import State, Waiting, lock, look_at_list, waiting_list
from course.errors import Refused
from course.people.invitation import Invitation
from course.people.person import Person
from course.words import _

MOST = 500
SHORTEST, LONGEST = 24, 120
"""Hours an offer may hold: at least a day, and less than the link in its letter lives."""


@dataclass(frozen=True)
class Places:
    """`offered` are kept for somebody who has not answered yet. `begins_at`: the first session; from then on a place
    that somebody leaves is not given on, and there are no offers. `everybody` on the list, whoever came first first."""

    capacity: int
    taken: int
    offered: int
    begins_at: datetime | None
    is_closed: bool
    everybody: Sequence[tuple[Waiting, Invitation]] = field(default=(), repr=False)

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken - self.offered)

    def are_offered(self, now: datetime) -> bool:
        return not self.is_closed and self.begins_at is not None and now < self.begins_at

    def waiting(self, invitation: Invitation) -> Waiting | None:
        """Her row on the list."""
        return next((row for row, who in self.everybody if who.id == invitation.id), None)

    def position(self, hers: Waiting, now: datetime) -> int:
        """1 for whoever is asked first."""
        return 1 + len(_before(self.everybody, hers, now))


def one_at_a_time(db: Session, cohort_id: int) -> Cohort:
    """The cohort, locked: of several who want its last place each waits here until the one before is done."""
    lock(db, cohort_id)
    mine = select(Cohort).where(Cohort.id == cohort_id).with_for_update(key_share=True)
    return db.exec(mine.execution_options(populate_existing=True)).one()


def places(db: Session, cohort: Cohort, *, now: datetime, dates: Sequence[Meeting] | None = None) -> Places:
    """`dates`: its meetings, where they have been read already."""
    begins_at = _begins_at(db, cohort, meetings(db, cohort) if dates is None else dates)
    everybody = waiting_list(db, cohort.stored_id)
    offered = [row for row, _who in everybody if row.state(now) is State.OFFERED]
    return Places(
        capacity=cohort.capacity,
        taken=_taken(db, cohort, begins_at),
        offered=len(offered),
        begins_at=begins_at,
        is_closed=cohort.closed_at is not None,
        everybody=everybody,
    )


def may_take(
    db: Session, cohort: Cohort, invitation: Invitation, *, now: datetime, found: Places | None = None
) -> bool:
    """Whether a place is hers to take now: one is kept for her, or more are free than people wait before her.

    Somebody who is not on the list comes after everybody who waits. Who takes part already needs no other place.
    `found`: the places, where they have been counted already.
    """
    found = found or places(db, cohort, now=now)
    hers = found.waiting(invitation)
    state = hers.state(now) if hers else None
    if state is State.OFFERED or takes_part(db, cohort, invitation.email):
        return True
    if state is State.SKIPPED:
        return False
    return found.free > len(_before(found.everybody, hers, now))


def refuse_return_when_full(db: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """Somebody who left before it began gave her place on; she comes back while one is free that nobody waits for."""
    found = places(db, one_at_a_time(db, enrolment.cohort_id), now=now)
    gave_on = enrolment.left_at is not None and (
        found.begins_at is None or enrolment.left_at < found.begins_at
    )
    if gave_on and found.free <= len(_before(found.everybody, None, now)):
        raise Refused(_("The group is full now. Please write to your facilitator, who can find a way."))


def takes_part(db: Session, cohort: Cohort, email: str) -> bool:
    mine = select(Enrolment.id).join(Person).where(Enrolment.cohort_id == cohort.id, Person.email == email)
    return db.exec(mine.where(col(Enrolment.left_at).is_(None))).first() is not None


def set_room(
    db: Session, cohort: Cohort, *, capacity: int, offer_hours: int, now: datetime, by: Person
) -> None:
    """Fewer places than people take nobody's away. An offer that was made holds as long as its letter said."""
    if not 2 <= capacity <= MOST:
        raise Refused(
            _("This is a number from %(low)d to %(high)d.") % {"low": 2, "high": MOST}, field="capacity"
        )
    if not SHORTEST <= offer_hours <= LONGEST:
        said = _("This is a number from %(low)d to %(high)d.") % {"low": SHORTEST, "high": LONGEST}
        raise Refused(said, field="offer_hours")
    look_at_list(db, cohort.stored_id, now=now)
    was = cohort.capacity
    cohort.capacity, cohort.offer_hours = capacity, offer_hours
    audit.record(
        db,
        "cohort.places",
        f"cohort:{cohort.id}",
        by=by.id,
        programme_id=cohort.programme_id,
        was=was,
        capacity=capacity,
        offer_hours=offer_hours,
    )


def _before(
    everybody: Sequence[tuple[Waiting, Invitation]], hers: Waiting | None, now: datetime
) -> list[Waiting]:
    """Who is asked before her: everybody who waits, for somebody who is not on the list or let her turn pass."""
    rows = [row for row, _who in everybody]
    in_turn = hers is not None and hers.state(now) in {State.WAITS, State.SKIPPED}
    ahead = rows[: rows.index(hers)] if hers is not None and in_turn else rows
    return [row for row in ahead if row.state(now) is State.WAITS]


def _taken(db: Session, cohort: Cohort, begins_at: datetime | None) -> int:
    stayed = [col(Enrolment.left_at).is_(None)]
    kept = [col(Enrolment.left_at) >= begins_at] if begins_at is not None else []
    mine = (
        select(func.count()).select_from(Enrolment).join(Person, col(Person.id) == col(Enrolment.person_id))
    )
    return db.exec(
        mine.where(Enrolment.cohort_id == cohort.id, or_(*stayed, *kept), col(Person.erased_at).is_(None))
    ).one()


def _begins_at(db: Session, cohort: Cohort, dates: Sequence[Meeting]) -> datetime | None:
    sessions = {unit.key for unit in content(db, cohort).sessions}
    starts = [one.starts_at for one in dates if one.unit_key in sessions and not one.is_cancelled]
    return min(starts, default=None)
