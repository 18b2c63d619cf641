"""The facts of letters that put on paper what somebody has just pressed: a step of leaving, or what she agreed to.

Such a letter enters the ledger with the press (`receipts.py`), so nothing looks for it later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from course.cohorts.enrolment import Enrolment
from course.delivery.facts import SignInFacts
from course.delivery.ledger import Delivery, Line
from course.measures.stopping import ASKING
from course.people import consent
from course.people.consent import Consent, ConsentTo
from course.people.person import Person
from course.people.preference import Kind, LetterStop
from course.people.suppressed import suppressed

STEP, COPY = "step_receipt", "consent_copy"
RECEIPTS = frozenset({STEP, COPY})


@dataclass(frozen=True, kw_only=True)
class ReceiptFacts(SignInFacts):
    """Of one row: `letter`, `about` and `occurrence` are its own, `request_id` is her place. `is_alive`: what it says
    still stands."""

    letter: str
    about: str
    occurrence: str


def receipts(db: Session, rows: Sequence[Line]) -> dict[int, ReceiptFacts]:
    """{row: facts}; a row whose place is gone has none."""
    if not rows:
        return {}
    pressed = _pressed(db, rows)
    places = {row.stored_id: place_in(row.about) for row in rows}
    both = db.exec(
        select(Enrolment, Person)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .where(col(Enrolment.id).in_(set(places.values())))
    ).all()
    hers = {place.stored_id: (place, person) for place, person in both}
    quiet = _without_nudges(db, [person.stored_id for _place, person in both])
    failing = suppressed(db, {person.email for _place, person in both})
    found = {}
    for row in rows:
        if places[row.stored_id] not in hers:
            continue
        place, person = hers[places[row.stored_id]]
        found[row.stored_id] = ReceiptFacts(
            zone=person.zone,
            request_id=place.stored_id,
            person_id=person.stored_id,
            asked_at=pressed[row.stored_id],
            is_alive=_stands(row, place, person.stored_id in quiet, consent.newest(db, place.stored_id)),
            has_address=person.email is not None and person.erased_at is None,
            bounces=person.email in failing,
            letter=row.letter,
            about=row.about,
            occurrence=row.occurrence,
        )
    return found


def place_in(about: str) -> int:
    """The number of the place: of "step-leave:12" and "consents:12" it is 12."""
    return int(about.partition(":")[2])


def step_in(about: str) -> str:
    """Of "step-leave:12" it is "leave"."""
    return about.partition(":")[0].removeprefix("step-")


def _pressed(db: Session, rows: Sequence[Line]) -> dict[int, datetime]:
    """{row: when it was pressed}: it fell due then."""
    ids = [row.stored_id for row in rows]
    found = core_select(col(Delivery.id), col(Delivery.due_at)).where(col(Delivery.id).in_(ids))
    return {row[0]: row[1] for row in db.execute(found)}


def _stands(row: Line, place: Enrolment, is_quiet: bool, given: Mapping[ConsentTo, Consent]) -> bool:
    step = step_in(row.about)
    if step == "leave":
        return place.left_at is not None
    if step == "nudges":
        return is_quiet
    if step == "measures":
        return not any(given[one].given for one in ASKING if one in given)
    return step == "consents" or ConsentTo.RESEARCH not in given or not given[ConsentTo.RESEARCH].given


def _without_nudges(db: Session, people: Sequence[int]) -> frozenset[int]:
    stopped = select(LetterStop.person_id).where(
        LetterStop.kind == Kind.NUDGES, col(LetterStop.person_id).in_(people)
    )
    return frozenset(db.exec(stopped).all())
