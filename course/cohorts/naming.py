"""What people call a unit: Week 3, Session 2 of 6, Day 2, Circle 3, or what it is when it has no number."""

from dataclasses import dataclass

from course.words import _, ngettext
from curriculum.schema import Called, Course, Unit


@dataclass(frozen=True)
class UnitWords:
    """`name` heads the unit's own pages and `inside` stands in a sentence; `meeting` means its gathering, so week 3
    has session 3."""

    name: str
    inside: str
    meeting: str
    this: str
    if_hard: str
    cards: str
    gathering: str


def unit_words(unit: Unit) -> UnitWords:
    """Everything a page says about this unit by its kind, in the reader's language."""
    if unit.number is not None:
        return numbered_words(unit.called, unit.number)
    if unit.kind == "retreat":
        return UnitWords(
            _("Retreat"), _("the retreat"), _("The retreat"), _("The retreat"), _("If this day is hard"),
            _("Cards of this day"), _("The day"),
        )  # fmt: skip
    this = _("Before we begin") if unit.kind == "orientation" else unit.title
    name = _("Afterwards") if unit.kind == "follow_up" else this
    return UnitWords(
        name, unit.title, unit.title, this, _("If it is hard"), _("Cards that belong here"), _("The meeting")
    )


def counted(course: Course, unit: Unit) -> str:
    """Week 3 of 8. A circle is not counted: one may come to any of them."""
    sentences = {
        "week": _("Week %(n)s of %(all)s"),
        "session": _("Session %(n)s of %(all)s"),
        "day": _("Day %(n)s of %(all)s"),
    }
    if unit.number is None or unit.called not in sentences:
        return unit_words(unit).name
    return sentences[unit.called] % {"n": unit.number, "all": len(course.sessions)}


def how_long(course: Course) -> str:
    """Eight weeks, said before the course begins."""
    n = len(course.sessions)
    sentences = {
        "week": ngettext("%(num)s week in a group", "%(num)s weeks in a group", n),
        "session": ngettext("%(num)s session in a group", "%(num)s sessions in a group", n),
        "day": ngettext("%(num)s day in a group", "%(num)s days in a group", n),
        "circle": _("A circle; come to as many evenings as you like"),
    }
    spoken = sentences[course.called] % {"num": n}
    return _("%(long)s, and half a day of quiet") % {"long": spoken} if course.retreat else spoken


def numbered_words(called: Called, number: int) -> UnitWords:
    """The same for a letter, which knows no more of its unit than this."""
    sentences = {
        "week": (
            _("Week %(n)s"), _("week %(n)s"), _("Session %(n)s"), _("This week"), _("If this week is hard"),
            _("Cards of this week"), _("The session"),
        ),
        "session": (
            _("Session %(n)s"), _("session %(n)s"), _("Session %(n)s"), _("This session"), _("If this session is hard"),
            _("Cards of this session"), _("The session"),
        ),
        "day": (
            _("Day %(n)s"), _("day %(n)s"), _("Day %(n)s"), _("This day"), _("If this day is hard"),
            _("Cards of this day"), _("The day"),
        ),
        "circle": (
            _("Circle %(n)s"), _("circle %(n)s"), _("Circle %(n)s"), _("This circle"), _("If this circle is hard"),
            _("Cards of this circle"), _("The circle"),
        ),
    }  # fmt: skip
    name, inside, meeting, *others = sentences[called]
    numbered = (each % {"n": number} for each in (name, inside, meeting))
    return UnitWords(*numbered, *others)
