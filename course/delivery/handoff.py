"""Handing a group of letters to the mail server so that none leaves twice.

In two phases: connect and name the first recipient while the rows are only claimed; all of that can be done
again. Then one commit writes `transmitting` for the whole group, after asking once more whether each letter
may still go; only after it a body leaves. Our time runs from before that commit and is checked before each
body, so a process that was paused sends nothing that somebody else may have taken over.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from course import clock
from course.cohorts.enrolment import Enrolment
from course.delivery.channels import Channel, TooLate, TurnedDown, Uncertain, Unreachable
from course.delivery.claim import GROUP, move, urgent_waits
from course.delivery.concern_facts import plan_address
from course.delivery.ledger import Delivery, Status
from course.delivery.message import Envelope, message, wire_id
from course.delivery.outcome import (
    NOT_ATTEMPTED,
    SENT,
    UNCERTAIN,
    Counts,
    Outcome,
    alike,
    not_reached,
    refused,
    try_later,
)
from course.delivery.recheck import Verdict, judge, take_back
from course.delivery.scenes import Stage
from course.letters.scene import Scene
from course.letters.table import write
from course.people.address_change import addresses
from course.people.invitation import Invitation
from course.people.person import Person
from course.safety.plan import SafetyPlan
from course.settings import Settings
from course.store import reading, writing

log = logging.getLogger("kindly.pump")
Results = list[tuple[Delivery, Outcome]]


@dataclass(frozen=True)
class Ready:
    """A letter that may leave: its row, its reader's address and its bytes."""

    row: Delivery
    to: str
    raw: bytes


