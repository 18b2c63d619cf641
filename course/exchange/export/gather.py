"""The analysis dataset of a programme: who agreed to research, what each was asked, and what they answered.

Imported results carry no consent of ours and are left out, as are people who were erased.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session, col, func, select

from course.cohorts import cohort as cohorts
from course.cohorts.attendance import CAME, Attendance
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.errors import Refused
from course.exchange.export.dataset import Cell, Dataset, Occasion, Someone, Variable, Wave
from course.exchange.export.missing import Missing
from course.exchange.export.names import variable_name
from course.exchange.export.pseudonym import key_of, pseudonym
from course.exchange.export.taken import Enrolments, Form, Taken, taken
from course.measures.asked import Asked
from course.measures.layout import PER_PAGE, Layout
from course.measures.wave import State, state
from course.outcomes import suppression
from course.outcomes.gather import threshold
from course.people.consent import ConsentTo
from course.people.person import Person
from course.practice.log import PracticeLog
from course.words import _
from curriculum import schema
from curriculum.measure import Measure, Wording

MISSED = frozenset({State.MISSED})


@dataclass(frozen=True)
class Place:
    """One person who agreed to research, in her cohort."""

    enrolment: Enrolment
    person: Person
    cohort: Cohort


def gather(db: Session, programme: Programme, *, now: datetime) -> Dataset:
    """Refused while fewer people agreed to research than the programme shows scores of."""
    running = _running(db, programme)
    everybody = select(Enrolment.id).where(col(Enrolment.cohort_id).in_([one.id for one in running]))
    known = Asked(db, everybody)
    places = _agreed(db, running, known)
    least = threshold(programme).scores
    if len(places) < least:
        words = _("An analysis export needs %(n)d people who agreed to research; fewer have so far.")
        raise Refused(words % {"n": least})
    return _dataset(db, programme, places, everybody, known, now=now)


def _dataset(
    db: Session,
    programme: Programme,
    places: Sequence[Place],
    everybody: Enrolments,
    known: Asked,
    *,
    now: datetime,
) -> Dataset:
    courses = {one.cohort.stored_id: cohorts.content(db, one.cohort) for one in places}
    meetings = _meetings(db, list(courses))
    answered, forms = taken(db, everybody, {one.enrolment.stored_id for one in places})
    variables = [one for form, asked in forms.items() for one in _variables(form, *asked)]
    people = _people(db, programme, places, everybody, meetings)
    waves = _waves(courses.values())
    occasions = [
        _occasion(one, people, wave, courses, meetings, known, answered, variables, now)
        for one in places
        for wave in waves
        if any(each.key == wave.key for each in courses[one.cohort.stored_id].waves)
    ]
    occasions.sort(key=lambda one: (one.someone.code, one.wave.number))
    codes = sorted(people.values(), key=lambda one: one.code)
    return Dataset(programme.name, tuple(variables), waves, tuple(codes), tuple(occasions))


def _running(db: Session, programme: Programme) -> list[Cohort]:
    mine = select(Cohort).where(Cohort.programme_id == programme.id, col(Cohort.imported_from).is_(None))
    return list(db.exec(mine.order_by(col(Cohort.starts_on), col(Cohort.id))).all())


def _agreed(db: Session, running: Sequence[Cohort], known: Asked) -> list[Place]:
    by_id = {one.stored_id: one for one in running}
    both = select(Enrolment, Person).join(Person).where(col(Enrolment.cohort_id).in_(by_id))
    rows = db.exec(both.where(col(Person.erased_at).is_(None)).order_by(col(Enrolment.id))).all()
    return [
        Place(enrolment, person, by_id[enrolment.cohort_id])
        for enrolment, person in rows
        if known.consents(enrolment.stored_id).get(ConsentTo.RESEARCH, False)
    ]


def _meetings(db: Session, cohort_ids: Sequence[int]) -> dict[int, list[Meeting]]:
    found: dict[int, list[Meeting]] = defaultdict(list)
    mine = select(Meeting).where(col(Meeting.cohort_id).in_(cohort_ids))
    for meeting in db.exec(mine.order_by(col(Meeting.starts_at))).all():
        found[meeting.cohort_id].append(meeting)
    return found


def _variables(form: Form, measure: Measure, wording: Wording | None) -> Iterable[Variable]:
    key, ours, version = form
    asked = _("%(title)s, version %(version)d, %(words)s") % {
        "title": measure.title,
        "version": version,
        "words": _("our own wording, not the validated form") if ours else _("the published form"),
    }
    low, high = min(measure.choices), max(measure.choices)
    for number, item in enumerate(measure.items, start=1):
        label = wording.items[item] if wording else _("Item %(n)d") % {"n": number}
        choices = {value: wording.words(item)[value] if wording else str(value) for value in measure.choices}
        yield Variable(_name(form, item), label, asked, key, item, ours, low, high, choices)
    for score in measure.all_scores:
        name, part = _name(form, score.key), score.key
        yield Variable(name, score.title, asked, key, part, ours, *score.range)


def _name(form: Form, part: str) -> str:
    key, ours, version = form
    return variable_name(key, part, ours=ours, version=version)


def _people(
    db: Session,
    programme: Programme,
    places: Sequence[Place],
    everybody: Enrolments,
    meetings: Mapping[int, Sequence[Meeting]],
) -> dict[int, Someone]:
    """By enrolment id."""
    key = key_of(db, programme.stored_id)
    labels = _labels(places, threshold(programme).scores)
    came, practised = _came(db, everybody), _practised(db, everybody)
    found = {}
    for one in places:
        mine = one.enrolment
        days = practised.get(mine.stored_id, 0) if mine.shares_practice else None
        found[mine.stored_id] = Someone(
            code=pseudonym(key, one.person.stored_id),
            cohort=labels[one.cohort.stored_id],
            joined_day=_day(mine.joined_at, one.cohort, meetings[one.cohort.stored_id]) or 0,
            left=mine.has_left,
            sessions=came.get(mine.stored_id, 0),
            practice_days=days,
        )
    return found


def _labels(places: Sequence[Place], least: int) -> dict[int, str]:
    """The names of cohorts that are large enough; one that stands alone below takes the next smallest with it."""
    sizes = Counter(one.cohort.stored_id for one in places)
    names = {one.cohort.stored_id: one.cohort.name for one in places}
    counts = np.array(list(sizes.values()), dtype=np.intp)
    hidden = suppression.hidden(counts, least, total_elsewhere=True)
    return {key: "" if hide else names[key] for key, hide in zip(sizes, hidden.tolist(), strict=True)}


def _came(db: Session, everybody: Enrolments) -> dict[int, int]:
    units = func.count(func.distinct(col(Meeting.unit_key)))
    counted = (
        select(Attendance.enrolment_id, units)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .where(col(Attendance.enrolment_id).in_(everybody), col(Attendance.mark).in_(CAME))
    )
    return dict(db.exec(counted.group_by(col(Attendance.enrolment_id))).all())


def _practised(db: Session, everybody: Enrolments) -> dict[int, int]:
    days = func.count(func.distinct(col(PracticeLog.practised_on)))
    counted = select(PracticeLog.enrolment_id, days).where(
        col(PracticeLog.enrolment_id).in_(everybody), col(PracticeLog.taken_back_at).is_(None)
    )
    return dict(db.exec(counted.group_by(col(PracticeLog.enrolment_id))).all())


def _waves(courses: Iterable[schema.Course]) -> tuple[Wave, ...]:
    """Every wave of any of the courses once, in the order of the course that has it first."""
    found: dict[str, tuple[schema.Wave, schema.Course]] = {}
    for course in courses:
        for wave in course.waves:
            found.setdefault(wave.key, (wave, course))
    return tuple(
        Wave(wave.key, wave.title, number, *_planned_days(wave, course))
        for number, (wave, course) in enumerate(found.values(), start=1)
    )


def _planned_days(wave: schema.Wave, course: schema.Course) -> tuple[int, int]:
    """The days a wave opens and closes by the plan of one session a week, from the first session."""
    keys = [unit.key for unit in course.sessions]
    if wave.anchor.kind == "enrolment":
        return -(wave.close_days - wave.open_days), 0
    week = keys.index(wave.anchor.unit) if wave.anchor.unit in keys else len(keys) - 1
    return 7 * week + wave.open_days, 7 * week + wave.close_days


def _occasion(
    place: Place,
    people: Mapping[int, Someone],
    wave: Wave,
    courses: Mapping[int, schema.Course],
    meetings: Mapping[int, Sequence[Meeting]],
    known: Asked,
    answered: Mapping[tuple[int, str], Sequence[Taken]],
    variables: Sequence[Variable],
    now: datetime,
) -> Occasion:
    key, enrolment = place.cohort.stored_id, place.enrolment
    planned = next(one for one in courses[key].waves if one.key == wave.key)
    found = state(known.wave(planned, enrolment, place.person.zone, meetings[key]), now)
    mine = answered.get((enrolment.stored_id, wave.key), ())
    last = max((one.row.completed_at for one in mine if one.row.completed_at), default=None)
    away = [one.row.days_from_target for one in mine if one.row.days_from_target is not None]
    return Occasion(
        someone=people[enrolment.stored_id],
        wave=wave,
        status=found.value,
        mode=", ".join(dict.fromkeys(one.row.mode.value for one in mine)),
        layout=", ".join(dict.fromkeys(str(PER_PAGE[Layout(each)]) for each in _layouts(mine))),
        day=_day(last, place.cohort, meetings[key]) if last else None,
        from_target=max(away, default=None),
        values=_values(mine, planned, found, variables),
    )


def _layouts(mine: Sequence[Taken]) -> list[int]:
    return [one.row.layout for one in mine if one.row.layout is not None]


def _values(
    mine: Sequence[Taken], planned: schema.Wave, found: State, variables: Sequence[Variable]
) -> dict[str, Cell]:
    asked = {one.form[0]: one for one in mine}
    nothing = Missing.MISSED if found in MISSED else Missing.NOT_ASKED
    values: dict[str, Cell] = {}
    for variable in variables:
        one = asked.get(variable.measure)
        if one is None:
            values[variable.name] = nothing if variable.measure in planned.measures else Missing.NOT_SHOWN
        elif _name(one.form, variable.part) != variable.name:
            values[variable.name] = Missing.NOT_SHOWN
        else:
            values[variable.name] = _answer(one, variable) if variable.is_item else _score(one, variable)
    return values


def _answer(one: Taken, variable: Variable) -> Cell:
    if variable.part not in one.answers:
        return Missing.NOT_REACHED
    value = one.answers[variable.part]
    return Missing.SKIPPED if value is None else value


def _score(one: Taken, variable: Variable) -> Cell:
    value = one.scores.get(variable.part)
    return Missing.NO_SCORE if value is None else value


def _day(at: datetime, cohort: Cohort, meetings: Sequence[Meeting]) -> int | None:
    """Whole days from the day of the first meeting, both in the cohort's zone."""
    zone = ZoneInfo(cohort.zone)
    first = meetings[0].starts_at.astimezone(zone).date() if meetings else cohort.starts_on
    return (at.astimezone(zone).date() - first).days
