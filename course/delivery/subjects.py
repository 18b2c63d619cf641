"""Ask every subject whose moment has come what it is due, and write that into the ledger."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, bindparam, literal, union_all, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from course import clock
from course.cohorts.enrolment import Enrolment
from course.delivery import invitation_facts, loading
from course.delivery.concern_facts import concerns
from course.delivery.due import Due, DueLetter, NotDue, due
from course.delivery.entry import Owner, enter
from course.delivery.facts import ConcernFacts, EnrolmentFacts, FacilitatorFacts, InvitationFacts, Subject
from course.delivery.halving import load_each
from course.people.invitation import Invitation
from course.people.role import Facilitator
from course.safety.concern import Concern
from course.settings import Settings
from course.store import reading, writing

BATCH = 200
LOOK_AT_THE_BROKEN_AGAIN = timedelta(hours=6)
log = logging.getLogger("kindly.pump")
Subjects = type[Enrolment] | type[Invitation] | type[Facilitator] | type[Concern]


@dataclass(frozen=True)
class Sort:
    """One sort of subject: its table, how its facts are loaded, and which row of it the facts are about."""

    table: Subjects
    load: Callable[[Session, Sequence[int]], Sequence[Subject]]


CONCERNS = (Sort(Concern, concerns),)
SORTS = (
    *CONCERNS,
    Sort(Invitation, invitation_facts.invitations),
    Sort(Enrolment, loading.enrolments),
    Sort(Facilitator, loading.facilitators),
)


@dataclass(frozen=True)
class Looked:
    subjects: int = 0
    entered: int = 0


def look(engine: Engine, settings: Settings, *, batch: int = BATCH, sorts: Sequence[Sort] = SORTS) -> Looked:
    """One batch of one sort, in one transaction; nothing looked at means that nobody is waiting."""
    with reading(engine) as db:
        waiting = _waiting(db, sorts)
    if waiting is None:
        return Looked()
    with writing(engine) as db:
        return _look_at(db, settings, waiting, batch)


def _waiting(db: Session, sorts: Sequence[Sort]) -> Sort | None:
    """The first sort of which somebody waits, in one statement."""
    now = clock.now(db)
    each = [
        core_select(literal(number)).where(_due_ids(sort.table, now, 1).exists())
        for number, sort in enumerate(sorts)
    ]
    numbers = db.execute(union_all(*each)).scalars().all()
    return sorts[min(numbers)] if numbers else None


def subject_id(facts: Subject) -> int:
    if isinstance(facts, EnrolmentFacts):
        return facts.enrolment_id
    if isinstance(facts, InvitationFacts):
        return facts.invitation_id
    if isinstance(facts, FacilitatorFacts):
        return facts.facilitator_id
    if isinstance(facts, ConcernFacts):
        return facts.concern_id
    raise TypeError(f"{type(facts).__name__} is not looked at by the pump")


def owner_of(facts: Subject, recipient: str = "") -> Owner:
    """`recipient` is asked for where a subject writes to several."""
    if isinstance(facts, EnrolmentFacts):
        return Owner(
            person_id=facts.person_id, enrolment_id=facts.enrolment_id, programme_id=facts.programme_id
        )
    if isinstance(facts, InvitationFacts):
        return Owner(invitation_id=facts.invitation_id, programme_id=facts.programme_id)
    if isinstance(facts, FacilitatorFacts):
        return Owner(person_id=facts.person_id, programme_id=facts.programme_id)
    if isinstance(facts, ConcernFacts):
        person_id = int(recipient[1:]) if recipient.startswith("p") else None
        return Owner(person_id=person_id, programme_id=facts.programme_id)
    raise TypeError(f"{type(facts).__name__} is not looked at by the pump")


def _due_ids(table: Subjects, now: datetime, limit: int) -> Any:
    return select(table.id).where(col(table.look_at) <= now).order_by(col(table.look_at)).limit(limit)


def _answers(subjects: Sequence[Subject], now: datetime) -> list[tuple[Subject, Due]]:
    """What each is due. Somebody whose facts make no sense (a zone that does not exist) stops nobody else."""
    found = []
    for facts in subjects:
        try:
            answer = due(facts, now)
        except Exception as error:
            log.warning("%s %s: %s", type(facts).__name__, subject_id(facts), type(error).__name__)
            answer = Due((), (), now + LOOK_AT_THE_BROKEN_AGAIN)
        found.append((facts, answer))
    return found


def _look_at(db: Session, settings: Settings, sort: Sort, batch: int) -> Looked:
    now, real = clock.now(db), clock.real_now(db)
    # Locked first, read afterwards: a verb that changes a fact waits, and then sets look_at again.
    ids = list(db.exec(_due_ids(sort.table, now, batch).with_for_update(skip_locked=True)).all())
    loaded = load_each(db, sort.load, ids)
    answers = _answers(loaded.facts, now)
    letters: list[tuple[Owner, DueLetter | NotDue]] = [
        (owner_of(facts, letter.recipient), letter) for facts, answer in answers for letter in answer.entering
    ]
    entered = enter(db, settings, letters, at=real)
    table: Any = sort.table.__table__  # type: ignore[union-attr]
    later = update(table).where(table.c.id == bindparam("subject")).values(look_at=bindparam("later"))
    if sort.table is Enrolment:
        later = later.values(looks=table.c.looks + 1)
    for key, error in loaded.broken.items():
        log.warning("%s %s: %s", sort.table.__name__, key, error)
    moments = [{"subject": subject_id(facts), "later": answer.look_at} for facts, answer in answers]
    moments += [{"subject": key, "later": now + LOOK_AT_THE_BROKEN_AGAIN} for key in loaded.broken]
    if moments:
        db.connection().execute(later, moments)
    return Looked(len(ids), entered)
