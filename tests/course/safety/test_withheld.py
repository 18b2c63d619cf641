"""PHQ-9 opens only in official words and with a complete plan, and is left out the moment one of them is missing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from course import clock
from course.cohorts import chosen, cohort, programme
from course.cohorts.cohort import Cohort, content, plan_for
from course.cohorts.enrolment import Enrolment, enrol
from course.cohorts.place import place
from course.cohorts.programme import Programme
from course.errors import Refused
from course.measures import answering, choosing, run, withheld, wordings
from course.measures.withheld import Asking
from course.people import consent, person
from course.people.consent import ConsentTo
from course.people.person import Person
from course.safety import plan
from course.safety.plan import CrisisResource, SafetyPlan
from course.texts import taking
from curriculum.loader import load_course
from tests.course.conftest import NOW
from tests.course.safety import official

WAVES = ("before", "after", "six-months")
NEEDED = ("responsible", "responsible_email", "deputy", "deputy_email", "reply_hours", "holiday_cover")


@pytest.fixture(autouse=True)
def _course_time(db: Session) -> None:
    """So that what was checked at NOW is fresh."""
    db.add(clock.CourseClock(offset_seconds=round((NOW - clock.real_now(db)).total_seconds())))
    db.flush()


def add(
    db: Session, house: Programme, by: Person, key: str, *, wave: str = "before", known: bool = False
) -> None:
    choosing.add(
        db, house, wave_key=wave, measure_key=key, knows_unchecked=known, waves=WAVES, now=NOW, by=by
    )  # fmt: skip


def group_of(db: Session, house: Programme, by: Person) -> Cohort:
    course = load_course("eight-weeks")
    first = (NOW + timedelta(days=20)).date()
    dates = plan_for(course, starts_on=first, at=NOW.time(), zone="UTC", skipped={})
    return cohort.create(db, house, name="New", course_key="eight-weeks", plan=dates, by=by)


def joined(db: Session, group: Cohort, *, locale: str = "en") -> Enrolment:
    who = person.welcome(db, email=f"{uuid4().hex[:8]}@example.org", name="Nia", zone="UTC", locale=locale)
    hers = enrol(db, cohort_id=group.stored_id, person=who, now=NOW)
    consent.answer(
        db, enrolment_id=hers.stored_id, purpose=ConsentTo.MEASURES, given=True, text="Yes.", locale="en"
    )
    return hers


def asked(db: Session, hers: Enrolment) -> list[str]:
    found = run.run_of(db, place(db, hers.stored_id), "before", now=NOW)
    return [measure.key for measure, _words in found.measures]


def test_without_official_words_it_is_refused_and_phq_8_is_named(
    db: Session, safe: Programme, lena: Person
) -> None:
    with pytest.raises(Refused, match="PHQ-8"):
        add(db, safe, lena, "phq-9")


@pytest.mark.parametrize("field", NEEDED)
def test_with_any_field_of_the_plan_missing_it_is_refused(
    db: Session, safe: Programme, lena: Person, field: str
) -> None:
    official.install(db, "phq-9")
    setattr(db.get_one(SafetyPlan, safe.stored_id), field, "  ")
    db.flush()
    with pytest.raises(Refused, match="help is not complete"):
        add(db, safe, lena, "phq-9")


@pytest.mark.parametrize("is_emergency", [True, False])
def test_without_the_emergency_number_or_another_line_it_is_refused(
    db: Session, safe: Programme, lena: Person, is_emergency: bool
) -> None:
    official.install(db, "phq-9")
    mine = select(CrisisResource).where(CrisisResource.is_emergency == is_emergency)
    plan.remove_resource(db, db.exec(mine).one(), by=lena)
    with pytest.raises(Refused, match="help is not complete"):
        add(db, safe, lena, "phq-9")


def test_a_line_nobody_tried_for_longer_than_six_months_does_not_count(
    db: Session, safe: Programme, lena: Person
) -> None:
    official.install(db, "phq-9")
    for line in plan.resources_of(db, safe.stored_id):
        line.checked_on = NOW.date() - timedelta(days=184)
    with pytest.raises(Refused, match="last six months"):
        add(db, safe, lena, "phq-9")


def test_without_any_plan_it_is_refused(db: Session, house: Programme, lena: Person) -> None:
    official.install(db, "phq-9")
    with pytest.raises(Refused, match="help is not complete"):
        add(db, house, lena, "phq-9")


def test_with_all_of_it_a_new_cohort_asks_it_and_one_that_runs_does_not(
    db: Session, safe: Programme, lena: Person, group: Cohort
) -> None:
    official.install(db, "phq-9")
    add(db, safe, lena, "phq-9", wave="after")
    new = group_of(db, safe, lena)
    assert content(db, new).wave("after").measures[-1] == "phq-9"
    assert content(db, new).in_language("de").wave("after").measures[-1] == "phq-9"
    assert "phq-9" not in content(db, new).wave("before").measures
    assert "phq-9" not in content(db, group).wave("after").measures


def test_a_cohort_that_takes_newer_content_takes_the_choice_with_it(
    db: Session, safe: Programme, lena: Person, group: Cohort
) -> None:
    official.install(db, "phq-9")
    add(db, safe, lena, "phq-9")
    offered = load_course("eight-weeks")
    seen = taking.newer(db, group, offered)
    assert seen is not None
    assert {(one.kind, one.title) for one in seen.differences if not one.language} == {
        ("waves", offered.wave("before").title)
    }
    taking.take(db, group, offered, seen=seen.hash, now=NOW, by=lena)
    assert "phq-9" in content(db, group).wave("before").measures


def test_what_a_programme_chose_is_offered_to_no_other(db: Session, safe: Programme, lena: Person) -> None:
    official.install(db, "phq-9")
    add(db, safe, lena, "phq-9")
    group_of(db, safe, lena)
    other = programme.create(db, name="Harbour", zone="UTC", country="NO", by=lena)
    assert "phq-9" not in content(db, group_of(db, other, lena)).wave("before").measures


def test_a_removed_measure_is_not_in_the_next_cohort(db: Session, safe: Programme, lena: Person) -> None:
    official.install(db, "phq-8")
    add(db, safe, lena, "phq-8")
    [row] = chosen.chosen(db, safe.stored_id)
    choosing.remove(db, row, now=NOW, by=lena)
    assert "phq-8" not in content(db, group_of(db, safe, lena)).wave("before").measures


def test_a_measure_without_any_words_is_refused(db: Session, safe: Programme, lena: Person) -> None:
    silent = next(one for one in choosing.offered() if not one.askable and not one.self_harm)
    with pytest.raises(Refused, match="official words first"):
        add(db, safe, lena, silent.key)


def test_an_unchecked_key_needs_a_word_that_one_knows(db: Session, safe: Programme, lena: Person) -> None:
    unchecked = next(one.key for one in choosing.offered() if one.level == "C")
    official.install(db, unchecked)
    with pytest.raises(Refused, match="Nobody has checked"):
        add(db, safe, lena, unchecked)
    add(db, safe, lena, unchecked, known=True)
    assert content(db, group_of(db, safe, lena)).wave("before").unchecked


@pytest.mark.parametrize("key", ["no-such-measure", "", "../phq-9"])
def test_a_measure_that_is_not_there_is_refused(db: Session, safe: Programme, lena: Person, key: str) -> None:
    with pytest.raises(Refused, match="choose a measure"):
        add(db, safe, lena, key)


def test_a_wave_no_course_has_is_refused(db: Session, safe: Programme, lena: Person) -> None:
    with pytest.raises(Refused, match="when it is asked"):
        add(db, safe, lena, "stress-4", wave="some-day")


# At the moment of asking


@pytest.fixture
def choice(db: Session, safe: Programme, lena: Person) -> Cohort:
    official.install(db, "phq-9")
    add(db, safe, lena, "phq-9")
    return group_of(db, safe, lena)


def test_while_all_is_there_it_is_asked(db: Session, choice: Cohort) -> None:
    assert asked(db, joined(db, choice))[-1] == "phq-9"


@pytest.mark.parametrize("field", NEEDED)
def test_when_the_plan_is_no_longer_complete_it_is_left_out_and_staff_read_why(
    db: Session, safe: Programme, choice: Cohort, field: str
) -> None:
    hers = joined(db, choice)
    setattr(db.get_one(SafetyPlan, safe.stored_id), field, "")
    db.flush()
    assert "phq-9" not in asked(db, hers)
    assert "Help is not complete." in withheld.why_not(db, safe, "phq-9", "en")


def test_when_a_line_has_not_been_tried_for_long_it_is_left_out(
    db: Session, safe: Programme, choice: Cohort
) -> None:
    for line in plan.resources_of(db, safe.stored_id):
        line.checked_on = NOW.date() - timedelta(days=184)
    db.flush()
    assert "phq-9" not in asked(db, joined(db, choice))


def test_when_its_words_are_taken_away_it_is_left_out(db: Session, choice: Cohort) -> None:
    wordings.remove(db, "phq-9", "en")
    assert "phq-9" not in asked(db, joined(db, choice))


def test_whoever_reads_a_language_without_its_words_is_not_asked(db: Session, choice: Cohort) -> None:
    assert "phq-9" not in asked(db, joined(db, choice, locale="de"))
    official.install(db, "phq-9", "de")
    assert "phq-9" in asked(db, joined(db, choice, locale="de"))


def test_words_of_another_form_are_not_official(db: Session, safe: Programme, choice: Cohort) -> None:
    official.install(db, "phq-9", form="another order of the items")
    assert "phq-9" not in asked(db, joined(db, choice))
    assert "official words only" in withheld.why_not(db, safe, "phq-9", "en")


def test_halfway_through_it_is_hidden_at_once_and_the_wave_can_still_end(
    db: Session, safe: Programme, choice: Cohort
) -> None:
    hers = joined(db, choice)
    found = run.run_of(db, place(db, hers.stored_id), "before", now=NOW)
    answering.begin(db, found, now=NOW)
    db.get_one(SafetyPlan, safe.stored_id).deputy = ""
    db.flush()
    again = run.run_of(db, place(db, hers.stored_id), "before", now=NOW)
    assert "phq-9" not in [measure.key for measure, _words in again.measures]
    answering.finish(db, again, now=NOW)
    assert run.run_of(db, place(db, hers.stored_id), "before", now=NOW).state == "complete"


def test_what_was_left_out_when_she_began_is_not_asked_afterwards(
    db: Session, safe: Programme, choice: Cohort
) -> None:
    hers, row = joined(db, choice), db.get_one(SafetyPlan, safe.stored_id)
    row.deputy = ""
    db.flush()
    answering.begin(db, run.run_of(db, place(db, hers.stored_id), "before", now=NOW), now=NOW)
    row.deputy = "Tomas Reis"
    db.flush()
    assert "phq-9" not in asked(db, hers)


def test_a_wave_of_nothing_but_what_is_withheld_is_not_asked(db: Session, choice: Cohort) -> None:
    wave = content(db, choice).wave("before").model_copy(update={"measures": ("phq-9",)})
    hers = joined(db, choice)
    wordings.remove(db, "phq-9", "en")
    assert Asking(db, [hers.stored_id]).wave(wave, hers.stored_id).measures == ()
