"""Which rows of which table are about one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, Table, or_, select
from sqlmodel import Session, SQLModel

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
from course.store import table
from course.texts.signature import TextSignature
from course.together import Columns, together

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


NUMBERS = Columns(number=Integer(), address=String())


def _values(db: Session, person: Person) -> dict[str, list[object]]:
    """{column: the values that mean this person}, in one statement."""
    addresses: list[object] = [person.email] if person.email else []
    found: dict[str, list[object]] = {column: [] for column in ("enrolment_id", "facilitator_id", *DEEPER)}
    found |= {"invitation_id": [], "asked at": []}
    db.flush()
    for sort, number, address in db.execute(together(*_numbers(person, addresses))).all():
        found[sort].append(address if number is None else number)
    asked_at = found.pop("asked at")
    return {
        "id": [person.id],
        "person_id": [person.id],
        **found,
        "email": addresses,
        "address_hash": [digest(str(one)) for one in addresses],
        "email_hash": [digest(str(one)) for one in {*addresses, *asked_at}],
        "about": [f"invitation:{one}" for one in found["invitation_id"]],
    }


DEEPER: Mapping[str, tuple[type[SQLModel], str]] = {
    "assessment_id": (Assessment, "enrolment_id"),
    "concern_id": (Concern, "enrolment_id"),
    "staff_assessment_id": (StaffAssessment, "facilitator_id"),
}
"""What is hers because it belongs to a place of hers, by the column that names it."""


def _numbers(person: Person, addresses: Sequence[object]) -> list[Select[Any]]:
    places, runs, asked = table(Enrolment).c, table(Facilitator).c, table(Invitation).c
    hers = {"enrolment_id": places, "facilitator_id": runs}
    deeper = [
        NUMBERS.rows(sort, number=there.c.id).where(
            there.c[by].in_(select(hers[by].id).where(hers[by].person_id == person.id))
        )
        for sort, (there, by) in ((sort, (table(kind), by)) for sort, (kind, by) in DEEPER.items())
    ]
    is_asked = or_(asked.person_id == person.id, asked.email.in_(addresses))
    return [
        *(
            NUMBERS.rows(sort, number=there.id).where(there.person_id == person.id)
            for sort, there in hers.items()
        ),
        *deeper,
        NUMBERS.rows("invitation_id", number=asked.id).where(is_asked),
        NUMBERS.rows("asked at", address=asked.email).where(is_asked, asked.email.not_in(_others(person))),
    ]


def _others(person: Person) -> Select[Any]:
    """Addresses that somebody else has by now: she was invited there once, and it is not hers any more."""
    who = table(Person).c
    return select(who.email).where(who.id != person.id, who.email.is_not(None))
