"""When each letter falls due: one function per letter, and one table that lists them all.

A rule lays out every moment of its letter, past and future, as far as the facts know them. `due` decides what
follows. Hours are the person's own; a letter that can be stopped leaves between 08 and 20.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from course.delivery import hours
from course.delivery.facts import (
    AddressChangeFacts,
    ConcernFacts,
    EnrolmentFacts,
    FacilitatorFacts,
    InvitationFacts,
    MeetingFacts,
    OpeningFacts,
    SignInFacts,
    Subject,
)
from course.delivery.reasons import Reason
from course.measures import wave as waves
from course.measures.wave import DONE, State, WaveFacts, day_after, standing, window
from course.measures.why import Why
from course.people.invitation import Role
from course.people.preference import Kind

EVENING = time(18)
MORNING = time(9)
INVITE_AGAIN_AFTER_DAYS = 3
NUDGE_AFTER_DAYS = 3
NUDGES_UNANSWERED = 2
WEEK_USEFUL = timedelta(hours=72)
NUDGE_USEFUL = timedelta(hours=48)
CALLED_OFF_USEFUL = timedelta(days=7)
STAFF_INVITATION_USEFUL = timedelta(days=60)
ADDRESS_NOTE_DAY = 90
ADDRESS_NOTE_USEFUL = timedelta(days=21)
TO_DEPUTY_AFTER = timedelta(hours=4)
TO_LEADS_AFTER = timedelta(hours=24)
WRITTEN_AT_MOST = 3
"""So often a letter about a concern is written to one person while none of them is sure to have arrived."""
AGAIN = "~"
"""Sent again: the same letter under the occurrence with this mark and a number behind it."""


@dataclass(frozen=True)
class Planned:
    """One moment of a letter. `at` is None while it waits for a date; `no` says why it does not go.

    `to` names the recipient where a subject writes to several.
    """

    about: str
    occurrence: str
    at: datetime | None
    useful_until: datetime | None
    no: Reason | None = None
    to: str | None = None


@dataclass(frozen=True)
class Rule:
    """`kind` None: an essential letter, which cannot be stopped and does not wait for the morning."""

    letter: str
    kind: Kind | None
    plan: Callable[[Any, datetime], Iterator[Planned]]
    urgent: bool = False


# About one person's place in a cohort


def week_opens(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """When the week opens, which is when its meeting ends; in the evening the next morning. For 72 hours."""
    for opening in facts.openings:
        at = hours.when_awake(opening.opens_at, facts.zone) if opening.opens_at else None
        yield Planned(
            week_about(facts, opening), "1", at, at + WEEK_USEFUL if at else None, _not_taking_part(facts, at)
        )


def homework_nudge(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 18 on the third day after the week opened, once a week, while nothing was practised in it.

    After two nudges in a row without a practice there are no more. For 48 hours, or until the next week.
    """
    for opening in facts.openings:
        if not opening.is_week:
            continue
        if opening.opens_at is None:
            yield Planned(week_about(facts, opening), "1", None, None)
            continue
        at = hours.at_hour(opening.opens_at, EVENING, facts.zone, days=NUDGE_AFTER_DAYS)
        until = min([at + NUDGE_USEFUL, *_openings_after(facts, opening.opens_at)])
        no = _not_taking_part(facts, at) or _no_nudge(facts, opening.opens_at)
        yield Planned(week_about(facts, opening), "1", at, until, no)


