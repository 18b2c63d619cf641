"""Answered waves of the demo world, many at a time, in the same rows that the question pages write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from course.cohorts import bundle
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.demo import cast
from course.demo.inner import Levels, answers
from course.measures.assessment import Answer, Assessment, StoredScore, rule_version
from course.measures.layout import Layout
from course.measures.wave import WaveFacts, days_from_target
from course.measures.waves_of import Hers, wave_facts
from curriculum.loader import load_measure, load_wording
from curriculum.measure import Measure
from curriculum.schema import Course, Wave
from curriculum.scoring import score

SECONDS = timedelta(seconds=12)
"""What somebody takes for one item."""


@dataclass(frozen=True)
class Answered:
    """One person's answers to one wave. `items` is how many were reached in all; None means every one."""

    enrolment: Enrolment
    levels: Levels
    wave: str
    started_at: datetime
    completed_at: datetime | None
    items: int | None = None


def new_uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def store(
    db: Session, chance: Random, answered: Iterable[Answered], course: Course, meetings: Sequence[Meeting]
) -> None:
    """Assessments, answers and scores, each in one go."""
    pins: dict[str, _Pins] = {}
    begun = [
        begun
        for one in answered
        for begun in _begun(db, chance, one, course.wave(one.wave), _facts(one, course, meetings), pins)
    ]
    db.add_all(assessment for assessment, _, _ in begun)
    db.flush()
    rows = [row for assessment, _, given in begun for row in _answer_rows(chance, assessment, given)]
    scores = [row for assessment, measure, given in begun for row in _score_rows(assessment, measure, given)]
    if rows:
        db.execute(insert(Answer), rows)
    if scores:
        db.execute(insert(StoredScore), scores)


@dataclass(frozen=True)
class _Pins:
    definition: str
    wording: str


def _pinned(db: Session, measure: Measure) -> _Pins:
    return _Pins(
        bundle.pin(db, "measure", measure.key, measure),
        bundle.pin(db, "wording", measure.key, load_wording(measure.key)),
    )


Begun = tuple[Assessment, Measure, Mapping[str, int]]


def _facts(one: Answered, course: Course, meetings: Sequence[Meeting]) -> WaveFacts:
    return wave_facts(course.wave(one.wave), one.enrolment, meetings, zone=cast.ZONE, hers=Hers())


def _begun(
    db: Session, chance: Random, one: Answered, wave: Wave, facts: WaveFacts, pins: dict[str, _Pins]
) -> list[Begun]:
    """Measures in order until the items she reached are used up."""
    measures = [load_measure(key) for key in wave.measures]
    for each in measures:
        if each.key not in pins:
            pins[each.key] = _pinned(db, each)
    left = sum(len(each.items) for each in measures) if one.items is None else one.items
    found: list[Begun] = []
    for measure in measures:
        given = dict(list(answers(chance, one.levels, measure, wave=one.wave).items())[:left])
        left -= len(given)
        if not given:
            break
        whole = len(given) == len(measure.items)
        assessment = Assessment(
            enrolment_id=one.enrolment.stored_id,
            wave_key=one.wave,
            measure_key=measure.key,
            definition_hash=pins[measure.key].definition,
            wording_hash=pins[measure.key].wording,
            layout=Layout.ONE,
            started_at=one.started_at,
            answered_at=one.started_at + SECONDS * len(given),
            completed_at=(one.completed_at or one.started_at + timedelta(minutes=4)) if whole else None,
            days_from_target=days_from_target(facts, one.completed_at or one.started_at),
            rule_version=rule_version(pins[measure.key].definition) if whole else None,
        )
        found.append((assessment, measure, given))
    return found


def _answer_rows(
    chance: Random, assessment: Assessment, given: Mapping[str, int]
) -> Iterable[dict[str, object]]:
    for number, (item, value) in enumerate(given.items(), start=1):
        yield {
            "client_id": new_uuid(chance),
            "assessment_id": assessment.id,
            "item_key": item,
            "value": value,
            "answered_at": assessment.started_at + SECONDS * number,
        }


def _score_rows(
    assessment: Assessment, measure: Measure, given: Mapping[str, int]
) -> Iterable[dict[str, object]]:
    if assessment.completed_at is None:
        return
    for key, result in score(measure, given).items():
        yield {
            "assessment_id": assessment.id,
            "score_key": key,
            "value": result.value,
            "answered": result.answered,
            "prorated": result.prorated,
        }
