"""A copy of everything about one person, for her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from course.audit import AuditEvent
from course.cohorts import handover
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.group import moderating, post
from course.group.post import GroupReport
from course.measures import unwanted_effects
from course.measures.unwanted_effects import UnwantedEffects
from course.people import guardian, in_an_emergency, intake
from course.people.guardian import GuardianConsent
from course.people.in_an_emergency import EmergencyDetails
from course.people.intake import Intake
from course.people.key import Keyring
from course.people.person import Person
from course.practice import check_in, form, journal
from course.practice.check_in import CheckIn
from course.practice.form import FilledForm
from course.practice.journal import JournalEntry
from course.privacy.finding import Found, find
from course.privacy.registry import REGISTRY
from course.safety import concern
from course.safety.concern import Kind

Copy = dict[str, list[dict[str, Any]]]


def export_person(db: Session, ring: Keyring | None, person: Person) -> Copy:
    """{table: her rows}, ready for JSON, with the names of her cohorts.

    The words of her journal, forms and check-ins are in it only with `ring`, which only her own page passes: no
    command does.
    """
    copy = {found.table.name: _rows(db, found) for found in reversed(find(db, person))}
    copy["cohort"] = _cohorts(db, person)
    copy["audit_event"] = _done_by(db, person)
    copy["concern"] = [{**row, "in_words": concern.in_words(Kind(row["kind"]))} for row in copy["concern"]]
    if ring is None:
        return copy
    copy["journal_entry"] = _with(copy["journal_entry"], "text", _entries(db, ring, person))
    copy["filled_form"] = _with(copy["filled_form"], "answers", _answers(db, ring, person))
    copy["check_in"] = _with(copy["check_in"], "words", _checked_in(db, ring, person))
    copy["emergency_details"] = _with(copy["emergency_details"], "details", _emergency(db, ring, person))
    copy["handover_note"] = _with(copy["handover_note"], "words", handover.words_of(db, ring, person))
    copy["group_post"] = _with(copy["group_post"], "words", post.words_of(db, ring, person))
    copy["group_report"] = _with(copy["group_report"], "because", _asked_to_look(db, ring, person))
    copy["unwanted_effects"] = _with(copy["unwanted_effects"], "words", _unwanted(db, ring, person))
    copy["intake"] = _with(copy["intake"], "answers", _told_at_joining(db, ring, person))
    copy["guardian_consent"] = _with(copy["guardian_consent"], "guardian", _guardians(db, ring, person))
    return copy


def _with(rows: list[dict[str, Any]], name: str, opened: dict[int, Any]) -> list[dict[str, Any]]:
    return [{**row, name: opened[row["id"]]} for row in rows]


def _entries(db: Session, ring: Keyring, person: Person) -> dict[int, str]:
    mine = select(JournalEntry).where(JournalEntry.person_id == person.id)
    return {entry.stored_id: journal.read(db, ring, entry).text for entry in db.exec(mine).all()}


def _answers(db: Session, ring: Keyring, person: Person) -> dict[int, form.Answers]:
    mine = select(FilledForm).where(FilledForm.person_id == person.id)
    return {one.stored_id: form.read(db, ring, one).answers for one in db.exec(mine).all()}


def _checked_in(db: Session, ring: Keyring, person: Person) -> dict[int, Mapping[str, str]]:
    mine = select(CheckIn).join(Enrolment).where(Enrolment.person_id == person.id)
    return {one.stored_id: check_in.read(db, ring, one).all for one in db.exec(mine).all()}


def _unwanted(db: Session, ring: Keyring, person: Person) -> dict[int, Mapping[str, str]]:
    mine = select(UnwantedEffects).join(Enrolment).where(Enrolment.person_id == person.id)
    return {one.stored_id: unwanted_effects.read(db, ring, one) for one in db.exec(mine).all()}


def _asked_to_look(db: Session, ring: Keyring, person: Person) -> dict[int, str]:
    mine = select(GroupReport).where(GroupReport.person_id == person.id)
    return {one.stored_id: moderating.line_of(db, ring, one) for one in db.exec(mine).all()}


def _emergency(db: Session, ring: Keyring, person: Person) -> dict[int, Mapping[str, str]]:
    mine = select(EmergencyDetails).where(EmergencyDetails.person_id == person.id)
    said = asdict(in_an_emergency.hers(db, ring, person.stored_id))
    return {one.stored_id: said for one in db.exec(mine).all()}


def _told_at_joining(db: Session, ring: Keyring, person: Person) -> dict[int, Mapping[str, Any]]:
    mine = select(Intake).join(Enrolment).where(Enrolment.person_id == person.id)
    return {
        one.stored_id: {key: asdict(said) for key, said in intake.read(db, ring, one).items()}
        for one in db.exec(mine).all()
    }


def _guardians(db: Session, ring: Keyring, person: Person) -> dict[int, Mapping[str, str]]:
    mine = select(GuardianConsent).join(Enrolment).where(Enrolment.person_id == person.id)
    return {one.stored_id: asdict(guardian.read(db, ring, one)) for one in db.exec(mine).all()}


def _rows(db: Session, found: Found) -> list[dict[str, Any]]:
    secret = REGISTRY[found.table.name].secret
    columns = [column for column in found.table.columns if column.name not in secret]
    rows = db.execute(select(*columns).where(found.rows).order_by(*found.table.primary_key)).all()
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]


def _cohorts(db: Session, person: Person) -> list[dict[str, Any]]:
    hers = select(Cohort).join(Enrolment).where(Enrolment.person_id == person.id).order_by(col(Cohort.id))
    return [
        {"id": one.id, "name": one.name, "starts_on": one.starts_on.isoformat()}
        for one in db.exec(hers).all()
    ]


def _done_by(db: Session, person: Person) -> list[dict[str, Any]]:
    hers = select(AuditEvent).where(AuditEvent.actor_id == person.id).order_by(col(AuditEvent.id))
    return [{"at": one.at.isoformat(), "what": one.what, "about": one.about} for one in db.exec(hers).all()]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
