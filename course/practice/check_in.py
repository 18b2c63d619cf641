"""A word about the week, once a week if somebody likes: what helped, what was hard, how safe it is here.

What she chooses is for the facilitators of her cohort; what she writes is hers alone unless she shares it. A week
without one says nothing, and nothing counts them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people import own_words
from course.people.key import Keyring
from course.people.own_words import OwnWords, WithWords
from course.people.person import Person
from course.practice.form import SavedMeanwhile
from course.store import Row, choice
from course.words import _

QUESTIONS = ("helped", "hard", "need")
"""What can be written; the words of the questions stand on the page."""


class Safe(StrEnum):
    SAFE = "safe"
    MOSTLY = "mostly"
    HARDLY = "hardly"
    NOT_AT_ALL = "not-at-all"


class CheckIn(Row, WithWords, table=True):
    """One for a place and a unit. `safe` None: left open."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("enrolment_id", "unit_key"),)

    enrolment_id: int = Field(foreign_key="enrolment.id")
    unit_key: str = Field(max_length=64)
    safe: Safe | None = Field(default=None, sa_type=choice(Safe), nullable=True)
    written_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Given:
    """What a form holds. `share` names the questions whose words her facilitators may read."""

    safe: Safe | None
    words: Mapping[str, str]
    share: Collection[str] = ()


@dataclass(frozen=True)
class Heard:
    """One check-in as the facilitators of its cohort read it; `words` are the shared ones."""

    called: str
    email: str | None
    unit_key: str
    safe: Safe | None
    words: Mapping[str, str]
    at: datetime


def give(
    db: Session,
    ring: Keyring,
    person: Person,
    enrolment: Enrolment,
    unit_key: str,
    given: Given,
    *,
    since: datetime | None = None,
    now: datetime,
) -> CheckIn:
    """Hers for this week, new or changed; the same again changes nothing.

    `since` is the `changed_at` of what she had before her, None for a new one; SavedMeanwhile when it is another by
    now. Refused when nothing is in it.
    """
    words = own_words.own_words({key: given.words.get(key, "") for key in QUESTIONS}, given.share)
    if given.safe is None and not words.all:
        raise Refused(_("Nothing is written yet. One word is enough, and leaving is fine too."))
    # two tabs at the same moment wait for each other here
    db.exec(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()).one()
    row = of_week(db, enrolment, unit_key)
    if row is not None and row.changed_at != since:
        if (row.safe, read(db, ring, row)) == (given.safe, words):
            return row
        raise SavedMeanwhile(row.changed_at)
    row = row or CheckIn(enrolment_id=enrolment.stored_id, unit_key=unit_key, written_at=now, changed_at=now)
    row.safe, row.changed_at = given.safe, now
    own_words.seal(db, ring, person, row, words, place=_place(row))
    db.add(row)
    db.flush()
    return row


def of_week(db: Session, enrolment: Enrolment, unit_key: str) -> CheckIn | None:
    mine = select(CheckIn).where(CheckIn.enrolment_id == enrolment.id, CheckIn.unit_key == unit_key)
    return db.exec(mine).first()


def read(db: Session, ring: Keyring, row: CheckIn) -> OwnWords:
    """For their writer alone."""
    return own_words.read(db, ring, row, place=_place(row))


def remove(db: Session, row: CheckIn) -> None:
    db.delete(row)
    db.flush()


def heard(db: Session, ring: Keyring, cohort_id: int) -> list[Heard]:
    """Those of a cohort, newest first, for whoever facilitates it: choices, and words as far as they are shared."""
    rows = db.exec(
        select(CheckIn, Person)
        .join(Enrolment, col(Enrolment.id) == CheckIn.enrolment_id)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(col(CheckIn.changed_at).desc(), col(CheckIn.id).desc())
    ).all()
    return [_heard(db, ring, row, person) for row, person in rows]


def _heard(db: Session, ring: Keyring, row: CheckIn, person: Person) -> Heard:
    words = own_words.read_shared(db, ring, row, place=_place(row))
    return Heard(person.called, person.email, row.unit_key, row.safe, words, row.changed_at)


def _place(row: CheckIn) -> str:
    return f"check_in|{row.enrolment_id}|{row.unit_key}"
