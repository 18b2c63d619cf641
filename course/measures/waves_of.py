"""The facts of a wave put together from rows that somebody has read, for pages and letters alike."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.said import Said
from course.measures.wave import WaveFacts, local_day
from course.measures.withheld import Asking
from course.people.consent import ConsentTo
from curriculum.schema import Wave


class Answers(Protocol):
    """What counts of somebody's answers to one measure of a wave."""

    @property
    def wave_key(self) -> str: ...
    @property
    def measure_key(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def completed_at(self) -> datetime | None: ...
    @property
    def days_from_target(self) -> int | None: ...


class Begun(NamedTuple):
    """The same as plain values, for a batch of people."""

    wave_key: str
    measure_key: str
    started_at: datetime
    answered_at: datetime | None
    completed_at: datetime | None
    days_from_target: int | None


@dataclass(frozen=True)
class Hers:
    """What one person has to do with her waves. `consents`: her newest answer to each purpose; `once`: what she ever
    agreed to. `invited`: keys of the waves that a letter went out about. `asking` says what of a wave is asked now."""

    consents: Mapping[ConsentTo, bool] = field(default_factory=dict)
    once: Collection[ConsentTo] = ()
    assessments: Sequence[Answers] = ()
    invited: Collection[str] = ()
    said: Said = field(default_factory=Said)
    asking: Asking | None = None

    def answering(self, wave_key: str) -> list[Answers]:
        return [one for one in self.assessments if one.wave_key == wave_key]

    def asked(self, wave: Wave, enrolment_id: int, mine: Sequence[Answers]) -> Wave:
        """The wave with the measures that may be asked of her now; `mine` are her answers to it."""
        begun = [one.measure_key for one in mine]
        return self.asking.wave(wave, enrolment_id, begun) if self.asking else wave

    @cached_property
    def ever(self) -> Mapping[ConsentTo, bool]:
        """As if she had never taken anything back."""
        return dict.fromkeys(self.once, True)


@dataclass(frozen=True)
class Dated:
    """A wave with what everybody of a group has in common: `anchor_at` where it does not count from her own joining."""

    wave: Wave
    meetings: Sequence[Meeting]
    anchor_at: datetime | None
    closes_by_at: datetime | None

    def counts_from(self, joined_at: datetime) -> datetime | None:
        """The instant it counts from for somebody who joined then, None while unknown."""
        return joined_at if self.wave.anchor.kind == "enrolment" else self.anchor_at


def dated(waves: Iterable[Wave], meetings: Sequence[Meeting]) -> tuple[Dated, ...]:
    """For wave after wave of a course."""
    held = _held(meetings)
    end = _end(held)
    return tuple(
        Dated(wave, meetings, _anchor(wave, held, end), _start(wave.closes_by, held)) for wave in waves
    )


def wave_facts(
    wave: Wave, enrolment: Enrolment, meetings: Sequence[Meeting], *, zone: str, hers: Hers
) -> WaveFacts:
    """`zone` is the person's. Its wave is the one that is asked of her now."""
    (one,) = all_facts(dated([wave], meetings), enrolment, zone=zone, hers=hers)
    return one


class Place(Protocol):
    """What counts of an enrolment."""

    @property
    def stored_id(self) -> int: ...
    @property
    def joined_at(self) -> datetime: ...
    @property
    def left_at(self) -> datetime | None: ...


def all_facts(waves: Iterable[Dated], enrolment: Place, *, zone: str, hers: Hers) -> tuple[WaveFacts, ...]:
    """The same for several waves of one person."""
    number, joined_at, left_at = enrolment.stored_id, enrolment.joined_at, enrolment.left_at
    found = []
    for one in waves:
        wave, mine = one.wave, hers.answering(one.wave.key)
        answered = _answered(mine) if mine else {}
        found.append(
            WaveFacts(
                wave=hers.asked(wave, number, mine),
                zone=zone,
                anchor_at=one.counts_from(joined_at),
                closes_by_at=one.closes_by_at,
                joined_at=joined_at,
                left_at=left_at,
                invited=wave.key in hers.invited,
                declined=wave.key in hers.said.declined,
                agreed=has_agreed(wave, hers.consents),
                took_back=has_agreed(wave, hers.ever),
                waited=waited(wave, one.meetings, zone=zone, hers=hers) if wave.only_after_wait else None,
                extended_until=hers.said.extended.get(wave.key),
                extended_at=hers.said.extended_at.get(wave.key),
                **answered,
            )
        )
    return tuple(found)


def _answered(mine: Sequence[Answers]) -> dict[str, Any]:
    """What of the facts her answers to a wave say."""
    done = [(one.measure_key, one.completed_at) for one in mine if one.completed_at is not None]
    return {
        "started_at": min((one.started_at for one in mine), default=None),
        "answered_at": newest(one.answered_at for one in mine),
        "completed": tuple(key for key, _at in done),
        "completed_at": newest(at for _key, at in done),
        "days": max((one.days_from_target for one in mine if one.days_from_target is not None), default=None),
    }


def has_agreed(wave: Wave, consents: Mapping[ConsentTo, bool]) -> bool:
    """Questions need their own consent; those after the course's end a second one, where it was asked."""
    asked = consents.get(ConsentTo.MEASURES, False)
    if wave.anchor.kind != "course_end":
        return asked
    return asked and consents.get(ConsentTo.FOLLOW_UP, True)


def anchor_in(wave: Wave, meetings: Sequence[Meeting]) -> datetime | None:
    """The instant a wave counts from a meeting or the end of the course; None while its meeting is cancelled."""
    held = _held(meetings)
    return _anchor(wave, held, _end(held))


def start_of(unit: str | None, meetings: Sequence[Meeting]) -> datetime | None:
    return _start(unit, _held(meetings))


def _held(meetings: Sequence[Meeting]) -> Sequence[Meeting]:
    return [one for one in meetings if not one.is_cancelled]


def _end(held: Sequence[Meeting]) -> datetime | None:
    """Of the course."""
    return max((one.ends_at for one in held), default=None)


def _anchor(wave: Wave, held: Sequence[Meeting], end: datetime | None) -> datetime | None:
    kind, unit = wave.anchor.kind, wave.anchor.unit
    if kind == "meeting_start":
        return _start(unit, held)
    if kind == "course_end":
        return end
    return next((one.ends_at for one in held if one.unit_key == unit), None)


def _start(unit: str | None, held: Sequence[Meeting]) -> datetime | None:
    if unit is None:
        return None
    return next((one.starts_at for one in held if one.unit_key == unit), None)


def waited(wave: Wave, meetings: Sequence[Meeting], *, zone: str, hers: Hers) -> int | None:
    """Whole local days between completing the wave it waits since and the meeting it waits for."""
    wait = wave.only_after_wait
    until = start_of(wait.until, meetings) if wait else None
    ends = [one.completed_at for one in hers.answering(wait.since)] if wait else []
    since = newest(ends) if ends and None not in ends else None
    return (local_day(until, zone) - local_day(since, zone)).days if since and until else None


def newest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in moments if at is not None), default=None)
