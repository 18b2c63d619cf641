"""When answers are heavy, or clearly heavier than before: by published figures for official words, by our own rule for
any."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.measures import assessment, worry
from course.measures.assessment import Assessment
from course.people.person import Person
from course.safety import policy
from course.safety.concern import Concern, Kind
from curriculum.figures import Published
from curriculum.loader import load_measure
from curriculum.measure import Measure, OfferAWord, Wording
from tests.course.conftest import NOW
from tests.course.safety import official


def with_rule(key: str, **rule: float) -> Measure:
    """The measure of our files, with a rule of our own that stands here."""
    offer = OfferAWord(score="total", worse_by=rule.pop("worse_by"), **rule)
    return load_measure(key).model_copy(update={"offer_a_word": (offer,)})


GAD = with_rule("gad-7", from_score=13, worse_by=9)
"""Published: bands 0 to 4, 5 to 9, 10 to 14, 15 to 21, and a reliable change of 4 points."""
PHQ = with_rule("phq-9", from_score=99, worse_by=99)
"""Published: from 20 on severe."""
STRESS = with_rule("stress-4", from_score=12, worse_by=4)
"""Without published bands or a reliable change."""
WHO = with_rule("who-5", up_to_score=7, worse_by=6).model_copy(update={"published": Published()})
"""Lower is worse."""
SELF_COMPASSION = load_measure("self-compassion-12")


def words(key: str, *, ours: bool = False) -> Wording:
    measure = load_measure(key)
    return Wording(
        measure=key, language="en", version=1, ours=ours, form=None if ours else measure.form, title="x",
        intro="x", stem="x", items=dict.fromkeys(measure.items, "x"),
        choices=dict.fromkeys(measure.choices, "x"), note="x",
    )  # fmt: skip


@pytest.mark.parametrize(("total", "severe"), [(12, False), (13, True), (14, True), (15, True), (21, True)])
def test_a_rule_of_our_own_or_the_worst_published_band_is_severe(total: float, severe: bool) -> None:
    assert worry.is_severe(GAD, words("gad-7"), {"total": total}) is severe


def test_a_prorated_score_is_rounded_before_it_is_looked_up() -> None:
    assert worry.is_severe(PHQ, words("phq-9"), {"total": 19.5})
    assert not worry.is_severe(PHQ, words("phq-9"), {"total": 19.4})


def test_with_our_own_words_no_published_band_counts() -> None:
    assert not worry.is_severe(PHQ, words("phq-9", ours=True), {"total": 27})
    assert not worry.is_severe(PHQ, None, {"total": 27})


@pytest.mark.parametrize(("total", "severe"), [(11, False), (12, True), (16, True)])
def test_with_our_own_words_our_own_rule_counts(total: float, severe: bool) -> None:
    assert worry.is_severe(STRESS, words("stress-4", ours=True), {"total": total}) is severe


@pytest.mark.parametrize(("total", "severe"), [(8, False), (7, True), (0, True)])
def test_where_low_is_worse_a_low_score_is_severe(total: float, severe: bool) -> None:
    assert worry.is_severe(WHO, words("who-5"), {"total": total}) is severe


@pytest.mark.parametrize("value", [1.0, 5.0])
def test_no_word_is_offered_over_self_compassion(value: float) -> None:
    scores = dict.fromkeys(SELF_COMPASSION.score_keys, value)
    assert not worry.is_severe(SELF_COMPASSION, words("self-compassion-12", ours=True), scores)
    better = dict.fromkeys(SELF_COMPASSION.score_keys, 5.0)
    assert not worry.is_worse(SELF_COMPASSION, words("self-compassion-12"), better, scores)


@pytest.mark.parametrize(("before", "after", "worse"), [(5, 8, False), (5, 9, True), (9, 5, False)])
def test_worse_is_the_published_reliable_change_for_official_words(
    before: float, after: float, worse: bool
) -> None:
    assert worry.is_worse(GAD, words("gad-7"), {"total": before}, {"total": after}) is worse


@pytest.mark.parametrize(("before", "after", "worse"), [(4, 7, False), (4, 8, True), (8, 4, False)])
def test_worse_is_our_own_rule_for_our_own_words(before: float, after: float, worse: bool) -> None:
    assert worry.is_worse(STRESS, words("stress-4", ours=True), {"total": before}, {"total": after}) is worse


@pytest.mark.parametrize(("before", "after", "worse"), [(16, 11, False), (16, 10, True), (10, 16, False)])
def test_where_low_is_worse_less_is_worse(before: float, after: float, worse: bool) -> None:
    assert worry.is_worse(WHO, words("who-5"), {"total": before}, {"total": after}) is worse


def test_a_score_that_is_missing_says_nothing() -> None:
    assert not worry.is_severe(GAD, words("gad-7"), {})
    assert not worry.is_worse(GAD, words("gad-7"), {}, {"total": 21})


def complete(
    db: Session, hers: Enrolment, key: str, wave: str, values: list[int], *, days: int = 0
) -> Assessment:
    at = NOW + timedelta(days=days)
    one = assessment.begin(db, hers, wave_key=wave, measure_key=key, locale="en", now=at)
    for item, value in zip(load_measure(key).items, values, strict=True):
        assessment.save_answer(db, one, item=item, value=value, client_id=uuid4(), now=at)
    assessment.complete(db, one, now=at)
    return one


CALM, HEAVY, MIDDLE = [0, 4, 4, 0], [4, 0, 0, 4], [1, 3, 3, 1]
"""Of stress-4, whose middle two are reversed: 0, 16 and 4 points."""


def test_it_is_asked_of_what_she_completed_in_this_wave(db: Session, hers: Enrolment) -> None:
    complete(db, hers, "stress-4", "before", HEAVY)
    assert worry.worry(db, hers.stored_id, "before") == worry.Worry(severe=True, worse=False)
    assert not worry.worry(db, hers.stored_id, "after")


def test_what_she_has_not_completed_says_nothing(db: Session, hers: Enrolment) -> None:
    one = assessment.begin(db, hers, wave_key="before", measure_key="stress-4", locale="en", now=NOW)
    assessment.save_answer(db, one, item="q1", value=4, client_id=uuid4(), now=NOW)
    assert not worry.worry(db, hers.stored_id, "before")


def test_worse_is_against_her_first_answers(db: Session, hers: Enrolment) -> None:
    complete(db, hers, "stress-4", "before", CALM)
    complete(db, hers, "stress-4", "after", MIDDLE, days=60)
    assert worry.worry(db, hers.stored_id, "after") == worry.Worry(severe=False, worse=True)
    assert not worry.worry(db, hers.stored_id, "before")


def test_answers_in_other_words_are_not_compared(db: Session, hers: Enrolment) -> None:
    complete(db, hers, "stress-4", "before", CALM)
    official.install(db, "stress-4")
    complete(db, hers, "stress-4", "after", MIDDLE, days=60)
    assert not worry.worry(db, hers.stored_id, "after")


# Whether it is told without her asking


def kinds(db: Session) -> set[Kind]:
    return {one.kind for one in db.exec(select(Concern)).all()}


@pytest.fixture
def told(db: Session, house: Programme, lena: Person) -> None:
    policy.set_policy(
        db, house, scores_are_told=True, facilitators_see=False, now=NOW - timedelta(days=1), by=lena
    )


def test_by_default_nobody_is_told(db: Session, hers: Enrolment) -> None:
    complete(db, hers, "stress-4", "before", HEAVY)
    assert worry.tell(db, hers.stored_id, "before", now=NOW) == []
    assert kinds(db) == set()


@pytest.mark.usefixtures("told")
def test_where_the_programme_says_so_it_is_told_once(db: Session, hers: Enrolment) -> None:
    complete(db, hers, "stress-4", "before", CALM)
    complete(db, hers, "stress-4", "after", HEAVY, days=60)
    for _ in range(2):
        worry.tell(db, hers.stored_id, "after", now=NOW)
    assert kinds(db) == {Kind.SEVERE, Kind.WORSE}
    assert len(db.exec(select(Concern)).all()) == 2


def test_switched_on_after_she_began_it_does_not_hold_for_her(
    db: Session, house: Programme, hers: Enrolment, lena: Person
) -> None:
    complete(db, hers, "stress-4", "before", HEAVY)
    later = NOW + timedelta(minutes=1)
    policy.set_policy(db, house, scores_are_told=True, facilitators_see=False, now=later, by=lena)
    assert worry.tell(db, hers.stored_id, "before", now=later) == []


@pytest.mark.usefixtures("told")
def test_what_is_not_heavy_is_not_told(db: Session, hers: Enrolment) -> None:
    complete(db, hers, "stress-4", "before", CALM)
    assert worry.tell(db, hers.stored_id, "before", now=NOW) == []
