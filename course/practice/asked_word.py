"""In a check-in somebody asks for a word with those who run her group. It is a concern of the programme as well, so
that it is answered even when they are away; her facilitators see it and say when they have spoken with her."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from course.cohorts.enrolment import Enrolment
from course.people.key import Keyring
from course.people.person import Person
from course.practice.check_in import CheckIn, Safe
from course.safety import concern
from course.safety.concern import Concern, Kind
from course.words import _
from curriculum.schema import Course


def ask(db: Session, enrolment: Enrolment, unit_key: str, *, now: datetime) -> Concern:
    """Asked again after somebody has spoken with her, it is open again."""
    return concern.begin(
        db, enrolment_id=enrolment.stored_id, wave_key=unit_key, kind=Kind.ASKED, now=now, again=True
    )


def standing(db: Session, enrolment: Enrolment, unit_key: str) -> Concern | None:
    """What she asked for in this check-in and nobody has closed yet."""
    mine = select(Concern).where(
        Concern.enrolment_id == enrolment.id,
        Concern.wave_key == unit_key,
        Concern.kind == Kind.ASKED,
        col(Concern.closed_at).is_(None),
    )
    return db.exec(mine).first()


@dataclass(frozen=True)
class Needing:
    """`asked`: what she asked for and nobody has closed. `not_safe`: she said lately that she is not at all safe."""

    person: Person
    asked: Concern | None
    not_safe: bool


def needing(db: Session, cohort_id: int, course: Course, *, since: datetime) -> list[Needing]:
    """Who of a cohort needs a word, for the page of its facilitators; `since` when a check-in counts as lately."""
    asked = (
        (col(Concern.enrolment_id) == Enrolment.id)
        & (col(Concern.kind) == Kind.ASKED)
        & col(Concern.wave_key).in_([unit.key for unit in course.units])
        & col(Concern.closed_at).is_(None)
    )
    said = (
        (col(CheckIn.enrolment_id) == Enrolment.id)
        & (col(CheckIn.safe) == Safe.NOT_AT_ALL)
        & (col(CheckIn.changed_at) >= since)
    )
    rows = db.execute(
        select(Person, Concern, CheckIn.id)
        .join(Enrolment, col(Enrolment.person_id) == Person.id)
        .outerjoin(Concern, asked)
        .outerjoin(CheckIn, said)
        .where(
            Enrolment.cohort_id == cohort_id,
            col(Concern.id).is_not(None) | (col(CheckIn.id).is_not(None) & col(Enrolment.left_at).is_(None)),
        )
        .order_by(col(Concern.opened_at), col(Person.called), col(Person.id))
    ).all()
    each: dict[tuple[int, int | None], Needing] = {}
    for person, concern_, said_id in rows:
        each.setdefault(
            (person.stored_id, concern_.id if concern_ else None),
            Needing(person, concern_, said_id is not None),
        )
    return list(each.values())


def waiting(
    db: Session, cohort_id: int, course: Course, *, with_closed: bool = False
) -> list[tuple[Concern, Person]]:
    """Who of a cohort needs a word, longest first: only what was asked in a check-in, where the page says so."""
    both = (
        select(Concern, Person)
        .join(Enrolment, col(Enrolment.id) == Concern.enrolment_id)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Concern.kind == Kind.ASKED,
            col(Concern.wave_key).in_([unit.key for unit in course.units]),
        )
    )
    if not with_closed:
        both = both.where(col(Concern.closed_at).is_(None))
    return list(db.exec(both.order_by(col(Concern.opened_at), col(Concern.id))).all())


def spoken(db: Session, ring: Keyring, row: Concern, *, client_id: UUID, now: datetime, by: Person) -> None:
    """One of her facilitators has spoken with her: noted in a line, and closed. The same again changes nothing."""
    if row.closed_at is None:
        concern.note(db, ring, row, _("Spoken with."), client_id=client_id, now=now, by=by)
        concern.close(db, row, now=now, by=by)
