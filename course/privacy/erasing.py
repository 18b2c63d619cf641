"""Erase one person: what she wrote and answered is removed, what has to stay is left without a name."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, or_, select

from course import audit, clock
from course.cohorts.enrolment import Enrolment
from course.cohorts.waiting import look_at_list
from course.delivery.ledger import Delivery, Status
from course.errors import Refused
from course.people import analyst, key, planned_invitation, role, signed_in
from course.people.analyst import Analyst
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.role import Facilitator, Lead
from course.practice.recording import COPIES
from course.privacy import tombstone
from course.privacy.finding import find
from course.privacy.registry import REGISTRY
from course.privacy.tombstone import Tombstone, bury, subject_hash
from course.safety.plan import SafetyPlan
from course.words import _


def erase_person(db: Session, person: Person, *, by: Person | None) -> None:
    """Her data keys are destroyed and her letters taken back first. Refused while others rely on her name.

    The same again changes nothing. Call `wipe_traces` and `wipe_copies` after the commit.
    """
    if person.erased_at is not None:
        return
    _refuse_while_needed(db, person)
    end_roles(db, person)
    key.destroy(db, person)
    signed_in.end_all(db, person.stored_id)
    take_letters_back(db, person)
    _leave_places(db, person)
    withdraw_invitations(db, person)
    bury(db, person)
    db.flush()
    _remove_and_blank(db, person)
    db.expire_all()
    person.erased_at = clock.real_now(db)
    db.add(person)
    db.flush()
    audit.record(db, "person.erase", f"person:{person.id}", by=by.id if by else None)


def reapply_tombstones(db: Session, buried: Iterable[tuple[str, datetime]] = ()) -> int:
    """After a restore: erase again whoever a tombstone names. Returns how many people that were.

    `buried` are tombstones kept outside the backup. Somebody new with a number that was free again came after
    that number's erasure and is left alone.
    """
    for subject, erased_at in buried:
        if db.exec(select(Tombstone).where(Tombstone.subject_hash == subject)).first() is None:
            db.add(Tombstone(subject_hash=subject, erased_at=erased_at))
    db.flush()
    erased_at_of = {row.subject_hash: row.erased_at for row in db.exec(select(Tombstone)).all()}
    living = db.exec(select(Person).where(col(Person.erased_at).is_(None))).all()
    again = [person for person in living if _is_buried(person, erased_at_of)]
    for person in again:
        erase_person(db, person, by=None)
    return len(again)


def wipe_traces(engine: Engine) -> None:
    """Overwrite what erased rows left in SQLite's file; PostgreSQL's own vacuum does so in time."""
    if engine.dialect.name != "sqlite":
        return
    # The driver's own connection: a vacuum runs outside any transaction, and the engine begins one at once.
    with closing(engine.raw_connection()) as connection:
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            connection.cursor().execute(statement)


def wipe_copies(sound: Path) -> None:
    """Remove this machine's copies of recordings, of everybody's: they are made anew when somebody listens."""
    shutil.rmtree(sound / COPIES, ignore_errors=True)


def _is_buried(person: Person, erased_at_of: dict[str, datetime]) -> bool:
    hashes = [subject_hash(person.stored_id)]
    if person.source and person.external_id:
        hashes.append(tombstone.imported_hash(person.source, person.external_id))
    return any(one in erased_at_of and person.created_at < erased_at_of[one] for one in hashes)


def _refuse_while_needed(db: Session, person: Person) -> None:
    if person.email is None:
        return
    named = or_(SafetyPlan.responsible_email == person.email, SafetyPlan.deputy_email == person.email)
    if db.exec(select(SafetyPlan.programme_id).where(named)).first() is not None:
        raise Refused(
            _("People are told to turn to this person for help. Name somebody else in the safety plan first.")
        )


def end_roles(db: Session, person: Person) -> None:
    mine = person.stored_id
    leads = select(Lead.programme_id).where(Lead.person_id == mine, col(Lead.ended_at).is_(None))
    for programme_id in set(db.exec(leads).all()):
        role.end_lead(db, programme_id=programme_id, person_id=mine)
    runs = select(Facilitator.cohort_id).where(
        Facilitator.person_id == mine, col(Facilitator.ended_at).is_(None)
    )
    for cohort_id in set(db.exec(runs).all()):
        role.end_facilitator(db, cohort_id=cohort_id, person_id=mine)
    rights = select(Analyst.programme_id).where(Analyst.person_id == mine, col(Analyst.ended_at).is_(None))
    for programme_id in set(db.exec(rights).all()):
        analyst.end(db, programme_id=programme_id, person_id=mine, by=None)


def take_letters_back(db: Session, person: Person) -> None:
    """What has not left is cancelled; what is just being handed over ends by itself."""
    hers = next(found.rows for found in find(db, person) if found.table.name == "delivery")
    waiting = col(Delivery.status).in_([Status.PENDING, Status.CLAIMED])
    db.execute(update(Delivery).where(hers, waiting).values(status=Status.CANCELLED, lease_owner=None))


def _leave_places(db: Session, person: Person) -> None:
    """Somebody may wait for the place that she had."""
    mine = select(Enrolment.cohort_id).where(Enrolment.person_id == person.id)
    for cohort_id in db.exec(mine).all():
        look_at_list(db, cohort_id, now=clock.now(db))


def withdraw_invitations(db: Session, person: Person) -> None:
    """Open ones lose their address, so nobody may be asked by them again."""
    hers = next(found.rows for found in find(db, person) if found.table.name == "invitation")
    is_open = col(Invitation.accepted_at).is_(None) & col(Invitation.withdrawn_at).is_(None)
    db.execute(update(Invitation).where(hers, is_open).values(withdrawn_at=clock.now(db)))
    if person.email:
        planned_invitation.forget(db, person.email)


def _remove_and_blank(db: Session, person: Person) -> None:
    for found in find(db, person):
        rule = REGISTRY[found.table.name]
        if rule.on_erase == "remove":
            db.execute(delete(found.table).where(found.rows))
        elif rule.blanks:
            db.execute(update(found.table).where(found.rows).values(rule.blanks))
