"""The handout of one unit: its reading, on a sheet or two."""

from course.cohorts.naming import unit_words
from course.print.tree import section, tree
from course.print.typesetting import head, typeset
from course.print.unit_pages import reading
from course.words import _, speaking
from curriculum.schema import Course


def handout(course: Course, unit_key: str, *, group: str = "") -> bytes:
    """The reading of this unit as PDF, in the course's own language. KeyError for an unknown unit, or one without."""
    unit = course.unit(unit_key)
    if unit.reading is None:
        raise KeyError(unit_key)
    with speaking(course.language.replace("-", "_")):
        document = {
            **head(course, f"{unit_words(unit).name}: {unit.reading.title}", group),
            "called": unit_words(unit).name,
            "place": course.units.index(unit) + 1,
            "reading": reading(unit.reading),
            "ideas": {"title": _("Key ideas"), "lines": list(unit.key_ideas)},
            "hard": section(_("If it is hard"), tree(unit.if_hard)),
            "notes": _("Notes of my own"),
        }
        return typeset("handout", document)
