"""How far a whole cohort is with its questions: done, half done or not started. Never what anybody answered.

The facts are loaded for all of them at once (`asked.py`); the rest is the pure `wave.state`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.asked import Asked
from course.measures.wave import State, WaveFacts, can_answer, state, window
from curriculum.schema import Course, Wave


class Far(StrEnum):
    DONE = "done"
    HALF = "half"
    NOT_STARTED = "not-started"
    NOT_ASKED = "not-asked"


WERE_ASKED = {State.OPEN, State.PARTIAL, State.COMPLETE, State.CLOSED}


@dataclass(frozen=True)
class Progress:
    """One wave over a cohort. `far` is by enrolment id; `closes_at` is the last close still ahead, if any."""

    wave: Wave
    far: Mapping[int, Far]
    closes_at: datetime | None

    @property
    def done(self) -> int:
        return self._count(Far.DONE)

    @property
    def not_started(self) -> int:
        return self._count(Far.NOT_STARTED)

    @property
    def asked(self) -> int:
        return len(self.far) - self._count(Far.NOT_ASKED)

    def _count(self, far: Far) -> int:
        return sum(one is far for one in self.far.values())


def progress(
    course: Course,
    meetings: Sequence[Meeting],
    places: Sequence[tuple[Enrolment, str]],
    known: Asked,
    *,
    now: datetime,
) -> tuple[Progress, ...]:
    """Waves that have opened for somebody, in the order of the course. `places`: people with their zone."""
    found = (_progress(wave, meetings, places, known, now) for wave in course.waves)
    return tuple(one for one in found if one is not None)


def _progress(
    wave: Wave,
    meetings: Sequence[Meeting],
    places: Sequence[tuple[Enrolment, str]],
    known: Asked,
    now: datetime,
) -> Progress | None:
    facts = {one.stored_id: known.wave(wave, one, zone, meetings) for one, zone in places}
    states = {key: state(one, now) for key, one in facts.items()}
    if not any(one in WERE_ASKED for one in states.values()):
        return None
    closing = [frame.closes_at for one in facts.values() if can_answer(one, now) and (frame := window(one))]
    far = {key: _far(one, facts[key]) for key, one in states.items()}
    return Progress(wave, far, max((at for at in closing if at > now), default=None))


def _far(found: State, facts: WaveFacts) -> Far:
    if found is State.COMPLETE:
        return Far.DONE
    if found not in WERE_ASKED:
        return Far.NOT_ASKED
    return Far.HALF if facts.started_at else Far.NOT_STARTED
