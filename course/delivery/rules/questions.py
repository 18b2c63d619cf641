"""Letters about questions follow the state of their wave."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.facts import EnrolmentFacts
from course.delivery.reasons import Reason
from course.delivery.rules.ending import not_of_this_cohort
from course.delivery.rules.plan import MORNING, Planned
from course.measures.wave import DONE, State, WaveFacts, day_after, standing, window
from course.measures.why import Why

THANKS_USEFUL = timedelta(days=3)
THANKS_SHOWN = timedelta(days=14)
"""So long one that did not leave stands in the ledger; what was complete long before there were thanks has none."""
ADDRESS_NOTE_DAY = 90
ADDRESS_NOTE_USEFUL = timedelta(days=21)


def measure_invitation(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on the wave's invite day, or the first 9 o'clock after what the wave counts from."""
    for wave in facts.waves:
        yield _wave_letter(facts, wave, wave.wave.invite_day, "1", now)


def measure_reminder(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on each reminder day of the wave, while its questions are open and not complete."""
    for wave in facts.waves:
        for number, day in enumerate(wave.wave.reminder_days, start=1):
            yield _wave_letter(facts, wave, day, str(number), now)


def thank_you(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """Once, at 9 on the morning after a wave is complete; extra questions are not thanked for one by one."""
    for wave in facts.waves:
        is_done = standing(wave, now).state in DONE
        if not is_done or wave.completed_at is None or wave.wave.optional:
            continue
        at = hours.next_hour(wave.completed_at, facts.awake.nearest(MORNING), facts.zone)
        if at + THANKS_USEFUL + THANKS_SHOWN > now:
            no = Reason.NOT_READY if facts.ready_at is None else None
            yield Planned(f"thanks:{facts.enrolment_id}:{wave.wave.key}", "1", at, at + THANKS_USEFUL, no)


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
    day = day_after(wave.anchor_at, ADDRESS_NOTE_DAY, wave.zone)
    at = hours.next_hour(day, facts.awake.nearest(MORNING), wave.zone)
    no = Reason.NOT_READY if facts.ready_at is None else no_question(wave, max(at, now))
    no = no or not_of_this_cohort(facts, at) or (Reason.ADDRESS_RIGHT if facts.address_is_right else None)
    yield Planned(about, "1", at, at + ADDRESS_NOTE_USEFUL, no)


def wave_about(facts: EnrolmentFacts, wave: WaveFacts) -> str:
    return f"wave:{facts.enrolment_id}:{wave.wave.key}"


def _wave_letter(facts: EnrolmentFacts, wave: WaveFacts, day: int, occurrence: str, now: datetime) -> Planned:
    frame = window(wave)
    if frame is None or wave.anchor_at is None:
        return Planned(wave_about(facts, wave), occurrence, None, None)
    morning = day_after(wave.anchor_at, day, wave.zone)
    begins = max(morning, wave.anchor_at) if day >= 0 else morning
    at = hours.next_hour(begins, facts.awake.nearest(MORNING), wave.zone)
    if facts.ready_at is None:
        no: Reason | None = Reason.NOT_READY
    else:
        no = Reason.WINDOW_CLOSED if at >= frame.closes_at else no_question(wave, max(at, now))
    no = no or not_of_this_cohort(facts, at)
    return Planned(wave_about(facts, wave), occurrence, at, frame.closes_at, no)


def no_question(wave: WaveFacts, at: datetime) -> Reason | None:
    found = standing(wave, at)
    if found.state in DONE:
        return Reason.COMPLETE
    if found.state is State.DECLINED:
        return Reason.DECLINED
    if found.state in {State.NOT_APPLICABLE, State.WITHDRAWN}:
        return Reason.NOT_AGREED if found.why in {Why.NOT_AGREED, Why.TOOK_BACK} else Reason.NOT_FOR_HER
    return None
