"""What the subjects of a batch have in common, read once for all of them: their groups, what their readers chose, and
what stands in the ledger. Three statements for any number of subjects of any sort."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from course.cohorts.programme import Programme
from course.cohorts.waiting import Waiting
from course.delivery.in_ledger import InLedger, in_ledger
from course.delivery.meeting_facts import Group, groups
from course.delivery.readers import Readers, readers
from course.delivery.standing import Participant
from course.measures.staff_wave import StaffAssessment
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.role import Facilitator


class Invited(NamedTuple):
    """An invitation, read at `read_at` in course time. `lacks_plan`: her programme may invite nobody now."""

    read_at: datetime
    invitation: Invitation
    programme: Programme
    waiting: Waiting | None
    lacks_plan: bool


class Leading(NamedTuple):
    """Somebody who runs a group, read at `read_at` in course time. `is_over`: her days there; `given`: what she
    answered about the work."""

    read_at: datetime
    facilitator: Facilitator
    person: Person
    is_over: bool
    given: Sequence[StaffAssessment]


@dataclass(frozen=True)
class InCommon:
    groups: Mapping[int, Group]
    readers: Readers
    ledger: InLedger


def in_common(
    db: Session,
    *,
    places: Sequence[Participant] = (),
    invited: Sequence[Invited] = (),
    staff: Sequence[Leading] = (),
) -> InCommon:
    """Read after those it is about: what changes in between is a change that is noticed."""
    each: tuple[Sequence[Participant | Invited | Leading], ...] = (places, invited, staff)
    read_at = [rows[0].read_at for rows in each if rows]
    if not read_at:
        return InCommon({}, Readers(), InLedger())
    holding = {one.person.stored_id for one in staff}
    people = {one.person_id for one in places} | holding
    return InCommon(
        groups(db, _cohorts(places, invited, staff)),
        readers(db, people, _addresses(places, invited, staff)),
        in_ledger(
            db,
            enrolments=[one.stored_id for one in places],
            invitations=[one.invitation.stored_id for one in invited],
            people=people,
            staff=holding,
            now=read_at[0],
        ),
    )


def _cohorts(
    places: Sequence[Participant], invited: Sequence[Invited], staff: Sequence[Leading]
) -> frozenset[int]:
    asked = (one.invitation.cohort_id for one in invited)
    return frozenset(
        {one.stood.cohort_id for one in places}
        | {one for one in asked if one is not None}
        | {one.facilitator.cohort_id for one in staff}
    )


def _addresses(
    places: Sequence[Participant], invited: Sequence[Invited], staff: Sequence[Leading]
) -> frozenset[str | None]:
    return frozenset(
        {one.stood.email for one in places}
        | {one.invitation.email for one in invited}
        | {one.person.email for one in staff}
    )
