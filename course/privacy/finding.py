"""Which rows of which table are about one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, or_
from sqlmodel import Session, SQLModel, col, select

from course.cohorts.attendance import Attendance
from course.cohorts.catching_up import CatchUpStep
from course.cohorts.certificate import Certificate
from course.cohorts.chosen import ProgrammeMeasure
from course.cohorts.draft import CohortDraft
from course.cohorts.enrolment import Enrolment
from course.cohorts.greeting import Greeting
from course.cohorts.handover import HandoverNote
from course.cohorts.leading import LedPart
from course.cohorts.listed import ListedName
from course.cohorts.make_up import MakeUp
from course.cohorts.meeting_change import MeetingChange
from course.cohorts.pace import BegunPart
from course.cohorts.place_change import PlaceChange
from course.cohorts.run_sheet import PlannedPart
from course.cohorts.waiting import Waiting
from course.delivery.ledger import Delivery
from course.delivery.returns.letter_report import LetterReport
from course.group.buddy import GroupBuddy
from course.group.file import GroupFile, GroupFilePiece
from course.group.material import Material
from course.group.meeting_recording import MeetingRecording, NeitherSeenNorHeard
from course.group.message import GroupMessage, NotForHer
from course.group.mute import GroupMute
from course.group.post import GroupPost, GroupReport
from course.group.space import GroupAgreement
from course.measures.address_check import AddressCheck
from course.measures.assessment import Answer, Assessment, StoredScore, WaveDecline
from course.measures.extension import WaveExtension
from course.measures.room import Room
from course.measures.staff_wave import StaffAnswer, StaffAssessment, StaffScore
from course.measures.unwanted_effects import UnwantedEffects
from course.outcomes.frozen import FrozenFigures
from course.outcomes.primary import PrimaryOutcome
from course.outcomes.reliability_choice import ReliabilityChoice
from course.people.about_you import AboutYou
from course.people.address_change import AddressChange
from course.people.analyst import Analyst
from course.people.consent import Consent
from course.people.death import Death
from course.people.guardian import GuardianConsent
from course.people.in_an_emergency import EmergencyDetails
from course.people.intake import Intake
from course.people.intake_decision import IntakeDecision
from course.people.invitation import Invitation
from course.people.key import DataKey
from course.people.letter_limits import LetterLimits
from course.people.notice_choice import NoticeChoice
from course.people.notice_errand import NoticeErrand
from course.people.notice_place import NoticePlace
from course.people.person import Person
from course.people.planned_invitation import PlannedInvitation
from course.people.preference import LetterPause, LetterStop
from course.people.role import Facilitator, Lead
from course.people.sign_in import SignInRequest
from course.people.signed_in import SignedIn
from course.people.suppressed import SuppressedAddress
from course.people.token import Token, digest
from course.practice.check_in import CheckIn
from course.practice.form import FilledForm
from course.practice.goal import TakenGoal
from course.practice.homework import HomeworkTick
from course.practice.journal import JournalEntry
from course.practice.log import PracticeLog
from course.practice.recording import RecordedSound, Recording
from course.practice.recording_upload import RecordingPiece, RecordingUpload
from course.practice.shared_entry import SharedEntry
from course.practice.suggestion import Suggestion
from course.privacy.registry import REGISTRY
from course.safety.concern import Concern, ConcernStep
from course.texts.signature import TextSignature

ROWS: tuple[type[SQLModel], ...] = (
    ConcernStep, Concern, ProgrammeMeasure,
    Certificate, MakeUp, CatchUpStep, HandoverNote, EmergencyDetails,
    PlannedInvitation, CohortDraft,
    Answer, StoredScore, Assessment, WaveDecline, WaveExtension, AddressCheck, AddressChange, Attendance, Consent,
    PracticeLog, HomeworkTick,
    TakenGoal, Suggestion, Greeting, RecordingPiece, RecordingUpload, RecordedSound, Recording, TextSignature,
    NeitherSeenNorHeard, MeetingRecording, Material, GroupFilePiece, GroupFile,
    GroupReport, GroupPost, GroupMute, GroupAgreement, GroupBuddy, NotForHer, GroupMessage,
    PlannedPart, BegunPart, LedPart, ListedName, Room, MeetingChange, PlaceChange,
    StaffAnswer, StaffScore, StaffAssessment,
    FilledForm, CheckIn, UnwantedEffects, AboutYou, GuardianConsent, Intake, IntakeDecision, PrimaryOutcome,
    FrozenFigures, ReliabilityChoice, SharedEntry, JournalEntry, DataKey, Death,
    LetterStop, LetterPause, LetterLimits, NoticeErrand, NoticePlace, NoticeChoice,
    SignInRequest, SignedIn, Token, LetterReport, SuppressedAddress, Delivery, Waiting, Invitation,
    Analyst, Facilitator, Lead, Enrolment, Person,
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
    runs = db.exec(select(col(Facilitator.id)).where(Facilitator.person_id == person.id)).all()
    own = db.exec(select(col(StaffAssessment.id)).where(col(StaffAssessment.facilitator_id).in_(runs))).all()
    concerns = db.exec(select(col(Concern.id)).where(col(Concern.enrolment_id).in_(enrolments))).all()
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
        "facilitator_id": list(runs),
        "staff_assessment_id": list(own),
        "concern_id": list(concerns),
        "invitation_id": list(invitations),
        "email": list(addresses),
        "address_hash": [digest(address) for address in addresses],
        "email_hash": [digest(address) for address in {*addresses, *_asked_at(db, person, invitations)}],
        "about": [f"invitation:{one}" for one in invitations],
    }


def _asked_at(db: Session, person: Person, invitations: Sequence[int | None]) -> Sequence[str]:
    """Addresses she was invited at, unless somebody else has one of them by now."""
    others = select(Person.email).where(Person.id != person.id, col(Person.email).is_not(None))
    asked = select(col(Invitation.email)).where(
        col(Invitation.id).in_(invitations), col(Invitation.email).not_in(others)
    )
    return db.exec(asked).all()
