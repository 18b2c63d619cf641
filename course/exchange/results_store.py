"""Where imported results are kept: closed cohorts, people without an address, answers item by item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert
from sqlmodel import Session, col, select

from course import clock, privacy
from course.cohorts import bundle
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.exchange.import_map import ImportMap, MappedCohort
from course.exchange.results_rows import Result
from course.measures.assessment import Answer, Assessment, Mode, StoredScore, rule_version
from course.people.person import Person
from course.words import _
from curriculum.loader import load_course
from curriculum.measure import Measure
from curriculum.scoring import score

USUAL_DAYS = {"before": 0.0, "after": 56.0, "six-months": 238.0}
"""Days since the cohort began, where the file does not say: eight weeks, and half a year after them."""


@dataclass(frozen=True)
class Shelf:
    """`cohorts`: {value in the file: cohort id}; empty in a dry run before the first import."""

    plan: ImportMap
    measures: Mapping[str, Measure]
    pins: Mapping[str, str]
    cohorts: Mapping[str, int]


@dataclass
class Known:
    """What earlier runs stored about the people of these rows. `answers` by (person, wave, measure)."""

    people: dict[str, int] = field(default_factory=dict)
    enrolments: dict[str, int] = field(default_factory=dict)
    cohort_of: dict[str, str] = field(default_factory=dict)
    answers: dict[tuple[str, str, str], dict[str, int]] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()

    def compare(self, row: Result) -> tuple[str | None, bool]:
        """(why the row is refused or None, whether anything in it is new)."""
        if row.person in self.erased:
            return _("This person was erased and is not brought back."), False
        if self.cohort_of.get(row.person, row.cohort) != row.cohort:
            return _("An earlier run stored this person in another cohort."), False
        stored = {key: self.answers.get((row.person, row.wave, key)) for key in row.answers}
        if any(found is not None and found != row.answers[key] for key, found in stored.items()):
            return _("An earlier run stored other answers for this person and occasion."), False
        return None, any(found is None for found in stored.values())


def open_shelf(
    db: Session, plan: ImportMap, measures: Mapping[str, Measure], programme_id: int, *, write: bool
) -> Shelf:
    """The cohorts of the map, made where they are not there yet and `write` is set."""
    here = select(Cohort).where(Cohort.programme_id == programme_id, Cohort.imported_from == plan.source)
    by_name = {cohort.name: cohort for cohort in db.exec(here).all()}
    pins = {}
    if write:
        course = bundle.pin(db, "course", plan.course, load_course(plan.course))
        pins = {key: bundle.pin(db, "measure", key, measure) for key, measure in measures.items()}
        new = [run for run in plan.cohorts.runs if run.name not in by_name]
        made = [_cohort(db, plan, run, programme_id, course) for run in new]
        db.add_all(made)
        db.flush()
        by_name |= {cohort.name: cohort for cohort in made}
    cohorts = {run.value: by_name[run.name].stored_id for run in plan.cohorts.runs if run.name in by_name}
    return Shelf(plan, measures, pins, cohorts)


def known(db: Session, shelf: Shelf, rows: Sequence[Result]) -> Known:
    people = {row.person for row in rows}
    found = Known(erased=_erased(db, shelf.plan.source, people))
    mine = select(Person).where(Person.source == shelf.plan.source, col(Person.external_id).in_(people))
    found.people = {str(person.external_id): person.stored_id for person in db.exec(mine).all()}
    values = {cohort: value for value, cohort in shelf.cohorts.items()}
    names = {person: name for name, person in found.people.items()}
    places = select(Enrolment).where(
        col(Enrolment.person_id).in_(names), col(Enrolment.cohort_id).in_(values)
    )
    for place in db.exec(places).all():
        found.enrolments[names[place.person_id]] = place.stored_id
        found.cohort_of[names[place.person_id]] = values[place.cohort_id]
    found.answers = _answers(db, {place: name for name, place in found.enrolments.items()})
    return found


def store(db: Session, shelf: Shelf, rows: Sequence[Result], stored: Known) -> None:
    """People, places, assessments, answers and scores of rows that hold something new."""
    _add_people(db, shelf, rows, stored)
    _add_places(db, shelf, rows, stored)
    new = [
        (_assessment(shelf, row, key, stored), row, key)
        for row in rows
        for key in row.answers
        if (row.person, row.wave, key) not in stored.answers
    ]
    db.add_all(assessment for assessment, _, _ in new)
    db.flush()
    db.execute(insert(Answer), [line for one in new for line in _answer_rows(shelf, *one)])
    db.execute(insert(StoredScore), [line for one in new for line in _score_rows(shelf, *one)])


def _cohort(db: Session, plan: ImportMap, run: MappedCohort, programme_id: int, course: str) -> Cohort:
    at = clock.real_now(db)
    return Cohort(
        programme_id=programme_id,
        name=run.name,
        course_key=plan.course,
        bundle_hash=course,
        starts_on=date.fromisoformat(run.starts_on),
        at=time(12),
        zone="UTC",
        created_at=at,
        closed_at=at,
        imported_from=plan.source,
    )


def _add_people(db: Session, shelf: Shelf, rows: Iterable[Result], stored: Known) -> None:
    names = dict.fromkeys(row.person for row in rows if row.person not in stored.people)
    at = clock.real_now(db)
    people = [
        Person(name=name, called=name[:60], source=shelf.plan.source, external_id=name, created_at=at)
        for name in names
    ]
    db.add_all(people)
    db.flush()
    stored.people |= {person.name: person.stored_id for person in people}


def _add_places(db: Session, shelf: Shelf, rows: Iterable[Result], stored: Known) -> None:
    cohorts = {row.person: row.cohort for row in rows if row.person not in stored.enrolments}
    places = {
        name: Enrolment(
            cohort_id=shelf.cohorts[value],
            person_id=stored.people[name],
            joined_at=_noon(shelf, value),
            ready_at=_noon(shelf, value),
        )
        for name, value in cohorts.items()
    }
    db.add_all(places.values())
    db.flush()
    stored.enrolments |= {name: place.stored_id for name, place in places.items()}


def _assessment(shelf: Shelf, row: Result, key: str, stored: Known) -> Assessment:
    days = USUAL_DAYS[row.wave] if row.days is None else row.days
    at = _noon(shelf, row.cohort) + timedelta(days=days)
    return Assessment(
        enrolment_id=stored.enrolments[row.person],
        wave_key=row.wave,
        measure_key=key,
        definition_hash=shelf.pins[key],
        mode=Mode.IMPORTED,
        started_at=at,
        answered_at=at,
        completed_at=at,
        rule_version=rule_version(shelf.pins[key]),
    )


def _noon(shelf: Shelf, value: str) -> datetime:
    run = next(run for run in shelf.plan.cohorts.runs if run.value == value)
    return datetime.combine(date.fromisoformat(run.starts_on), time(12), tzinfo=UTC)


def _answer_rows(shelf: Shelf, assessment: Assessment, row: Result, key: str) -> Iterable[dict[str, object]]:
    for item, value in row.answers[key].items():
        name = f"{shelf.plan.source}|{row.person}|{row.wave}|{key}|{item}|{assessment.enrolment_id}"
        yield {
            "client_id": uuid5(NAMESPACE_URL, name),
            "assessment_id": assessment.id,
            "item_key": item,
            "value": value,
            "answered_at": assessment.started_at,
        }


def _score_rows(shelf: Shelf, assessment: Assessment, row: Result, key: str) -> Iterable[dict[str, object]]:
    for score_key, result in score(shelf.measures[key], row.answers[key]).items():
        yield {
            "assessment_id": assessment.id,
            "score_key": score_key,
            "value": result.value,
            "answered": result.answered,
            "prorated": result.prorated,
        }


def _answers(db: Session, names: Mapping[int, str]) -> dict[tuple[str, str, str], dict[str, int]]:
    columns = select(
        col(Assessment.id), Assessment.enrolment_id, Assessment.wave_key, Assessment.measure_key
    ).where(col(Assessment.enrolment_id).in_(names))
    whose = {
        assessment: (names[place], wave, measure)
        for assessment, place, wave, measure in db.exec(columns).all()
    }
    found: dict[tuple[str, str, str], dict[str, int]] = {key: {} for key in whose.values()}
    items = select(Answer.assessment_id, Answer.item_key, Answer.value)
    for assessment, item, value in db.exec(items.where(col(Answer.assessment_id).in_(whose))).all():
        if value is not None:
            found[whose[assessment]][item] = value
    return found


def _erased(db: Session, source: str, people: Iterable[str]) -> frozenset[str]:
    hashes = {privacy.imported_hash(source, person): person for person in people}
    mine = select(privacy.Tombstone.subject_hash).where(col(privacy.Tombstone.subject_hash).in_(hashes))
    return frozenset(hashes[found] for found in db.exec(mine).all())
