"""Courses: minutes add up, counts are as promised, references lead somewhere, texts have their length."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from curriculum.checks import Problem
from curriculum.errors import ContentError
from curriculum.loader import course_keys, load_course, load_measure
from curriculum.schema import Course, Practice, Script, Unit, Wave

HANDOUT_WORDS = range(220, 451)
SPOKEN_WORDS_PER_MINUTE = 100
"""A slow reading voice, as for meditations; a script may be a fifth longer or shorter than it says."""
Found = Iterator[tuple[str, str, str]]


def problems(root: Path) -> Iterator[Problem]:
    """Everything wrong with any course."""
    for key in course_keys(root):
        try:
            course = load_course(key, root)
        except ContentError as error:
            yield Problem(error.file, error.field, error.message)
            continue
        for file, field, message in _course(course, root):
            yield Problem(f"courses/{key}/{file}", field, message)


def _course(course: Course, root: Path) -> Found:
    yield from _twins(course)
    yield from _numbers(course)
    for unit in course.units:
        yield from _agenda(unit)
        yield from _references(course, unit)
        yield from _reading(unit)
    for practice in course.practices:
        yield from _practice(practice)
    for wave in course.waves:
        yield from _wave(course, wave, root)
    yield from _promises(course)


def _twins(course: Course) -> Found:
    for field, things in (
        ("units", course.units),
        ("practices", course.practices),
        ("cards", course.cards),
        ("waves", course.waves),
    ):
        for key in _repeated(thing.key for thing in things):
            yield "course.yaml", field, f"{key} stands twice."


def _numbers(course: Course) -> Found:
    numbers = [unit.number for unit in course.sessions]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "course.yaml", "units", "sessions need to be numbered 1, 2, 3 and so on, in this order."
    if course.completion.sessions > len(numbers):
        yield "course.yaml", "completion.sessions", f"is more than the {len(numbers)} sessions there are."
    if course.completion.retreat and course.retreat is None:
        yield "course.yaml", "completion.retreat", "asks for a retreat, and this course has none."


def _agenda(unit: Unit) -> Found:
    total = sum(part.minutes for part in unit.agenda)
    if total != unit.minutes:
        yield (
            f"{unit.key}/outline.yaml",
            "agenda",
            f"adds up to {total} minutes, and unit.yaml says {unit.minutes}.",
        )
    for key in _repeated(part.key for part in unit.agenda):
        yield f"{unit.key}/outline.yaml", "agenda", f"{key} stands twice."
    if unit.home_practice:
        for key in _repeated(item.key for item in unit.home_practice.items):
            yield f"{unit.key}/unit.yaml", "home_practice.items", f"{key} stands twice."


def _references(course: Course, unit: Unit) -> Found:
    known = {practice.key for practice in course.practices}
    led = [key for part in unit.agenda for key in part.practices]
    for part in unit.agenda:
        for key in part.practices:
            if key not in known:
                yield f"{unit.key}/outline.yaml", f"agenda, {part.key}", f"there is no practice {key}."
    for key in unit.practices:
        if key not in led:
            yield (
                f"{unit.key}/unit.yaml",
                "practices",
                f"{key} is taught here but stands in no part of the agenda.",
            )
    for item in unit.home_practice.items if unit.home_practice else ():
        if item.practice is not None and item.practice not in known:
            where = f"home_practice.items, {item.key}"
            yield f"{unit.key}/unit.yaml", where, f"there is no practice {item.practice}."


def _reading(unit: Unit) -> Found:
    words = len(unit.reading.markdown.split()) if unit.reading else HANDOUT_WORDS.start
    if words not in HANDOUT_WORDS:
        least, most = HANDOUT_WORDS.start, HANDOUT_WORDS.stop - 1
        yield f"{unit.key}/handout.md", "", f"has {words} words; {least} to {most} fit."


def _practice(practice: Practice) -> Found:
    file = f"practices/{practice.key}.md"
    if practice.short_minutes and practice.short_minutes > practice.minutes:
        yield file, "short_minutes", "is longer than minutes."
    if practice.kind == "formal" and not practice.scripts:
        yield file, "## Read along", "a formal meditation needs a read-along text."
    for script in practice.scripts:
        if script.minutes not in (practice.minutes, practice.short_minutes):
            yield file, f"## Read along, {script.minutes} minutes", "is neither minutes nor short_minutes."
        if not 0.8 <= spoken_minutes(script) / script.minutes <= 1.2:
            lasts = f"lasts about {spoken_minutes(script):.1f} minutes when spoken slowly."
            yield file, f"## Read along, {script.minutes} minutes", lasts


def spoken_minutes(script: Script) -> float:
    """How long the script takes: its words at a slow pace, and its silences."""
    words = sum(len(paragraph.text.split()) for paragraph in script.paragraphs)
    silence = sum(paragraph.pause for paragraph in script.paragraphs)
    return words / SPOKEN_WORDS_PER_MINUTE + silence / 60


def _wave(course: Course, wave: Wave, root: Path) -> Found:
    units = {unit.key for unit in course.units}
    for field, key in (("anchor.unit", wave.anchor.unit), ("closes_by", wave.closes_by)):
        if key is not None and key not in units:
            yield "course.yaml", f"waves, {wave.key}, {field}", f"there is no unit {key}."
    for key in wave.measures:
        try:
            askable = load_measure(key, root).askable
        except ContentError:
            yield (
                "course.yaml",
                f"waves, {wave.key}, measures",
                f"there is no measure {key} that can be read.",
            )
        else:
            if not askable:
                yield "course.yaml", f"waves, {wave.key}, measures", f"{key} cannot be asked here."


def _promises(course: Course) -> Found:
    """What `shape` says against what is there."""
    if course.shape is None:
        return
    kinds = Counter(practice.kind for practice in course.practices)
    if kinds["formal"] != course.shape.formal:
        yield "course.yaml", "shape.formal", f"promises {course.shape.formal}; there are {kinds['formal']}."
    if kinds["informal"] != course.shape.informal:
        yield (
            "course.yaml",
            "shape.informal",
            f"promises {course.shape.informal}; there are {kinds['informal']}.",
        )
    informal = Counter(practice.unit for practice in course.practices if practice.kind == "informal")
    if dict(informal) != course.shape.informal_by_unit:
        there = ", ".join(f"{key} {count}" for key, count in informal.items())
        yield "course.yaml", "shape.informal_by_unit", f"differs from what is there: {there}."
    for unit in course.units:
        promised_minutes = course.shape.minutes_by_kind.get(unit.kind, unit.minutes)
        if unit.minutes != promised_minutes:
            yield (
                f"{unit.key}/unit.yaml",
                "minutes",
                f"is {unit.minutes}, and {unit.kind} is {promised_minutes}.",
            )


def _repeated(keys: Iterable[str]) -> list[str]:
    return sorted(key for key, count in Counter(keys).items() if count > 1)
