"""Letters that let somebody in: an invitation, a sign-in, a new address; and that a person has answered who joins."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.facts import AddressChangeFacts, EnrolmentFacts, InvitationFacts, SignInFacts
from course.delivery.reasons import Reason
from course.delivery.rules.ending import CALLED_OFF_USEFUL
from course.delivery.rules.plan import MORNING, Planned
from course.people.invitation import Role

INVITE_AGAIN_AFTER_DAYS = 3
NO_PLACE_USEFUL = timedelta(days=3)
ASKED = ("invitation|", "staff_invitation|")
"""How the keys of letters begin that ask somebody in."""
ANSWER_USEFUL = timedelta(days=14)
ANSWER_SHOWN = timedelta(days=14)
"""So long one that did not leave stands in the ledger."""


def invitation(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """At once, and again each time somebody asks for a fresh letter."""
    if facts.role == Role.PARTICIPANT:
        yield _invitation_letter(facts, str(facts.asked_again), facts.invited_at)


def invitation_reminder(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """Once, at 9 on the third day, while there is no answer."""
    if facts.role == Role.PARTICIPANT:
        at = hours.at_hour(facts.invited_at, MORNING, facts.zone, days=INVITE_AGAIN_AFTER_DAYS)
        planned = _invitation_letter(facts, "1", at)
        # After an outage, or where letters came back, an invitation leaves only now: nobody is reminded of it today.
        asked = f"|{facts.asked_again}"
        went = any(key.startswith("invitation|") and key.endswith(asked) for key in facts.known)
        goes_now = at <= now and not went
        yield planned.unless(Reason.SUPERSEDED if goes_now and planned.no is None else None)


def place_offered(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """At once when a place is kept for somebody who waits, each time; useful until the offer ends."""
    offer = facts.offer
    if offer is not None:
        about = f"invitation:{facts.invitation_id}"
        yield Planned(about, str(offer.number), offer.at, offer.ends_at, _no(facts))


def no_place(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """Once, as the first session begins, to whoever still waits: no place became free."""
    if facts.waits and facts.begins_at is not None:
        until = facts.begins_at + NO_PLACE_USEFUL
        yield Planned(f"invitation:{facts.invitation_id}", "1", facts.begins_at, until, _no(facts))


def waiting_called_off(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """At once, to whoever waits for a group that is called off before it begins; for a week."""
    at = facts.lost_at
    if at is not None:
        yield Planned(f"invitation:{facts.invitation_id}", "1", at, at + CALLED_OFF_USEFUL)


def invitation_called_off(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """At once, to whoever was asked to a group that is called off and has not answered; for a week. Nobody hears of it
    who never heard of the group."""
    at = facts.called_off_at
    if at is not None and any(key.startswith(ASKED) for key in facts.known):
        yield Planned(f"invitation:{facts.invitation_id}", "1", at, at + CALLED_OFF_USEFUL)


def staff_invitation(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """To a facilitator or a lead: at once."""
    if facts.role != Role.PARTICIPANT:
        yield _invitation_letter(facts, str(facts.asked_again), facts.invited_at)


def place_answered(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once when a person has answered what she told at joining, each time; for two weeks."""
    one = facts.answer
    if one is not None and one.at + ANSWER_USEFUL + ANSWER_SHOWN > now:
        about = f"answer:{facts.enrolment_id}"
        yield Planned(about, str(one.decision_id), one.at, one.at + ANSWER_USEFUL)


def address_change(facts: AddressChangeFacts, now: datetime) -> Iterator[Planned]:
    """At once, to the new address; it lives for a day."""
    no = None if facts.is_alive else Reason.REQUEST_OVER
    yield Planned(f"address-change:{facts.request_id}", "1", facts.asked_at, None, no)


def sign_in(facts: SignInFacts, now: datetime) -> Iterator[Planned]:
    """At once; the request lives for ten minutes."""
    no = None if facts.is_alive else Reason.REQUEST_OVER
    yield Planned(f"request:{facts.request_id}", "1", facts.asked_at, None, no)


def _invitation_letter(facts: InvitationFacts, occurrence: str, at: datetime) -> Planned:
    no = _no(facts)
    if facts.waits and not facts.is_withdrawn:
        no = Reason.WAITS
    return Planned(f"invitation:{facts.invitation_id}", occurrence, at, facts.useful_until, no)


def _no(facts: InvitationFacts) -> Reason | None:
    """Nothing asks her in any more; or nothing asks anybody in yet."""
    if facts.is_withdrawn:
        return Reason.WITHDRAWN
    return Reason.NO_SAFETY_PLAN if facts.role == Role.PARTICIPANT and facts.lacks_safety_plan else None
