"""What a person decides after reading an intake: never by itself, never "rejected", and changed by a newer one.

Kept are one of five outcomes and reasons as codes; what was said stands in no row here and in no export.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select as core_select
from sqlmodel import Field, Session, col, func, select

from course import audit
from course.cohorts import enrolment as places
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.places import refuse_return_when_full
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people import guardian, intake
from course.people.consent import Consent, ConsentTo
from course.people.intake import Intake
from course.people.person import Person
from course.store import Row, choice, json_column
from course.words import _


class Outcome(StrEnum):
    FITS = "fits"
    TALK_FIRST = "talk-first"
    WITH_SUPPORT = "with-support"
    OTHER_FORMAT = "other-format"
    NOT_NOW = "not-now"


LETS_IN = frozenset({Outcome.FITS, Outcome.WITH_SUPPORT})
ENDS = frozenset({Outcome.OTHER_FORMAT, Outcome.NOT_NOW})
"""The place goes on to the next person; a later yes brings it back while one is free."""
ENDED = "answered"
"""What stands as the reason of a place that ended so."""


class IntakeDecision(Row, table=True):
    """The newest for a place is the one that counts. `reasons` are codes of `reasons()`."""

    __tablename__ = "intake_decision"

    client_id: UUID = Field(unique=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    outcome: Outcome = Field(sa_type=choice(Outcome))
    reasons: list[str] = Field(default_factory=list, sa_type=json_column())
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime


@dataclass(frozen=True)
class Seen:
    """What the page of whoever decides showed: the number of the newest decision, and when an answer last changed."""

    decision_id: int | None
    changed_at: datetime | None


class DecidedMeanwhile(Refused):
    """Somebody else decided, or she added something, since the page was opened."""


@dataclass(frozen=True)
class Path:
    """How far somebody is who joins. `intake` None: nothing was asked when she took her place.

    `health`: whether answers about her health may be stored; None while she has not said. `kept_days`, `signs` and
    `younger_from` are what her programme says (`Programme`).
    """

    intake: Intake | None
    decision: IntakeDecision | None
    health: bool | None
    kept_days: int
    signs: bool
    younger_from: int | None

    @property
    def is_let_in(self) -> bool:
        """Whether she may go on to what she agrees to."""
        return self.intake is None or (self.decision is not None and self.decision.outcome in LETS_IN)

    @property
    def can_change(self) -> bool:
        """Her answers are hers to change until somebody has decided for good."""
        return self.decision is None or self.decision.outcome is Outcome.TALK_FIRST


def reasons() -> Mapping[str, str]:
    """{code: words for staff}, in the order of the page."""
    return {
        "crisis": _("Thoughts of suicide, or self-harm in the last twelve months"),
        "unwell": _("Very low, or unwell in a way that comes first"),
        "psychosis": _("Psychosis or mania in the last six months"),
        "trauma": _("Trauma that is active now, or dissociation"),
        "substances": _("Alcohol or other substances"),
        "eating": _("An eating difficulty that needs medical care"),
        "loss": _("A recent loss, acute illness or upheaval"),
        "treatment": _("A treatment that should know, or goes first"),
        "dates": _("Two or more dates do not fit"),
        "access": _("What is needed cannot be offered here"),
        "language": _("Another language would be better"),
        "wish": _("Her own wish"),
        "question": _("A question that is better asked than written"),
    }


def has_ended_with_answer(enrolment: Enrolment) -> bool:
    """Such a place is opened again by whoever answers, and not by a press of hers."""
    return not enrolment.is_active and enrolment.left_reason == ENDED


_RULES = (
    col(Programme.intake_kept_days),
    col(Programme.signed_since),
    col(Programme.younger_from),
)


def path(db: Session, enrolment_id: int) -> Path:
    """In one statement."""
    newest = select(func.max(IntakeDecision.id)).where(IntakeDecision.enrolment_id == enrolment_id)
    agreed = select(func.max(Consent.id)).where(
        Consent.enrolment_id == enrolment_id, Consent.purpose == ConsentTo.HEALTH
    )
    found = db.execute(
        core_select(col(Enrolment.id), Intake, IntakeDecision, col(Consent.given), *_RULES)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .join(Programme, col(Programme.id) == Cohort.programme_id)
        .outerjoin(Intake, col(Intake.enrolment_id) == Enrolment.id)
        .outerjoin(IntakeDecision, col(IntakeDecision.id) == newest.scalar_subquery())
        .outerjoin(Consent, col(Consent.id) == agreed.scalar_subquery())
        .where(col(Enrolment.id) == enrolment_id)
    ).one()
    return Path(found[1], found[2], found[3], found[4], found[5] is not None, found[6])


def decide(
    db: Session,
    enrolment: Enrolment,
    *,
    outcome: Outcome,
    because: Sequence[str],
    seen: Seen,
    client_id: UUID,
    now: datetime,
    by: Person,
) -> IntakeDecision:
    """The same press twice is one decision. Refused as `refuse_unless_clear` says.

    A yes keeps her place or brings it back while one is free; with another format, or not now, it goes to the next.
    """
    known = db.exec(select(IntakeDecision).where(IntakeDecision.client_id == client_id)).first()
    if known is not None:
        return known
    refuse_unless_clear(db, enrolment, outcome=outcome, because=because, seen=seen, now=now)
    if outcome in ENDS:
        places.leave(db, enrolment, now=now, by=by.id, reason=ENDED)
    else:
        places.come_back(db, enrolment, now=now, by=by.id)  # changes nothing unless it had been given on
    row = IntakeDecision(
        client_id=client_id,
        enrolment_id=enrolment.stored_id,
        outcome=outcome,
        reasons=[code for code in reasons() if code in because],
        decided_by=by.stored_id,
        decided_at=now,
    )
    db.add(row)
    enrolment.look_at = now
    db.flush()
    audit.record(db, "intake.decide", f"enrolment:{enrolment.id}", by=by.id)
    return row


def refuse_unless_clear(
    db: Session, enrolment: Enrolment, *, outcome: Outcome, because: Sequence[str], seen: Seen, now: datetime
) -> None:
    """Whoever decides has read what stands now, says why, and promises no place that somebody else has by now."""
    row = intake.of(db, enrolment.stored_id)
    if row is None or row.sent_at is None:
        raise Refused(_("This person has not handed in the answers yet."))
    held = intake.locked(db, row)
    newest = path(db, enrolment.stored_id).decision
    if enrolment.ready_at is not None:
        raise Refused(_("This person takes part already. A place is ended under People."))
    if (newest.id if newest else None) != seen.decision_id:
        raise DecidedMeanwhile(
            _("There is an answer already, given since you opened this page. It stands below.")
        )
    if held.changed_at != seen.changed_at:
        raise DecidedMeanwhile(_("Something was added since you opened this page. Please read it once more."))
    _refuse_unless_said_why(outcome, because)
    if outcome in LETS_IN:
        _refuse_without_guardian(db, row)
    if outcome not in ENDS and not enrolment.is_active:
        refuse_return_when_full(db, enrolment, now=now)


def _refuse_unless_said_why(outcome: Outcome, because: Sequence[str]) -> None:
    if set(because) - reasons().keys():
        raise Refused(_("Please choose from the list."), field="because")
    if outcome is not Outcome.FITS and not because:
        raise Refused(
            _("Please choose at least one reason, so that it can be understood later."), field="because"
        )


def _refuse_without_guardian(db: Session, row: Intake) -> None:
    """The place of somebody under 18 stands once a parent or guardian has agreed."""
    if row.younger_at is not None and guardian.of(db, row.enrolment_id) is None:
        raise Refused(
            _("A parent or guardian has to agree first. Note it on the page that leads from here."),
            field="outcome",
        )
