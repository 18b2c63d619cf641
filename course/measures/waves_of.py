"""The facts of a wave put together from rows that somebody has read, for pages and letters alike."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.wave import WaveFacts
from course.people.consent import ConsentTo
from curriculum.schema import Wave

Answered = tuple[str, datetime, datetime | None]
"""One assessment of the wave: measure key, started at, completed at."""


def wave_facts(
    wave: Wave,
    enrolment: Enrolment,
    meetings: Sequence[Meeting],
    *,
    zone: str,
    asked: Iterable[Answered],
    consents: Mapping[ConsentTo, bool],
    declined: bool,
) -> WaveFacts:
    """`zone` is the person's, `consents` her newest answer to each purpose."""
    started = list(asked)
    return WaveFacts(
        wave=wave,
        zone=zone,
        anchor_at=anchor(wave, enrolment, meetings),
        closes_by_at=start_of(wave.closes_by, meetings),
        started_at=min((at for _key, at, _completed in started), default=None),
        completed=tuple(key for key, _started, completed in started if completed is not None),
        declined=declined,
        left=enrolment.left_at is not None,
        agreed=has_agreed(wave, consents),
    )


def has_agreed(wave: Wave, consents: Mapping[ConsentTo, bool]) -> bool:
    """Questions need their own consent; those after the course's end a second one, where it was asked."""
    asked = consents.get(ConsentTo.MEASURES, False)
    if wave.anchor.kind != "course_end":
        return asked
    return asked and consents.get(ConsentTo.FOLLOW_UP, True)


def anchor(wave: Wave, enrolment: Enrolment, meetings: Sequence[Meeting]) -> datetime | None:
    """The instant a wave counts from; None while its meeting is cancelled."""
    if wave.anchor.kind == "enrolment":
        return enrolment.joined_at
    held = [one for one in meetings if not one.is_cancelled]
    if wave.anchor.kind == "course_end":
        return max((one.ends_at for one in held), default=None)
    return next((one.ends_at for one in held if one.unit_key == wave.anchor.unit), None)


def start_of(unit: str | None, meetings: Sequence[Meeting]) -> datetime | None:
    return next((one.starts_at for one in meetings if one.unit_key == unit and not one.is_cancelled), None)
