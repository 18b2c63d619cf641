"""Whom to turn to: the numbers of the house, and room for one's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from course.print.tree import Node
from course.words import _


@dataclass(frozen=True)
class Call:
    """A number to call, for example ("Lifeline", "116 123", "day and night")."""

    name: str
    number: str
    hours: str = ""


def help_page(calls: Sequence[Call]) -> Node:
    """Without `calls` it says the numbers for emergencies in most of Europe and North America."""
    return {
        "title": _("People I can call"),
        "now": _("If you or somebody near you is in danger, call now."),
        "calls": [{"name": one.name, "number": one.number, "hours": one.hours} for one in calls],
        "emergency": _("The number for emergencies in most of Europe is 112, in North America 911 or 988."),
        "own": _("Write down a few names while things are calm. On a bad evening the page is already there."),
        "columns": [_("Who"), _("Number"), _("Good to know")],
        "people": [
            _("Somebody who knows me"),
            _("Somebody who can come round"),
            _("A facilitator of this course"),
            _("My doctor or therapist"),
            _("A helpline"),
        ],
        "steady": {
            "title": _("Until somebody answers"),
            "lines": [
                _("Feel both feet on the floor. Press them down a little."),
                _("Look round the room and name five things you see."),
                _("Hold something: a cup, a sleeve, a stone. Notice how it feels."),
            ],
        },
    }
