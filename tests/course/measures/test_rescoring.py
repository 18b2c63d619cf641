"""Scores can be worked out again from the answers at any time, and the answers stay as they are."""

from uuid import uuid4

import pytest
from sqlmodel import Session, select

from course.audit import AuditEvent
from course.cohorts.enrolment import Enrolment
from course.measures import assessment
from course.measures.assessment import Answer, Assessment, StoredScore
from course.measures.rescoring import rescore
from tests.course.conftest import NOW


@pytest.fixture
def done(db: Session, hers: Enrolment) -> Assessment:
    """Four items of 1 to 5, all 2; an unfinished measure stands beside it."""
    one = assessment.begin(db, hers, wave_key="before", measure_key="stress-4", locale="en", now=NOW)
    for item in assessment.definition(db, one).items:
        assessment.save_answer(db, one, item=item, value=2, client_id=uuid4(), now=NOW)
    assessment.complete(db, one, now=NOW)
    assessment.begin(db, hers, wave_key="before", measure_key="self-compassion-12", locale="en", now=NOW)
    return one


def scores(db: Session) -> dict[str, float | None]:
    return {row.score_key: row.value for row in db.exec(select(StoredScore)).all()}


def labels(db: Session) -> set[str | None]:
    return set(db.exec(select(Assessment.rule_version)).all())


def test_what_was_stored_is_what_the_answers_come_to(db: Session, done: Assessment) -> None:
    found = rescore(db, write=False)
    assert (found.assessments, found.labelled, found.differences) == (1, 0, ())


def test_a_score_that_differs_is_told_and_changed_only_when_asked_to(db: Session, done: Assessment) -> None:
    right = scores(db)
    row = db.exec(select(StoredScore)).first()
    assert row is not None
    row.value = 99.0
    db.flush()
    dry = rescore(db, write=False)
    assert [(one.score_key, one.stored, one.derived) for one in dry.differences] == [
        (row.score_key, 99.0, right[row.score_key])
    ]
    assert 99.0 in scores(db).values()
    answers = [(one.item_key, one.value) for one in db.exec(select(Answer)).all()]
    wet = rescore(db, write=True)
    assert wet.differences == dry.differences
    assert scores(db) == right
    assert [(one.item_key, one.value) for one in db.exec(select(Answer)).all()] == answers
    noted = db.exec(select(AuditEvent).where(AuditEvent.what == "scores.derive")).one()
    assert noted.detail == {"scores": 1, "assessments": 0}


def test_scores_of_an_earlier_release_get_their_label(db: Session, done: Assessment) -> None:
    done.rule_version = None
    db.flush()
    assert rescore(db, write=False).labelled == 1
    assert labels(db) == {None}
    assert rescore(db, write=True).labelled == 1
    assert labels(db) == {assessment.rule_version(done.definition_hash), None}  # None: what is not finished
    assert rescore(db, write=True).labelled == 0


def test_a_score_that_is_missing_or_too_many_is_told(db: Session, done: Assessment) -> None:
    row = db.exec(select(StoredScore)).first()
    assert row is not None
    key, row.score_key = row.score_key, "made-up"
    db.flush()
    told = {one.score_key: (one.stored, one.derived) for one in rescore(db, write=True).differences}
    assert told[key][0] is None
    assert told["made-up"][1] is None
    assert rescore(db, write=True).differences == ()
