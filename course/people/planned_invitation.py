"""An address that is to be asked once a group's invitations open. Until then nobody is written to.

It stands in the plan of a group that is not made yet, and goes over to the group when that is made.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import Field, Session, col, delete, select

from course import audit
from course.address import clean_address
from course.cohorts.cohort import Cohort
from course.cohorts.draft import CohortDraft
from course.cohorts.enrolment import Enrolment
from course.cohorts.places import one_at_a_time
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people import inviting
from course.people.invitation import Invitation, Role
from course.people.inviting import Fate
from course.people.person import Person, clean_name
from course.store import Row, choice
from course.words import _

MOST = 500


class PlannedInvitation(Row, table=True):
    """Of a draft or, once that is made, of its cohort; gone when it is sent, taken off, or the draft put away."""

    __tablename__ = "planned_invitation"

    draft_id: int | None = Field(default=None, foreign_key="cohort_draft.id", ondelete="CASCADE", index=True)
    cohort_id: int | None = Field(default=None, foreign_key="cohort.id", index=True)
    role: Role = Field(sa_type=choice(Role))
    email: str = Field(max_length=254, index=True)
    name: str = Field(max_length=120)
    listed_by: int = Field(foreign_key="person.id")
    listed_at: datetime


@dataclass(frozen=True)
class Elsewhere:
    """Where an address is known already: "takes part in" or "asked to" the group of this name."""

    is_asked: bool
    group: str


def of_draft(db: Session, draft: CohortDraft) -> list[PlannedInvitation]:
    """Those who are to facilitate first, each in the order they were put down."""
    return _listed(db, col(PlannedInvitation.draft_id) == draft.id)


def of_cohort(db: Session, cohort: Cohort) -> list[PlannedInvitation]:
    return _listed(db, col(PlannedInvitation.cohort_id) == cohort.id)


def fates(listed: Collection[PlannedInvitation], lines: Iterable[tuple[int, str, str, str]]) -> list[Fate]:
    """What becomes of each line (number, text, address, name): "invited", "twice", "already invited", "refused"."""
    there, seen, found = {one.email for one in listed}, set[str](), []
    for number, text, email, name in lines:
        fate = _fate(there, seen, number, text, email, name)
        seen.add(fate.email)
        found.append(fate)
    return found


def put_down(
    db: Session,
    draft: CohortDraft,
    people: Iterable[tuple[str, str]],
    *,
    role: Role,
    now: datetime,
    by: Person,
) -> None:
    """(address, name) each; one that stands there already stays as it is. Refused beyond so many."""
    known = of_draft(db, draft)
    there = {one.email for one in known}
    fresh = {clean_address(email): name for email, name in people}
    rows = [
        PlannedInvitation(
            draft_id=draft.stored_id,
            role=role,
            email=email,
            name=clean_name(name or email.partition("@")[0]),
            listed_by=by.stored_id,
            listed_at=now,
        )
        for email, name in fresh.items()
        if email not in there
    ]
    if len(known) + len(rows) > MOST:
        raise Refused(
            _("That is more than %(n)s people. The others can be asked later.") % {"n": MOST}, field="text"
        )
    db.add_all(rows)
    db.flush()


def take_off(db: Session, listed: Iterable[PlannedInvitation], ids: Collection[int]) -> int:
    """Of these the rows with such a number; says how many."""
    going = [one for one in listed if one.stored_id in ids]
    for one in going:
        db.delete(one)
    db.flush()
    return len(going)


def go_over(db: Session, draft: CohortDraft, cohort: Cohort) -> None:
    """The group is made: what was planned for it is planned for it still."""
    mine = update(PlannedInvitation).where(col(PlannedInvitation.draft_id) == draft.id)
    db.exec(mine.values(draft_id=None, cohort_id=cohort.id))


def go_on_in(db: Session, cohort: Cohort, into: Cohort) -> None:
    """Those who were to take part are to be asked there; who runs the other group stands already."""
    mine = update(PlannedInvitation).where(col(PlannedInvitation.cohort_id) == cohort.id)
    db.exec(mine.where(col(PlannedInvitation.role) == Role.PARTICIPANT).values(cohort_id=into.id))
    forget_all_of(db, cohort)


def send(db: Session, cohort: Cohort, *, now: datetime, by: Person) -> int:
    """Everybody who is planned is asked now, once, also of two presses at one moment; says how many."""
    one_at_a_time(db, cohort.stored_id)
    listed = of_cohort(db, cohort)
    programme = db.get_one(Programme, cohort.programme_id)
    for one in listed:
        inviting.invite(
            db, programme, email=one.email, name=one.name, role_wanted=one.role, cohort=cohort, by=by, now=now
        )
        db.delete(one)
    db.flush()
    if listed:
        audit.record(
            db, "invitation.send_planned", f"cohort:{cohort.id}", by=by.id,
            programme_id=cohort.programme_id, people=len(listed),
        )  # fmt: skip
    return len(listed)


def forget(db: Session, email: str) -> None:
    """This address is asked nowhere any more."""
    db.exec(delete(PlannedInvitation).where(col(PlannedInvitation.email) == email))


def forget_all_of(db: Session, cohort: Cohort) -> None:
    """The group does not take place, so nobody is asked any more."""
    db.exec(delete(PlannedInvitation).where(col(PlannedInvitation.cohort_id) == cohort.id))


def elsewhere(db: Session, programme_id: int, addresses: Collection[str]) -> Mapping[str, Elsewhere]:
    """{address: a group of the programme that goes on, where it is known}, in two statements."""
    asked = (
        select(Invitation.email, Cohort.name)
        .join(Cohort, col(Cohort.id) == col(Invitation.cohort_id))
        .where(
            Invitation.programme_id == programme_id,
            col(Invitation.email).in_(addresses),
            Invitation.role == Role.PARTICIPANT,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
    )
    here = (
        select(Person.email, Cohort.name)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(
            Cohort.programme_id == programme_id,
            col(Cohort.closed_at).is_(None),
            col(Enrolment.left_at).is_(None),
            col(Person.email).in_(addresses),
        )
    )
    found = {email: Elsewhere(True, name) for email, name in db.exec(asked).all()}
    return found | {email: Elsewhere(False, name) for email, name in db.exec(here).all() if email}


def _listed(db: Session, which: ColumnElement[bool]) -> list[PlannedInvitation]:
    mine = select(PlannedInvitation).where(which)
    rows = db.exec(mine.order_by(col(PlannedInvitation.id)).execution_options(populate_existing=True)).all()
    return sorted(rows, key=lambda one: one.role is not Role.FACILITATOR)


def _fate(
    there: Collection[str], seen: Collection[str], number: int, text: str, email: str, name: str
) -> Fate:
    try:
        address = clean_address(email)
    except Refused as refused:
        return Fate(number, text, "refused", refused.sentence)
    if address in seen:
        return Fate(number, text, "twice", _("This address stands in an earlier line."), address, name)
    if address in there:
        return Fate(number, text, "already invited", _("This address is on the list already."), address, name)
    return Fate(number, text, "invited", _("Is put on the list."), address, name)
