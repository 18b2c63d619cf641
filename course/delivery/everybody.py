"""Everybody whom some cohorts write to, with what their letters depend on: read together, in nine statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from course.delivery.facts import EnrolmentFacts, FacilitatorFacts, InvitationFacts, Subject
from course.delivery.in_common import Invited, Leading, in_common
from course.delivery.invitation_facts import invited_to, of_invited
from course.delivery.loading import leading_in, of_places, of_staff
from course.delivery.standing import Participant, participants_of


@dataclass(frozen=True)
class Reached:
    """A subject, with her full name as staff know it, and the one she is called by; of an invitation both are one."""

    facts: Subject
    name: str
    called: str


def everybody(db: Session, cohorts: Sequence[int]) -> dict[str, Reached]:
    """{who: what her letters depend on}: participants, those who are invited, and those who run a group, in this
    order."""
    db.flush()
    places, invited, staff = participants_of(db, cohorts), invited_to(db, cohorts), leading_in(db, cohorts)
    common = in_common(db, places=places, invited=invited, staff=staff)
    return {
        **_places(places, of_places(db, places, common)),
        **_invited(invited, of_invited(db, invited, common)),
        **_staff(staff, of_staff(db, staff, common)),
    }


def _places(rows: Sequence[Participant], facts: Sequence[EnrolmentFacts]) -> dict[str, Reached]:
    return {
        f"enrolment:{row.stored_id}": Reached(one, row.name, row.stood.called)
        for row, one in zip(rows, facts, strict=True)
    }


def _invited(rows: Sequence[Invited], facts: Sequence[InvitationFacts]) -> dict[str, Reached]:
    return {
        f"invitation:{row.invitation.stored_id}": Reached(one, row.invitation.name, row.invitation.name)
        for row, one in zip(rows, facts, strict=True)
    }


def _staff(rows: Sequence[Leading], facts: Sequence[FacilitatorFacts]) -> dict[str, Reached]:
    return {
        f"facilitator:{row.facilitator.stored_id}": Reached(one, row.person.name, row.person.called)
        for row, one in zip(rows, facts, strict=True)
    }
