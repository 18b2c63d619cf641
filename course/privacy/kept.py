"""What stays of a person after she is erased, in words for her: the registry says why, this says it kindly."""

from typing import Any

from sqlalchemy import Select, literal, select, union_all
from sqlmodel import Session

from course.people.person import Person
from course.privacy.finding import Found, find
from course.words import _

KEPT: dict[str, str] = {
    "enrolment": "place", "attendance": "place",
    "consent": "consent",
    "delivery": "letters",
    "concern": "concerns", "concern_step": "concerns",
    "meeting_change": "work", "place_change": "work", "planned_part": "work", "begun_part": "work",
    "primary_outcome": "work",
    "frozen_figures": "work", "reliability_choice": "work", "room": "work", "programme_measure": "work",
    "programme_lead": "work", "facilitator": "work", "analyst": "work",
    "audit_event": "always", "tombstone": "always",
}  # fmt: skip
"""{table whose rows stay: which sentence says so}. A test compares it with the registry."""


def kept_of(db: Session, person: Person) -> list[str]:
    """One sentence for each sort of row that there is of her, and what is kept of everybody."""
    there = [_sort_if_any(found) for found in find(db, person) if found.table.name in KEPT]
    sorts = {"always", *db.execute(union_all(*there)).scalars()}
    return [sentence for sort, sentence in _sentences().items() if sort in sorts]


def _sort_if_any(found: Found) -> Select[Any]:
    """The sort of this table's rows, where there is any of hers: all of them are asked in one statement."""
    return select(literal(KEPT[found.table.name])).where(select(found.table).where(found.rows).exists())


def _sentences() -> dict[str, str]:
    return {
        "place": _(
            "That a place was taken and how often somebody came, without a name, so that totals stay true."
        ),
        "consent": _("What was agreed to and when, without a name, as proof for ten years."),
        "concerns": _(
            "That somebody may have needed a word, and when it was seen to: without a name and without notes, for "
            "ten years."
        ),
        "letters": _("That letters were sent, without their words, until the programme closes."),
        "work": _("What you did for a group as one of its staff, with a number in place of your name."),
        "always": _(
            "A line that somebody was erased and a code, without a name, so that a restored copy is erased again."
        ),
    }
