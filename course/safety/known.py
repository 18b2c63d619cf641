"""What a page needs of a programme's help, as plain values that outlive the database's answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from course.cohorts.programme import Programme
from course.safety.plan import Answering, CrisisResource, SafetyPlan
from course.safety.policy import DEPUTY_AFTER, LEADS_AFTER, SafetyPolicy


@dataclass(frozen=True)
class Line:
    name: str
    phone: str
    text_to: str
    web: str
    hours: str


@dataclass(frozen=True)
class Known:
    """Lines to call, the emergency number first. `answers` None: nobody is named. `policy` None: nothing beyond."""

    resources: tuple[Line, ...] = ()
    answers: Answering | None = None
    policy: SafetyPolicy | None = None

    @property
    def waits(self) -> tuple[int, int]:
        """Hours in which nobody has seen a concern, after which the deputy is told, and the leads."""
        return (
            (self.policy.deputy_after, self.policy.leads_after)
            if self.policy
            else (DEPUTY_AFTER, LEADS_AFTER)
        )

    @property
    def answering(self) -> list[tuple[None, Answering]]:
        """As the help of a person has it, who may have several programmes."""
        return [(None, self.answers)] if self.answers else []


def known(db: Session) -> Mapping[int, Known]:
    """Of every programme, in one statement."""
    stands = (col(CrisisResource.programme_id) == Programme.id) & col(CrisisResource.removed_at).is_(None)
    both = (
        select(col(Programme.id), CrisisResource, SafetyPlan, SafetyPolicy)
        .outerjoin(CrisisResource, stands)
        .outerjoin(SafetyPlan, col(SafetyPlan.programme_id) == Programme.id)
        .outerjoin(SafetyPolicy, col(SafetyPolicy.programme_id) == Programme.id)
        .order_by(col(CrisisResource.is_emergency).desc(), col(CrisisResource.id))
    )
    lines: dict[int, list[Line]] = defaultdict(list)
    said: dict[int, tuple[SafetyPlan | None, SafetyPolicy | None]] = {}
    for programme_id, one, plan, policy in db.execute(both):
        said[programme_id] = (plan, policy)
        if one is not None:
            lines[programme_id].append(Line(one.name, one.phone, one.text_to, one.web, one.hours))
    return {
        key: Known(tuple(lines[key]), _answering(plan), _switched(policy))
        for key, (plan, policy) in said.items()
        if lines[key] or plan or policy
    }


def _switched(policy: SafetyPolicy | None) -> SafetyPolicy | None:
    """A copy that belongs to no session."""
    return SafetyPolicy(**policy.model_dump()) if policy else None


def _answering(plan: SafetyPlan | None) -> Answering | None:
    return Answering(**plan.model_dump(include=set(Answering.model_fields))) if plan else None
