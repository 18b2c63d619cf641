"""What somebody attended and which paper that is; the sums by hand: 165 minutes a session, 240 the retreat."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from course.cohorts import attendance, calling_off, cohort, meeting
from course.cohorts.attendance import Mark
from course.cohorts.attended import Paper, Standing, standings
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.people.person import Person
from curriculum.schema import Completion

LAST_ENDS = datetime(2027, 4, 15, 20, 15, tzinfo=UTC)
"""Session 8 begins at 18:30 in Lisbon, which keeps summer time by then."""
OVER = datetime(2027, 5, 1, 12, 0, tzinfo=UTC)


def came(
    db: Session, group: Cohort, hers: Enrolment, sessions: int, *, retreat: bool, mark: Mark = Mark.HERE
) -> None:
    """To the first so many sessions, away from the others, and to the retreat or not."""
    for one in numbered(db, group):
        seat = mark if int(one.unit_key.removeprefix("week-")) <= sessions else Mark.AWAY
        attendance.record(db, one, hers.stored_id, seat, by=None, now=one.ends_at)
    [quiet] = [one for one in cohort.meetings(db, group) if one.unit_key == "retreat"]
    attendance.record(db, quiet, hers.stored_id, mark if retreat else Mark.AWAY, by=None, now=quiet.ends_at)


def numbered(db: Session, group: Cohort) -> list[Meeting]:
    return [one for one in cohort.meetings(db, group) if one.unit_key.startswith("week-")]


def stands(db: Session, group: Cohort, hers: Enrolment, rule: Completion | None = None) -> Standing:
    course = cohort.content(db, group)
    if rule is not None:
        course = course.model_copy(update={"completion": rule})
    return standings(db, group, course, [hers.stored_id], now=OVER)[hers.stored_id]


@pytest.mark.parametrize(
    ("sessions", "retreat", "paper", "minutes"),
    [
        (8, True, Paper.CERTIFICATE, 1560),
        (6, True, Paper.CERTIFICATE, 1230),
        (5, True, Paper.LETTER, 1065),
        (8, False, Paper.LETTER, 1320),
        (1, False, Paper.LETTER, 165),
        (0, True, Paper.LETTER, 240),
        (0, False, None, 0),
    ],
)
def test_six_of_eight_and_the_retreat_is_a_certificate_and_anything_less_a_letter(
    db: Session,
    group: Cohort,
    hers: Enrolment,
    sessions: int,
    retreat: bool,
    paper: Paper | None,
    minutes: int,
) -> None:
    came(db, group, hers, sessions, retreat=retreat)
    found = stands(db, group, hers)
    assert (found.paper, found.attended.minutes) == (paper, minutes)
    assert (found.attended.came, found.attended.held, found.attended.retreat) == (sessions, 8, retreat)


def test_by_video_counts_unless_the_course_says_that_it_does_not(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    came(db, group, hers, 8, retreat=True, mark=Mark.VIDEO)
    assert stands(db, group, hers).paper is Paper.CERTIFICATE
    strict = stands(db, group, hers, Completion(sessions=6, retreat=True, video=False))
    assert (strict.paper, strict.attended.came) == (Paper.LETTER, 8)


@pytest.mark.parametrize(
    ("whole", "parts", "retreat", "paper", "minutes"),
    [
        (5, 2, Mark.HERE, Paper.CERTIFICATE, 1230),  # 5 and two halves are six
        (5, 1, Mark.HERE, Paper.LETTER, 1147),  # 825 + 82 + 240
        (8, 0, Mark.PART, Paper.LETTER, 1440),  # 1320 + 120: half of a retreat is no retreat
        (0, 1, Mark.AWAY, Paper.LETTER, 82),
    ],
)
def test_a_part_of_a_session_counts_as_half_and_a_part_of_the_retreat_as_none(
    db: Session,
    group: Cohort,
    hers: Enrolment,
    whole: int,
    parts: int,
    retreat: Mark,
    paper: Paper,
    minutes: int,
) -> None:
    came(db, group, hers, whole, retreat=False)
    for one in numbered(db, group)[whole : whole + parts]:
        attendance.record(db, one, hers.stored_id, Mark.PART, by=None, now=one.ends_at)
    [quiet] = [one for one in cohort.meetings(db, group) if one.unit_key == "retreat"]
    attendance.record(db, quiet, hers.stored_id, retreat, by=None, now=quiet.ends_at)
    found = stands(db, group, hers)
    assert (found.paper, found.attended.minutes) == (paper, minutes)
    assert (found.attended.came, found.attended.parts) == (whole, parts)


def test_where_video_does_not_count_a_part_still_counts_as_half(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    """Four in the room, four in part: six of eight."""
    came(db, group, hers, 4, retreat=True)
    for one in numbered(db, group)[4:]:
        attendance.record(db, one, hers.stored_id, Mark.PART, by=None, now=one.ends_at)
    strict = Completion(sessions=6, retreat=True, video=False)
    assert stands(db, group, hers, strict).paper is Paper.CERTIFICATE


@pytest.mark.parametrize("video", [True, False])
def test_a_session_made_up_in_another_group_counts_like_one_in_the_room(
    db: Session, group: Cohort, hers: Enrolment, video: bool
) -> None:
    """Five here and one made up are the six that the rule asks for: 6 * 165 and the retreat of 240."""
    came(db, group, hers, 5, retreat=True)
    sixth = next(one for one in numbered(db, group) if one.unit_key == "week-6")
    attendance.record(db, sixth, hers.stored_id, Mark.MADE_UP, by=None, now=sixth.ends_at)
    found = stands(db, group, hers, Completion(sessions=6, retreat=True, video=video))
    assert found.paper is Paper.CERTIFICATE
    assert (found.attended.came, found.attended.minutes) == (6, 1230)


def test_what_was_left_out_in_one_group_and_whole_in_the_next_is_whole(
    db: Session, group: Cohort, hers: Enrolment, lena: Person
) -> None:
    came(db, group, hers, 1, retreat=False)
    first, second, *_rest = numbered(db, group)
    second.unit_key = first.unit_key  # the same session, once more on another day
    attendance.record(db, second, hers.stored_id, Mark.PART, by=None, now=second.ends_at)
    found = stands(db, group, hers).attended
    assert (found.came, found.parts, found.minutes) == (1, 0, 165)


def test_no_mark_is_not_there_and_is_counted_as_not_marked(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    first, *_rest = numbered(db, group)
    attendance.record(db, first, hers.stored_id, Mark.HERE, by=None, now=first.ends_at)
    found = stands(db, group, hers).attended
    assert (found.came, found.unmarked) == (1, 8)  # seven sessions and the retreat


def test_what_was_not_held_is_not_asked_for(
    db: Session, group: Cohort, hers: Enrolment, lena: Person
) -> None:
    before = datetime(2027, 2, 20, tzinfo=UTC)
    for one in cohort.meetings(db, group):
        if one.unit_key in {"week-6", "week-7", "week-8", "retreat"}:
            meeting.cancel(db, one, reason="The house is closed", now=before, by=lena)
    for one in numbered(db, group)[:5]:
        attendance.record(db, one, hers.stored_id, Mark.HERE, by=None, now=one.ends_at)
    found = stands(db, group, hers)
    assert (found.paper, found.attended.came, found.attended.held) == (Paper.CERTIFICATE, 5, 5)


def test_a_week_after_the_last_meeting_it_is_ready_and_not_a_moment_before(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    came(db, group, hers, 8, retreat=True)
    found, week = stands(db, group, hers), timedelta(days=7)
    assert found.ready_at == LAST_ENDS + week
    assert found.is_ready(LAST_ENDS + week)
    assert not found.is_ready(LAST_ENDS + week - timedelta(seconds=1))


def test_a_group_that_was_called_off_has_letters_at_once_and_certificates_never(
    db: Session, group: Cohort, hers: Enrolment, lena: Person
) -> None:
    came(db, group, hers, 7, retreat=True)
    at = datetime(2027, 4, 10, 12, tzinfo=UTC)
    calling_off.call_off(db, group, reason="Ines is ill", now=at, by=lena)
    found = stands(db, group, hers)
    assert (found.paper, found.ready_at, found.attended.held) == (Paper.LETTER, at, 7)


def test_a_course_without_a_rule_has_letters_only(db: Session, group: Cohort, hers: Enrolment) -> None:
    came(db, group, hers, 8, retreat=True)
    course = cohort.content(db, group).model_copy(update={"completion": None})
    found = standings(db, group, course, [hers.stored_id], now=OVER)[hers.stored_id]
    assert found.paper is Paper.LETTER


def test_the_database_takes_no_mark_but_those_there_are(db: Session, group: Cohort, hers: Enrolment) -> None:
    first, *_rest = numbered(db, group)
    attendance.record(db, first, hers.stored_id, Mark.PART, by=None, now=first.ends_at)
    with pytest.raises(IntegrityError):
        db.execute(text("UPDATE attendance SET mark = 'half'"))
