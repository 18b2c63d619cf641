"""Courses of other shapes run like the eight weeks: their dates, openings, letters and questions."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from course.cohorts import cohort, enrolment
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.opening import newest_open, openings
from course.cohorts.programme import Programme
from course.delivery import loading
from course.delivery.due import due
from course.delivery.facts import EnrolmentFacts, Subject
from course.measures.wave import State, state
from course.people import consent, person, role
from course.people.consent import ConsentTo
from course.people.person import Person
from course.people.role import Facilitator
from curriculum.loader import load_course
from curriculum.schema import Course
from tests.curriculum.elsewhere import gathered

LISBON = ZoneInfo("Europe/Lisbon")
JOINED = datetime(2027, 2, 15, 12, 0, tzinfo=UTC)
THURSDAY, MONDAY = date(2027, 2, 25), date(2027, 3, 1)


def days(*month_and_day: tuple[int, int]) -> list[date]:
    return [date(2027, month, day) for month, day in month_and_day]


@dataclass(frozen=True)
class Run:
    """A course as one cohort meets for it. `letters`: how often each goes to somebody who answers none."""

    key: str
    starts_on: date
    at: time
    dates: list[date]
    letters: dict[str, int]


RUNS = (
    Run(
        "mindful-eight-weeks",
        THURSDAY,
        time(18, 30),
        days((2, 25), (3, 4), (3, 11), (3, 18), (3, 25), (4, 1), (4, 4), (4, 8), (4, 15)),
        {
            "orientation": 1,
            "week_opens": 9,
            "meeting_tomorrow": 9,
            "homework_nudge": 8,
            "measure_invitation": 2,
            "measure_reminder": 4,
        },
    ),
    Run(
        "clinical-group",
        THURSDAY,
        time(18, 30),
        days(
            (2, 25),
            (3, 4),
            (3, 11),
            (3, 18),
            (3, 25),
            (4, 1),
            (4, 8),
            (4, 15),
            (4, 22),
            (4, 29),
            (5, 6),
            (5, 13),
        ),
        {
            "orientation": 1,
            "week_opens": 12,
            "meeting_tomorrow": 12,
            "homework_nudge": 12,
            "measure_invitation": 2,
            "measure_reminder": 4,
        },
    ),
    Run(
        "five-day-intensive",
        MONDAY,
        time(9),
        days((3, 1), (3, 2), (3, 3), (3, 4), (3, 5)),
        {
            "orientation": 1,
            "week_opens": 5,
            "meeting_tomorrow": 5,
            "measure_invitation": 2,
            "measure_reminder": 4,
        },
    ),
    Run(
        "six-meetings",
        THURSDAY,
        time(18, 30),
        days((2, 25), (3, 4), (3, 11), (3, 18), (3, 25), (4, 1)),
        {
            "orientation": 1,
            "week_opens": 6,
            "meeting_tomorrow": 6,
            "homework_nudge": 6,
            "measure_invitation": 3,
            "measure_reminder": 6,
            "address_note": 1,
        },
    ),
    Run(
        "open-circle",
        THURSDAY,
        time(18, 30),
        days((2, 25), (3, 25), (4, 22), (5, 20), (6, 17), (7, 15)),
        {"orientation": 1, "week_opens": 6, "meeting_tomorrow": 6},
    ),
)
every_run = pytest.mark.parametrize("run", RUNS, ids=lambda run: run.key)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gathered(tmp_path_factory.mktemp("elsewhere"))


def begun(
    db: Session, house: Programme, by: Person, folder: Path, run: Run, skipped: dict[date, str] | None = None
) -> Cohort:
    course = load_course(run.key, folder)
    plan = plan_for(course, starts_on=run.starts_on, at=run.at, zone="Europe/Lisbon", skipped=skipped or {})
    return cohort.create(db, house, name=run.key, course_key=run.key, plan=plan, course=course, by=by)


def of(key: str) -> Run:
    return next(run for run in RUNS if run.key == key)


def joined(db: Session, group: Cohort, who: Person) -> EnrolmentFacts:
    hers = enrolment.enrol(db, cohort_id=group.stored_id, person=who, now=JOINED)
    hers.ready_at = JOINED
    for purpose in (ConsentTo.COURSE, ConsentTo.MEASURES, ConsentTo.FOLLOW_UP):
        consent.answer(db, enrolment_id=hers.stored_id, purpose=purpose, given=True, text="Yes.", locale="en")
    db.flush()
    [facts] = loading.enrolments(db, [hers.stored_id])
    return facts


def lived(facts: Subject) -> Iterator[tuple[str, datetime]]:
    """(letter, when) through the whole course and the year after it, looking exactly when `due` says."""
    now: datetime | None = JOINED
    while now is not None and now < JOINED + timedelta(days=600):
        answer = due(facts, now)
        for letter in answer.letters:
            yield letter.letter, now
        facts = replace(facts, known=facts.known | {one.key for one in answer.entering})
        now = answer.look_at


@every_run
def test_a_cohort_meets_on_the_days_its_course_asks_for(
    db: Session, house: Programme, lena: Person, folder: Path, run: Run
) -> None:
    met = cohort.meetings(db, begun(db, house, lena, folder, run))
    assert [one.starts_on for one in met] == run.dates


@every_run
def test_a_cohort_reads_the_course_it_was_given(
    db: Session, house: Programme, lena: Person, folder: Path, run: Run
) -> None:
    group = begun(db, house, lena, folder, run)
    assert cohort.content(db, group) == load_course(run.key, folder)


def test_a_skipped_day_moves_the_rest_of_an_intensive_by_one_day(
    db: Session, house: Programme, lena: Person, folder: Path
) -> None:
    skipped = {date(2027, 3, 3): "The house is closed"}
    met = cohort.meetings(db, begun(db, house, lena, folder, of("five-day-intensive"), skipped))
    assert [one.starts_on for one in met] == days((3, 1), (3, 2), (3, 4), (3, 5), (3, 6))


def test_a_skipped_evening_moves_a_circle_by_four_weeks(
    db: Session, house: Programme, lena: Person, folder: Path
) -> None:
    skipped = {date(2027, 3, 25): "Holiday"}
    met = cohort.meetings(db, begun(db, house, lena, folder, of("open-circle"), skipped))
    assert [one.starts_on for one in met][:3] == days((2, 25), (4, 22), (5, 20))


def test_the_quiet_day_lies_between_the_sixth_and_the_seventh_week_from_ten_to_five(
    db: Session, house: Programme, lena: Person, folder: Path
) -> None:
    met = cohort.meetings(db, begun(db, house, lena, folder, of("mindful-eight-weeks")))
    assert [one.unit_key for one in met][5:8] == ["week-6", "quiet-day", "week-7"]
    local = [each.astimezone(LISBON) for each in (met[6].starts_at, met[6].ends_at)]
    assert [(each.date(), each.time()) for each in local] == [
        (date(2027, 4, 4), time(10)),
        (date(2027, 4, 4), time(17)),
    ]


def test_a_day_of_the_intensive_opens_when_it_is_over(
    db: Session, house: Programme, lena: Person, folder: Path
) -> None:
    group = begun(db, house, lena, folder, of("five-day-intensive"))
    found = openings(cohort.content(db, group), cohort.meetings(db, group))
    # Six hours from nine; Lisbon is on UTC until 28 March.
    assert [one.opens_at for one in found] == [
        datetime(2027, 3, day, 15, 0, tzinfo=UTC) for day in range(1, 6)
    ]
    newest = newest_open(found, datetime(2027, 3, 3, 14, 59, tzinfo=UTC))
    assert newest is not None
    assert newest.unit.key == "day-2"


def test_a_circle_opens_three_days_before_it_meets(
    db: Session, house: Programme, lena: Person, folder: Path
) -> None:
    group = begun(db, house, lena, folder, of("open-circle"))
    first = openings(cohort.content(db, group), cohort.meetings(db, group))[0]
    assert first.opens_at == datetime(2027, 2, 22, 18, 30, tzinfo=UTC)


@every_run
def test_all_weeks_of_a_course_are_open_at_its_end_and_none_before_it_begins(
    db: Session, house: Programme, lena: Person, folder: Path, run: Run
) -> None:
    group = begun(db, house, lena, folder, run)
    found = openings(cohort.content(db, group), cohort.meetings(db, group))
    assert [one.unit.key for one in found] == [one.unit_key for one in cohort.meetings(db, group)]
    assert not any(one.is_open(JOINED) for one in found)
    assert all(one.is_open(JOINED + timedelta(days=200)) for one in found)


@every_run
def test_the_letters_of_a_whole_course_go_out_once_each(
    db: Session, house: Programme, lena: Person, maya: Person, folder: Path, run: Run
) -> None:
    facts = joined(db, begun(db, house, lena, folder, run), maya)
    assert Counter(letter for letter, _at in lived(facts)) == run.letters


def test_the_letters_of_an_intensive_keep_its_pace(
    db: Session, house: Programme, lena: Person, maya: Person, folder: Path
) -> None:
    facts = joined(db, begun(db, house, lena, folder, of("five-day-intensive")), maya)
    sent = list(lived(facts))
    evenings = [at for letter, at in sent if letter == "meeting_tomorrow"]
    assert evenings == [
        datetime(2027, 2, 28, 18, 0, tzinfo=UTC),
        *(datetime(2027, 3, day, 18, 0, tzinfo=UTC) for day in range(1, 5)),
    ]
    assert [at for letter, at in sent if letter == "week_opens"] == [
        datetime(2027, 3, day, 15, 0, tzinfo=UTC) for day in range(1, 6)
    ]
    assert [at for letter, at in sent if letter == "measure_invitation"] == [
        datetime(2027, 2, 16, 9, 0, tzinfo=UTC),
        datetime(2027, 3, 6, 9, 0, tzinfo=UTC),
    ]


def test_both_who_lead_a_clinical_group_are_told_the_evening_before_each_session(
    db: Session, house: Programme, lena: Person, folder: Path
) -> None:
    group = begun(db, house, lena, folder, of("clinical-group"))
    for name in ("ines", "sam"):
        who = person.welcome(db, email=f"{name}@example.org", name=name.title(), zone="Europe/Lisbon")
        role.make_facilitator(db, cohort_id=group.stored_id, person_id=who.stored_id)
    leading = db.exec(select(Facilitator.id).where(Facilitator.cohort_id == group.stored_id)).all()
    told = loading.facilitators(db, [one for one in leading if one is not None])
    assert len(told) == 2
    for facts in told:
        sent = Counter(letter for letter, _at in lived(replace(facts, since=JOINED)))
        assert sent == {"staff_meeting_tomorrow": 12, "staff_digest": 13}


@every_run
def test_the_questions_open_before_the_first_meeting_and_after_the_last(
    db: Session, house: Programme, lena: Person, maya: Person, folder: Path, run: Run
) -> None:
    group = begun(db, house, lena, folder, run)
    facts, met = joined(db, group, maya), cohort.meetings(db, group)
    before_first, after_last = met[0].starts_at - timedelta(hours=1), met[-1].ends_at + timedelta(hours=1)
    for one in facts.waves:
        if one.wave.key == "before":
            assert (state(one, before_first), state(one, after_last)) == (State.OPEN, State.MISSED)
        if one.wave.key == "after":
            assert (state(one, before_first), state(one, after_last)) == (State.PLANNED, State.OPEN)
        if one.wave.key == "six-months":
            assert state(one, after_last) == State.PLANNED
            assert state(one, after_last + timedelta(days=181)) == State.OPEN


def test_a_course_without_questions_asks_none(
    db: Session, house: Programme, lena: Person, maya: Person, folder: Path
) -> None:
    assert joined(db, begun(db, house, lena, folder, of("open-circle")), maya).waves == ()


def test_a_cohort_keeps_its_course_when_the_files_change(
    db: Session, house: Programme, lena: Person, folder: Path
) -> None:
    group = begun(db, house, lena, folder, of("five-day-intensive"))
    edited: Course = load_course("five-day-intensive", folder).model_copy(update={"title": "Four days"})
    assert edited.title != cohort.content(db, group).title == "Five Days of Self-Compassion"
