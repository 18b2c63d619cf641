"""A run sheet changed for one cohort: shorter, swapped, with own parts; what guards people is never dropped unsaid."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import Session, select

from course import store
from course.audit import AuditEvent
from course.cohorts import bundle, leading, run_sheet
from course.cohorts import cohort as cohorts
from course.cohorts.agenda import timed
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.run_sheet import Wish, sheet
from course.errors import Refused
from course.people import role
from course.people.person import Person
from curriculum.loader import load_course
from tests.cast import Cast
from tests.course.conftest import NOW
from tests.real.databases import Databases

GUARDS = {"taking-part", "landing", "closing"}
"""The guarding parts of week 1, as its outline has them."""


@pytest.fixture
def first(db: Session, group: Cohort) -> Meeting:
    return cohorts.meetings(db, group)[0]


@pytest.fixture
def wishes(db: Session, group: Cohort, first: Meeting) -> list[Wish]:
    """The sheet of week 1 as it is."""
    return [Wish(one.part.key, "", one.part.minutes) for one in sheet(db, group, first)]


def change(db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person) -> None:
    since = run_sheet.changed_at(db, first)
    run_sheet.change(db, group, first, wishes, since=since, now=NOW, by=lena)


def without(wishes: list[Wish], key: str, because: str = "") -> list[Wish]:
    return [replace(one, minutes=0, because=because) if one.part_key == key else one for one in wishes]


def test_without_a_change_it_is_the_outline_of_the_course(db: Session, group: Cohort, first: Meeting) -> None:
    assert {one.part.key for one in sheet(db, group, first) if one.part.guards} == GUARDS
    assert sum(one.part.minutes for one in sheet(db, group, first)) == 165
    assert not run_sheet.changed_at(db, first)


def test_a_cohort_with_short_sessions_gets_the_short_outline(
    db: Session, group: Cohort, first: Meeting
) -> None:
    group.outline_minutes = 120
    assert sum(one.part.minutes for one in sheet(db, group, first)) == 120
    retreat = next(one for one in cohorts.meetings(db, group) if one.unit_key == "retreat")
    assert sum(one.part.minutes for one in sheet(db, group, retreat)) == 240


def test_a_part_is_made_shorter_and_one_of_ones_own_added(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    changed = [
        replace(wishes[0], minutes=wishes[0].minutes - 5, note="Tea first"),
        Wish(None, "A song", 5),
        *wishes[1:],
    ]
    change(db, group, first, changed, lena)
    shown = sheet(db, group, first)
    assert (shown[0].part.minutes, shown[0].note) == (wishes[0].minutes - 5, "Tea first")
    assert (shown[1].part.title, shown[1].part.minutes) == ("A song", 5)
    assert [one.part.key for one in shown[2:]] == [one.part_key for one in wishes[1:]]


def test_two_parts_change_places_and_the_times_follow(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    change(db, group, first, [wishes[1], wishes[0], *wishes[2:]], lena)
    lines = timed(sheet(db, group, first), first, group.zone)
    assert [one.part.key for one in lines[:2]] == [wishes[1].part_key, wishes[0].part_key]
    assert (lines[1].starts_at - lines[0].starts_at).total_seconds() == wishes[1].minutes * 60


def test_another_meeting_and_another_cohort_keep_theirs(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    second = cohorts.meetings(db, group)[1]
    before = sheet(db, group, second)
    change(db, group, first, without(wishes, "why-here"), lena)
    assert sheet(db, group, second) == before


@pytest.mark.parametrize("key", sorted(GUARDS))
def test_a_guarding_part_is_not_dropped_in_silence(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person, key: str
) -> None:
    for silent in (without(wishes, key), [one for one in wishes if one.part_key != key]):
        with pytest.raises(Refused) as refused:
            change(db, group, first, silent, lena)
        assert "keeps people safe" in refused.value.sentence
        assert refused.value.field == f"because-{key}"
    assert not run_sheet.changed_at(db, first)


def test_a_guarding_part_left_out_with_a_reason_stays_on_the_sheet(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    change(db, group, first, without(wishes, "landing", "no break tonight"), lena)
    left = [one for one in sheet(db, group, first) if one.is_left_out]
    assert [(one.part.key, one.left_out_because) for one in left] == [("landing", "no break tonight")]
    line = next(one for one in timed(sheet(db, group, first), first, group.zone) if one.shown.is_left_out)
    assert line.starts_at == line.ends_at
    event = db.exec(select(AuditEvent).where(AuditEvent.what == "run_sheet.change")).one()
    assert event.detail == {"left_out": ["landing"]}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ([Wish(None, "Too much", 1)], "add up to 166 minutes, and the meeting has 165"),
        ([Wish(None, "Backwards", -3)], "Minutes are a number from 0"),
        ([Wish("no-such-part", "", 0), Wish("another", "", 1)], "add up to 166"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person, more: list[Wish], says: str
) -> None:
    with pytest.raises(Refused) as refused:
        change(db, group, first, [*wishes, *more], lena)
    assert says in refused.value.sentence
    assert not run_sheet.changed_at(db, first)


def test_a_part_the_meeting_does_not_have_is_refused(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    with pytest.raises(Refused) as refused:
        change(db, group, first, [*without(wishes, "why-here"), Wish("no-such-part", "", 1)], lena)
    assert "not in this meeting" in refused.value.sentence


def test_going_back_brings_the_outline_of_the_course(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    before = sheet(db, group, first)
    change(db, group, first, without(wishes, "why-here"), lena)
    assert sheet(db, group, first) != before
    run_sheet.reset(db, first, by=lena)
    assert sheet(db, group, first) == before


@pytest.mark.parametrize(("name", "letters"), [("title", 121), ("note", 601), ("because", 201)])
def test_words_that_do_not_fit_are_refused_and_never_cut(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person, name: str, letters: int
) -> None:
    def first_line(length: int) -> Wish:
        typed: dict[str, Any] = {name: "a" * length}
        return replace(wishes[0], **typed)

    with pytest.raises(Refused, match="longer than the"):
        change(db, group, first, [first_line(letters), *wishes[1:]], lena)
    change(db, group, first, [first_line(letters - 1), *wishes[1:]], lena)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    """Both had the sheet of the course before them."""
    hers = [replace(wishes[0], note="Tea first"), *wishes[1:]]
    run_sheet.change(db, group, first, hers, since=None, now=NOW, by=lena)
    his = [replace(wishes[0], note="A song first"), *wishes[1:]]
    with pytest.raises(run_sheet.ChangedMeanwhile):
        run_sheet.change(db, group, first, his, since=None, now=NOW + timedelta(seconds=1), by=lena)
    assert sheet(db, group, first)[0].note == "Tea first"
    run_sheet.change(db, group, first, his, since=NOW, now=NOW + timedelta(minutes=1), by=lena)
    assert sheet(db, group, first)[0].note == "A song first"


def test_a_guarding_part_that_comes_with_newer_texts_is_on_a_changed_sheet_too(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    """`why-here` guards nobody in the content the cohort began with, and does in the newer one."""
    change(db, group, first, without(wishes, "why-here"), lena)
    course = load_course("eight-weeks")
    week = course.unit("week-1")
    agenda = [one.model_copy(update={"guards": one.guards or one.key == "why-here"}) for one in week.agenda]
    units = [week.model_copy(update={"agenda": tuple(agenda)}), *(one for one in course.units if one != week)]
    newer = course.model_copy(update={"units": tuple(units)})
    group.bundle_hash = bundle.pin(db, "course", "eight-weeks", newer)
    left = [one for one in sheet(db, group, first) if one.is_left_out]
    assert [(one.part.key, one.left_out_because[:27]) for one in left] == [
        ("why-here", "It came with newer texts af")
    ]


def test_the_same_change_sent_twice_is_one(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    typed = [replace(wishes[0], note=" Tea first "), *without(wishes[1:], "landing", "no break tonight")]
    for late in (0, 1):
        run_sheet.change(db, group, first, typed, since=None, now=NOW + timedelta(seconds=late), by=lena)
    assert run_sheet.changed_at(db, first) == NOW
    assert len(db.exec(select(AuditEvent).where(AuditEvent.what == "run_sheet.change")).all()) == 1


def test_two_who_change_it_at_the_same_moment_are_told_apart(
    staged: tuple[str, Cast], databases: Databases
) -> None:
    url = databases.copy(staged[0])
    engine, both = store.make_engine(url), Barrier(2)

    def write(note: str) -> bool:
        with suppress(run_sheet.ChangedMeanwhile), store.writing(engine) as db:
            meeting = db.get_one(Meeting, staged[1].here.meeting)
            group, ines = db.get_one(Cohort, meeting.cohort_id), db.get_one(Person, staged[1].ines)
            typed = [Wish(one.part.key, "", one.part.minutes, note) for one in sheet(db, group, meeting)]
            if engine.dialect.name != "sqlite":  # there the second waits from its first statement on
                both.wait(timeout=10)
            run_sheet.change(db, group, meeting, typed, since=None, now=NOW, by=ines)
            return True
        return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, ("Tea first", "A song first"))) == [False, True]
    engine.dispose()
    databases.drop(url)


def test_whoever_leads_a_part_of_ones_own_still_does_after_the_sheet_is_changed_again(
    db: Session, group: Cohort, first: Meeting, wishes: list[Wish], lena: Person
) -> None:
    """Parts of one's own have no key but their place, and the song moves from the second to the third."""
    role.make_facilitator(db, cohort_id=group.stored_id, person_id=lena.stored_id)
    arriving = replace(wishes[0], minutes=wishes[0].minutes - 10)
    change(db, group, first, [arriving, Wish(None, "A song", 5), Wish(None, "Tea", 5), *wishes[1:]], lena)
    settled = {"own-1": lena.id, "own-2": lena.id, str(wishes[1].part_key): lena.id}
    leading.settle(db, first, settled, by=lena)
    change(db, group, first, [arriving, wishes[1], Wish(None, "A song", 5), *wishes[2:]], lena)
    assert leading.leading(db, first).keys() == {"own-2", str(wishes[1].part_key)}
    run_sheet.reset(db, first, by=lena)
    assert leading.leading(db, first).keys() == {str(wishes[1].part_key)}
