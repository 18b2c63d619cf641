"""The facts of concerns: who is to be told, and what the ledger says of the letters to them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sqlmodel import Session, and_, col, select

from course.cohorts.programme import Programme
from course.delivery.due import key_of
from course.delivery.facts import ConcernFacts
from course.delivery.ledger import Delivery, Line, Status
from course.delivery.returns.letter_report import LetterReport
from course.delivery.returns.nature import Nature
from course.delivery.rules import AGAIN, WRITTEN_AT_MOST
from course.people.person import Person
from course.people.role import Lead
from course.safety.concern import Concern
from course.safety.plan import SafetyPlan
from course.safety.policy import SafetyPolicy

TO_PLAN = ("concern_opened", "concern_waiting")
"""Letters that go to an address of the plan: of the responsible person, and of the deputy."""
TO_LEADS = "concern_still_waiting"


def concerns(db: Session, ids: Sequence[int]) -> list[ConcernFacts]:
    rows: Sequence[tuple[Concern, Programme, SafetyPlan | None, SafetyPolicy | None]] = db.exec(
        select(Concern, Programme, SafetyPlan, SafetyPolicy)
        .join(Programme, col(Programme.id) == col(Concern.programme_id))
        .outerjoin(SafetyPlan, col(SafetyPlan.programme_id) == col(Concern.programme_id))
        .outerjoin(SafetyPolicy, col(SafetyPolicy.programme_id) == col(Concern.programme_id))
        .where(col(Concern.id).in_(ids))
        .order_by(col(Concern.id))
    ).all()
    leads = _leads(db, {programme.stored_id for _, programme, _, _ in rows})
    found = [_facts(*row, tuple(leads[row[1].stored_id])) for row in rows]
    ledger = _ledger(db, found)
    return [_with_ledger(one, ledger) for one in found]


def named_by(address: str) -> str:
    """How a ledger key names somebody of whom only an address is known: by a hash, never by the address."""
    return "a" + hashlib.sha256(address.encode()).hexdigest()[:16]


def plan_address(row: Line, plan: SafetyPlan | None) -> str | None:
    """Where a letter goes that belongs to no person and to no invitation."""
    return dict(zip(TO_PLAN, plan.addresses, strict=True)).get(row.letter) if plan else None


def plan_name(row: Line, plan: SafetyPlan | None) -> str:
    names = (plan.responsible, plan.deputy) if plan else ("", "")
    return dict(zip(TO_PLAN, names, strict=True)).get(row.letter, "")


def _facts(
    concern: Concern,
    programme: Programme,
    plan: SafetyPlan | None,
    policy: SafetyPolicy | None,
    leads: tuple[int, ...],
) -> ConcernFacts:
    first, second = plan.addresses if plan else ("", "")
    waits = policy or SafetyPolicy(programme_id=programme.stored_id)
    return ConcernFacts(
        zone=programme.zone,
        concern_id=concern.stored_id,
        programme_id=programme.stored_id,
        opened_at=concern.opened_at,
        times=concern.times,
        is_seen=concern.seen_at is not None,
        responsible=named_by(first) if first else None,
        deputy=named_by(second) if second else None,
        leads=leads,
        deputy_after=waits.deputy_after,
        leads_after=waits.leads_after,
    )


def _with_ledger(facts: ConcernFacts, ledger: dict[str, Status]) -> ConcernFacts:
    uncertain, refused = {}, set()
    for letter, to in _told(facts):
        ends = [ledger[key] for key in _keys(facts, letter, to) if key in ledger]
        if ends and set(ends) == {Status.UNKNOWN}:
            uncertain[f"{letter}|{to}"] = len(ends)
        if ends and set(ends) == {Status.DEAD}:
            refused.add(letter)
    known = frozenset(key for letter, to in _told(facts) for key in _keys(facts, letter, to) if key in ledger)
    return replace(facts, known=known, uncertain=uncertain, refused=frozenset(refused))


def _told(facts: ConcernFacts) -> Iterator[tuple[str, str]]:
    """(letter, recipient) for everybody who is to be told sooner or later."""
    yield from (
        (letter, to) for letter, to in zip(TO_PLAN, (facts.responsible, facts.deputy), strict=True) if to
    )
    yield from ((TO_LEADS, f"p{lead}") for lead in facts.leads)


def _keys(facts: ConcernFacts, letter: str, to: str) -> list[str]:
    occurrences = [str(facts.times), *(f"{facts.times}{AGAIN}{n}" for n in range(1, WRITTEN_AT_MOST))]
    return [key_of(letter, f"concern:{facts.concern_id}", to, occurrence) for occurrence in occurrences]


def _ledger(db: Session, found: Iterable[ConcernFacts]) -> dict[str, Status]:
    """A letter that was taken and came back for good is as one that was refused."""
    keys = [key for facts in found for letter, to in _told(facts) for key in _keys(facts, letter, to)]
    came_back = and_(
        col(LetterReport.delivery_id) == col(Delivery.id), col(LetterReport.nature) == Nature.HARD
    )
    rows = select(Delivery.key, col(Delivery.status), LetterReport.id).outerjoin(LetterReport, came_back)
    lines = db.exec(rows.where(col(Delivery.key).in_(keys))).all()
    return {key: status if report is None else Status.DEAD for key, status, report in lines}


def _leads(db: Session, programmes: Iterable[int]) -> dict[int, list[int]]:
    """{programme: its leads who have an address}."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = db.exec(
        select(Lead.programme_id, Lead.person_id)
        .join(Person, col(Person.id) == col(Lead.person_id))
        .where(
            col(Lead.programme_id).in_(list(programmes)),
            col(Lead.ended_at).is_(None),
            col(Person.email).is_not(None),
            col(Person.erased_at).is_(None),
        )
        .order_by(col(Lead.id))
    ).all()
    for programme_id, person_id in rows:
        found[programme_id].append(person_id)
    return found
