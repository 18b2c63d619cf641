"""Several at one moment: one decision stands and the others hear of it; two tabs lose no answer; both engines."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.enrolment import Enrolment
from course.people import intake, intake_decision
from course.people.intake import NOTHING_YET, Intake, Said, SaidElsewhere
from course.people.intake_decision import DecidedMeanwhile, IntakeDecision, Outcome, Seen
from course.people.key import Keyring
from course.people.person import Person
from course.settings import Settings
from tests.course.conftest import NOW
from tests.course.delivery.world import World, build

AT_ONCE = 4


@pytest.fixture
def world(fresh_engine: Engine, environ: dict[str, str], fresh_url: str) -> World:
    """Somebody has handed in what she was asked, and nobody has answered."""
    found = build(fresh_engine, Settings.from_env({**environ, "DATABASE_URL": fresh_url}), people=2)
    with store.writing(fresh_engine) as db:
        place = db.get_one(Enrolment, found.enrolments[0])
        place.ready_at = None
        intake.send(db, intake.begin(db, place, now=NOW), now=NOW)
    return found


def decide(world: World, outcome: Outcome, client_id: UUID) -> bool:
    """Whether this press is the one that counts, or the same press again."""
    try:
        with store.writing(world.engine) as db:
            place = db.get_one(Enrolment, world.enrolments[0])
            intake_decision.decide(
                db, place, outcome=outcome, because=["loss"], seen=Seen(None, NOW), client_id=client_id, now=NOW,
                by=db.get_one(Person, world.people[1]),
            )  # fmt: skip
    except DecidedMeanwhile:
        return False
    return True


def test_of_several_who_decide_at_one_moment_one_is_heard_and_the_others_are_told(world: World) -> None:
    ready = Barrier(AT_ONCE)

    def press(outcome: Outcome) -> bool:
        ready.wait()
        return decide(world, outcome, uuid4())

    with ThreadPoolExecutor(AT_ONCE) as colleagues:
        heard = list(colleagues.map(press, list(Outcome)[:AT_ONCE]))
    with store.reading(world.engine) as db:
        [row] = db.exec(select(IntakeDecision)).all()
    assert heard.count(True) == 1
    assert list(Outcome)[heard.index(True)] is row.outcome


def test_the_same_press_after_another_is_the_decision_it_made(world: World) -> None:
    press = uuid4()
    assert decide(world, Outcome.FITS, press)
    assert decide(world, Outcome.FITS, press)
    with store.reading(world.engine) as db:
        assert len(db.exec(select(IntakeDecision)).all()) == 1


def test_two_questions_answered_in_two_tabs_at_one_moment_are_both_kept(world: World, ring: Keyring) -> None:
    ready = Barrier(AT_ONCE)

    def tab(key: str) -> None:
        ready.wait()
        with store.writing(world.engine) as db:
            row = db.exec(select(Intake)).one()
            who = db.get_one(Person, world.people[0])
            intake.answer(db, ring, who, row, key, Said(words=f"of {key}"), seen=NOTHING_YET, now=NOW)

    keys = ["hopes", "body", "support", "access"]
    with ThreadPoolExecutor(AT_ONCE) as tabs:
        list(tabs.map(tab, keys))
    with store.reading(world.engine) as db:
        said = intake.read(db, ring, db.exec(select(Intake)).one())
    assert said == {key: Said(words=f"of {key}") for key in keys}


def test_of_two_answers_to_one_question_the_second_is_told_of_the_first(world: World, ring: Keyring) -> None:
    with store.writing(world.engine) as db:
        row, who = db.exec(select(Intake)).one(), db.get_one(Person, world.people[0])
        assert intake.answer(db, ring, who, row, "hopes", Said(words="first"), seen=NOTHING_YET, now=NOW)
        assert not intake.answer(db, ring, who, row, "hopes", Said(words="first"), seen=NOTHING_YET, now=NOW)
        with pytest.raises(SaidElsewhere) as other:
            intake.answer(db, ring, who, row, "hopes", Said(words="second"), seen=NOTHING_YET, now=NOW)
        kept = other.value.kept
        assert kept == Said(words="first")
        assert intake.answer(db, ring, who, row, "hopes", Said(words="second"), seen=kept.mark, now=NOW)
