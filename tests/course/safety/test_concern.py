"""A concern opens with the answer, once, and is never taken back by another answer; its steps stay as they are."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, func, select

from course import clock
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, enrol, leave
from course.errors import Refused
from course.measures import assessment
from course.measures.assessment import Answer, AnsweredElsewhere, Assessment
from course.people import person
from course.people.key import Keyring
from course.people.person import Person
from course.safety import concern
from course.safety.concern import INTAKE, Concern, ConcernStep, Kind, State, Step
from tests.course.conftest import NOW
from tests.course.safety.conftest import answer


def concerns(db: Session) -> list[Concern]:
    return list(db.exec(select(Concern).order_by(col(Concern.id))).all())


def steps(db: Session, one: Concern) -> list[Step]:
    return [step.step for step, _by in concern.steps_of(db, [one])[one.stored_id]]


@pytest.mark.parametrize("value", [1, 2, 3])
def test_any_answer_above_the_lowest_opens_a_concern(db: Session, asked: Assessment, value: int) -> None:
    answer(db, asked, "q9", value)
    [one] = concerns(db)
    assert (one.enrolment_id, one.wave_key, one.kind, one.state) == (
        asked.enrolment_id,
        "before",
        Kind.SELF_HARM,
        State.OPEN,
    )


@pytest.mark.parametrize("value", [0, None])
def test_the_lowest_answer_and_a_skipped_one_open_none(
    db: Session, asked: Assessment, value: int | None
) -> None:
    answer(db, asked, "q9", value)
    assert concerns(db) == []


def test_the_other_items_open_none(db: Session, asked: Assessment) -> None:
    for item in assessment.definition(db, asked).items[:-1]:
        answer(db, asked, item, 3)
    assert concerns(db) == []


def test_changing_the_answer_back_takes_nothing_away(db: Session, asked: Assessment) -> None:
    answer(db, asked, "q9", 2)
    first = db.exec(select(Answer)).one().client_id
    answer(db, asked, "q9", 0, seen=first)
    assert [one.state for one in concerns(db)] == [State.OPEN]


def test_the_answer_and_the_concern_are_one_transaction(db: Session, asked: Assessment) -> None:
    with db.begin_nested() as broken:
        answer(db, asked, "q9", 3)
        assert len(concerns(db)) == 1
        broken.rollback()
    assert concerns(db) == []
    assert assessment.answers(db, asked) == {}


def test_the_same_answer_sent_twice_is_one_concern(db: Session, asked: Assessment) -> None:
    same = uuid4()
    for _ in range(2):
        assessment.save_answer(db, asked, item="q9", value=2, client_id=same, now=NOW)
    [one] = concerns(db)
    assert steps(db, one) == [Step.OPENED]


def test_of_two_tabs_the_one_that_says_more_is_kept_and_there_is_one_concern(
    db: Session, asked: Assessment
) -> None:
    answer(db, asked, "q9", 0)
    answer(db, asked, "q9", 2)  # from a page that has not seen the first answer
    with pytest.raises(AnsweredElsewhere):
        answer(db, asked, "q9", 1)
    assert assessment.answers(db, asked) == {"q9": 2}
    assert len(concerns(db)) == 1


def test_who_has_left_is_heard_all_the_same(db: Session, hers: Enrolment, asked: Assessment) -> None:
    leave(db, hers, now=NOW, by=hers.person_id)
    answer(db, asked, "q9", 1)
    assert len(concerns(db)) == 1


def test_each_wave_and_kind_has_a_concern_of_its_own(db: Session, hers: Enrolment) -> None:
    for wave_key in ("before", "six-months", INTAKE):
        for kind in (Kind.ASKED, Kind.SELF_HARM):
            for _ in range(2):
                concern.begin(db, enrolment_id=hers.stored_id, wave_key=wave_key, kind=kind, now=NOW)
    assert len(concerns(db)) == 6


def test_saying_more_after_it_was_seen_opens_it_once_more(
    db: Session, asked: Assessment, lena: Person
) -> None:
    answer(db, asked, "q9", 1)
    [one] = concerns(db)
    concern.see(db, one, now=NOW, by=lena)
    seen = db.exec(select(Answer)).one().client_id
    answer(db, asked, "q9", 1, seen=seen)
    assert one.state is State.SEEN
    seen = db.exec(select(Answer)).one().client_id
    answer(db, asked, "q9", 3, seen=seen)
    assert (one.state, one.times) == (State.OPEN, 2)
    assert steps(db, one) == [Step.OPENED, Step.SEEN, Step.AGAIN]


def test_it_goes_from_open_to_seen_to_acted_to_closed(
    db: Session, ring: Keyring, asked: Assessment, lena: Person
) -> None:
    answer(db, asked, "q9", 2)
    [one] = concerns(db)
    found = [one.state]
    concern.see(db, one, now=NOW + timedelta(hours=1), by=lena)
    found.append(one.state)
    concern.note(db, ring, one, "Called, talked.", client_id=uuid4(), now=NOW + timedelta(hours=2), by=lena)
    found.append(one.state)
    concern.close(db, one, now=NOW + timedelta(hours=3), by=lena)
    found.append(one.state)
    assert found == [State.OPEN, State.SEEN, State.ACTED, State.CLOSED]
    taken = concern.steps_of(db, [one])[one.stored_id]
    assert [(step.step, by and by.name, step.at - NOW) for step, by in taken] == [
        (Step.OPENED, None, timedelta(0)),
        (Step.SEEN, "Lena", timedelta(hours=1)),
        (Step.ACTED, "Lena", timedelta(hours=2)),
        (Step.CLOSED, "Lena", timedelta(hours=3)),
    ]


def test_it_is_not_closed_before_somebody_wrote_what_was_done(
    db: Session, asked: Assessment, lena: Person
) -> None:
    answer(db, asked, "q9", 2)
    [one] = concerns(db)
    with pytest.raises(Refused, match="what was done"):
        concern.close(db, one, now=NOW, by=lena)
    assert one.state is State.OPEN


def test_a_note_is_sealed_and_sent_twice_is_one(
    db: Session, ring: Keyring, asked: Assessment, lena: Person
) -> None:
    answer(db, asked, "q9", 2)
    [one] = concerns(db)
    same = uuid4()
    for _ in range(2):
        concern.note(db, ring, one, "Called her sister.", client_id=same, now=NOW, by=lena)
    [step] = db.exec(select(ConcernStep).where(ConcernStep.step == Step.ACTED)).all()
    assert b"sister" not in (step.sealed or b"")
    assert concern.read(db, ring, step) == "Called her sister."


def test_the_database_refuses_to_change_or_remove_a_step(db: Session, asked: Assessment) -> None:
    answer(db, asked, "q9", 2)
    for statement in (
        "UPDATE concern_step SET step = 'closed'",
        "UPDATE concern_step SET at = '2020-01-01 00:00:00+00:00'",
        "DELETE FROM concern_step",
    ):
        with pytest.raises(DBAPIError), db.begin_nested():
            db.execute(text(statement))


def test_every_step_leaves_a_line_in_the_audit_and_none_says_why(
    db: Session, ring: Keyring, asked: Assessment, lena: Person
) -> None:
    answer(db, asked, "q9", 2)
    [one] = concerns(db)
    concern.see(db, one, now=NOW, by=lena)
    concern.note(db, ring, one, "Called.", client_id=uuid4(), now=NOW, by=lena)
    concern.close(db, one, now=NOW, by=lena)
    about = select(AuditEvent).where(AuditEvent.about == f"concern:{one.id}").order_by(col(AuditEvent.id))
    lines = db.exec(about).all()
    assert [(line.what, line.actor_id, line.detail) for line in lines] == [
        ("concern.opened", None, {}),
        ("concern.seen", lena.id, {}),
        ("concern.acted", lena.id, {}),
        ("concern.closed", lena.id, {}),
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from([None, 0, 1, 2, 3]), st.booleans(), st.booleans()),
        min_size=40,
        max_size=40,
    )
)
def test_over_a_thousand_random_answers_concerns_are_the_people_with_one_above_the_lowest(
    db: Session, group: Cohort, asked: Assessment, sent: list[tuple[int, int | None, bool, bool]]
) -> None:
    """25 times 40 answers from eight people, changed up and down, retried, or from a tab that knows of no other."""
    with db.begin_nested() as round_:
        places = [_joined(db, group, number) for number in range(8)]
        forms = [
            assessment.begin(db, one, wave_key="after", measure_key="phq-9", locale="en", now=NOW)
            for one in places
        ]
        told, newest = set(), dict.fromkeys(range(8))
        for number, value, retried, knows in sent:
            form, known, seen = forms[number], uuid4(), newest[number] if knows else None
            for _ in range(2 if retried else 1):
                try:
                    assessment.save_answer(
                        db, form, item="q9", value=value, client_id=known, now=NOW, seen=seen
                    )
                except AnsweredElsewhere:
                    pass
                else:
                    newest[number] = known
                    told |= {form.enrolment_id} if value else set()
        rows = db.exec(select(Concern.enrolment_id).where(Concern.wave_key == "after")).all()
        assert sorted(rows) == sorted(told)
        assert db.exec(select(func.count(col(ConcernStep.id)))).one() >= len(told)
        round_.rollback()


def _joined(db: Session, group: Cohort, number: int) -> Enrolment:
    who = person.welcome(db, email=f"p{number}@example.org", name=f"P{number}", zone="UTC")
    return enrol(db, cohort_id=group.stored_id, person=who, now=clock.now(db))
