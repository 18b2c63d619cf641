"""When nobody of a cohort can answer a wave any more: from then on its figures stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from course.cohorts import cohort as cohorts
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.extension import WaveExtension
from course.measures.wave import WaveFacts, window
from course.measures.waves_of import start_of
from curriculum.schema import Wave

BEFORE = "before"
LAST_ZONE = "Etc/GMT+12"
"""A day ends here last of all, so nobody's window is still open when it has closed here."""


@dataclass(frozen=True)
class Dates:
    """What a cohort's waves close by: its meetings, when somebody joined last, and {wave: the last day anybody was
    given}."""

    meetings: Sequence[Meeting]
    joined: datetime | None
    extended: Mapping[str, date]


@dataclass(frozen=True)
class Closing:
    """`at` None: the day is not known, because the meeting it counts from has none."""

    cohort: Cohort
    wave: Wave
    at: datetime | None

    def is_over(self, now: datetime) -> bool:
        return self.at is not None and self.at <= now


def closings(db: Session, of: Collection[Cohort]) -> list[Closing]:
    """Of every wave after the first, in the order of the courses. What was brought in from elsewhere has none."""
    dates = dates_of(db, [one for one in of if not one.is_imported])
    return [closing for one, its in dates for closing in closings_of(db, one, its)]


def dates_of(db: Session, of: Collection[Cohort]) -> list[tuple[Cohort, Dates]]:
    """Each cohort with its dates, in two statements."""
    ids = {one.stored_id for one in of}
    if not ids:
        return []
    meetings, (joined, extended) = _meetings(db, ids), _joined_and_extended(db, ids)
    return [
        (one, Dates(meetings[key], joined.get(key), extended[key])) for one in of for key in (one.stored_id,)
    ]


def closings_of(db: Session, cohort: Cohort, dates: Dates) -> list[Closing]:
    """The same of one cohort whose dates somebody has read."""
    if cohort.is_imported:
        return []
    waves = [wave for wave in cohorts.content(db, cohort).waves if wave.key != BEFORE]
    return [Closing(cohort, wave, _closes_at(wave, dates)) for wave in waves]


def _closes_at(wave: Wave, dates: Dates) -> datetime | None:
    """For whoever joined last, wherever she lives, and whoever was given most time."""
    frame = window(
        WaveFacts(
            wave=wave,
            zone=LAST_ZONE,
            anchor_at=_anchor(wave, dates.meetings, dates.joined),
            closes_by_at=start_of(wave.closes_by, dates.meetings),
            extended_until=dates.extended.get(wave.key),
        )
    )
    return frame.finish_by if frame else None


def _anchor(wave: Wave, meetings: Sequence[Meeting], joined: datetime | None) -> datetime | None:
    held = [one for one in meetings if not one.is_cancelled]
    match wave.anchor.kind:
        case "enrolment":
            return joined
        case "meeting_start":
            return start_of(wave.anchor.unit, meetings)
        case "course_end":
            return max((one.ends_at for one in held), default=None)
    return next((one.ends_at for one in held if one.unit_key == wave.anchor.unit), None)


def _meetings(db: Session, cohort_ids: Collection[int]) -> dict[int, list[Meeting]]:
    found: dict[int, list[Meeting]] = defaultdict(list)
    for one in db.exec(select(Meeting).where(col(Meeting.cohort_id).in_(cohort_ids))).all():
        found[one.cohort_id].append(one)
    return found


def _joined_and_extended(
    db: Session, cohort_ids: Collection[int]
) -> tuple[dict[int, datetime], dict[int, dict[str, date]]]:
    """{cohort: when somebody joined last} and {cohort: {wave: the last day anybody was given}}, in one statement."""
    both = (
        select(
            Enrolment.cohort_id,
            col(WaveExtension.wave_key),
            func.max(col(Enrolment.joined_at)),
            func.max(col(WaveExtension.until)),
        )
        .outerjoin(WaveExtension, col(WaveExtension.enrolment_id) == col(Enrolment.id))
        .where(col(Enrolment.cohort_id).in_(cohort_ids))
        .group_by(col(Enrolment.cohort_id), col(WaveExtension.wave_key))
    )
    joined: dict[int, datetime] = {}
    extended: dict[int, dict[str, date]] = defaultdict(dict)
    for cohort_id, wave_key, at, until in db.exec(both).all():
        joined[cohort_id] = max(at, joined.get(cohort_id, at))
        if until is not None:
            extended[cohort_id][wave_key] = until
    return joined, extended
