"""What stays of a person after she is erased, in words for her: the registry says why, this says it kindly."""

from sqlalchemy import select
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
    sorts = {"always"}
    for found in find(db, person):
        sort = KEPT.get(found.table.name)
        if sort and sort not in sorts and _is_any(db, found):
            sorts.add(sort)
    return [sentence for sort, sentence in _sentences().items() if sort in sorts]


def _is_any(db: Session, found: Found) -> bool:
    return db.execute(select(found.table).where(found.rows).limit(1)).first() is not None


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
