"""What a course promises about itself in `shape`, against what is there."""

from collections import Counter

from curriculum.checks import Found
from curriculum.schema import Course, Shape, Unit

FILE = "course.yaml"


def promise_problems(course: Course) -> Found:
    """Every promise that is not kept."""
    if course.shape is None:
        return
    own = [practice for practice in course.practices if practice.pack is None]
    kinds = Counter(practice.kind for practice in own)
    promised = {"formal": course.shape.formal, "informal": course.shape.informal}
    for kind in ("formal", "informal"):
        if kinds[kind] != promised[kind]:
            yield FILE, f"shape.{kind}", f"promises {promised[kind]}; there are {kinds[kind]}."
    informal = Counter(practice.unit for practice in own if practice.kind == "informal")
    if dict(informal) != course.shape.informal_by_unit:
        there = ", ".join(f"{key} {count}" for key, count in informal.items())
        yield FILE, "shape.informal_by_unit", f"differs from what is there: {there}."
    for unit in course.units:
        yield from _minutes(course.shape, unit)


def _minutes(shape: Shape, unit: Unit) -> Found:
    minutes = shape.minutes_by_kind.get(unit.kind, unit.minutes)
    if unit.minutes != minutes:
        yield f"{unit.key}/unit.yaml", "minutes", f"is {unit.minutes}, and {unit.kind} is {minutes}."
    lengths = shape.lengths_by_kind.get(unit.kind, unit.lengths)
    if unit.lengths != lengths:
        there = ", ".join(map(str, unit.lengths))
        promised = ", ".join(map(str, lengths))
        yield f"{unit.key}/outline.yaml", "agenda", f"has outlines of {there}; {unit.kind} has {promised}."
