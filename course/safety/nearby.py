"""Which help a visitor sees: that of her own programmes, or, signed out, what the site has for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.people.person import Person
from course.people.role import Facilitator, Lead
from course.safety.plan import CrisisResource, SafetyPlan


@dataclass(frozen=True)
class Lines:
    """What can be called in one country (two letters; empty where nobody has said which)."""

    country: str
    resources: list[CrisisResource]

    @property
    def has_emergency(self) -> bool:
        return any(one.is_emergency for one in self.resources)

    @property
    def checked_on(self) -> date:
        """All of them have been tried since."""
        return min(one.checked_on for one in self.resources)


@dataclass(frozen=True)
class Help:
    """Lines to call, and the people who answer, with the programme they answer for."""

    lines: list[Lines]
    answering: list[tuple[Programme, SafetyPlan]]

    @property
    def resources(self) -> list[CrisisResource]:
        return [one for group in self.lines for one in group.resources]


def help_for(db: Session, person: Person | None, *, first: str = "") -> Help:
    """Signed out on a site with several programmes there are lines to call, and no names. `first`: her own country."""
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
    return Help(_by_country(resources, programmes, first), answering)


def _programmes_of(db: Session, person: Person) -> list[Programme]:
    joined = select(Cohort.programme_id).join(Enrolment).where(Enrolment.person_id == person.id)
    run = select(Cohort.programme_id).join(Facilitator).where(Facilitator.person_id == person.id)
    led = select(Lead.programme_id).where(Lead.person_id == person.id)
    mine = select(Programme).where(col(Programme.id).in_(joined.union(run, led)))
    return list(db.exec(mine.order_by(col(Programme.id))).all())


def _by_country(
    resources: Iterable[CrisisResource], programmes: Iterable[Programme], first: str
) -> list[Lines]:
    """Her own country first, then in the order of the programmes; each line once in its country."""
    home = {programme.stored_id: programme.country for programme in programmes}
    found: dict[str, list[CrisisResource]] = {country: [] for country in home.values()}
    for one in resources:
        found.setdefault(one.country or home[one.programme_id], []).append(one)
    in_order = sorted(found, key=lambda country: country != first)
    return [Lines(country, _each_once(found[country])) for country in in_order if found[country]]


def _each_once(resources: Iterable[CrisisResource]) -> list[CrisisResource]:
    once: dict[tuple[str, str], CrisisResource] = {}
    for one in resources:
        once.setdefault((one.name, one.phone), one)
    return list(once.values())
