"""What somebody who runs a group saw or heard, and thought that somebody should know: a concern with a record.

The record is one note, sealed like all notes of the list. It opens a concern, so the letters go as for any other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, select

from course import days
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.safety import concern
from course.safety.concern import LONGEST, Concern, ConcernStep, Kind
from course.words import _


class Danger(StrEnum):
    NONE_SEEN = "none-seen"
    UNSURE = "unsure"
    YES = "yes"


class Did(StrEnum):
    SPOKE = "spoke"
    STAYED = "stayed"
    GAVE_NUMBERS = "gave-numbers"
    CALLED_EMERGENCY = "called-emergency"
    ASKED_RESPONSIBLE = "asked-responsible"
    AGREED_NEXT = "agreed-next"


@dataclass(frozen=True)
class Record:
    """What she wrote down. `heard`: in the person's own words where she knows them; `told`: whom else she told."""

    heard: str
    danger: Danger
    did: Collection[Did] = ()
    told: str = ""
    check_on: date | None = None


def note_down(
    db: Session,
    ring: Keyring,
    enrolment: Enrolment,
    occasion: str,
    record: Record,
    *,
    client_id: UUID,
    now: datetime,
    by: Person,
) -> Concern:
    """Sent twice it is one. In the same week (`occasion`) a further record opens the same concern once more."""
    known = select(Concern).join(ConcernStep).where(ConcernStep.client_id == client_id)
    if row := db.exec(known).first():
        return row
    words = _in_lines(record)
    about = db.get_one(Person, enrolment.person_id)
    if about.erased_at is not None:
        raise Refused(_("Everything about this person was erased, so nothing more is written down."))
    if record.check_on is not None and record.check_on < now.date():
        raise Refused(_("Please choose a day from today on."), field="check_on")
    row = concern.begin(
        db,
        enrolment_id=enrolment.stored_id,
        wave_key=occasion,
        kind=Kind.NOTED,
        now=now,
        again=True,
        by=by,
    )
    concern.write_down(db, ring, row, about, words, client_id=client_id, now=now, by=by)
    row.check_on = record.check_on or row.check_on
    db.add(row)
    db.flush()
    return row


def danger_words(danger: Danger) -> str:
    return {
        Danger.NONE_SEEN: _("No danger seen"),
        Danger.UNSURE: _("Not sure whether there is danger"),
        Danger.YES: _("In danger now"),
    }[danger]


def did_words(did: Did) -> str:
    return {
        Did.SPOKE: _("Spoke with the person alone"),
        Did.STAYED: _("Stayed until somebody else was there"),
        Did.GAVE_NUMBERS: _("Gave the numbers to call"),
        Did.CALLED_EMERGENCY: _("Called the emergency number"),
        Did.ASKED_RESPONSIBLE: _("Called the responsible person or the deputy"),
        Did.AGREED_NEXT: _("Agreed on when we speak again"),
    }[did]


def _in_lines(record: Record) -> str:
    """The note as it is read in the list: a line for each thing that was said."""
    heard, told = record.heard.strip(), record.told.strip()
    if not heard:
        raise Refused(_("Please write in a line what you saw or heard."), field="heard")
    lines = [heard, f"{danger_words(record.danger)}."]
    if record.did:
        did = ", ".join(did_words(one) for one in Did if one in record.did)
        lines.append(_("Done so far: %(what)s.") % {"what": did})
    if told:
        lines.append(_("Told: %(whom)s") % {"whom": told})
    if record.check_on:
        lines.append(_("To be looked at again on %(day)s.") % {"day": days.day(record.check_on, "en")})
    text = "\n".join(lines)
    if len(text) > LONGEST:
        raise Refused(_("A little shorter, please."), field="heard")
    return text
