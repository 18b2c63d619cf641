"""Everybody who joins a group and what has come of it so far, for those who run it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from course.cohorts.enrolment import Enrolment
from course.people.intake import Intake
from course.people.intake_decision import LETS_IN, IntakeDecision, Outcome
from course.people.person import Person


@dataclass(frozen=True)
class Joins:
    """One person; `outcome` is that of the newest decision."""

    enrolment_id: int
    called: str
    is_active: bool
    sent_at: datetime | None
    changed_at: datetime
    outcome: Outcome | None
    decided_at: datetime | None
    has_begun: bool

    @property
    def is_to_read(self) -> bool:
        """Handed in and not answered for good; or something was added after "let us talk"."""
        if self.sent_at is None or not self.is_active or self.has_begun:
            return False
        return waits(self.outcome, changed_at=self.changed_at, decided_at=self.decided_at)

    @property
    def is_still_asked(self) -> bool:
        """Something is still to say or to answer: nobody speaks to her yet of what comes after."""
        return not self.has_begun and self.outcome not in LETS_IN


def waits(outcome: Outcome | None, *, changed_at: datetime, decided_at: datetime | None) -> bool:
    """What was handed in has no answer yet, or something was added after "let us talk"."""
    if outcome is Outcome.TALK_FIRST and decided_at is not None:
        return changed_at > decided_at
    return outcome is None


def everybody(db: Session, cohort_id: int) -> list[tuple[Enrolment, Person, Joins | None]]:
    """Everyone who ever joined, by the name they are called; None for whoever was asked nothing. One statement."""
    newest = (
        select(func.max(IntakeDecision.id))
        .where(IntakeDecision.enrolment_id == Enrolment.id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    rows = db.execute(
        select(Enrolment, Person, Intake, IntakeDecision)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .outerjoin(Intake, col(Intake.enrolment_id) == Enrolment.id)
        .outerjoin(IntakeDecision, col(IntakeDecision.id) == newest)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(col(Person.called), col(Person.id))
    ).all()
    return [(place, who, _joins(place, who, row, decision)) for place, who, row, decision in rows]


def joiners(db: Session, cohort_id: int) -> list[Joins]:
    """Whoever was asked something, and of those who wait for an answer the one who has waited longest first."""
    found = [joins for _place, who, joins in everybody(db, cohort_id) if joins and who.erased_at is None]
    return sorted(
        found, key=lambda one: (not one.is_to_read, one.sent_at is None, one.sent_at or one.changed_at)
    )


def _joins(
    place: Enrolment, person: Person, row: Intake | None, decision: IntakeDecision | None
) -> Joins | None:
    if row is None:
        return None
    return Joins(
        enrolment_id=place.stored_id,
        called=person.called,
        is_active=place.is_active,
        sent_at=row.sent_at,
        changed_at=row.changed_at,
        outcome=decision.outcome if decision else None,
        decided_at=decision.decided_at if decision else None,
        has_begun=place.ready_at is not None,
    )
