"""The workbook: the whole course, or some of its units, to read and to write in."""

from collections.abc import Iterator, Sequence

from course.cohorts.naming import unit_words
from course.print.card_pages import ON_PAPER, card, pack
from course.print.exercise_pages import exercise
from course.print.help_page import Call, help_page
from course.print.practice_pages import script
from course.print.tree import Node, paragraph, plain, section, tree
from course.print.typesetting import head, typeset
from course.print.unit_pages import unit_pages
from course.words import _, speaking
from curriculum.schema import Card, Course, Exercise, Unit


def workbook(
    course: Course, units: Sequence[str] | None = None, *, group: str = "", calls: Sequence[Call] = ()
) -> bytes:
    """The workbook as PDF, in the course's own language. KeyError for an unknown unit.

    `units` are the keys of the units to print, all when None; what belongs to other units stays out. `group` is for
    the running head; `calls` are the numbers the house gives out.
    """
    chosen = course.units if units is None else tuple(course.unit(key) for key in units)
    with speaking(course.language.replace("-", "_")):
        return typeset("workbook", _document(course, chosen, group, calls))


def _document(course: Course, units: Sequence[Unit], group: str, calls: Sequence[Call]) -> Node:
    alone = units[0] if len(units) == 1 else None
    title = f"{course.title}: {unit_words(alone).name}, {alone.title}" if alone else course.title
    return {
        **head(course, title, group),
        "cover": _cover(course, alone),
        "about": section(_("What this is, and what it is not"), tree(course.style_note)),
        "using": section(_("How to use these pages"), [paragraph(plain(line)) for line in _using()]),
        "contents": _("What is inside"),
        "help": help_page(calls),
        "to_write": _("To write"),
        "units": [unit_pages(course, unit) for unit in units],
        "packs": [pack(course, one) for one in course.packs if one.opens_with in _keys(units)],
        "again": {
            "title": _("Pages to use again"),
            "exercises": [] if alone else [exercise(one) for one in course.exercises if _at_any_time(one)],
        },
        "cards": {
            "title": _("To look something up"),
            "cards": [card(one) for one in course.cards if _looked_up(one, units)],
        },
        "scripts": {"title": _("Words to read along"), "practices": list(_scripts(course, units))},
    }


def _cover(course: Course, alone: Unit | None) -> Node:
    return {
        "kicker": course.title if alone else _("Workbook"),
        "title": alone.title if alone else course.title,
        "subtitle": alone.theme if alone else course.subtitle,
        "called": unit_words(alone).name if alone else "",
        "place": course.units.index(alone) + 1 if alone else len(course.units),
        "back": _("If you find this, please close it and give it back to"),
    }


def _using() -> tuple[str, ...]:
    return (
        _(
            "Begin anywhere, leave out what does not suit you, and stop in the middle of a line if you want to."
        ),
        _("What you write here is yours. Nobody collects these pages, and nobody asks to see them."),
        _(
            "Every practice has a gentle way in. If something is too much today, the smaller version is the practice."
        ),
    )


def _keys(units: Sequence[Unit]) -> set[str]:
    return {unit.key for unit in units}


def _at_any_time(one: Exercise) -> bool:
    return one.unit is None and one.pack is None and one.audience == "participant"


def _looked_up(one: Card, units: Sequence[Unit]) -> bool:
    return one.kind in ON_PAPER and one.pack is None and one.unit in _keys(units)


def _scripts(course: Course, units: Sequence[Unit]) -> Iterator[list[Node]]:
    """The scripts of each practice that has any."""
    for practice in course.practices:
        if practice.scripts and practice.unit in _keys(units):
            yield [script(practice, words) for words in practice.scripts]
