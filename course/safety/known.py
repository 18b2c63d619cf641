"""What a page needs of a programme's help, as plain values that outlive the database's answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from course.safety.plan import Answering, CrisisResource, SafetyPlan


@dataclass(frozen=True)
class Line:
    name: str
    phone: str
    text_to: str
    web: str
    hours: str


@dataclass(frozen=True)
class Known:
    """Lines to call, the emergency number first. `answers` None: nobody is named."""

    resources: tuple[Line, ...] = ()
    answers: Answering | None = None

    @property
    def answering(self) -> list[tuple[None, Answering]]:
        """As the help of a person has it, who may have several programmes."""
        return [(None, self.answers)] if self.answers else []


def known(db: Session) -> Mapping[int, Known]:
    """Of every programme, in two statements."""
    standing = select(CrisisResource).where(col(CrisisResource.removed_at).is_(None))
    lines: dict[int, list[Line]] = defaultdict(list)
    for one in db.exec(
        standing.order_by(col(CrisisResource.is_emergency).desc(), col(CrisisResource.id))
    ).all():
        lines[one.programme_id].append(Line(one.name, one.phone, one.text_to, one.web, one.hours))
    plans = {plan.programme_id: plan for plan in db.exec(select(SafetyPlan)).all()}
    return {key: Known(tuple(lines.get(key, ())), _answering(plans.get(key))) for key in {*lines, *plans}}


def _answering(plan: SafetyPlan | None) -> Answering | None:
    return Answering(**plan.model_dump(include=set(Answering.model_fields))) if plan else None
