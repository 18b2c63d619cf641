"""Whom to call if something happens to somebody during a meeting: her own number, a person she names, where she sits.

Sealed with her own key. Those who run her group open it by a press; each press is written down where she can see it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Field, Session, col, select

from course import audit
from course.audit import AuditEvent
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.store import Row
from course.words import _, one_line

LONGEST = 200
LOOK = "emergency.look"


class EmergencyDetails(Row, table=True):
    """`sealed` is nonce and ciphertext of `Details` as JSON."""

    __tablename__ = "emergency_details"

    person_id: int = Field(foreign_key="person.id", unique=True)
    key_id: int = Field(foreign_key="data_key.id")
    sealed: bytes
    changed_at: datetime


@dataclass(frozen=True)
class Details:
    """`phone` is hers, `contact` and `contact_phone` those of somebody she trusts, `relation` who that is to her,
    `where` she is during meetings."""

    phone: str = ""
    contact: str = ""
    contact_phone: str = ""
    where: str = ""
    relation: str = ""

    @property
    def says_anything(self) -> bool:
        return any(asdict(self).values())


def keep(db: Session, ring: Keyring, person: Person, details: Details, *, now: datetime) -> None:
    """What she says now; nothing at all takes the row away."""
    said = Details(**{name: _checked(name, text) for name, text in asdict(details).items()})
    row = _row(db, person.stored_id)
    if not said.says_anything:
        if row is not None:
            db.delete(row)
            db.flush()
        return
    key_id, sealed = ring.seal(db, person, json.dumps(asdict(said)), place=_place(person.stored_id))
    row = row or EmergencyDetails(person_id=person.stored_id, key_id=key_id, sealed=sealed, changed_at=now)
    row.key_id, row.sealed, row.changed_at = key_id, sealed, now
    db.add(row)
    db.flush()


def hers(db: Session, ring: Keyring, person_id: int) -> Details:
    """For herself, and for `look`."""
    row = _row(db, person_id)
    if row is None:
        return Details()
    return Details(**json.loads(ring.open(db, row.key_id, row.sealed, place=_place(person_id))))


def look(
    db: Session, ring: Keyring, person_id: int, *, by: Person, meeting_id: int, programme_id: int
) -> Details:
    """For somebody who may: written down before it is shown, also when there is nothing to see."""
    audit.record(db, LOOK, f"person:{person_id}", by=by.id, programme_id=programme_id, meeting=meeting_id)
    db.flush()
    return hers(db, ring, person_id)


def looks(db: Session, person_id: int, *, most: int) -> list[tuple[datetime, str]]:
    """When somebody looked, and who, the newest first."""
    rows = db.exec(
        select(AuditEvent.at, Person.name)
        .join(Person, col(Person.id) == AuditEvent.actor_id)
        .where(AuditEvent.what == LOOK, AuditEvent.about == f"person:{person_id}")
        .order_by(col(AuditEvent.id).desc())
        .limit(most)
    ).all()
    return list(rows)


def _row(db: Session, person_id: int) -> EmergencyDetails | None:
    return db.exec(select(EmergencyDetails).where(EmergencyDetails.person_id == person_id)).first()


def _checked(name: str, text: str) -> str:
    line = one_line(text)
    if len(line) > LONGEST:
        raise Refused(_("A little shorter, please: up to %(n)s letters.") % {"n": LONGEST}, field=name)
    return line


def _place(person_id: int) -> str:
    return f"emergency_details|sealed|{person_id}"
