"""The questions that somebody may answer now, as Today says them in a line: how many, and how many are saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from course.cohorts.place import Place
from course.measures import assessment
from course.measures.assessment import Answer, Assessment
from course.measures.run import minutes_for
from course.measures.said import Said, said_about
from course.measures.wave import can_answer, everybodys, local_day
from course.measures.waves_of import Dated, Hers, all_facts, dated
from course.measures.withheld import Asking
from curriculum.loader import load_measure
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
    """In two statements, and in one while no wave's days include today."""
    said = said_about(db, [place.enrolment_id]).get(place.enrolment_id, Said())
    waves = dated(place.course.waves, place.meetings)
    near = [one for one in waves if _is_near(one, place, now) or _has_more_time(one, said, place, now)]
    if not near:
        return []
    rows = db.execute(_with_saved(), {"enrolment": place.enrolment_id}).all()
    hers = Hers(
        consents=said.consents,
        once=said.once,
        assessments=[row for row, _saved in rows],
        said=said,
        asking=Asking(db, [place.enrolment_id]),
    )
    facts = all_facts(near, place.enrolment, zone=place.person.zone, hers=hers)
    asked = [one.wave for one in facts if can_answer(one, now)]
    return [
        _open(db, wave, [(row, count) for row, count in rows if row.wave_key == wave.key]) for wave in asked
    ]


@lru_cache
def _with_saved() -> Select[Assessment, int]:
    """Built once: Today asks it while questions are open."""
    saved = select(func.count(col(Answer.id))).where(col(Answer.assessment_id) == Assessment.id)
    mine = select(Assessment, saved.scalar_subquery())
    return mine.where(col(Assessment.enrolment_id) == bindparam("enrolment")).order_by(col(Assessment.id))


def _open(db: Session, wave: Wave, mine: Sequence[tuple[Assessment, int]]) -> OpenQuestions:
    """`mine`: her answers to it, each with how many."""
    begun = {one.measure_key: (one, saved) for one, saved in mine if one.measure_key in wave.measures}
    definitions = [
        assessment.definition(db, begun[key][0]) if key in begun else load_measure(key)
        for key in wave.measures
    ]
    return OpenQuestions(
        wave,
        count=sum(len(one.items) for one in definitions),
        saved=sum(saved for _one, saved in begun.values()),
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
