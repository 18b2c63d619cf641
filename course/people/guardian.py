"""The consent of a parent or guardian of somebody under 18, where a programme takes her: noted by whoever heard or read
it, before her place stands. Her own consent is asked of herself, as of everybody."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Session, select

from course import audit
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.store import Row, choice
from course.words import _, one_line

LONGEST = 120


class How(StrEnum):
    MET = "met"
    CALLED = "called"
    WRITTEN = "written"


class GuardianConsent(Row, table=True):
    """One for a place; noted again, it is corrected. `sealed` is `Guardian` as JSON, with the young person's key."""

    __tablename__ = "guardian_consent"

    enrolment_id: int = Field(foreign_key="enrolment.id", unique=True)
    key_id: int = Field(foreign_key="data_key.id")
    sealed: bytes
    given_on: date
    how: How = Field(sa_type=choice(How))
    noted_by: int = Field(foreign_key="person.id")
    noted_at: datetime


@dataclass(frozen=True)
class Guardian:
    """`relation`: who they are to her."""

    name: str
    relation: str


def ways() -> dict[How, str]:
    """How it was obtained, in words for staff."""
    return {
        How.MET: _("We met"),
        How.CALLED: _("We spoke by telephone or video"),
        How.WRITTEN: _("In writing, with a signature"),
    }


def of(db: Session, enrolment_id: int) -> GuardianConsent | None:
    return db.exec(select(GuardianConsent).where(GuardianConsent.enrolment_id == enrolment_id)).first()


def read(db: Session, ring: Keyring, row: GuardianConsent) -> Guardian:
    return Guardian(**json.loads(ring.open(db, row.key_id, row.sealed, place=_place(row.enrolment_id))))


def note(
    db: Session,
    ring: Keyring,
    enrolment: Enrolment,
    about: Person,
    guardian: Guardian,
    *,
    given_on: date | None,
    how: How | None,
    now: datetime,
    by: Person,
) -> GuardianConsent:
    """Refused without a name, a relation, a day that is not ahead, or how it was obtained."""
    said = Guardian(
        _line("name", guardian.name, _("Please give the name of the parent or guardian.")),
        _line("relation", guardian.relation, _("Please say who they are to this person.")),
    )
    if given_on is None or given_on > now.date():
        raise Refused(_("Please give the day on which they agreed."), field="given_on")
    if how is None:
        raise Refused(_("Please say how they agreed."), field="how")
    place = enrolment.stored_id
    key_id, sealed = ring.seal(db, about, json.dumps(asdict(said)), place=_place(place))
    row = of(db, place) or GuardianConsent(
        enrolment_id=place,
        key_id=key_id,
        sealed=sealed,
        given_on=given_on,
        how=how,
        noted_by=by.stored_id,
        noted_at=now,
    )
    row.key_id, row.sealed, row.given_on, row.how = key_id, sealed, given_on, how
    row.noted_by, row.noted_at = by.stored_id, now
    db.add(row)
    db.flush()
    audit.record(db, "guardian.note", f"enrolment:{place}", by=by.id)
    return row


def _line(field: str, text: str, missing: str) -> str:
    line = one_line(text)
    if not line:
        raise Refused(missing, field=field)
    if len(line) > LONGEST:
        raise Refused(_("A little shorter, please."), field=field)
    return line


def _place(enrolment_id: int) -> str:
    return f"guardian_consent|sealed|{enrolment_id}"
