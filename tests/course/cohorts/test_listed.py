"""Whoever is surely known is marked; every other name waits, and nothing is guessed."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from course import store
from course.cohorts import attendance, enrolment, listed
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort
from course.cohorts.listed import Listed, ListedName, TakenIn, Why
from course.cohorts.meeting import Meeting
from course.cohorts.roll import roll
from course.errors import Refused
from course.people import person
from course.people.person import Person
from tests.cast import NOW, Cast

WHOLE = 165
"""Minutes the meetings of the group have; three quarters of them are 123.75."""


def take_in(engine: Engine, cast: Cast, *lines: Listed) -> TakenIn:
    with store.writing(engine) as db:
        meeting, cohort, ines = _room(db, cast)
        return listed.take_in(db, meeting, cohort, lines, by=ines, now=NOW)


def marked(engine: Engine, cast: Cast) -> dict[str, Mark | None]:
    with store.reading(engine) as db:
        return {seat.name: seat.mark for seat in roll(db, _room(db, cast)[0])}


def waiting(engine: Engine, cast: Cast) -> list[tuple[str, Why, int | None]]:
    with store.reading(engine) as db:
        rows = listed.waiting(db, _room(db, cast)[0], now=NOW)
        return [(row.name, row.why, row.enrolment_id) for row in rows]


@pytest.fixture
def unmarked(site_engine: Engine, cast: Cast) -> None:
    """Nobody has a mark at the last meeting."""
    with store.writing(site_engine) as db:
        meeting, _cohort, ines = _room(db, cast)
        for seat in roll(db, meeting):
            attendance.record(db, meeting, seat.enrolment_id, None, by=ines.id, now=NOW)


@pytest.mark.usefixtures("unmarked")
def test_an_address_or_a_whole_name_of_one_person_is_enough(site_engine: Engine, cast: Cast) -> None:
    taken = take_in(
        site_engine, cast, Listed("M. at home", "MAYA@example.org", WHOLE), Listed("ben", "", WHOLE)
    )
    assert taken == TakenIn(marked=2, known=0, leading=0, waiting=0)
    found = marked(site_engine, cast)
    assert (found["Maya"], found["Ben"]) == (Mark.VIDEO, Mark.VIDEO)
    assert waiting(site_engine, cast) == []


@pytest.mark.usefixtures("unmarked")
def test_a_name_nobody_has_waits_and_marks_nobody(site_engine: Engine, cast: Cast) -> None:
    taken = take_in(site_engine, cast, Listed("Maya's phone", "", WHOLE))
    assert taken == TakenIn(marked=0, known=0, leading=0, waiting=1)
    assert marked(site_engine, cast)["Maya"] is None
    assert waiting(site_engine, cast) == [("Maya's phone", Why.NOBODY, None)]


@pytest.mark.usefixtures("unmarked")
def test_a_name_two_people_have_waits(site_engine: Engine, cast: Cast) -> None:
    with store.writing(site_engine) as db:
        second = person.welcome(db, email="maya2@example.org", name="Maya", zone="Europe/Lisbon")
        enrolment.enrol(db, cohort_id=cast.here.cohort, person=second, now=NOW - timedelta(days=30))
    take_in(site_engine, cast, Listed("Maya", "", WHOLE))
    assert waiting(site_engine, cast) == [("Maya", Why.SEVERAL, None)]
    assert marked(site_engine, cast)["Maya"] is None


@pytest.mark.usefixtures("unmarked")
@pytest.mark.parametrize(("minutes", "is_marked"), [(123, False), (124, True), (None, True)])
def test_whoever_was_there_for_less_than_three_quarters_waits(
    site_engine: Engine, cast: Cast, minutes: int | None, is_marked: bool
) -> None:
    take_in(site_engine, cast, Listed("Maya", "", minutes))
    assert marked(site_engine, cast)["Maya"] == (Mark.VIDEO if is_marked else None)
    assert waiting(site_engine, cast) == ([] if is_marked else [("Maya", Why.SHORT, cast.here.enrolment)])


def test_a_mark_that_a_person_set_stays(site_engine: Engine, cast: Cast) -> None:
    """At the last meeting Maya is marked here and Ben away."""
    taken = take_in(site_engine, cast, Listed("Maya", "", WHOLE), Listed("Ben", "", WHOLE))
    assert taken == TakenIn(marked=0, known=1, leading=0, waiting=1)
    found = marked(site_engine, cast)
    assert (found["Maya"], found["Ben"]) == (Mark.HERE, Mark.AWAY)
    assert waiting(site_engine, cast) == [("Ben", Why.AWAY, cast.here.other_enrolment)]


@pytest.mark.usefixtures("unmarked")
def test_whoever_runs_the_group_is_passed_over(site_engine: Engine, cast: Cast) -> None:
    taken = take_in(site_engine, cast, Listed("Ines", "", WHOLE), Listed("host", "ines@example.org", WHOLE))
    assert taken == TakenIn(marked=0, known=0, leading=2, waiting=0)


@pytest.mark.usefixtures("unmarked")
def test_the_same_list_twice_changes_nothing(site_engine: Engine, cast: Cast) -> None:
    lines = Listed("Maya", "", WHOLE), Listed("Somebody else", "", WHOLE)
    take_in(site_engine, cast, *lines)
    assert take_in(site_engine, cast, *lines) == TakenIn(marked=0, known=1, leading=0, waiting=1)
    assert waiting(site_engine, cast) == [("Somebody else", Why.NOBODY, None)]


@pytest.mark.usefixtures("unmarked")
def test_a_settled_name_is_a_mark_and_is_kept_no_longer(site_engine: Engine, cast: Cast) -> None:
    take_in(site_engine, cast, Listed("Maya's phone", "", 80))
    with store.writing(site_engine) as db:
        meeting, cohort, ines = _room(db, cast)
        row = listed.waiting(db, meeting, now=NOW)[0]
        maya = next(seat for seat in roll(db, meeting) if seat.name == "Maya")
        assert listed.alike(row, roll(db, meeting)) == [maya]
        listed.settle(db, row, meeting, cohort, maya, Mark.PART, by=ines, now=NOW)
    assert marked(site_engine, cast)["Maya"] == Mark.PART
    assert _stored(site_engine) == []  # the one of the cast is older than a month, and gone as well


@pytest.mark.usefixtures("unmarked")
def test_after_a_month_a_name_is_shown_no_more_and_the_next_list_removes_it(
    site_engine: Engine, cast: Cast
) -> None:
    take_in(site_engine, cast, Listed("Maya's phone", "", WHOLE))
    later = NOW + timedelta(days=30)
    with store.writing(site_engine) as db:
        meeting, cohort, ines = _room(db, cast)
        assert listed.waiting(db, meeting, now=later - timedelta(minutes=1))
        assert not listed.waiting(db, meeting, now=later)
        listed.take_in(db, meeting, cohort, [Listed("Ben", "", WHOLE)], by=ines, now=later)
    assert _stored(site_engine) == []


def test_a_list_longer_than_any_meeting_is_refused(site_engine: Engine, cast: Cast) -> None:
    with pytest.raises(Refused, match="more names"):
        take_in(site_engine, cast, *[Listed(f"Somebody {n}") for n in range(401)])


def _room(db: Session, cast: Cast) -> tuple[Meeting, Cohort, Person]:
    return (
        db.get_one(Meeting, cast.here.past_meeting),
        db.get_one(Cohort, cast.here.cohort),
        db.get_one(Person, cast.ines),
    )


def _stored(engine: Engine) -> Sequence[str]:
    with store.reading(engine) as db:
        return db.exec(select(ListedName.name)).all()
