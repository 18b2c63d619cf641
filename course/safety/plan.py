"""Who answers when somebody needs a word, and the numbers to call. Invitations stay closed until both are there."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, SQLModel, col, select

from course import audit, clock
from course.address import clean_address
from course.cohorts.programme import Programme
from course.people.person import Person, with_account
from course.safety import concern
from course.store import Row
from course.words import _

RECHECK = timedelta(days=183)
"""A crisis resource counts for six months after somebody checked it."""


class Answering(SQLModel):
    """Who answers, and when, as a form gives it and as a person reads it."""

    responsible: str = Field(max_length=120)
    responsible_email: str = Field(max_length=254)
    responsible_phone: str = Field(default="", max_length=40)
    deputy: str = Field(max_length=120)
    deputy_email: str = Field(max_length=254)
    deputy_phone: str = Field(default="", max_length=40)
    reply_hours: str = Field(max_length=200)
    holiday_cover: str = Field(max_length=200)


class SafetyPlan(Answering, table=True):
    """The responsible person is the programme's, not a cohort's: it still answers after a cohort has ended."""

    __tablename__ = "safety_plan"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    updated_at: datetime

    @property
    def addresses(self) -> tuple[str, str]:
        """Of the responsible person and of the deputy."""
        return self.responsible_email, self.deputy_email


class CrisisResource(Row, table=True):
    """A line people can call or write to, with the day somebody last tried it. `country` empty: its programme's own."""

    __tablename__ = "crisis_resource"

    programme_id: int = Field(foreign_key="programme.id", index=True)
    name: str = Field(max_length=120)
    phone: str = Field(default="", max_length=40)
    text_to: str = Field(default="", max_length=80)
    web: str = Field(default="", max_length=200)
    hours: str = Field(max_length=80)
    is_emergency: bool = False
    country: str = Field(default="", max_length=2)
    checked_on: date
    removed_at: datetime | None = None

    def is_fresh(self, today: date) -> bool:
        return today - self.checked_on <= RECHECK


def plan_of(db: Session, programme_id: int) -> SafetyPlan | None:
    return db.get(SafetyPlan, programme_id)


def resources_of(db: Session, programme_id: int) -> list[CrisisResource]:
    """The emergency number first, then in the order they were added."""
    mine = select(CrisisResource).where(
        CrisisResource.programme_id == programme_id, col(CrisisResource.removed_at).is_(None)
    )
    return list(db.exec(mine.order_by(col(CrisisResource.is_emergency).desc(), col(CrisisResource.id))).all())


def missing(db: Session, programme: Programme, *, today: date) -> list[str]:
    """What is still needed before anybody may be invited, in sentences; empty when all is there."""
    plan, resources = _plan_and_resources(db, programme.stored_id)
    lines = [one.checked_on for one in resources if not one.is_emergency]
    return lacking(
        plan,
        has_emergency_number=any(one.is_emergency for one in resources),
        line_checked_on=max(lines, default=None),
        today=today,
    )


def lacking(
    plan: SafetyPlan | None, *, has_emergency_number: bool, line_checked_on: date | None, today: date
) -> list[str]:
    """The same, of a programme with this plan; `line_checked_on`: the newest day on which somebody tried a line."""
    is_fresh = line_checked_on is not None and today - line_checked_on <= RECHECK
    wanted = [
        *_of_the_plan(plan),
        (has_emergency_number, _("The emergency number of the country.")),
        (is_fresh, _("A crisis line that somebody checked in the last six months.")),
    ]
    return [sentence for there, sentence in wanted if not there]


def lines_of(programme_id: Any) -> tuple[ColumnElement[bool], ColumnElement[date]]:
    """Whether a programme has an emergency number, and on which day somebody tried another line last: two expressions
    for a statement that knows the programme."""
    stand = select(CrisisResource.id).where(
        col(CrisisResource.programme_id) == programme_id, col(CrisisResource.removed_at).is_(None)
    )
    newest = core_select(func.max(col(CrisisResource.checked_on))).where(
        col(CrisisResource.programme_id) == programme_id,
        col(CrisisResource.removed_at).is_(None),
        col(CrisisResource.is_emergency).is_(False),
    )
    return stand.where(col(CrisisResource.is_emergency)).exists(), newest.scalar_subquery()


