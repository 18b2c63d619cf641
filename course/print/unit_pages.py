"""A unit of the course as the pages of a workbook, from its theme to a place for writing."""

from course.cohorts.naming import unit_words
from course.print.exercise_pages import exercise
from course.print.practice_pages import minutes, practice
from course.print.tree import Node, section, tree
from course.words import _
from curriculum.schema import Course, HomePractice, Reading, Unit


def unit_pages(course: Course, unit: Unit) -> Node:
    """What a participant may read of one unit. What leaders say and watch for is not in it."""
    exercises = course.exercises_of(unit.key)
    return {
        "called": unit_words(unit).name,
        "place": course.units.index(unit) + 1,
        "title": unit.title,
        "theme": unit.theme,
        "aim": unit.aim,
        "ideas": {"title": _("Key ideas"), "lines": list(unit.key_ideas)},
        "reading": reading(unit.reading) if unit.reading else None,
        "practices": [practice(one) for one in course.practices_of(unit.key)],
        "exercises": [exercise(one) for one in exercises if one.audience == "participant"],
        "home": _home(unit.home_practice) if unit.home_practice else None,
        "prompt": section(unit.prompt.title, tree(unit.prompt.text)) if unit.prompt else None,
        "to_write": _("To write"),
        "hard": section(_("If it is hard"), [*tree(unit.if_hard), *tree(unit.safety)]),
        "calls": _("People I can call"),
    }


def reading(one: Reading) -> Node:
    return {
        "kicker": _("To read"),
        "length": minutes(one.minutes),
        "title": one.title,
        "body": tree(one.markdown),
    }


def _home(one: HomePractice) -> Node:
    around = _("Around %(minutes)s minutes on most days, if that suits you. Less is fine.")
    return {
        "title": _("For the days between"),
        "around": around % {"minutes": one.minutes_per_day},
        "enough": _("Always enough"),
        "minimum": one.gentle_minimum,
        "lines": [item.text for item in one.items],
        "rings": _("Colour in a ring whenever you like. Nobody adds them up, and empty ones are as welcome."),
    }
