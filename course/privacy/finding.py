"""Which rows of which table are about one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, or_
from sqlmodel import Session, SQLModel, col, select

from course.cohorts.attendance import Attendance
from course.cohorts.enrolment import Enrolment
from course.cohorts.run_sheet import PlannedPart
from course.delivery.ledger import Delivery
from course.measures.assessment import Answer, Assessment, StoredScore, WaveDecline
from course.people.consent import Consent
from course.people.invitation import Invitation
from course.people.key import DataKey
from course.people.person import Person
from course.people.preference import LetterPause, LetterStop
from course.people.role import Facilitator, Lead
from course.people.sign_in import SignInRequest
from course.people.signed_in import SignedIn
from course.people.token import Token, digest
from course.practice.form import FilledForm
from course.practice.goal import TakenGoal
from course.practice.homework import HomeworkTick
from course.practice.journal import JournalEntry
from course.practice.log import PracticeLog
from course.practice.recording import RecordedSound, Recording
from course.practice.recording_upload import RecordingPiece, RecordingUpload
from course.practice.suggestion import Suggestion
from course.privacy.registry import REGISTRY
from course.texts.signature import TextSignature

ROWS: tuple[type[SQLModel], ...] = (
    Answer, StoredScore, Assessment, WaveDecline, Attendance, Consent, PracticeLog, HomeworkTick,
    TakenGoal, Suggestion, RecordingPiece, RecordingUpload, RecordedSound, Recording, TextSignature, PlannedPart,
    FilledForm,
    JournalEntry, DataKey, LetterStop, LetterPause, SignInRequest, SignedIn, Token, Delivery, Invitation,
    Facilitator, Lead, Enrolment, Person,
)  # fmt: skip
"""Every table in which a person is found, each before those it refers to."""


@dataclass(frozen=True)
class Found:
    """A table and which of its rows are hers."""

    table: Table
    rows: ColumnElement[bool]


def find(db: Session, person: Person) -> list[Found]:
    """In an order in which rows can be removed."""
    values = _values(db, person)
    return [_found(row.metadata.tables[str(row.__tablename__)], values) for row in ROWS]


def _found(table: Table, values: Mapping[str, list[object]]) -> Found:
    columns = REGISTRY[table.name].found_by
    return Found(table, or_(*(table.c[column].in_(values[column]) for column in columns)))


def _values(db: Session, person: Person) -> dict[str, list[object]]:
    """{column: the values that mean this person}."""
    enrolments = db.exec(select(col(Enrolment.id)).where(Enrolment.person_id == person.id)).all()
    assessments = db.exec(
        select(col(Assessment.id)).where(col(Assessment.enrolment_id).in_(enrolments))
    ).all()
    addresses = [person.email] if person.email else []
    invited = select(col(Invitation.id)).where(
        or_(col(Invitation.person_id) == person.id, col(Invitation.email).in_(addresses))
    )
    invitations = db.exec(invited).all()
    return {
        "id": [person.id],
        "person_id": [person.id],
        "enrolment_id": list(enrolments),
        "assessment_id": list(assessments),
        "invitation_id": list(invitations),
        "email": list(addresses),
        "address_hash": [digest(address) for address in addresses],
        "about": [f"invitation:{one}" for one in invitations],
    }
