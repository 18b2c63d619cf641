"""The facts of a wave put together from rows that somebody has read, for pages and letters alike."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.assessment import Assessment
from course.measures.said import Said
from course.measures.wave import WaveFacts, local_day
from course.measures.withheld import Asking
from course.people.consent import ConsentTo
from curriculum.schema import Wave


@dataclass(frozen=True)
class Hers:
    """What one person has to do with her waves. `consents`: her newest answer to each purpose; `once`: what she ever
    agreed to. `invited`: keys of the waves that a letter went out about. `asking` says what of a wave is asked now."""

    consents: Mapping[ConsentTo, bool] = field(default_factory=dict)
    once: Collection[ConsentTo] = ()
    assessments: Sequence[Assessment] = ()
    invited: Collection[str] = ()
    said: Said = field(default_factory=Said)
    asking: Asking | None = None

    def answering(self, wave_key: str) -> list[Assessment]:
        return [one for one in self.assessments if one.wave_key == wave_key]

    def asked(self, wave: Wave, enrolment_id: int) -> Wave:
        """The wave with the measures that may be asked of her now."""
        begun = [one.measure_key for one in self.answering(wave.key)]
        return self.asking.wave(wave, enrolment_id, begun) if self.asking else wave


def wave_facts(
    wave: Wave, enrolment: Enrolment, meetings: Sequence[Meeting], *, zone: str, hers: Hers
) -> WaveFacts:
    """`zone` is the person's. Its wave is the one that is asked of her now."""
    mine = hers.answering(wave.key)
    done = [(one.measure_key, one.completed_at) for one in mine if one.completed_at is not None]
    return WaveFacts(
        wave=hers.asked(wave, enrolment.stored_id),
        zone=zone,
        anchor_at=anchor(wave, enrolment, meetings),
        closes_by_at=start_of(wave.closes_by, meetings),
        joined_at=enrolment.joined_at,
        left_at=enrolment.left_at,
        invited=wave.key in hers.invited,
        started_at=min((one.started_at for one in mine), default=None),
        answered_at=newest(one.answered_at for one in mine),
        completed=tuple(key for key, _at in done),
        completed_at=newest(at for _key, at in done),
        days=max((one.days_from_target for one in mine if one.days_from_target is not None), default=None),
        declined=wave.key in hers.said.declined,
        agreed=has_agreed(wave, hers.consents),
        took_back=has_agreed(wave, dict.fromkeys(hers.once, True)),
        waited=waited(wave, meetings, zone=zone, hers=hers),
        extended_until=hers.said.extended.get(wave.key),
        extended_at=hers.said.extended_at.get(wave.key),
    )


def has_agreed(wave: Wave, consents: Mapping[ConsentTo, bool]) -> bool:
    """Questions need their own consent; those after the course's end a second one, where it was asked."""
    asked = consents.get(ConsentTo.MEASURES, False)
    if wave.anchor.kind != "course_end":
        return asked
    return asked and consents.get(ConsentTo.FOLLOW_UP, True)


def anchor(wave: Wave, enrolment: Enrolment, meetings: Sequence[Meeting]) -> datetime | None:
    """The instant a wave counts from; None while its meeting is cancelled."""
    return enrolment.joined_at if wave.anchor.kind == "enrolment" else anchor_in(wave, meetings)


def anchor_in(wave: Wave, meetings: Sequence[Meeting]) -> datetime | None:
    """The same for a wave that counts from a meeting or the end of the course."""
    kind, unit = wave.anchor.kind, wave.anchor.unit
    if kind == "meeting_start":
        return start_of(unit, meetings)
    held = [one for one in meetings if not one.is_cancelled]
    if kind == "course_end":
        return max((one.ends_at for one in held), default=None)
    return next((one.ends_at for one in held if one.unit_key == unit), None)


def start_of(unit: str | None, meetings: Sequence[Meeting]) -> datetime | None:
    return next((one.starts_at for one in meetings if one.unit_key == unit and not one.is_cancelled), None)


def waited(wave: Wave, meetings: Sequence[Meeting], *, zone: str, hers: Hers) -> int | None:
    """Whole local days between completing the wave it waits since and the meeting it waits for."""
    wait = wave.only_after_wait
    until = start_of(wait.until, meetings) if wait else None
    ends = [one.completed_at for one in hers.answering(wait.since)] if wait else []
    since = newest(ends) if ends and None not in ends else None
    return (local_day(until, zone) - local_day(since, zone)).days if since and until else None


def newest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in moments if at is not None), default=None)
