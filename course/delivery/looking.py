"""Ask every subject whose moment has come what it is due, and write that into the ledger.

Nobody is locked while facts are read and rules are asked. A batch is taken for a while; what was found is written down
only for those of whom no fact has changed since, and whom nobody else has taken meanwhile.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Engine,
    Select,
    Table,
    Update,
    bindparam,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session

from course import clock
from course.cohorts.enrolment import Enrolment
from course.delivery.claim import LEASE, LOT, Claim
from course.delivery.due import Due, DueLetter, NotDue, due, holds_until
from course.delivery.entry import Owner, enter
from course.delivery.facts import EnrolmentFacts, Subject
from course.delivery.halving import Loaded, load_each
from course.delivery.ledger import Entered
from course.delivery.subjects import SORTS, Sort, owner_of, subject_id
from course.delivery.written import Known
from course.settings import Settings
from course.store import reading, table, writing

TAKEN_FOR = timedelta(seconds=20)
"""Many times as long as a lot of subjects takes. So long those of a process that was killed are not asked."""
LOOK_AT_THE_BROKEN_AGAIN = timedelta(hours=6)
log = logging.getLogger("kindly.pump")
Answers = list[tuple[Subject, Due]]


@dataclass(frozen=True)
class Batch:
    """Subjects of one sort that nobody else looks at before `until`, course time, unless a fact of theirs changes."""

    sort: Sort
    ids: tuple[int, ...]
    until: datetime


@dataclass(frozen=True)
class Looked:
    """`ours`: of the letters that entered, those that are claimed for whoever looked."""

    subjects: int = 0
    entered: int = 0
    ours: tuple[Known, ...] = ()


def look(engine: Engine, settings: Settings, *, batch: int = LOT, sorts: Sequence[Sort] = SORTS) -> Looked:
    """One batch of one sort; nothing looked at means that nobody is waiting."""
    taken = take(engine, limit=batch, sorts=sorts)
    return look_at(engine, settings, taken) if taken else Looked()


def take(
    engine: Engine, *, limit: int = LOT, sorts: Sequence[Sort] = SORTS, lease: timedelta = TAKEN_FOR
) -> Batch | None:
    """Those who have waited longest, of the first sort of which there are any whom nobody else has in hand. Whoever
    takes them and stops leaves them waiting until the lease ends."""
    with reading(engine) as db:
        waiting = sorts_waiting(db, sorts, clock.now(db))
    for sort in waiting:
        with writing(engine) as db:
            now = clock.now(db)
            until = now + lease
            asked = {"now": now, "most": limit, "until": until}
            taken = tuple(sorted(db.connection().execute(_taken(table(sort.table)), asked).scalars().all()))
        if taken:
            return Batch(sort, taken, until)
    return None


def let_go(engine: Engine, *, lease: timedelta = TAKEN_FOR) -> None:
    """Everybody whom somebody may have taken is asked at once. Call it while nobody looks."""
    with writing(engine) as db:
        now = clock.now(db)
        for there in (table(sort.table) for sort in SORTS):
            taken = update(there).where(there.c.look_at > now, there.c.look_at <= now + lease)
            db.connection().execute(taken.values(look_at=now))


def look_at(
    engine: Engine, settings: Settings, batch: Batch, *, owner: str = "", lease: timedelta = LEASE
) -> Looked:
    """`owner`: who hands over at once what participants are due."""
    with reading(engine) as db:
        now = clock.now(db)
        loaded = load_each(db, batch.sort.load, batch.ids)
    answers = _answers(loaded.facts, now)
    for key, error in loaded.broken.items():
        log.warning("%s %s: %s", batch.sort.table.__name__, key, error)
    with writing(engine) as db:
        still = _still_taken(db, batch)
        real = clock.real_now(db)
        kept = [(facts, answer) for facts, answer in answers if subject_id(facts) in still]
        claim = Claim(owner, real + lease) if owner else None
        entered = enter(db, settings, _letters(kept), at=real, claim=claim)
        _look_later(db, batch, _moments(kept, loaded, still, now))
    ours = _known(entered, kept, now) if owner else ()
    return Looked(len(batch.ids), len(entered), ours)


def sorts_waiting(db: Session, sorts: Sequence[Sort], now: datetime) -> list[Sort]:
    """Those of which somebody waits, in their order and in one statement."""
    asked = _somebody(tuple(table(sort.table) for sort in sorts))
    numbers = db.connection().execute(asked, {"now": now}).scalars().all()
    return [sorts[number] for number in sorted(numbers)]


@lru_cache
def _somebody(tables: tuple[Table, ...]) -> CompoundSelect[Any]:
    """Numbers of the tables in which somebody waits."""
    now = bindparam("now", type_=tables[0].c.look_at.type)
    each = [
        select(literal(number)).where(select(there.c.id).where(there.c.look_at <= now).exists())
        for number, there in enumerate(tables)
    ]
    return union_all(*each)


@lru_cache
def _taken(there: Table) -> ReturningUpdate[Any]:
    """Of those who wait at `now`, at most `most`, from whom on everybody else keeps away until `until`."""
    waiting = select(there.c.id).where(there.c.look_at <= bindparam("now")).order_by(there.c.look_at)
    ids = waiting.limit(bindparam("most")).with_for_update(skip_locked=True)
    return update(there).where(there.c.id.in_(ids)).values(look_at=bindparam("until")).returning(there.c.id)


def _answers(subjects: Sequence[Subject], now: datetime) -> Answers:
    """What each is due. Somebody whose facts make no sense (a zone that does not exist) stops nobody else."""
    found = []
    for facts in subjects:
        try:
            answer = due(facts, now)
        except Exception as error:
            log.warning("%s %s: %s", type(facts).__name__, subject_id(facts), type(error).__name__)
            answer = Due((), (), now + LOOK_AT_THE_BROKEN_AGAIN)
        found.append((facts, answer))
    return found


def _still_taken(db: Session, batch: Batch) -> frozenset[int]:
    """Those whom we took and no verb has touched since, locked: a verb that changes a fact from now on waits."""
    rows = db.connection().execute(_held(table(batch.sort.table)), {"ids": batch.ids}).all()
    return frozenset(key for key, at in rows if at == batch.until)


@lru_cache
def _held(there: Table) -> Select[Any]:
    mine = there.c.id.in_(bindparam("ids", expanding=True))
    return select(there.c.id, there.c.look_at).where(mine).order_by(there.c.id).with_for_update()


def _letters(answers: Answers) -> list[tuple[Owner, DueLetter | NotDue]]:
    return [
        (owner_of(facts, letter.recipient), letter) for facts, answer in answers for letter in answer.entering
    ]


def _moments(
    answers: Answers, loaded: Loaded, still: Collection[int], now: datetime
) -> list[dict[str, object]]:
    """When each is asked again."""
    moments: list[dict[str, object]] = [
        {"subject": subject_id(facts), "later": answer.look_at} for facts, answer in answers
    ]
    broken = [key for key in loaded.broken if key in still]
    return moments + [{"subject": key, "later": now + LOOK_AT_THE_BROKEN_AGAIN} for key in broken]


def _look_later(db: Session, batch: Batch, moments: Sequence[dict[str, object]]) -> None:
    if not moments:
        return
    db.connection().execute(_later(table(batch.sort.table)), moments)


@lru_cache
def _later(there: Table) -> Update:
    later = update(there).where(there.c.id == bindparam("subject")).values(look_at=bindparam("later"))
    return later.values(looks=there.c.looks + 1) if there is table(Enrolment) else later


def _known(entered: Sequence[Entered], answers: Answers, now: datetime) -> tuple[Known, ...]:
    """With each letter that is ours what it was found due from, and until when that is so."""
    by_key = {letter.key: (facts, answer, letter) for facts, answer in answers for letter in answer.letters}
    found = []
    for row in entered:
        if row.owner is not None:
            facts, answer, letter = by_key[row.key]
            if isinstance(facts, EnrolmentFacts) and facts.stood is not None:
                stands = facts.stood._replace(look_at=answer.look_at, looks=facts.stood.looks + 1)
                found.append(Known(row, facts, stands, holds_until(facts, answer, letter, now)))
    return tuple(found)
