"""What there is, in a table: texts, words and minutes of every unit, and the counts a course promises."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from curriculum.files import ROOT, read_text
from curriculum.loader import course_keys, load_course
from curriculum.measure_table import measure_table
from curriculum.schema import Course, TextRecord, Unit
from curriculum.words import words


def summary(root: Path = ROOT) -> list[str]:
    """Lines for content without problems."""
    lines = []
    for key in course_keys(root):
        lines += [*_course(load_course(key, root), root), ""]
    return [*lines, "Measures", *measure_table(root)]


def _course(course: Course, root: Path) -> Iterator[str]:
    yield f"{course.title} ({course.key}, version {course.version})"
    yield f"  {'unit':<12} {'minutes':<14} {'parts':>5} {'texts':>5} {'words':>6}  taught first here"
    for unit in course.units:
        yield _unit(course, unit, root)
    own = Counter(practice.kind for practice in course.practices if practice.pack is None)
    packed = sum(practice.pack is not None for practice in course.practices)
    yield f"  {own['formal']} formal and {own['informal']} informal practices, {packed} more in packs"
    yield f"  {len(course.exercises)} exercises and forms, {len(course.goals)} goals, {len(course.guides)} guides"
    cards = Counter(card.kind for card in course.cards)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(cards.items()))
    yield f"  {len(course.cards)} cards: {kinds}" if kinds else "  no cards"
    yield f"  {len(course.waves)} waves, {len(course.texts)} texts, {_words(course.texts, root)} words"
    for other in course.translations:
        spoken = sum(text.language == other.language for text in other.texts)
        yield f"  in {other.language}: {spoken} of {len(other.texts)} texts"


def _unit(course: Course, unit: Unit, root: Path) -> str:
    own = [text for text in course.texts if text.path.startswith(f"courses/{course.key}/{unit.key}/")]
    minutes = " / ".join(map(str, unit.lengths))
    taught = [practice.name for practice in course.practices_of(unit.key)]
    taught += [exercise.name for exercise in course.exercises_of(unit.key)]
    row = f"  {unit.key:<12} {minutes:<14} {len(unit.agenda):>5} {len(own):>5} {_words(own, root):>6}"
    return f"{row}  {', '.join(taught)}".rstrip()


def _words(texts: Iterable[TextRecord], root: Path) -> int:
    return sum(len(words(read_text(root / text.path, root))) for text in texts)
