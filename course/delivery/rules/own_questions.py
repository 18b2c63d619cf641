"""Letters to those who run a group about their own questions: one that asks, and one more."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.facts import FacilitatorFacts
from course.delivery.reasons import Reason
from course.delivery.rules.digest import not_running, staff_about
from course.delivery.rules.plan import MORNING, Planned
from course.delivery.rules.questions import no_question
from course.measures.wave import WaveFacts, day_after, window

AGAIN_AFTER_DAYS = 7
SHOWN = timedelta(days=14)
"""So long one that did not leave stands in the ledger after its window; older waves have no lines there."""


def staff_questions(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on the wave's invite day, or the first 9 o'clock after what the wave counts from."""
    for wave in facts.waves:
        yield from _asking(facts, wave, wave.wave.invite_day, now)


def staff_questions_again(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """At 9 a week later, once, while her answers are not complete."""
    for wave in facts.waves:
        yield from _asking(facts, wave, wave.wave.invite_day + AGAIN_AFTER_DAYS, now)


def _asking(facts: FacilitatorFacts, wave: WaveFacts, day: int, now: datetime) -> Iterator[Planned]:
    about, occurrence, frame = staff_about(facts), wave.wave.key, window(wave)
    if frame is None or wave.anchor_at is None:
        yield Planned(about, occurrence, None, None)
        return
    if frame.closes_at + SHOWN <= now:
        return
    morning = day_after(wave.anchor_at, day, facts.zone)
    begins = max(morning, wave.anchor_at) if day >= 0 else morning
    at = hours.next_hour(begins, facts.awake.nearest(MORNING), facts.zone)
    no = not_running(facts, at) or (Reason.WINDOW_CLOSED if at >= frame.closes_at else None)
    yield Planned(about, occurrence, at, frame.closes_at, no or no_question(wave, frame))
