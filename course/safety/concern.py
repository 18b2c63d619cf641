"""A concern: somebody let the programme know that she may need a word, and what was done about it.

It holds which questions it came from and what kind it is, never an answer or a score. It belongs to the programme, so
it stays valid after the cohort has ended or she has left, and changing an answer back takes nothing away.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.store import Row, choice
from course.words import _

INTAKE = "intake"
"""What stands in place of a wave for what she said when she joined."""
HELP = "help"
"""The same for a word she asked for on the help page."""
LONGEST = 4000
"""Letters of a note."""


class Kind(StrEnum):
    """`SELF_HARM`: an answer in a measure; `INTAKE`: the same, said at joining; `ASKED`: she would like a word;
    `NOTED`: somebody who runs the group wrote down what she saw or heard (`noted.py`).

    `SEVERE` and `WORSE` are scores, and open a concern only where the programme has said so beforehand.
    """

    SELF_HARM = "self-harm"
    INTAKE = "intake"
    ASKED = "asked"
    NOTED = "noted"
    SEVERE = "severe"
    WORSE = "worse"


class Step(StrEnum):
    OPENED = "opened"
    AGAIN = "again"
    SEEN = "seen"
    ACTED = "acted"
    CLOSED = "closed"


class State(StrEnum):
    OPEN = "open"
    SEEN = "seen"
    ACTED = "acted"
    CLOSED = "closed"


class Concern(Row, table=True):
    """One for each person, occasion (`wave_key`) and kind. All times are course time.

    `opened_at` and what follows are those of the newest time she said it; `times` counts them. The steps hold all.
    `check_on`: the day on which whoever wrote it down would look again.
    """

    __table_args__ = (
        UniqueConstraint("enrolment_id", "wave_key", "kind"),
        Index("ix_concern_look_at", "look_at"),
    )

    enrolment_id: int = Field(foreign_key="enrolment.id")
    programme_id: int = Field(foreign_key="programme.id", index=True)
    wave_key: str = Field(max_length=64)
    kind: Kind = Field(sa_type=choice(Kind))
    times: int = 1
    opened_at: datetime
    seen_at: datetime | None = None
    acted_at: datetime | None = None
    closed_at: datetime | None = None
    check_on: date | None = None
    look_at: datetime | None = None

    @property
    def state(self) -> State:
        if self.closed_at:
            return State.CLOSED
        if self.acted_at:
            return State.ACTED
        return State.SEEN if self.seen_at else State.OPEN


class ConcernStep(Row, table=True):
    """What happened, append-only: the database refuses to change or remove one, except to blank its note.

    `taken_by` None: she herself. A note is sealed with the key of whom it is about, so erasing her ends it.
    """

    __tablename__ = "concern_step"

    client_id: UUID = Field(unique=True)
    concern_id: int = Field(foreign_key="concern.id", index=True)
    step: Step = Field(sa_type=choice(Step))
    taken_by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime
    key_id: int | None = Field(default=None, foreign_key="data_key.id")
    sealed: bytes | None = None


def begin(
    db: Session,
    *,
    enrolment_id: int,
    wave_key: str,
    kind: Kind,
    now: datetime,
    again: bool = False,
    by: Person | None = None,
) -> Concern:
    """Open a concern in the caller's transaction. The same one sent twice, or from two tabs, is one.

    `again`: more was said than before. What somebody has seen or closed meanwhile is then open once more. `by` None:
    she herself said it.
    """
    programme_id = programme_of(db, enrolment_id)
    row = {"enrolment_id": enrolment_id, "programme_id": programme_id, "wave_key": wave_key, "kind": kind}
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(Concern).values(**row, times=1, opened_at=now, look_at=now).on_conflict_do_nothing()
    made = db.execute(fresh.returning(col(Concern.id))).scalar_one_or_none()
    concern = db.exec(
        select(Concern)
        .where(Concern.enrolment_id == enrolment_id, Concern.wave_key == wave_key, Concern.kind == kind)
        .with_for_update()
    ).one()
    if made is not None:
        _step(db, concern, Step.OPENED, by=by, now=now)
    elif again and concern.state is not State.OPEN:
        concern.times, concern.opened_at, concern.look_at = concern.times + 1, now, now
        concern.seen_at = concern.acted_at = concern.closed_at = None
        _step(db, concern, Step.AGAIN, by=by, now=now)
    return concern


def see(db: Session, concern: Concern, *, now: datetime, by: Person) -> None:
    """Somebody has taken it on: nobody else is woken. The same again changes nothing."""
    if concern.state is State.OPEN:
        concern.seen_at = concern.look_at = now
        _step(db, concern, Step.SEEN, by=by, now=now)


def note(
    db: Session, ring: Keyring, concern: Concern, text: str, *, client_id: UUID, now: datetime, by: Person
) -> None:
    """What was done, for those who see the list. A note is added to and never changed; sent twice it is one."""
    words = text.strip()
    if not words:
        raise Refused(_("Please write in a line what was done."), field="note")
    if len(words) > LONGEST:
        raise Refused(_("A little shorter, please."), field="note")
    if concern.state is State.CLOSED:
        raise Refused(_("This item is closed and stays as it is."))
    if db.exec(select(ConcernStep.id).where(ConcernStep.client_id == client_id)).first():
        return
    about = person_of(db, concern)
    if about.erased_at is not None:
        raise Refused(_("Everything about this person was erased, so nothing more is written down."))
    see(db, concern, now=now, by=by)
    concern.acted_at = now
    write_down(db, ring, concern, about, words, client_id=client_id, now=now, by=by)


def write_down(
    db: Session,
    ring: Keyring,
    concern: Concern,
    about: Person,
    words: str,
    *,
    client_id: UUID,
    now: datetime,
    by: Person,
) -> None:
    """A step with a sealed note. Whether somebody has seen the concern is not changed by it."""
    key_id, sealed = ring.seal(db, about, words, place=_place(client_id))
    _step(db, concern, Step.ACTED, by=by, now=now, client_id=client_id, key_id=key_id, sealed=sealed)


def close(db: Session, concern: Concern, *, now: datetime, by: Person) -> None:
    """Refused before somebody has written down what was done. The same again changes nothing."""
    if concern.state is State.CLOSED:
        return
    if concern.acted_at is None and person_of(db, concern).erased_at is None:
        raise Refused(_("Please write in a line what was done, then close it."), field="note")
    see(db, concern, now=now, by=by)
    concern.closed_at = concern.look_at = now
    _step(db, concern, Step.CLOSED, by=by, now=now)


def programme_of(db: Session, enrolment_id: int) -> int:
    return db.exec(select(Cohort.programme_id).join(Enrolment).where(Enrolment.id == enrolment_id)).one()


def in_words(kind: Kind) -> str:
    """For her own copy of what is kept about her."""
    return {
        Kind.SELF_HARM: _(
            "You told us that thoughts of harming yourself come up, and the person responsible was told."
        ),
        Kind.INTAKE: _(
            "When you joined you told us that thoughts of harming yourself come up, and the person responsible was "
            "told."
        ),
        Kind.ASKED: _("You said that you would like a word, and the person responsible was told."),
        Kind.NOTED: _(
            "Somebody who runs your group thought that you may need a word, and the person responsible was told."
        ),
        Kind.SEVERE: _(
            "Your answers said that things were very heavy, and the person responsible was told, as the programme had "
            "said beforehand."
        ),
        Kind.WORSE: _(
            "Your answers said that things were heavier than before, and the person responsible was told, as the "
            "programme had said beforehand."
        ),
    }[kind]


def about(db: Session, person: Person) -> list[Concern]:
    """What is kept of her of this kind, the newest first, for her own page."""
    hers = select(Concern).join(Enrolment).where(Enrolment.person_id == person.id)
    return list(db.exec(hers.order_by(col(Concern.opened_at).desc(), col(Concern.id).desc())).all())


def person_of(db: Session, concern: Concern) -> Person:
    mine = select(Person).join(Enrolment).where(Enrolment.id == concern.enrolment_id)
    return db.exec(mine).one()


def look_again(db: Session, *, now: datetime, programme_id: int | None = None) -> None:
    """Ask again who is told of what nobody has seen: somebody else answers in this programme, or the rules are new."""
    unseen = update(Concern).where(col(Concern.seen_at).is_(None)).values(look_at=now)
    if programme_id is not None:
        unseen = unseen.where(col(Concern.programme_id) == programme_id)
    db.execute(unseen)


def steps_of(db: Session, concerns: Iterable[Concern]) -> dict[int, list[tuple[ConcernStep, Person | None]]]:
    """{concern: its steps in order, with whoever took each}, in one statement."""
    both = select(ConcernStep, Person).outerjoin(Person, col(Person.id) == ConcernStep.taken_by)
    ids = [one.stored_id for one in concerns]
    found: dict[int, list[tuple[ConcernStep, Person | None]]] = {one: [] for one in ids}
    for step, by in db.exec(both.where(col(ConcernStep.concern_id).in_(ids)).order_by(col(ConcernStep.id))):
        found[step.concern_id].append((step, by))
    return found


def read(db: Session, ring: Keyring, step: ConcernStep) -> str:
    """The note of a step. NotFound when its key is gone; empty for a step without one."""
    if step.sealed is None or step.key_id is None:
        return ""
    return ring.open(db, step.key_id, step.sealed, place=_place(step.client_id))


def _step(
    db: Session,
    concern: Concern,
    step: Step,
    *,
    by: Person | None,
    now: datetime,
    client_id: UUID | None = None,
    key_id: int | None = None,
    sealed: bytes | None = None,
) -> None:
    db.add(
        ConcernStep(
            client_id=client_id or uuid4(),
            concern_id=concern.stored_id,
            step=step,
            taken_by=by.id if by else None,
            at=now,
            key_id=key_id,
            sealed=sealed,
        )
    )
    db.add(concern)
    db.flush()
    audit.record(
        db,
        f"concern.{step.value}",
        f"concern:{concern.id}",
        by=by.id if by else None,
        programme_id=concern.programme_id,
    )


def _place(client_id: UUID) -> str:
    return f"concern_step|sealed|{client_id}"
