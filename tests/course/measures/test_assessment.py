"""Answers item by item, resumable, with what was asked pinned, scored when she is done."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from course.cohorts.enrolment import Enrolment
from course.errors import NotFound, Refused
from course.measures import assessment
from course.measures.assessment import Answer, AnsweredElsewhere, Assessment, StoredScore
from tests.course.conftest import NOW


@pytest.fixture
def hers_now(db: Session, hers: Enrolment) -> Assessment:
    return assessment.begin(
        db, hers, wave_key="before", measure_key="self-compassion-12", locale="en", now=NOW
    )


def answer(
    db: Session,
    one: Assessment,
    item: str,
    value: int | None,
    *,
    page: UUID | None = None,
    seen: UUID | None = None,
) -> UUID:
    """Send one page; returns its id. `seen`: the id of the page whose answer stood on it."""
    page = page or uuid4()
    assessment.save_answer(db, one, item=item, value=value, client_id=page, seen=seen, now=NOW)
    return page


def test_beginning_twice_is_one_assessment(db: Session, hers: Enrolment, hers_now: Assessment) -> None:
    again = assessment.begin(
        db, hers, wave_key="before", measure_key="self-compassion-12", locale="en", now=NOW
    )
    assert again.id == hers_now.id


def test_it_pins_the_key_the_words_and_the_layout(db: Session, hers_now: Assessment) -> None:
    assert assessment.definition(db, hers_now).key == "self-compassion-12"
    words = assessment.wording(db, hers_now)
    assert words is not None
    assert words.ours
    assert hers_now.layout == 1


def test_a_second_answer_to_an_item_replaces_the_first(db: Session, hers_now: Assessment) -> None:
    item = assessment.definition(db, hers_now).items[0]
    first = answer(db, hers_now, item, 2)
    answer(db, hers_now, item, 5, seen=first)
    assert assessment.answers(db, hers_now) == {item: 5}
    assert len(db.exec(select(Answer)).all()) == 1


def test_a_page_that_was_opened_before_a_newer_answer_overwrites_nothing(
    db: Session, hers_now: Assessment
) -> None:
    """Two tabs showed the same item; both are sent, the second with another choice."""
    item = assessment.definition(db, hers_now).items[0]
    first = answer(db, hers_now, item, 2)
    newer = answer(db, hers_now, item, 5, seen=first)
    for stale in (None, first):
        with pytest.raises(AnsweredElsewhere) as found:
            answer(db, hers_now, item, 3, seen=stale)
        assert found.value.kept == 5
    assert assessment.answers(db, hers_now) == {item: 5}
    answer(db, hers_now, item, 3, seen=newer)
    assert assessment.answers(db, hers_now) == {item: 3}


def test_a_skipped_item_is_a_newer_answer_too(db: Session, hers_now: Assessment) -> None:
    item = assessment.definition(db, hers_now).items[0]
    answer(db, hers_now, item, None)
    with pytest.raises(AnsweredElsewhere) as found:
        answer(db, hers_now, item, 3)
    assert found.value.kept is None


def test_the_same_page_sent_again_is_harmless_and_may_change_its_own_answer(
    db: Session, hers_now: Assessment
) -> None:
    """The browser sends it twice, or she goes back to it and chooses something else."""
    item = assessment.definition(db, hers_now).items[0]
    page = answer(db, hers_now, item, 2)
    answer(db, hers_now, item, 2, page=page)
    answer(db, hers_now, item, 4, page=page)
    assert assessment.answers(db, hers_now) == {item: 4}


def test_a_page_sent_late_once_more_does_not_bring_an_old_answer_back(
    db: Session, hers_now: Assessment
) -> None:
    item = assessment.definition(db, hers_now).items[0]
    old = answer(db, hers_now, item, 2)
    answer(db, hers_now, item, 5, seen=old)
    with pytest.raises(AnsweredElsewhere):
        answer(db, hers_now, item, 2, page=old)
    assert assessment.answers(db, hers_now) == {item: 5}


def test_the_same_choice_on_two_pages_is_no_conflict(db: Session, hers_now: Assessment) -> None:
    item = assessment.definition(db, hers_now).items[0]
    answer(db, hers_now, item, 2)
    answer(db, hers_now, item, 2)
    assert assessment.answers(db, hers_now) == {item: 2}


def test_answers_are_labelled_with_their_days_and_scores_with_their_rules(
    db: Session, hers_now: Assessment
) -> None:
    items = assessment.definition(db, hers_now).items
    for days, item in enumerate(items):
        assessment.save_answer(db, hers_now, item=item, value=1, client_id=uuid4(), now=NOW, days=days)
        assert hers_now.days_from_target == days
    assert hers_now.answered_at == NOW
    assert hers_now.rule_version is None
    assessment.complete(db, hers_now, now=NOW, days=30)
    assert hers_now.days_from_target == 30
    assert hers_now.rule_version == f"{hers_now.definition_hash[:16]}/1"


def test_a_skipped_item_is_remembered_as_skipped(db: Session, hers_now: Assessment) -> None:
    first, second = assessment.definition(db, hers_now).items[:2]
    answer(db, hers_now, first, None)
    assert assessment.answers(db, hers_now) == {first: None}
    assert second not in assessment.answers(db, hers_now)


def test_an_answer_that_was_not_offered_is_refused(db: Session, hers_now: Assessment) -> None:
    with pytest.raises(Refused):
        answer(db, hers_now, assessment.definition(db, hers_now).items[0], 6)


def test_an_item_that_was_not_asked_is_not_there(db: Session, hers_now: Assessment) -> None:
    with pytest.raises(NotFound):
        answer(db, hers_now, "made_up", 3)


def test_complete_answers_are_scored_and_stay(db: Session, hers_now: Assessment) -> None:
    items = assessment.definition(db, hers_now).items
    for item in items:
        answer(db, hers_now, item, 4)
    assessment.complete(db, hers_now, now=NOW)
    scores = {
        row.score_key: row.value
        for row in db.exec(select(StoredScore).where(StoredScore.assessment_id == hers_now.id)).all()
    }
    # All 4 on 1 to 5: kind scales 4, hard ones 4 as they stand, and (4 + 2) / 2 = 3 in the total.
    assert scores["compassionate"] == pytest.approx(4.0)
    assert scores["uncompassionate"] == pytest.approx(4.0)
    assert scores["total"] == pytest.approx(3.0)
    with pytest.raises(Refused):
        answer(db, hers_now, items[0], 1)


def test_scoring_again_from_the_answers_gives_the_same_rows_once(db: Session, hers_now: Assessment) -> None:
    for item in assessment.definition(db, hers_now).items:
        answer(db, hers_now, item, 2)
    assessment.complete(db, hers_now, now=NOW)
    first = {(row.score_key, row.value) for row in db.exec(select(StoredScore)).all()}
    assessment.store_scores(db, hers_now)
    again = db.exec(select(StoredScore)).all()
    assert {(row.score_key, row.value) for row in again} == first
    assert len(again) == len(first)


def test_declining_a_wave_has_her_looked_at_again(db: Session, hers: Enrolment) -> None:
    hers.look_at = None
    assessment.decline(db, hers, "after", now=NOW)
    assert hers.look_at == NOW