def meeting_tomorrow(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 18 the evening before, where she is. Its occurrence is the start: a moved meeting is told again."""
    for meeting in facts.meetings:
        yield from _evening_before(meeting, facts.zone, lambda at: _not_taking_part(facts, at))


def cohort_cancelled(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once, to everybody who is in it when it is called off; for a week."""
    if facts.called_off_at is not None:
        at = facts.called_off_at
        no = Reason.BEFORE_JOINING if at < facts.joined_at else None
        yield Planned(f"cohort:{facts.enrolment_id}", "1", at, at + CALLED_OFF_USEFUL, no)


def measure_invitation(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on the wave's invite day, or the first 9 o'clock after what the wave counts from."""
    for wave in facts.waves:
        yield _wave_letter(facts, wave, wave.wave.invite_day, "1", now)


def measure_reminder(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on each reminder day of the wave, while its questions are open and not complete."""
    for wave in facts.waves:
        for number, day in enumerate(wave.wave.reminder_days, start=1):
            yield _wave_letter(facts, wave, day, str(number), now)


def address_note(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """Once, at 9 three months after the course's end, to those who have agreed to be asked after that."""
    ahead = [one for one in facts.waves if one.wave.anchor.kind == "course_end"]
    ahead = [one for one in ahead if one.wave.open_days > ADDRESS_NOTE_DAY]
    if not ahead:
        return
    wave = min(ahead, key=lambda one: one.wave.open_days)
    about = f"address:{facts.enrolment_id}"
    if wave.anchor_at is None:
        yield Planned(about, "1", None, None)
        return
    at = hours.next_hour(day_after(wave.anchor_at, ADDRESS_NOTE_DAY, wave.zone), MORNING, wave.zone)
    no = Reason.NOT_READY if facts.ready_at is None else _no_question(wave, max(at, now))
    no = no or _not_of_this_cohort(facts, at) or (Reason.ADDRESS_RIGHT if facts.address_is_right else None)
    yield Planned(about, "1", at, at + ADDRESS_NOTE_USEFUL, no)


# About an invitation


def invitation(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """At once, and again each time somebody asks for a fresh letter."""
    if facts.role == Role.PARTICIPANT:
        yield _invitation_letter(facts, str(facts.asked_again), facts.invited_at)


def invitation_reminder(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """Once, at 9 on the third day, while there is no answer."""
    if facts.role == Role.PARTICIPANT:
        at = hours.at_hour(facts.invited_at, MORNING, facts.zone, days=INVITE_AGAIN_AFTER_DAYS)
        planned = _invitation_letter(facts, "1", at)
        # After an outage the invitation itself may be leaving only now: nobody is reminded of it today.
        first_goes_now = at <= now and not any(key.startswith("invitation|") for key in facts.known)
        yield replace(planned, no=Reason.SUPERSEDED) if first_goes_now and planned.no is None else planned


def staff_invitation(facts: InvitationFacts, now: datetime) -> Iterator[Planned]:
    """To a facilitator or a lead: at once."""
    if facts.role != Role.PARTICIPANT:
        yield _invitation_letter(facts, str(facts.asked_again), facts.invited_at)


# About a facilitator's cohort, and about signing in


def staff_meeting_tomorrow(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """At 18 on the evening before, where she is."""
    for meeting in facts.meetings:
        yield from _evening_before(
            meeting, facts.zone, lambda at: Reason.BEFORE_JOINING if at < facts.since else None
        )


def address_change(facts: AddressChangeFacts, now: datetime) -> Iterator[Planned]:
    """At once, to the new address; it lives for a day."""
    no = None if facts.is_alive else Reason.REQUEST_OVER
    yield Planned(f"address-change:{facts.request_id}", "1", facts.asked_at, None, no)


def sign_in(facts: SignInFacts, now: datetime) -> Iterator[Planned]:
    """At once; the request lives for ten minutes."""
    no = None if facts.is_alive else Reason.REQUEST_OVER
    yield Planned(f"request:{facts.request_id}", "1", facts.asked_at, None, no)


# About a concern: nothing stops these, and night does not hold them back


def concern_opened(facts: ConcernFacts, now: datetime) -> Iterator[Planned]:
    """To the responsible person, at once."""
    if facts.responsible:
        yield from _about_concern(facts, "concern_opened", facts.responsible, facts.opened_at)


def concern_waiting(facts: ConcernFacts, now: datetime) -> Iterator[Planned]:
    """To the deputy after four hours in which nobody has seen it; at once where no server takes the first letter."""
    if facts.deputy:
        is_told = facts.responsible and "concern_opened" not in facts.refused
        at = facts.opened_at + (TO_DEPUTY_AFTER if is_told else timedelta())
        yield from _about_concern(facts, "concern_waiting", facts.deputy, at)


def concern_still_waiting(facts: ConcernFacts, now: datetime) -> Iterator[Planned]:
    """To the leads after a day in which nobody has seen it; at once where nobody else can be reached."""
    others = {"concern_opened": facts.responsible, "concern_waiting": facts.deputy}
    is_told = any(named and letter not in facts.refused for letter, named in others.items())
    at = facts.opened_at + (TO_LEADS_AFTER if is_told else timedelta())
    for lead in facts.leads:
        yield from _about_concern(facts, "concern_still_waiting", f"p{lead}", at)


RULES: dict[type[Subject], tuple[Rule, ...]] = {
    EnrolmentFacts: (
        Rule("week_opens", Kind.WEEKS, week_opens),
        Rule("homework_nudge", Kind.NUDGES, homework_nudge),
        Rule("meeting_tomorrow", Kind.MEETINGS, meeting_tomorrow),
        Rule("cohort_cancelled", None, cohort_cancelled),
        Rule("measure_invitation", Kind.MEASURES, measure_invitation),
        Rule("measure_reminder", Kind.MEASURES, measure_reminder),
        Rule("address_note", Kind.MEASURES, address_note),
    ),
    InvitationFacts: (
        Rule("invitation", None, invitation),
        Rule("invitation_reminder", None, invitation_reminder),
        Rule("staff_invitation", None, staff_invitation),
    ),
    FacilitatorFacts: (Rule("staff_meeting_tomorrow", Kind.MEETINGS, staff_meeting_tomorrow),),
    SignInFacts: (Rule("sign_in", None, sign_in, urgent=True),),
    AddressChangeFacts: (Rule("address_change", None, address_change, urgent=True),),
    ConcernFacts: (
        Rule("concern_opened", None, concern_opened, urgent=True),
        Rule("concern_waiting", None, concern_waiting, urgent=True),
        Rule("concern_still_waiting", None, concern_still_waiting, urgent=True),
    ),
}

KIND_OF = {rule.letter: rule.kind for rules in RULES.values() for rule in rules}


@lru_cache
def version() -> str:
    """Changes with every change of these rules, so that everybody is looked at again."""
    mine = [Path(__file__).parent / name for name in ("rules.py", "due.py", "hours.py")]
    text = b"".join(path.read_bytes() for path in (*mine, Path(waves.__file__)))
    return hashlib.sha256(text).hexdigest()[:16]


def week_about(facts: EnrolmentFacts, opening: OpeningFacts) -> str:
    return f"week:{facts.enrolment_id}:{opening.unit_key}"


def wave_about(facts: EnrolmentFacts, wave: WaveFacts) -> str:
    return f"wave:{facts.enrolment_id}:{wave.wave.key}"


def instant(at: datetime) -> str:
    """An instant as a ledger key spells it, to the second."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _not_taking_part(facts: EnrolmentFacts, at: datetime | None) -> Reason | None:
    """Why the letters of the course do not reach her at `at`; the questions have rules of their own."""
    if facts.ready_at is None:
        return Reason.NOT_READY
    if facts.is_closed:
        return Reason.CLOSED
    since = max(facts.joined_at, facts.adopted_at or facts.joined_at)
    return Reason.BEFORE_JOINING if at is not None and at < since else None


def _not_of_this_cohort(facts: EnrolmentFacts, at: datetime) -> Reason | None:
    """A group that was called off is asked nothing more, one that was taken over nothing from before that."""
    if facts.called_off_at is not None:
        return Reason.CLOSED
    return Reason.BEFORE_JOINING if facts.adopted_at is not None and at < facts.adopted_at else None


def _openings_after(facts: EnrolmentFacts, opened: datetime) -> list[datetime]:
    return [one.opens_at for one in facts.openings if one.is_week and one.opens_at and one.opens_at > opened]


def _no_nudge(facts: EnrolmentFacts, opened: datetime) -> Reason | None:
    if facts.practised_at is not None and facts.practised_at >= opened:
        return Reason.PRACTISED
    return Reason.TWO_UNANSWERED if facts.unanswered >= NUDGES_UNANSWERED else None


def _evening_before(
    meeting: MeetingFacts, zone: str, no: Callable[[datetime], Reason | None]
) -> Iterator[Planned]:
    about, start = f"meeting:{meeting.meeting_id}", meeting.starts_at
    if meeting.is_cancelled:
        yield Planned(about, instant(start), None, None)
    else:
        at = hours.at_hour(start, EVENING, zone, days=-1)
        yield Planned(about, instant(start), at, start, no(at))


def _wave_letter(facts: EnrolmentFacts, wave: WaveFacts, day: int, occurrence: str, now: datetime) -> Planned:
    frame = window(wave)
    if frame is None or wave.anchor_at is None:
        return Planned(wave_about(facts, wave), occurrence, None, None)
    morning = day_after(wave.anchor_at, day, wave.zone)
    at = hours.next_hour(max(morning, wave.anchor_at) if day >= 0 else morning, MORNING, wave.zone)
    if facts.ready_at is None:
        no: Reason | None = Reason.NOT_READY
    else:
        no = Reason.WINDOW_CLOSED if at >= frame.closes_at else _no_question(wave, max(at, now))
    no = no or _not_of_this_cohort(facts, at)
    return Planned(wave_about(facts, wave), occurrence, at, frame.closes_at, no)


def _no_question(wave: WaveFacts, at: datetime) -> Reason | None:
    found = standing(wave, at)
    if found.state in DONE:
        return Reason.COMPLETE
    if found.state is State.DECLINED:
        return Reason.DECLINED
    if found.state in {State.NOT_APPLICABLE, State.WITHDRAWN}:
        return Reason.NOT_AGREED if found.why in {Why.NOT_AGREED, Why.TOOK_BACK} else Reason.NOT_FOR_HER
    return None


def _about_concern(facts: ConcernFacts, letter: str, to: str, at: datetime) -> Iterator[Planned]:
    """The letter, and once more while it may not have arrived: here twice is better than not at all."""
    about, occurrence = f"concern:{facts.concern_id}", str(facts.times)
    no = Reason.SEEN if facts.is_seen else None
    yield Planned(about, occurrence, at, None, no, to)
    written = facts.uncertain.get(f"{letter}|{to}", 0)
    if 0 < written < WRITTEN_AT_MOST:
        yield Planned(about, f"{occurrence}{AGAIN}{written}", at, None, no, to)


def _invitation_letter(facts: InvitationFacts, occurrence: str, at: datetime) -> Planned:
    no = Reason.NO_SAFETY_PLAN if facts.role == Role.PARTICIPANT and facts.lacks_safety_plan else None
    return Planned(f"invitation:{facts.invitation_id}", occurrence, at, facts.useful_until, no)
