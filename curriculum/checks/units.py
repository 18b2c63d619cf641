"""Units: every outline adds up, each part can be led, references lead somewhere, texts have their length."""

from collections.abc import Collection

from curriculum.checks import Found
from curriculum.checks.repeated import repeated
from curriculum.schema import AgendaPart, Course, Unit
from curriculum.words import words

HANDOUT_WORDS = range(220, 451)
LETTER_WORDS = range(40, 141)
SAY_WORDS = range(15, 141)


def unit_problems(course: Course, unit: Unit) -> Found:
    """Everything wrong with one unit."""
    for length in unit.lengths:
        yield from _outline(unit, length)
    for part in unit.agenda:
        yield from _part(unit, part)
    yield from _twins(unit)
    yield from _references(course, unit)
    yield from _texts(unit)


def _outline(unit: Unit, length: int) -> Found:
    file, parts = f"{unit.key}/outline.yaml", unit.agenda_of(length)
    total = sum(part.minutes for part in parts)
    if total != length:
        says = (
            f"and unit.yaml says {length}"
            if length == unit.minutes
            else f"and this is the outline of {length}"
        )
        yield file, "agenda", f"adds up to {total} minutes, {says}."
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        if part.kind == "break" and (after is None or after.kind != "soft_landing"):
            yield (
                file,
                f"agenda, {part.key}",
                f"a break is followed by a soft landing, also in {length} minutes.",
            )
    left_out = {part.key for part in unit.agenda if part.guards} - {part.key for part in parts}
    for key in sorted(left_out):
        yield file, f"agenda, {key}, minutes", f"keeps people safe, so it needs minutes in {length} too."


def _part(unit: Unit, part: AgendaPart) -> Found:
    file, field = f"{unit.key}/outline.yaml", f"agenda, {part.key}"
    for name in ("cues", "say", "offer", "watch", "close"):
        if not getattr(part, name):
            yield file, f"{field}, {name}", "is needed, so that somebody else could lead this part."
    if part.say and len(words(part.say)) not in SAY_WORDS:
        least, most = SAY_WORDS.start, SAY_WORDS.stop - 1
        yield file, f"{field}, say", f"has {len(words(part.say))} words; {least} to {most} fit."


def _twins(unit: Unit) -> Found:
    for key in repeated(part.key for part in unit.agenda):
        yield f"{unit.key}/outline.yaml", "agenda", f"{key} stands twice."
    items = unit.home_practice.items if unit.home_practice else ()
    for key in repeated(item.key for item in items):
        yield f"{unit.key}/unit.yaml", "home_practice.items", f"{key} stands twice."


def _references(course: Course, unit: Unit) -> Found:
    practices = {practice.key for practice in course.practices}
    exercises = {exercise.key for exercise in course.exercises}
    for part in unit.agenda:
        where = f"agenda, {part.key}"
        yield from _unknown(f"{unit.key}/outline.yaml", where, "practice", part.practices, practices)
        yield from _unknown(f"{unit.key}/outline.yaml", where, "exercise", part.exercises, exercises)
    yield from _not_led(
        unit, "practices", unit.practices, [key for part in unit.agenda for key in part.practices]
    )
    yield from _not_led(
        unit, "exercises", unit.exercises, [key for part in unit.agenda for key in part.exercises]
    )
    for item in unit.home_practice.items if unit.home_practice else ():
        named = (item.practice,) if item.practice else ()
        where = f"home_practice.items, {item.key}"
        yield from _unknown(f"{unit.key}/unit.yaml", where, "practice", named, practices)


def _unknown(file: str, where: str, what: str, named: Collection[str], known: Collection[str]) -> Found:
    for key in named:
        if key not in known:
            yield file, where, f"there is no {what} {key}."


def _not_led(unit: Unit, field: str, taught: Collection[str], led: Collection[str]) -> Found:
    for key in taught:
        if key not in led:
            yield f"{unit.key}/unit.yaml", field, f"{key} is taught here but stands in no part of the agenda."


def _texts(unit: Unit) -> Found:
    sized = [
        ("handout.md", unit.reading and unit.reading.markdown, HANDOUT_WORDS),
        ("letter-before.md", unit.letter_before and unit.letter_before.markdown, LETTER_WORDS),
        ("letter-after.md", unit.letter_after and unit.letter_after.markdown, LETTER_WORDS),
    ]
    for name, text, fitting in sized:
        count = len(text.split()) if text else fitting.start
        if count not in fitting:
            yield f"{unit.key}/{name}", "", f"has {count} words; {fitting.start} to {fitting.stop - 1} fit."
