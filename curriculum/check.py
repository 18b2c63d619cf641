"""The whole check: every problem in the content files, and a summary of what is there."""

from pathlib import Path

from curriculum.checks import Problem, courses, language, measures, orphans
from curriculum.files import ROOT
from curriculum.loader import course_keys, load_course, measure_keys
from curriculum.schema import Course, Unit


def problems(root: Path = ROOT) -> list[Problem]:
    """Everything that does not fit, courses first. Empty when all is well."""
    checks = (courses, measures, language, orphans)
    return [problem for check in checks for problem in check.problems(root)]


def summary(root: Path = ROOT) -> list[str]:
    """A few lines that say what there is, for content without problems."""
    lines = []
    for key in course_keys(root):
        course = load_course(key, root)
        lines.append(f"{course.title} ({key}, version {course.version})")
        lines += [_unit_line(course, unit) for unit in course.units]
        kinds = [practice.kind for practice in course.practices]
        lines.append(f"  {kinds.count('formal')} formal and {kinds.count('informal')} informal practices")
        lines.append(f"  {len(course.cards)} cards, {len(course.waves)} waves")
    lines.append(f"Measures: {', '.join(measure_keys(root))}")
    return lines


def _unit_line(course: Course, unit: Unit) -> str:
    words = len(unit.reading.markdown.split()) if unit.reading else 0
    taught = ", ".join(practice.name for practice in course.practices_of(unit.key))
    return f"  {unit.key:<8} {unit.minutes:>4} min  {len(unit.agenda):>2} parts  {words:>4} words  {taught}"
