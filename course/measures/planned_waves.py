"""When the questions of a course would be asked in a group that is only planned, and where that lies in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from course.cohorts.meeting import meetings_from
from course.cohorts.schedule import PlannedMeeting
from course.measures.wave import WaveFacts, Window, window
from course.measures.waves_of import Dated, dated
from curriculum.schema import Course, Wave

WHOLE = 100.0


@dataclass(frozen=True)
class PlannedWave:
    """`frame` None: it counts from the day on which somebody joins. `starts`, `long`: percent of the timeline."""

    wave: Wave
    frame: Window | None
    starts: float = 0.0
    long: float = 0.0


@dataclass(frozen=True)
class Timeline:
    """`meetings`: where each lies, in percent of the time from the first moment of all to the last."""

    waves: tuple[PlannedWave, ...]
    meetings: tuple[float, ...]
    begins_at: datetime
    ends_at: datetime


def timeline(course: Course, plan: Sequence[PlannedMeeting], *, zone: str) -> Timeline:
    """`zone` is the group's: in their own zones people have other midnights."""
    held = meetings_from(plan, cohort_id=0)
    frames = [(one.wave, _frame(one, zone)) for one in dated(course.waves, held)]
    moments = [at for _wave, frame in frames if frame for at in (frame.opens_at, frame.closes_at)]
    begins = min([*moments, *(one.starts_at for one in held)])
    ends = max([*moments, *(one.ends_at for one in held)])
    waves = tuple(_placed(wave, frame, begins, ends) for wave, frame in frames)
    return Timeline(waves, tuple(_percent(one.starts_at, begins, ends) for one in held), begins, ends)


def _frame(one: Dated, zone: str) -> Window | None:
    if one.wave.anchor.kind == "enrolment":
        return None
    return window(WaveFacts(one.wave, zone, one.anchor_at, one.closes_by_at))


def _placed(wave: Wave, frame: Window | None, begins: datetime, ends: datetime) -> PlannedWave:
    if frame is None:
        return PlannedWave(wave, None)
    starts = _percent(frame.opens_at, begins, ends)
    return PlannedWave(wave, frame, starts, _percent(frame.closes_at, begins, ends) - starts)


def _percent(at: datetime, begins: datetime, ends: datetime) -> float:
    return WHOLE * ((at - begins) / (ends - begins))
