"""Letters about questions follow the state of their wave."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from course.delivery import hours
from course.delivery.facts import Ask, EnrolmentFacts
from course.delivery.hours import Awake
from course.delivery.reasons import Reason
from course.delivery.rules.ending import not_of_this_cohort
from course.delivery.rules.plan import MORNING, Planned
from course.measures.wave import WaveFacts, Window, day_after, settled
from course.measures.why import Why
from curriculum.schema import Wave

THANKS_USEFUL = timedelta(days=3)
THANKS_SHOWN = timedelta(days=14)
"""So long one that did not leave stands in the ledger; what was complete long before there were thanks has none."""
NO_MORE = {
    Why.IN_TIME: Reason.COMPLETE,
    Why.AFTER_ITS_DAYS: Reason.COMPLETE,
    Why.SAID_NO: Reason.DECLINED,
    Why.NOT_AGREED: Reason.NOT_AGREED,
    Why.TOOK_BACK: Reason.NOT_AGREED,
}
ADDRESS_NOTE_DAY = 90
ADDRESS_NOTE_USEFUL = timedelta(days=21)


def measure_invitation(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on the wave's invite day, or the first 9 o'clock after what the wave counts from."""
    for ask in facts.asks:
        yield from _letters(facts, ask, (ask.wave.wave.invite_day,))


def measure_reminder(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on each reminder day of the wave, while its questions are open and not complete."""
    for ask in facts.asks:
        yield from _letters(facts, ask, ask.wave.wave.reminder_days)


def more_time(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once when somebody gives her more; where the questions open only later, their invitation says it."""
    for ask in facts.asks:
        wave, frame = ask.wave, ask.frame
        at = wave.extended_at
        if frame is None or at is None or wave.extended_until is None or at < frame.opens_at:
            continue
        no = Reason.NOT_READY if facts.ready_at is None else _never(ask)
        no = no or not_of_this_cohort(facts, at)
        occurrence = wave.extended_until.isoformat()
        yield Planned(wave_about(facts, wave), occurrence, at, frame.closes_at, no)


def thank_you(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """Once, at 9 on the morning after a wave is complete; extra questions are not thanked for one by one."""
    for ask in facts.asks:
        wave = ask.wave
        if wave.completed_at is None or wave.wave.optional or _never(ask) is not Reason.COMPLETE:
            continue
        at = hours.next_hour(wave.completed_at, facts.awake.nearest(MORNING), facts.zone)
        if at + THANKS_USEFUL + THANKS_SHOWN > now:
            no = Reason.NOT_READY if facts.ready_at is None else None
            yield Planned(f"thanks:{facts.enrolment_id}:{wave.wave.key}", "1", at, at + THANKS_USEFUL, no)


def address_note(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """Once, at 9 three months after the course's end, to those who have agreed to be asked after that."""
    ahead = [one for one in facts.asks if _is_long_after(one.wave.wave)]
    if not ahead:
        return
    ask = min(ahead, key=lambda one: one.wave.wave.open_days)
    wave = ask.wave
    about = f"address:{facts.enrolment_id}"
    if wave.anchor_at is None:
        yield Planned(about, "1", None, None)
        return
    (at,) = _mornings(wave.anchor_at, (ADDRESS_NOTE_DAY,), wave.zone, facts.awake)
    no = Reason.NOT_READY if facts.ready_at is None else _never(ask)
    no = no or not_of_this_cohort(facts, at) or (Reason.ADDRESS_RIGHT if facts.address_is_right else None)
    yield Planned(about, "1", at, at + ADDRESS_NOTE_USEFUL, no)


def wave_about(facts: EnrolmentFacts, wave: WaveFacts) -> str:
    return f"wave:{facts.enrolment_id}:{wave.wave.key}"


def _is_long_after(wave: Wave) -> bool:
    return wave.open_days > ADDRESS_NOTE_DAY and wave.anchor.kind == "course_end"


def _letters(facts: EnrolmentFacts, ask: Ask, days: tuple[int, ...]) -> list[Planned]:
    """One on each of these days after what the wave counts from, numbered."""
    wave, frame, about = ask.wave, ask.frame, wave_about(facts, ask.wave)
    if frame is None or wave.anchor_at is None:
        return [Planned(about, str(number), None, None) for number in range(1, len(days) + 1)]
    closes, never = frame.closes_at, _never(ask)
    return [
        Planned(about, str(number), at, closes, _not_in(facts, closes, at, never))
        for number, at in enumerate(_mornings(wave.anchor_at, days, wave.zone, facts.awake), start=1)
    ]


@lru_cache(maxsize=65_536)  # a group mostly counts from the same moments
def _mornings(anchor_at: datetime, days: tuple[int, ...], zone: str, awake: Awake) -> tuple[datetime, ...]:
    return tuple(_morning(anchor_at, day, zone, awake) for day in days)


def _morning(anchor_at: datetime, day: int, zone: str, awake: Awake) -> datetime:
    midnight = day_after(anchor_at, day, zone)
    begins = max(midnight, anchor_at) if day >= 0 else midnight
    return hours.next_hour(begins, awake.nearest(MORNING), zone)


def _not_in(facts: EnrolmentFacts, closes: datetime, at: datetime, never: Reason | None) -> Reason | None:
    if facts.ready_at is None:
        return Reason.NOT_READY
    if at >= closes:
        return Reason.WINDOW_CLOSED
    return never or not_of_this_cohort(facts, at)


def no_question(wave: WaveFacts, frame: Window | None) -> Reason | None:
    """Why nobody writes to her about this wave, today or later."""
    return _never(Ask(wave, frame, settled(wave, frame)))


def _never(ask: Ask) -> Reason | None:
    return NO_MORE.get(ask.settled.why, Reason.NOT_FOR_HER) if ask.settled else None
