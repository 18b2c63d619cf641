"""The sorts of subject that letters are about: where they stand, how their facts are read, whose their letters are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from course.cohorts.enrolment import Enrolment
from course.delivery import invitation_facts, loading
from course.delivery.concern_facts import concerns
from course.delivery.entry import Owner
from course.delivery.facts import ConcernFacts, EnrolmentFacts, FacilitatorFacts, InvitationFacts, Subject
from course.people.invitation import Invitation
from course.people.role import Facilitator
from course.safety.concern import Concern

Subjects = type[Enrolment] | type[Invitation] | type[Facilitator] | type[Concern]


@dataclass(frozen=True)
class Sort:
    """One sort of subject: its table, how its facts are loaded, and which row of it the facts are about."""

    table: Subjects
    load: Callable[[Session, Sequence[int]], Sequence[Subject]]


CONCERNS = (Sort(Concern, concerns),)
SORTS = (
    *CONCERNS,
    Sort(Invitation, invitation_facts.invitations),
    Sort(Enrolment, loading.enrolments),
    Sort(Facilitator, loading.facilitators),
)


def subject_id(facts: Subject) -> int:
    if isinstance(facts, EnrolmentFacts):
        return facts.enrolment_id
    if isinstance(facts, InvitationFacts):
        return facts.invitation_id
    if isinstance(facts, FacilitatorFacts):
        return facts.facilitator_id
    if isinstance(facts, ConcernFacts):
        return facts.concern_id
    raise TypeError(f"{type(facts).__name__} is not looked at by the pump")


def owner_of(facts: Subject, recipient: str = "") -> Owner:
    """`recipient` is asked for where a subject writes to several."""
    if isinstance(facts, EnrolmentFacts):
        return Owner(
            person_id=facts.person_id, enrolment_id=facts.enrolment_id, programme_id=facts.programme_id
        )
    if isinstance(facts, InvitationFacts):
        return Owner(invitation_id=facts.invitation_id, programme_id=facts.programme_id)
    if isinstance(facts, FacilitatorFacts):
        return Owner(person_id=facts.person_id, programme_id=facts.programme_id)
    if isinstance(facts, ConcernFacts):
        person_id = int(recipient[1:]) if recipient.startswith("p") else None
        return Owner(person_id=person_id, programme_id=facts.programme_id)
    raise TypeError(f"{type(facts).__name__} is not looked at by the pump")
