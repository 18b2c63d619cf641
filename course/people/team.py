"""Who runs a cohort or leads a programme, by name, and the verb that ends such a role."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from course import audit
from course.cohorts.cohort import Cohort
from course.errors import NotFound, Refused
from course.people import role
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.people.role import Facilitator, Lead
from course.words import _


@dataclass(frozen=True)
class Member:
    person_id: int
    name: str
    email: str | None
    until: datetime | None = None


def leads(db: Session, programme_id: int) -> list[Member]:
    mine = (
        select(Person)
        .join(Lead, col(Lead.person_id) == col(Person.id))
        .where(Lead.programme_id == programme_id, col(Lead.ended_at).is_(None))
    )
    return [_member(one) for one in db.exec(mine.order_by(Person.name)).all()]


def facilitators(db: Session, cohort_ids: Iterable[int]) -> dict[int, list[Member]]:
    """{cohort id: those who run it now}, in one statement; `until` is that of a substitute's days."""
    both = (
        select(col(Facilitator.cohort_id), Person, col(Facilitator.lasts_until))
        .join(Person, col(Person.id) == col(Facilitator.person_id))
        .where(col(Facilitator.cohort_id).in_(list(cohort_ids)), role.runs_now(db))
    )
    found: dict[int, list[Member]] = {}
    for cohort_id, person, until in db.exec(both.order_by(Person.name, col(Facilitator.id).desc())).all():
        members = found.setdefault(cohort_id, [])
        if until is None:  # a substitute who has come to stay is named once
            members[:] = [one for one in members if one.person_id != person.id]
        if person.id not in {one.person_id for one in members}:
            members.append(replace(_member(person), until=until))
    return found


def staff_of(db: Session, programme_id: int) -> list[Person]:
    """Everybody who leads the programme or runs a cohort of it, each once, by name."""
    led = select(Lead.person_id).where(Lead.programme_id == programme_id, col(Lead.ended_at).is_(None))
    run = (
        select(Facilitator.person_id)
        .join(Cohort, col(Cohort.id) == col(Facilitator.cohort_id))
        .where(Cohort.programme_id == programme_id, role.runs_now(db))
    )
    mine = select(Person).where(col(Person.id).in_(led.union(run)))
    return list(db.exec(mine.order_by(Person.name, col(Person.id))).all())


def asked(
    db: Session, role_wanted: Role, *, programme_id: int, cohort_id: int | None = None
) -> list[Invitation]:
    """Open invitations to this role, oldest first."""
    mine = select(Invitation).where(
        Invitation.programme_id == programme_id,
        Invitation.role == role_wanted,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
    )
    if cohort_id is not None:
        mine = mine.where(Invitation.cohort_id == cohort_id)
    return list(db.exec(mine.order_by(col(Invitation.id))).all())


def end_lead(db: Session, *, programme_id: int, person_id: int, by: Person) -> None:
    """Refused for the last one."""
    role.end_lead(db, programme_id=programme_id, person_id=person_id)
    audit.record(db, "lead.end", f"person:{person_id}", by=by.id, programme_id=programme_id)


def end_facilitator(db: Session, *, cohort_id: int, person_id: int, programme_id: int, by: Person) -> None:
    """The last one stays: somebody has to see this week's page. NotFound for somebody who does not run it."""
    _one_at_a_time(db, cohort_id)
    running = [one for one in facilitators(db, [cohort_id]).get(cohort_id, []) if one.until is None]
    if person_id not in {one.person_id for one in running}:
        raise NotFound
    if len(running) == 1:
        raise Refused(_("A cohort keeps at least one facilitator. Invite another one first."))
    role.end_facilitator(db, cohort_id=cohort_id, person_id=person_id)
    audit.record(
        db, "facilitator.end", f"person:{person_id}", by=by.id, programme_id=programme_id, cohort_id=cohort_id
    )


def _one_at_a_time(db: Session, cohort_id: int) -> None:
    """Two who end each other's role at once: the second waits here, and then sees that she is the last."""
    living = select(Facilitator.id).where(
        Facilitator.cohort_id == cohort_id, col(Facilitator.ended_at).is_(None)
    )
    db.exec(living.order_by(col(Facilitator.id)).with_for_update()).all()


def _member(person: Person) -> Member:
    return Member(person.stored_id, person.name, person.email)