@dataclass
class HandOff:
    """One group of claimed rows on its way out. `sends` turns False when nobody answers any more."""

    engine: Engine
    settings: Settings
    channel: Channel
    owner: str
    lease: timedelta
    counts: Counts = field(default_factory=Counts)
    sends: bool = True
    _left: Results = field(default_factory=list)
    _ended: list[tuple[Status, int]] = field(default_factory=list)

    def run(self, ids: Sequence[int]) -> None:
        """Hand over a lot in groups, and write down what becomes of each before the next begins. A letter that goes
        before all others does not wait for the whole lot."""
        rows, known_to = self._rows(ids)
        for start in range(0, len(rows), GROUP):
            if not self.sends or (start and urgent_waits(self.engine)):
                self._left += [(row, NOT_ATTEMPTED) for row in rows[start:]]
                break
            self._group(rows[start : start + GROUP], known_to)
            self._settle()
        self._settle()

    def _group(self, rows: list[Delivery], known_to: dict[int, str | None]) -> None:
        rows = self._knock(rows, known_to)
        if not rows:
            return
        began = _steady()
        try:
            ready = self._transmitting(rows)
        except OperationalError:
            raise  # the database is away: the lease gives the rows back
        except Exception as error:
            self._ended.clear()
            self._one_by_one(rows, known_to, error)
            return
        self._count()
        knocked = known_to.get(rows[0].stored_id)
        self._left += self._send(ready, knocked, lambda: _steady() - began < self.lease.total_seconds() / 2)

    def _one_by_one(
        self, rows: Sequence[Delivery], known_to: dict[int, str | None], error: Exception
    ) -> None:
        """A letter that cannot be written takes the commit of its whole group with it: find out which it is."""
        if len(rows) == 1:
            log.warning("delivery %s could not be written (%s)", rows[0].id, type(error).__name__)
            self._left.append((rows[0], try_later(rows[0], f"rendering {type(error).__name__}")))
            return
        for row in rows:
            if self.sends:
                self._group([row], known_to)
            else:
                self._left.append((row, NOT_ATTEMPTED))

    def _rows(self, ids: Sequence[int]) -> tuple[list[Delivery], dict[int, str | None]]:
        """The rows that are ours, with the addresses they go to."""
        with reading(self.engine) as db:
            found = db.exec(
                select(Delivery, Person.email, Invitation.email, SafetyPlan)
                .outerjoin(Person, col(Person.id) == col(Delivery.person_id))
                .outerjoin(Invitation, col(Invitation.id) == col(Delivery.invitation_id))
                .outerjoin(SafetyPlan, col(SafetyPlan.programme_id) == col(Delivery.programme_id))
                .where(col(Delivery.id).in_(ids), Delivery.lease_owner == self.owner)
                .order_by(col(Delivery.id))
            ).all()
            new = addresses(db, [row.about for row, *_rest in found])
        return [row for row, *_addresses in found], {
            row.stored_id: new.get(row.about) or person or invited or plan_address(row, plan)
            for row, person, invited, plan in found
        }

    def _knock(self, rows: list[Delivery], known_to: dict[int, str | None]) -> list[Delivery]:
        """Reach the server and have the first recipient accepted; refused rows fall out, the rest stay."""
        try:
            self.channel.open()
        except Unreachable as error:
            self._give_back(rows, str(error))
            return []
        while rows:
            to = known_to[rows[0].stored_id]
            if to is None:
                return rows
            try:
                self.channel.envelope(self.settings.mail_from, to)
            except TurnedDown as no:
                self._left.append((rows[0], refused(rows[0], no)))
                rows = rows[1:]
            except Unreachable as error:
                self._left.append((rows[0], try_later(rows[0], str(error))))
                self._give_back(rows[1:], str(error))
                return []
            else:
                return rows
        return rows

    def _give_back(self, rows: Sequence[Delivery], why: str) -> None:
        self.sends = False
        self._left += [(row, not_reached(why)) for row in rows]

    def _transmitting(self, rows: Sequence[Delivery]) -> list[Ready]:
        """The commit after which we alone may send these letters, and after which nobody can be sure."""
        with writing(self.engine) as db:
            _lock(db, rows)
            stage, now = Stage(db, self.settings, rows), clock.now(db)
            ready = []
            for row, verdict in judge(db, rows, now=now):
                if verdict.goes:
                    ready.append(self._written(db, row, stage.scene(row, verdict.facts), now))
                else:
                    self._stays(db, row, verdict)
            until = clock.real_now(db) + self.lease
            ids = [one.row.stored_id for one in ready]
            values = {"status": Status.TRANSMITTING, "lease_until": until}
            ours = move(db, self.owner, ids, frm=[Status.CLAIMED], values=values)
            return [one for one in ready if one.row.stored_id in ours]

    def _stays(self, db: Session, row: Delivery, verdict: Verdict) -> None:
        if verdict.status is None:
            take_back(db, row, self.owner, verdict.look_at)
            self._ended.append((Status.PENDING, 1))
        else:
            self._write_down(db, Outcome(verdict.status, verdict.reason), 0, [row.stored_id])

    def _written(self, db: Session, row: Delivery, scene: Scene, now: datetime) -> Ready:
        letter = write(row.letter, scene)
        envelope = Envelope(
            sender_name=scene.writer,
            sender=self.settings.mail_from,
            to=scene.to,
            reply_to=scene.reply_to,
            message_id=wire_id(row.message_id, self.settings.mail_from),
            date=now,
            stop_url=letter.stop_url,
        )
        return Ready(row, scene.to, message(letter, envelope))

    def _send(self, ready: Sequence[Ready], knocked: str | None, in_time: Callable[[], bool]) -> Results:
        """Each letter with what became of it; once our time is over the rest is not attempted."""
        results: Results = []
        for number, one in enumerate(ready):
            if self.sends and in_time():
                named = number == 0 and one.to == knocked
                results.append((one.row, self._send_one(one, in_time, named=named)))
            else:
                results.append((one.row, NOT_ATTEMPTED))
        return results

    def _send_one(self, one: Ready, in_time: Callable[[], bool], *, named: bool) -> Outcome:
        try:
            self.channel.open()
        except Unreachable as error:
            self.sends = False
            return not_reached(str(error))
        try:
            if not named:
                self.channel.envelope(self.settings.mail_from, one.to)
            self.channel.body(one.raw, in_time)
        except TurnedDown as no:
            return refused(one.row, no)
        except Unreachable as error:
            return try_later(one.row, str(error))
        except TooLate:
            return NOT_ATTEMPTED
        except Uncertain:
            return UNCERTAIN
        return SENT

    def _settle(self) -> None:
        if self._left:
            with writing(self.engine) as db:
                for (outcome, attempts), ids in alike(self._left).items():
                    self._write_down(db, outcome, attempts, ids)
            self._left.clear()
            self._count()

    def _count(self) -> None:
        """Once it is committed."""
        for status, number in self._ended:
            self.counts.add(status, number)
        self._ended.clear()

    def _write_down(self, db: Session, outcome: Outcome, attempts: int, ids: Sequence[int]) -> None:
        """The end of an attempt; rows that are not ours any more stay as somebody else left them."""
        values: dict[str, Any] = {"status": outcome.status, "reason": outcome.reason}
        values |= {"lease_owner": None, "lease_until": None}
        if outcome.counts_as_attempt:
            values["attempts"] = attempts + 1
        if outcome.status == Status.SENT:
            values["sent_at"] = clock.now(db)
        if later := outcome.next_try(clock.real_now(db)):
            values["next_try_at"] = later
        ours = move(db, self.owner, ids, frm=[Status.CLAIMED, Status.TRANSMITTING], values=values)
        self._ended.append((outcome.status, len(ours)))


def _steady() -> float:
    """Seconds that no clock setting moves; on Linux they run on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def _lock(db: Session, rows: Sequence[Delivery]) -> None:
    """Whoever leaves, stops a letter or is erased meanwhile waits for this transaction, or was before it.

    A stop or a pause refers to its person, so locking the person holds it back too. (On PostgreSQL; SQLite
    has one writer at a time.)
    """
    for table, ids in _locked(rows):
        wanted = sorted({one for one in ids if one is not None})
        if wanted:
            db.execute(select(table.id).where(col(table.id).in_(wanted)).order_by(table.id).with_for_update())


def _locked(rows: Sequence[Delivery]) -> Iterator[tuple[Any, Iterator[int | None]]]:
    yield Enrolment, (row.enrolment_id for row in rows)
    yield Invitation, (row.invitation_id for row in rows)
    yield Person, (row.person_id for row in rows)
