"""How far a whole cohort is with its questions. Never what anybody answered.

The facts are loaded for all of them at once (`asked.py`); the rest is the pure `wave.standing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.asked import Asked
from course.measures.wave import (
    DONE,
    MOMENT,
    WERE_ASKED,
    Standing,
    State,
    WaveFacts,
    local_day,
    open_until,
    standing,
    window,
)
from course.measures.waves_of import dated
from curriculum.schema import Course, Wave

NOT_BEGUN = frozenset({State.OPEN, State.INVITED, State.MISSED})


@dataclass(frozen=True)
class Progress:
    """One wave over a cohort. `states` is by enrolment id; `closes_at` is the last close still ahead, if any."""

    wave: Wave
    states: Mapping[int, State]
    closes_at: datetime | None

    @property
    def open_to(self) -> datetime | None:
        """In the last day that counts: what closes at midnight is open to the day before."""
        return self.closes_at - MOMENT if self.closes_at else None

    @property
    def done(self) -> int:
        return sum(one in DONE for one in self.states.values())

    @property
    def not_begun(self) -> int:
        return sum(one in NOT_BEGUN for one in self.states.values())

    @property
    def asked(self) -> int:
        return sum(one in WERE_ASKED for one in self.states.values())


@dataclass(frozen=True)
class Step:
    """One wave of one person, and her own first and last day for it, if they are known."""

    facts: WaveFacts
    standing: Standing
    first_day: date | None
    last_day: date | None

    @property
    def wave(self) -> Wave:
        return self.facts.wave


def progress(
    course: Course,
    meetings: Sequence[Meeting],
    places: Sequence[tuple[Enrolment, str]],
    known: Asked,
    *,
    now: datetime,
) -> tuple[Progress, ...]:
    """Waves that have opened for somebody, in the order of the course. `places`: people with their zone."""
    waves = dated(course.waves, meetings)
    each = {one.stored_id: known.waves(waves, one, zone) for one, zone in places}
    found = (
        _progress(wave, {key: hers[number] for key, hers in each.items()}, now)
        for number, wave in enumerate(course.waves)
    )
    return tuple(one for one in found if one is not None)


def newest(found: Sequence[Progress]) -> Progress | None:
    """The last one that is asked of everybody and matters to all; else the last there is."""
    main = [one for one in found if not one.wave.optional and one.wave.only_after_wait is None]
    return next(iter((main or list(found))[-1:]), None)


def steps(
    course: Course,
    meetings: Sequence[Meeting],
    enrolment: Enrolment,
    zone: str,
    known: Asked,
    *,
    now: datetime,
) -> tuple[Step, ...]:
    """Every wave of the course as it stands for one person, those to come as well."""
    facts = known.waves(dated(course.waves, meetings), enrolment, zone)
    return tuple(_step(one, now) for one in facts)


def _step(facts: WaveFacts, now: datetime) -> Step:
    frame, until = window(facts), open_until(facts, now)
    first = local_day(frame.opens_at, facts.zone) if frame else None
    return Step(facts, standing(facts, now), first, local_day(until - MOMENT, facts.zone) if until else None)


def _progress(wave: Wave, facts: Mapping[int, WaveFacts], now: datetime) -> Progress | None:
    """`facts`: of this wave, by enrolment."""
    found = {key: standing(one, now) for key, one in facts.items()}
    if not any(one.state in WERE_ASKED for one in found.values()):
        return None
    closing = [frame.closes_at for key, one in facts.items() if found[key].is_open and (frame := window(one))]
    states = {key: one.state for key, one in found.items()}
    return Progress(wave, states, max((at for at in closing if at > now), default=None))