def _plan_and_resources(db: Session, programme_id: int) -> tuple[SafetyPlan | None, list[CrisisResource]]:
    """In one statement: this is asked on many pages."""
    stands = (col(CrisisResource.programme_id) == Programme.id) & col(CrisisResource.removed_at).is_(None)
    both = (
        core_select(SafetyPlan, CrisisResource)
        .select_from(Programme)
        .outerjoin(SafetyPlan, col(SafetyPlan.programme_id) == Programme.id)
        .outerjoin(CrisisResource, stands)
        .where(col(Programme.id) == programme_id)
    )
    rows = db.execute(both).all()
    return next((plan for plan, _one in rows), None), [one for _plan, one in rows if one is not None]


def without_account(db: Session, plan: SafetyPlan | None) -> list[str]:
    """Who of those that are named has no account here: letters reach them, but the safety list stays closed."""
    named = [(plan.responsible, plan.responsible_email), (plan.deputy, plan.deputy_email)] if plan else []
    known = with_account(db, [address for _name, address in named if address])
    return [name for name, address in named if address and address not in known]


def set_plan(db: Session, programme: Programme, answering: Answering, *, by: Person) -> SafetyPlan:
    said = {name: value.strip() for name, value in answering.model_dump().items()}
    for field in ("responsible_email", "deputy_email"):
        said[field] = clean_address(said[field])
    at = clock.real_now(db)
    plan = plan_of(db, programme.stored_id) or SafetyPlan(
        programme_id=programme.stored_id, updated_at=at, **said
    )
    plan.sqlmodel_update({**said, "updated_at": at})
    db.add(plan)
    db.flush()
    concern.look_again(db, now=clock.now(db), programme_id=programme.stored_id)
    audit.record(db, "safety_plan.set", f"programme:{programme.id}", by=by.id, programme_id=programme.id)
    return plan


def add_resource(
    db: Session,
    programme: Programme,
    *,
    name: str,
    phone: str = "",
    text_to: str = "",
    web: str = "",
    hours: str,
    is_emergency: bool = False,
    country: str = "",
    checked_on: date,
    by: Person,
) -> CrisisResource:
    resource = CrisisResource(
        programme_id=programme.stored_id,
        name=name.strip(),
        phone=phone.strip(),
        text_to=text_to.strip(),
        web=web.strip(),
        hours=hours.strip(),
        is_emergency=is_emergency,
        country=country,
        checked_on=checked_on,
    )
    db.add(resource)
    db.flush()
    audit.record(
        db, "crisis_resource.add", f"crisis_resource:{resource.id}", by=by.id, programme_id=programme.id
    )
    return resource


def check_resource(db: Session, resource: CrisisResource, *, today: date, by: Person) -> None:
    """Somebody tried it today and it answers."""
    resource.checked_on = today
    audit.record(
        db,
        "crisis_resource.check",
        f"crisis_resource:{resource.id}",
        by=by.id,
        programme_id=resource.programme_id,
    )


def remove_resource(db: Session, resource: CrisisResource, *, by: Person) -> None:
    resource.removed_at = clock.real_now(db)
    audit.record(
        db,
        "crisis_resource.remove",
        f"crisis_resource:{resource.id}",
        by=by.id,
        programme_id=resource.programme_id,
    )


def _of_the_plan(plan: SafetyPlan | None) -> list[tuple[bool, str]]:
    """(whether it is there, what to ask for) for each thing that the plan itself names."""
    if plan is None:
        return [(False, _("A responsible person, a deputy, reply hours and holiday cover."))]
    return [
        (_are_there(plan.responsible, plan.responsible_email), _("A responsible person with an address.")),
        (_are_there(plan.deputy, plan.deputy_email), _("A deputy with an address.")),
        (_are_there(plan.reply_hours), _("The hours in which somebody replies.")),
        (_are_there(plan.holiday_cover), _("Who covers holidays.")),
    ]


def _are_there(*fields: str) -> bool:
    return all(field.strip() for field in fields)
