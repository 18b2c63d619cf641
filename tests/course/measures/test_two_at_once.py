"""Several tabs at one moment: one answer stands, nobody's is lost without a word, and what is complete stays so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from course import clock, store
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.measures import assessment
from course.measures.assessment import Answer, AnsweredElsewhere, Assessment, StoredScore
from course.settings import Settings
from tests.course.conftest import NOW
from tests.course.delivery.world import build

TABS = 5


@pytest.fixture
def begun(fresh_engine: Engine, environ: dict[str, str], fresh_url: str) -> int:
    """Four questions with answers from 0 to 4 that somebody has begun, nothing answered yet."""
    world = build(fresh_engine, Settings.from_env({**environ, "DATABASE_URL": fresh_url}), people=1)
    with store.writing(fresh_engine) as db:
        place = db.get_one(Enrolment, world.enrolments[0])
        row = assessment.begin(db, place, wave_key="after", measure_key="stress-4", locale="en", now=NOW)
        return row.stored_id


def save(engine: Engine, key: int, value: int) -> int | None:
    """One tab with its own choice; returns the answer that it was told of instead, None when its own was saved."""
    try:
        with store.writing(engine) as db:
            row = db.get_one(Assessment, key)
            item = assessment.definition(db, row).items[0]
            assessment.save_answer(db, row, item=item, value=value, client_id=uuid4(), now=NOW)
    except AnsweredElsewhere as newer:
        return newer.kept
    return None


def test_of_tabs_that_are_sent_at_one_moment_one_is_saved_and_the_others_are_told_of_it(
    fresh_engine: Engine, begun: int
) -> None:
    ready = Barrier(TABS)

    def tab(value: int) -> int | None:
        ready.wait()
        return save(fresh_engine, begun, value)

    with ThreadPoolExecutor(TABS) as tabs:
        told = list(tabs.map(tab, range(TABS)))
    with store.reading(fresh_engine) as db:
        [answer] = db.exec(select(Answer)).all()
    assert told.count(None) == 1
    assert told.index(None) == answer.value
    assert {one for one in told if one is not None} == {answer.value}


def test_an_answer_that_meets_the_end_is_either_scored_or_refused(fresh_engine: Engine, begun: int) -> None:
    with store.writing(fresh_engine) as db:
        row = db.get_one(Assessment, begun)
        for item in assessment.definition(db, row).items[1:]:
            assessment.save_answer(db, row, item=item, value=1, client_id=uuid4(), now=NOW)
    ready = Barrier(2)

    def finish() -> None:
        ready.wait()
        with store.writing(fresh_engine) as db:
            assessment.complete(db, db.get_one(Assessment, begun), now=clock.now(db))

    def answer() -> bool:
        ready.wait()
        try:
            return save(fresh_engine, begun, 4) is None
        except Refused:
            return False

    with ThreadPoolExecutor(2) as tabs:
        done, saved = tabs.submit(finish), tabs.submit(answer)
        done.result()
        was_saved = saved.result()
    with store.reading(fresh_engine) as db:
        assert (answered(db), scored(db)) == ((4, 4) if was_saved else (3, 3))


def answered(db: Session) -> int:
    return len(db.exec(select(Answer)).all())


def scored(db: Session) -> int:
    """How many answers stand behind the first score."""
    return db.exec(select(StoredScore.answered)).all()[0]
