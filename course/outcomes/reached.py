"""Who was reached and who left, year by year: the courses of a programme that ended in a year that is over.

No cohort has such a table of its own, and the running year has none: with twelve people more, two visits would tell
what those twelve said about themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from course.cohorts.attendance import CAME, Attendance
from course.cohorts.cohort import Cohort, content
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.outcomes.reached_counts import End, Line, is_empty, lines
from course.outcomes.suppression import PEOPLE_BEHIND_A_COUNT
from course.people.about_you import RATHER_NOT, AboutYou, Question, questions
from course.words import _
from curriculum.schema import Course


@dataclass(frozen=True)
class Asked:
    """One question with its answers. `can_be_said` is False while too few people stand behind all of them."""

    title: str
    text: str
    lines: tuple[Line, ...]

    @property
    def can_be_said(self) -> bool:
        return not is_empty(self.lines)


@dataclass(frozen=True)
class Reached:
    """One year: how many people joined a course that ended in it, and what they said about themselves."""

    year: int
    joined: int
    answered: int
    asked: tuple[Asked, ...]

    @property
    def sentence(self) -> str:
        words = _(
            "%(answered)d of the %(joined)d people whose course ended in %(year)d said something about themselves."
        )
        return words % {"answered": self.answered, "joined": self.joined, "year": self.year}


@dataclass(frozen=True)
class _Someone:
    year: int
    end: End
    said: Mapping[str, str]


def of_programme(
    db: Session, programme: Programme, *, now: datetime, least: int = PEOPLE_BEHIND_A_COUNT
) -> tuple[Reached, ...]:
    """The years that are over, the newest first; one in which nobody was asked is absent."""
    years: dict[int, list[_Someone]] = defaultdict(list)
    for one in _people(db, programme):
        years[one.year].append(one)
    this_year = now.astimezone(ZoneInfo(programme.zone)).year
    found = (
        _year(year, people, least) for year, people in sorted(years.items(), reverse=True) if year < this_year
    )
    return tuple(one for one in found if one.answered)


def _year(year: int, people: list[_Someone], least: int) -> Reached:
    said = {key for one in people for key in one.said}
    asked = tuple(
        Asked(
            question.title,
            question.text,
            lines(
                ((_said_of(question, one), one.end) for one in people),
                [*_choices(question), (None, _("Said nothing of it"))],
                least=least,
            ),
        )
        for question in questions()
        if question.key in said
    )
    return Reached(year, len(people), sum(bool(one.said) for one in people), asked)


def _choices(question: Question) -> list[tuple[str | None, str]]:
    return [(key, words) for key, words in question.choices.items() if key != RATHER_NOT]


def _said_of(question: Question, one: _Someone) -> str | None:
    said = one.said.get(question.key)
    return None if said == RATHER_NOT else said


def _people(db: Session, programme: Programme) -> Iterable[_Someone]:
    """Everybody who had a place in a cohort that has a last meeting."""
    mine = select(Cohort).where(Cohort.programme_id == programme.id, col(Cohort.imported_from).is_(None))
    cohorts = db.exec(mine).all()
    ended, came, said = _ended(db, programme), _came(db, programme), _said(db, programme)
    of = {one.stored_id: one for one in cohorts if one.stored_id in ended}
    courses = {key: content(db, cohort) for key, cohort in of.items()}
    theirs = select(Enrolment).where(col(Enrolment.cohort_id).in_(of)).order_by(col(Enrolment.id))
    for one in db.exec(theirs).all():
        year = ended[one.cohort_id].astimezone(ZoneInfo(programme.zone)).year
        sessions = came.get(one.stored_id, frozenset())
        if one.ended_with_death:  # neither completed nor left
            continue
        yield _Someone(year, _end(one, courses[one.cohort_id], sessions), said.get(one.stored_id, {}))


def _end(enrolment: Enrolment, course: Course, came: frozenset[str]) -> End:
    """Whoever left by saying so, and whoever came to fewer sessions than the course asks for."""
    enough = course.completion.sessions if course.completion else 0
    sessions = {unit.key for unit in course.sessions}
    has_left = enrolment.has_left or len(came & sessions) < enough
    return End.LEFT if has_left else End.COMPLETED


def _ended(db: Session, programme: Programme) -> dict[int, datetime]:
    """{cohort: when its last meeting began}."""
    held = (
        select(Meeting.cohort_id, func.max(col(Meeting.starts_at)))
        .join(Cohort, col(Cohort.id) == Meeting.cohort_id)
        .where(Cohort.programme_id == programme.id, col(Meeting.cancelled_at).is_(None))
        .group_by(col(Meeting.cohort_id))
    )
    return dict(db.exec(held).all())


def _came(db: Session, programme: Programme) -> dict[int, frozenset[str]]:
    """{enrolment: units it came to}."""
    marked = (
        select(Attendance.enrolment_id, Meeting.unit_key)
        .join(Meeting, col(Meeting.id) == Attendance.meeting_id)
        .join(Cohort, col(Cohort.id) == Meeting.cohort_id)
        .where(Cohort.programme_id == programme.id, col(Attendance.mark).in_(CAME))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for enrolment_id, unit_key in db.exec(marked).all():
        found[enrolment_id].add(unit_key)
    return {key: frozenset(units) for key, units in found.items()}


def _said(db: Session, programme: Programme) -> dict[int, dict[str, str]]:
    """{enrolment: {question: choice}}."""
    rows = (
        select(AboutYou)
        .join(Enrolment, col(Enrolment.id) == AboutYou.enrolment_id)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .where(Cohort.programme_id == programme.id)
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in db.exec(rows).all():
        found[row.enrolment_id][row.key] = row.choice
    return found
