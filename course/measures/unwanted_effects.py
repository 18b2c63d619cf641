"""After the course and at each follow-up, once: did anything in it do you harm? Our own short questions, all skippable.

Harms are asked for, not waited for: whoever is not asked seldom tells (Britton et al. 2021; Baer et al. 2021).
What is chosen is only counted; what is written is its writer's alone unless she shares it.
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
from course.people.own_words import WithWords
from course.people.person import Person
from course.store import Row, choice
from course.words import _
from curriculum.schema import Course, Wave

WORDS = "more"
"""The one question that is answered in words."""
LEFT = "left"
"""In place of a wave: asked of somebody who leaves before the end."""


class Harm(StrEnum):
    NO = "no"
    PASSING = "passing"
    LASTING = "lasting"
    RATHER_NOT = "rather-not"


class Kind(StrEnum):
    """None of them asks about thoughts of dying or self-harm: such a question needs the official words and a plan."""

    WORRY = "worry"
    LOW = "low"
    MEMORIES = "memories"
    HARSHER = "harsher"
    FAR_AWAY = "far-away"
    SLEEP = "sleep"
    BODY = "body"
    PEOPLE = "people"
    GROUP = "group"
    DAILY_LIFE = "daily-life"
    OTHER = "other"


class Helped(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_NEEDED = "not-needed"
    RATHER_NOT = "rather-not"


SERIOUS = frozenset({Kind.DAILY_LIFE})
"""Kinds that are serious whether or not they passed: everyday life could not be managed as before."""


class UnwantedEffects(Row, WithWords, table=True):
    """One for a place and a wave, there from the moment the questions are offered. `done_at`: sent, or left empty.

    `kinds` are keys with a space between them.
    """

    __tablename__ = "unwanted_effects"
    __table_args__ = (UniqueConstraint("enrolment_id", "wave_key"),)

    enrolment_id: int = Field(foreign_key="enrolment.id")
    wave_key: str = Field(max_length=64)
    harm: Harm | None = Field(default=None, sa_type=choice(Harm), nullable=True)
    kinds: str = Field(default="", max_length=200)
    helped: Helped | None = Field(default=None, sa_type=choice(Helped), nullable=True)
    offered_at: datetime
    done_at: datetime | None = None

    @property
    def chosen(self) -> tuple[Kind, ...]:
        return tuple(Kind(key) for key in self.kinds.split())

    @property
    def is_answered(self) -> bool:
        """Whether it says something about harm. To leave it open, or rather not to say, says nothing."""
        return self.is_named or self.harm is Harm.NO

    @property
    def is_named(self) -> bool:
        """A kind that was ticked names something, whatever stands above it."""
        return self.harm in {Harm.PASSING, Harm.LASTING} or bool(self.kinds)

    @property
    def is_lasting(self) -> bool:
        return self.harm is Harm.LASTING

    @property
    def is_serious(self) -> bool:
        return not SERIOUS.isdisjoint(self.chosen)

    @property
    def needs_care(self) -> bool:
        return self.is_lasting or self.is_serious


@dataclass(frozen=True)
class Told:
    """What the page holds. `shares`: her facilitators may read the words."""

    harm: Harm | None = None
    kinds: Collection[Kind] = ()
    helped: Helped | None = None
    words: str = ""
    shares: bool = False


@dataclass(frozen=True)
class Shared:
    """Words that somebody shared, as the facilitators of her cohort read them."""

    called: str
    wave_key: str
    words: str
    at: datetime


def asks(course: Course, wave: Wave) -> bool:
    """Whether a wave looks back on the course: it counts from the course's end or from its last session."""
    ends_with = course.sessions[-1].key if course.sessions else None
    is_last = wave.anchor.kind == "meeting_end" and wave.anchor.unit == ends_with
    return wave.anchor.kind == "course_end" or is_last


def offer(db: Session, enrolment: Enrolment, wave_key: str, *, now: datetime) -> UnwantedEffects:
    """The row of this wave, there once however often it is offered."""
    known = of_wave(db, enrolment.stored_id, wave_key)
    if known is None:
        known = UnwantedEffects(enrolment_id=enrolment.stored_id, wave_key=wave_key, offered_at=now)
        db.add(known)
        db.flush()
    return known


def left_open(db: Session, enrolment_id: int) -> list[str]:
    """Waves whose page is there and was not sent, the newest first."""
    mine = select(UnwantedEffects.wave_key).where(
        UnwantedEffects.enrolment_id == enrolment_id,
        col(UnwantedEffects.done_at).is_(None),
        UnwantedEffects.wave_key != LEFT,
    )
    return list(db.exec(mine.order_by(col(UnwantedEffects.offered_at).desc())).all())


def of_wave(db: Session, enrolment_id: int, wave_key: str) -> UnwantedEffects | None:
    mine = select(UnwantedEffects).where(
        UnwantedEffects.enrolment_id == enrolment_id, UnwantedEffects.wave_key == wave_key
    )
    return db.exec(mine).first()


def tell(
    db: Session, ring: Keyring, person: Person, row: UnwantedEffects, told: Told, *, now: datetime
) -> None:
    """Once: what was sent stays as it is. All of it may be left open, which only says that she has seen it."""
    words = own_words.own_words({WORDS: told.words}, {WORDS} if told.shares else ())
    # a second press waits here for the first
    db.refresh(row, with_for_update=True)
    if row.done_at is not None:
        return
    row.harm, row.helped = told.harm, told.helped
    row.kinds = " ".join(kind.value for kind in Kind if kind in told.kinds)
    own_words.seal(db, ring, person, row, words, place=_place(row))
    row.done_at = now
    db.add(row)
    db.flush()


def read(db: Session, ring: Keyring, row: UnwantedEffects) -> Mapping[str, str]:
    """Her own words, for her alone."""
    return own_words.read(db, ring, row, place=_place(row)).all


def shared_in(db: Session, ring: Keyring, cohort_id: int) -> list[Shared]:
    """What people of this cohort shared, newest first, for whoever facilitates it."""
    rows = db.exec(
        select(UnwantedEffects, Person)
        .join(Enrolment, col(Enrolment.id) == UnwantedEffects.enrolment_id)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .where(Enrolment.cohort_id == cohort_id, col(UnwantedEffects.shared).is_not(None))
        .order_by(col(UnwantedEffects.done_at).desc(), col(UnwantedEffects.id).desc())
    ).all()
    return [_shared(db, ring, row, person) for row, person in rows]


def parsed(harm: str, kinds: Collection[str], helped: str, words: str, *, shares: bool) -> Told:
    """From what a form sent; Refused for what it does not offer."""
    if not set(kinds) <= set(Kind) or harm not in {"", *Harm} or helped not in {"", *Helped}:
        raise Refused(_("Please choose one of what is offered, or leave it open."), field="harm")
    return Told(
        Harm(harm) if harm else None,
        [Kind(one) for one in kinds],
        Helped(helped) if helped else None,
        words,
        shares,
    )


def _shared(db: Session, ring: Keyring, row: UnwantedEffects, person: Person) -> Shared:
    words = own_words.read_shared(db, ring, row, place=_place(row)).get(WORDS, "")
    return Shared(person.called, row.wave_key, words, row.done_at or row.offered_at)


def _place(row: UnwantedEffects) -> str:
    return f"unwanted_effects|{row.enrolment_id}|{row.wave_key}"
