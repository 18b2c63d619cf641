"""How far a whole cohort is with its questions: done, half done or not started. Never what anybody answered.

Three statements for any number of people, the rest is the pure `wave.state`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.assessment import Assessment, WaveDecline
from course.measures.wave import State, WaveFacts, can_answer, state, window
from course.people.consent import Consent, ConsentTo
from curriculum.schema import Course, Wave


class Far(StrEnum):
    DONE = "done"
    HALF = "half"
    NOT_STARTED = "not-started"
    NOT_ASKED = "not-asked"


ASKED = {State.OPEN, State.PARTIAL, State.COMPLETE, State.CLOSED}


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


@dataclass(frozen=True)
class Said:
    """What is known of everybody in some cohorts: when they began, what is complete, what they agreed to."""

    started: Mapping[tuple[int, str], datetime]
    completed: Mapping[tuple[int, str], Collection[str]]
    declined: Collection[tuple[int, str]]
    consents: Mapping[tuple[int, ConsentTo], bool]

    def agreed(self, enrolment_id: int, purpose: ConsentTo, *, unasked: bool = False) -> bool:
        """The newest answer; `unasked` where there is none."""
        return self.consents.get((enrolment_id, purpose), unasked)


def said(db: Session, cohort_ids: Iterable[int]) -> Said:
    ids = list(cohort_ids)
    started: dict[tuple[int, str], datetime] = {}
    completed: dict[tuple[int, str], set[str]] = {}
    answered = select(Assessment).join(Enrolment).where(col(Enrolment.cohort_id).in_(ids))
    for one in db.exec(answered).all():
        key = (one.enrolment_id, one.wave_key)
        started[key] = min(one.started_at, started.get(key, one.started_at))
        if one.completed_at is not None:
            completed.setdefault(key, set()).add(one.measure_key)
    refused = select(WaveDecline).join(Enrolment).where(col(Enrolment.cohort_id).in_(ids))
    given = select(Consent).join(Enrolment).where(col(Enrolment.cohort_id).in_(ids))
    return Said(
        started,
        completed,
        {(one.enrolment_id, one.wave_key) for one in db.exec(refused).all()},
        {
            (one.enrolment_id, one.purpose): one.given
            for one in db.exec(given.order_by(col(Consent.id))).all()
        },
    )


def progress(
    course: Course,
    meetings: Sequence[Meeting],
    places: Sequence[tuple[Enrolment, str]],
    known: Said,
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
    known: Said,
    now: datetime,
) -> Progress | None:
    facts = {one.stored_id: _facts(wave, one, zone, meetings, known) for one, zone in places}
    states = {key: state(one, now) for key, one in facts.items()}
    if not any(one in ASKED for one in states.values()):
        return None
    closing = [frame.closes_at for one in facts.values() if can_answer(one, now) and (frame := window(one))]
    far = {key: _far(one, facts[key]) for key, one in states.items()}
    return Progress(wave, far, max((at for at in closing if at > now), default=None))


def _far(found: State, facts: WaveFacts) -> Far:
    if found is State.COMPLETE:
        return Far.DONE
    if found not in ASKED:
        return Far.NOT_ASKED
    return Far.HALF if facts.started_at else Far.NOT_STARTED


def _facts(
    wave: Wave, enrolment: Enrolment, zone: str, meetings: Sequence[Meeting], known: Said
) -> WaveFacts:
    key = (enrolment.stored_id, wave.key)
    agreed = known.agreed(enrolment.stored_id, ConsentTo.MEASURES)
    if wave.anchor.kind == "course_end":
        agreed = agreed and known.agreed(enrolment.stored_id, ConsentTo.FOLLOW_UP, unasked=True)
    return WaveFacts(
        wave=wave,
        zone=zone,
        anchor_at=_anchor(wave, enrolment, meetings),
        closes_by_at=_start_of(wave.closes_by, meetings),
        started_at=known.started.get(key),
        completed=known.completed.get(key, ()),
        declined=key in known.declined,
        left=enrolment.left_at is not None,
        agreed=agreed,
    )


def _anchor(wave: Wave, enrolment: Enrolment, meetings: Sequence[Meeting]) -> datetime | None:
    """The instant the wave counts from; None while its meeting is cancelled."""
    if wave.anchor.kind == "enrolment":
        return enrolment.joined_at
    held = [one for one in meetings if not one.is_cancelled]
    if wave.anchor.kind == "course_end":
        return max((one.ends_at for one in held), default=None)
    return next((one.ends_at for one in held if one.unit_key == wave.anchor.unit), None)


def _start_of(unit: str | None, meetings: Sequence[Meeting]) -> datetime | None:
    return next((one.starts_at for one in meetings if one.unit_key == unit and not one.is_cancelled), None)
