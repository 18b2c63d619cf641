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
    EnrolmentFacts,
    FacilitatorFacts,
    InvitationFacts,
    MeetingFacts,
    OpeningFacts,
    SignInFacts,
    Subject,
)
from course.delivery.reasons import Reason
from course.measures.wave import State, WaveFacts, day_after, state, window
from course.people.invitation import Role
from course.people.preference import Kind

EVENING = time(18)
MORNING = time(9)
INVITE_AGAIN_AFTER_DAYS = 3
NUDGE_AFTER_DAYS = 3
NUDGES_UNANSWERED = 2
WEEK_USEFUL = timedelta(hours=72)
NUDGE_USEFUL = timedelta(hours=48)
STAFF_INVITATION_USEFUL = timedelta(days=60)


@dataclass(frozen=True)
class Planned:
    """One moment of a letter. `at` is None while it waits for a date; `no` says why it does not go."""

    about: str
    occurrence: str
    at: datetime | None
    useful_until: datetime | None
    no: Reason | None = None


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


def measure_invitation(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on the wave's invite day, or the first 9 o'clock after what the wave counts from."""
    for wave in facts.waves:
        yield _wave_letter(facts, wave, wave.wave.invite_day, "1", now)


def measure_reminder(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on each reminder day of the wave, while its questions are open and not complete."""
    for wave in facts.waves:
        for number, day in enumerate(wave.wave.reminder_days, start=1):
            yield _wave_letter(facts, wave, day, str(number), now)


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


def sign_in(facts: SignInFacts, now: datetime) -> Iterator[Planned]:
    """At once; the request lives for ten minutes."""
    no = None if facts.is_alive else Reason.REQUEST_OVER
    yield Planned(f"request:{facts.request_id}", "1", facts.asked_at, None, no)


RULES: dict[type[Subject], tuple[Rule, ...]] = {
    EnrolmentFacts: (
        Rule("week_opens", Kind.WEEKS, week_opens),
        Rule("homework_nudge", Kind.NUDGES, homework_nudge),
        Rule("meeting_tomorrow", Kind.MEETINGS, meeting_tomorrow),
        Rule("measure_invitation", Kind.MEASURES, measure_invitation),
        Rule("measure_reminder", Kind.MEASURES, measure_reminder),
    ),
    InvitationFacts: (
        Rule("invitation", None, invitation),
        Rule("invitation_reminder", None, invitation_reminder),
        Rule("staff_invitation", None, staff_invitation),
    ),
    FacilitatorFacts: (Rule("staff_meeting_tomorrow", Kind.MEETINGS, staff_meeting_tomorrow),),
    SignInFacts: (Rule("sign_in", None, sign_in, urgent=True),),
}

KIND_OF = {rule.letter: rule.kind for rules in RULES.values() for rule in rules}


@lru_cache
def version() -> str:
    """Changes with every change of these rules, so that everybody is looked at again."""
    text = b"".join(
        (Path(__file__).parent / name).read_bytes() for name in ("rules.py", "due.py", "hours.py")
    )
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
    return Reason.BEFORE_JOINING if at is not None and at < facts.joined_at else None


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
    at = hours.next_hour(max(day_after(wave.anchor_at, day, wave.zone), wave.anchor_at), MORNING, wave.zone)
    if facts.ready_at is None:
        no: Reason | None = Reason.NOT_READY
    else:
        no = Reason.WINDOW_CLOSED if at >= frame.closes_at else _no_question(wave, max(at, now))
    return Planned(wave_about(facts, wave), occurrence, at, frame.closes_at, no)


def _no_question(wave: WaveFacts, at: datetime) -> Reason | None:
    return {
        State.COMPLETE: Reason.COMPLETE,
        State.DECLINED: Reason.DECLINED,
        State.NOT_ASKED: Reason.NOT_AGREED,
    }.get(state(wave, at))


def _invitation_letter(facts: InvitationFacts, occurrence: str, at: datetime) -> Planned:
    no = Reason.NO_SAFETY_PLAN if facts.role == Role.PARTICIPANT and facts.lacks_safety_plan else None
    return Planned(f"invitation:{facts.invitation_id}", occurrence, at, facts.useful_until, no)
