"""What somebody tells those who run her group before she has her place: hers, sealed with her key, and read by them.

One row for a place, begun when she takes it. Each question is kept on its own, so that she can stop anywhere. What
about her health was answered goes again when she takes back that it may be stored.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, Session, select

from course.cohorts.enrolment import Enrolment
from course.cohorts.look import look_at_staff
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.store import Row
from course.words import _

LONGEST = 5_000
"""Characters of one answer."""


class Intake(Row, table=True):
    """`adult_at`: she said that she is 18 or older. `changed_at`: when an answer last changed; `sent_at`: when she gave
    them to be read. `sealed`: {question: what she said} as JSON, also of what she left open. `removed_at`: when its
    time was over and it was removed (`course/privacy/keeping.py`). `younger_at`: she said that she is under 18, where
    her programme takes somebody of that age with the consent of a guardian."""

    enrolment_id: int = Field(foreign_key="enrolment.id", unique=True)
    begun_at: datetime
    adult_at: datetime | None = None
    changed_at: datetime
    sent_at: datetime | None = None
    younger_at: datetime | None = None
    removed_at: datetime | None = None
    key_id: int | None = Field(default=None, foreign_key="data_key.id")
    sealed: bytes | None = None

    @property
    def is_of_age(self) -> bool:
        """She is old enough to be asked: grown up, or as young as her programme takes people."""
        return self.adult_at is not None or self.younger_at is not None


@dataclass(frozen=True)
class Said:
    """What she chose and what she wrote; neither, where she left a question open."""

    chosen: tuple[str, ...] = ()
    words: str = ""

    @property
    def is_open(self) -> bool:
        return not self.chosen and not self.words

    @property
    def mark(self) -> str:
        """Which answer a page showed, without its words."""
        return hashlib.sha256(json.dumps([self.chosen, self.words]).encode()).hexdigest()[:16]


Answers = Mapping[str, Said]
NOTHING_YET = ""
"""The mark of a question that nothing was said to."""


class SaidElsewhere(Refused):
    """Another tab or device was quicker; `kept` is what stands now."""

    def __init__(self, kept: Said) -> None:
        super().__init__(_("This was answered in another place meanwhile. Both are below; nothing is lost."))
        self.kept = kept


def begin(db: Session, enrolment: Enrolment, *, now: datetime) -> Intake:
    """The same one when there is one already."""
    known = of(db, enrolment.stored_id)
    if known is not None:
        return known
    row = Intake(enrolment_id=enrolment.stored_id, begun_at=now, changed_at=now)
    db.add(row)
    db.flush()
    return row


def of(db: Session, enrolment_id: int) -> Intake | None:
    return db.exec(select(Intake).where(Intake.enrolment_id == enrolment_id)).first()


def read(db: Session, ring: Keyring, row: Intake) -> Answers:
    """{question: what she said}, for her and for those who run her group."""
    if row.sealed is None or row.key_id is None:
        return {}
    found = json.loads(ring.open(db, row.key_id, row.sealed, place=_place(row)))
    return {key: Said(tuple(said["chosen"]), said["words"]) for key, said in found.items()}


def answer(
    db: Session,
    ring: Keyring,
    person: Person,
    row: Intake,
    key: str,
    said: Said,
    *,
    seen: str,
    now: datetime,
) -> bool:
    """Keep one answer; whether it is another than before. `seen` is the mark of what her page showed.

    SaidElsewhere when something else stands by now: sent again with the mark of that, it replaces it.
    """
    if len(said.words) > LONGEST:
        raise Refused(
            _("A little shorter, please. You can also tell us the rest when we speak."), field="words"
        )
    held = locked(db, row)
    answers = dict(read(db, ring, held))
    before = answers.get(key)
    if before == said:
        return False
    if (before.mark if before else NOTHING_YET) != seen:
        raise SaidElsewhere(before or Said())
    _keep(db, ring, person, held, {**answers, key: said}, now)
    if held.sent_at is not None:
        _tell(db, held, now)
    return True


def forget(
    db: Session, ring: Keyring, person: Person, row: Intake, keys: Collection[str], *, now: datetime
) -> None:
    """These answers are removed, as if they had not been asked."""
    held = locked(db, row)
    answers = read(db, ring, held)
    left = {key: said for key, said in answers.items() if key not in keys}
    if left != answers:
        _keep(db, ring, person, held, left, now)


def say_adult(db: Session, row: Intake, *, now: datetime) -> None:
    """It takes a slip back as well, as long as nothing has been handed in."""
    if row.younger_at is None or row.sent_at is None:
        row.adult_at, row.younger_at = row.adult_at or now, None
        db.add(row)


def say_younger(db: Session, row: Intake, *, now: datetime) -> None:
    """Under 18, and old enough where her programme takes younger people. Nothing changes once she has handed it in."""
    if row.sent_at is None:
        row.adult_at, row.younger_at = None, row.younger_at or now
        db.add(row)


def send(db: Session, row: Intake, *, now: datetime) -> None:
    """From now on it may be read. The same again changes nothing: what changes later is read as well."""
    row.sent_at = row.sent_at or now
    db.add(row)
    db.flush()
    _tell(db, row, now)


def locked(db: Session, row: Intake) -> Intake:
    """Two tabs, or she and whoever decides, wait for each other here."""
    mine = select(Intake).where(Intake.id == row.id).with_for_update()
    return db.exec(mine.execution_options(populate_existing=True)).one()


def _tell(db: Session, row: Intake, now: datetime) -> None:
    """Whoever runs the group may be due a letter."""
    look_at_staff(db, cohort_id=db.get_one(Enrolment, row.enrolment_id).cohort_id, now=now)


def _keep(db: Session, ring: Keyring, person: Person, row: Intake, answers: Answers, now: datetime) -> None:
    plain = {key: {"chosen": said.chosen, "words": said.words} for key, said in answers.items()}
    if plain:
        row.key_id, row.sealed = ring.seal(
            db, person, json.dumps(plain, ensure_ascii=False), place=_place(row)
        )
    else:
        row.key_id = row.sealed = None
    row.changed_at, row.removed_at = now, None
    db.add(row)
    db.flush()


def _place(row: Intake) -> str:
    return f"intake|sealed|{row.enrolment_id}"
