"""An exercise as a form to write on, as a participant sees it: what is for the group's leader stays out."""

from course.print.practice_pages import minutes
from course.print.tree import Node, section, tree
from course.words import _
from curriculum.schema import Exercise, FormField


def exercise(one: Exercise) -> Node:
    """ValueError for an exercise of facilitators: no document of participants holds one."""
    if one.audience != "participant":
        raise ValueError(f"{one.key} is for facilitators")
    return {
        "name": one.name,
        "length": minutes(one.minutes),
        "purpose": one.purpose,
        "permission": one.permission,
        "sections": [
            section(_("What it asks of you"), tree(one.before)),
            section(_("Steps"), tree(one.steps)),
        ],
        "hard": section(_("If it is hard"), tree(one.hard_note)),
        "fields": [_field(field) for field in one.fields],
    }


def _field(one: FormField) -> Node:
    return {
        "kind": one.kind,
        "label": one.label,
        "help": one.help or "",
        "choices": [choice.label for choice in one.choices],
        "low": one.low or "",
        "high": one.high or "",
    }
