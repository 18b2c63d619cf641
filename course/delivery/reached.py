"""What became of a message to a group: how many letters left, whom it could not reach, and once more to those alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from course.delivery.ledger import Delivery, Status
from course.delivery.outbox import resend, status_words
from course.delivery.reaching import LETTER
from course.delivery.reasons import sentence
from course.errors import Refused
from course.group.message import GroupMessage
from course.people.person import Person
from course.settings import Settings

UNREACHED = frozenset({Status.DEAD, Status.UNKNOWN, Status.STALE})


@dataclass(frozen=True)
class Unreached:
    """Somebody whose newest letter of a message did not leave, or may not have arrived, with what is known of it."""

    delivery: Delivery
    name: str

    @property
    def is_dead(self) -> bool:
        """It surely did not arrive, so another comes twice to nobody."""
        return self.delivery.status is Status.DEAD

    def is_of_use(self, now: datetime) -> bool:
        until = self.delivery.useful_until
        return until is None or now < until

    @property
    def status(self) -> str:
        return status_words(self.delivery.status)

    @property
    def why(self) -> str:
        return sentence(self.delivery.reason)


@dataclass(frozen=True)
class Reached:
    """`counts`: {what became of a letter, in words: how many}, each person once, by her newest letter."""

    counts: dict[str, int] = field(default_factory=dict)
    unreached: tuple[Unreached, ...] = ()

    def to_try(self, now: datetime) -> list[Unreached]:
        """Who can have it once more: it surely did not arrive, and is still of use."""
        return [one for one in self.unreached if one.is_dead and one.is_of_use(now)]


@dataclass(frozen=True)
class TriedAgain:
    """Names: to whom another letter leaves, and to whom not, with the reason."""

    leaving: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def reached(db: Session, rows: Collection[GroupMessage]) -> dict[int, Reached]:
    """{message: what became of it}, in one statement."""
    keys = {f"message:{one.stored_id}": one.stored_id for one in rows}
    theirs = (
        select(Delivery, Person.name)
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .where(col(Delivery.about).in_(list(keys)), Delivery.letter == LETTER)
        .order_by(col(Delivery.id))
    )
    newest: dict[int, dict[int | None, Unreached]] = defaultdict(dict)
    for delivery, name in db.exec(theirs).all():
        newest[keys[delivery.about]][delivery.person_id] = Unreached(delivery, name)
    return {key: _summed(newest[key].values()) for key in keys.values()}


def try_again(db: Session, settings: Settings, row: GroupMessage, *, now: datetime, by: Person) -> TriedAgain:
    """Once more to everybody whose letter surely did not arrive, and to nobody else. Two presses are one."""
    # two presses at the same moment wait for each other here
    db.exec(select(GroupMessage.id).where(GroupMessage.id == row.id).with_for_update()).one()
    tried = TriedAgain()
    for one in reached(db, [row])[row.stored_id].to_try(now):
        try:
            resend(db, settings, one.delivery, by=by)
        except Refused as refused:
            tried.refused.append((one.name, refused.sentence))
        else:
            tried.leaving.append(one.name)
    return tried


def _summed(letters: Iterable[Unreached]) -> Reached:
    found, counts = list(letters), defaultdict[str, int](int)
    for one in found:
        counts[one.status] += 1
    unreached = [one for one in found if one.delivery.status in UNREACHED]
    return Reached(dict(counts), tuple(sorted(unreached, key=lambda one: one.name)))
