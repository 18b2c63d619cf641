"""Which help a visitor sees: that of her own programmes, or, signed out, what the site has for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.people.person import Person
from course.people.role import Facilitator, Lead
from course.safety.plan import CrisisResource, SafetyPlan


@dataclass(frozen=True)
class Help:
    """Lines to call, and the people who answer, with the programme they answer for."""

    resources: list[CrisisResource]
    answering: list[tuple[Programme, SafetyPlan]]


def help_for(db: Session, person: Person | None) -> Help:
    """Signed out on a site with several programmes there are lines to call, and no names."""
    programmes = _programmes_of(db, person) if person else []
    if not programmes:
        programmes = list(db.exec(select(Programme).order_by(col(Programme.id))).all())
        named = programmes if len(programmes) == 1 else []
    else:
        named = programmes
    ids = [programme.id for programme in programmes]
    lines = select(CrisisResource).where(
        col(CrisisResource.programme_id).in_(ids), col(CrisisResource.removed_at).is_(None)
    )
    resources = db.exec(lines.order_by(col(CrisisResource.is_emergency).desc(), col(CrisisResource.id))).all()
    plans = {plan.programme_id: plan for plan in db.exec(select(SafetyPlan)).all()}
    answering = [(one, plans[one.stored_id]) for one in named if one.stored_id in plans]
    return Help(_each_once(resources), answering)


def _programmes_of(db: Session, person: Person) -> list[Programme]:
    joined = select(Cohort.programme_id).join(Enrolment).where(Enrolment.person_id == person.id)
    run = select(Cohort.programme_id).join(Facilitator).where(Facilitator.person_id == person.id)
    led = select(Lead.programme_id).where(Lead.person_id == person.id)
    mine = select(Programme).where(col(Programme.id).in_(joined.union(run, led)))
    return list(db.exec(mine.order_by(col(Programme.id))).all())


def _each_once(resources: Iterable[CrisisResource]) -> list[CrisisResource]:
    once: dict[tuple[str, str], CrisisResource] = {}
    for one in resources:
        once.setdefault((one.name, one.phone), one)
    return list(once.values())
