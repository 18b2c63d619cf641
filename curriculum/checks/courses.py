"""Courses: everything in them is checked, in the original and in each translation."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from curriculum.checks import Found, Problem
from curriculum.checks.cards import card_problems, guide_problems
from curriculum.checks.forms import exercise_problems, goal_problems
from curriculum.checks.practices import instead_problems, practice_problems
from curriculum.checks.promises import promise_problems
from curriculum.checks.reading_level import reading_problems
from curriculum.checks.repeated import repeated
from curriculum.checks.units import unit_problems
from curriculum.errors import ContentError
from curriculum.loader import load_measure
from curriculum.schema import Course, Wave


def problems(courses: Iterable[Course], root: Path) -> Iterator[Problem]:
    """Everything wrong with any of these courses."""
    for course in courses:
        for spoken in (course, *course.translations):
            files = {text.path for text in spoken.texts}
            for file, field, message in _course(spoken, root):
                yield Problem(_where(spoken, file, files), field, message)


def _where(course: Course, file: str, files: Collection[str]) -> str:
    """The file as it stands on the disk: the translation, the course's own, or the one it borrows from."""
    own = f"courses/{course.key}"
    places = [f"{own}/{course.language}/{file}", f"{own}/{file}", f"courses/{course.borrows}/{file}"]
    return next((place for place in places if place in files), f"{own}/{file}")


def _course(course: Course, root: Path) -> Found:
    yield from _twins(course)
    yield from _numbers(course)
    for unit in course.units:
        yield from unit_problems(course, unit)
    for practice in course.practices:
        yield from practice_problems(practice)
    yield from instead_problems(course)
    for exercise in course.exercises:
        yield from exercise_problems(exercise)
    for goal in course.goals:
        yield from goal_problems(course, goal)
    for card in course.cards:
        yield from card_problems(course, card)
    for guide in course.guides:
        yield from guide_problems(guide)
    yield from _waves(course, root)
    yield from promise_problems(course)
    yield from reading_problems(course)


def _waves(course: Course, root: Path) -> Found:
    for wave in (*course.waves, *course.staff_waves):
        yield from _wave(course, wave, root)
    for wave in course.staff_waves:
        yield from _staff_wave(wave, root)


def _twins(course: Course) -> Found:
    for field in (
        "units",
        "practices",
        "exercises",
        "cards",
        "guides",
        "goals",
        "packs",
        "waves",
        "staff_waves",
    ):
        for key in repeated(thing.key for thing in getattr(course, field)):
            yield "course.yaml", field, f"{key} stands twice."


def _numbers(course: Course) -> Found:
    numbers, asked = [unit.number for unit in course.sessions], course.completion
    if numbers != list(range(1, len(numbers) + 1)):
        yield "course.yaml", "units", "sessions need to be numbered 1, 2, 3 and so on, in this order."
    if asked and asked.sessions > len(numbers):
        yield "course.yaml", "completion.sessions", f"is more than the {len(numbers)} sessions there are."
    if asked and asked.retreat and course.retreat is None:
        yield "course.yaml", "completion.retreat", "asks for a retreat, and this course has none."
    units = {unit.key for unit in course.units}
    for pack in course.packs:
        if pack.opens_with not in units:
            yield "course.yaml", f"packs, {pack.key}, opens_with", f"there is no unit {pack.opens_with}."


def _wave(course: Course, wave: Wave, root: Path) -> Found:
    units, wait = {unit.key for unit in course.units}, wave.only_after_wait
    named = {"anchor.unit": wave.anchor.unit, "closes_by": wave.closes_by}
    for field, key in {**named, "only_after_wait.until": wait.until if wait else None}.items():
        if key is not None and key not in units:
            yield "course.yaml", f"waves, {wave.key}, {field}", f"there is no unit {key}."
    if wait and wait.since not in {other.key for other in course.waves if other is not wave}:
        yield (
            "course.yaml",
            f"waves, {wave.key}, only_after_wait.since",
            f"there is no wave {wait.since} to wait since.",
        )
    for key in wave.measures:
        for message in _measure(key, root, unchecked=wave.unchecked):
            yield "course.yaml", f"waves, {wave.key}, measures", message


def _staff_wave(wave: Wave, root: Path) -> Found:
    """Who runs a group has no enrolment, and nobody is told of what she answers."""
    field = f"staff_waves, {wave.key}"
    if wave.anchor.kind == "enrolment":
        yield "course.yaml", f"{field}, anchor", "counts from a meeting or the end of the course."
    for key in wave.measures:
        if load_measure(key, root).self_harm:
            yield (
                "course.yaml",
                f"{field}, measures",
                f"{key} asks about harming oneself, and nobody would be told.",
            )


def _measure(key: str, root: Path, *, unchecked: bool) -> Iterator[str]:
    try:
        measure = load_measure(key, root)
    except ContentError:
        yield f"there is no measure {key} that can be read."
        return
    if measure.level == "C" and not unchecked:
        yield f"{key} has a scoring key that nobody has checked (level C); take another, or say `unchecked: true`."
    if not measure.askable:
        yield f"{key} cannot be asked here."
