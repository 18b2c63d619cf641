"""The questions that somebody may answer now, as Today says them in a line: how many, and how many are saved."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from course.cohorts import bundle
from course.cohorts.place import Place
from course.measures.asked import Asked
from course.measures.assessment import Answer, Assessment
from course.measures.run import minutes_for
from course.measures.said import Said
from course.measures.wave import can_answer, everybodys, local_day
from course.measures.waves_of import Dated, all_facts, dated
from curriculum.loader import load_measure
from curriculum.measure import Measure
from curriculum.schema import Wave


@dataclass(frozen=True)
class OpenQuestions:
    """`count` questions of a wave, `saved` of them answered or left out."""

    wave: Wave
    count: int
    saved: int

    @property
    def minutes(self) -> int:
        """Whole minutes that the rest may take, at least 1."""
        return minutes_for(self.count - self.saved)


def open_questions(db: Session, place: Place, *, now: datetime) -> list[OpenQuestions]:
    """In one statement, and in two where she has begun some that are still open."""
    hers = Asked(db, [place.enrolment_id]).hers(place.enrolment_id)
    waves = dated(place.course.waves, place.meetings)
    near = [one for one in waves if _is_near(one, place, now) or _has_more_time(one, hers.said, place, now)]
    facts = all_facts(near, place.enrolment, zone=place.person.zone, hers=hers)
    asked = [one for one in facts if can_answer(one, now)]
    begun = _begun(db, place) if any(one.started_at for one in asked) else {}
    return [_open(db, one.wave, begun.get(one.wave.key, {})) for one in asked]


Begun = Mapping[str, tuple[str, int]]
"""{measure: (the hash of the questions she was shown, how many of them are saved)}"""


def _begun(db: Session, place: Place) -> Mapping[str, Begun]:
    """By wave."""
    found: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for wave, measure, shown, saved in db.execute(_with_saved(), {"enrolment": place.enrolment_id}):
        found[wave][measure] = shown, saved
    return found


@lru_cache
def _with_saved() -> Select[str, str, str, int]:
    """Built once: Today asks it while questions are open."""
    saved = select(func.count(col(Answer.id))).where(col(Answer.assessment_id) == Assessment.id)
    each = col(Assessment.wave_key), col(Assessment.measure_key), col(Assessment.definition_hash)
    mine = select(*each, saved.scalar_subquery()).where(
        col(Assessment.enrolment_id) == bindparam("enrolment")
    )
    return mine.order_by(col(Assessment.id))


def _open(db: Session, wave: Wave, begun: Begun) -> OpenQuestions:
    definitions = [
        bundle.read(db, begun[key][0], Measure) if key in begun else load_measure(key)
        for key in wave.measures
    ]
    return OpenQuestions(
        wave,
        count=sum(len(one.items) for one in definitions),
        saved=sum(begun[key][1] for key in wave.measures if key in begun),
    )


def _is_near(one: Dated, place: Place, now: datetime) -> bool:
    """Whether the days of this wave include now, whatever she agreed to or answered."""
    frame = everybodys(
        one.wave, one.counts_from(place.enrolment.joined_at), one.closes_by_at, place.person.zone
    )
    return frame is not None and frame.opens_at <= now < frame.finish_by


def _has_more_time(one: Dated, said: Said, place: Place, now: datetime) -> bool:
    until = said.extended.get(one.wave.key)
    return until is not None and until >= local_day(now, place.person.zone)
