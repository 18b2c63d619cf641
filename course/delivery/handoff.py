"""Handing a group of letters to the mail server so that none leaves twice.

In two phases: write the letters, connect and name the first recipient while the rows are only claimed; all of that
can be done again. Then one commit writes `transmitting` for the whole group, after asking once more whether each
letter may still go and whether what it was written from still holds; only after it a body leaves. Our time runs from
before that commit and is checked before each body, so a process that was paused sends nothing that somebody else may
have taken over.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from course import clock
from course.delivery.channels import Channel, TooLate, TurnedDown, Uncertain, Unreachable
from course.delivery.claim import GROUP, move, urgent_waits
from course.delivery.concern_facts import plan_address
from course.delivery.ends import Ends, Moment
from course.delivery.facts import Subject
from course.delivery.ledger import MAIL, Delivery, Line, Status
from course.delivery.outcome import (
    NOT_ATTEMPTED,
    SENT,
    UNCERTAIN,
    Counts,
    Outcome,
    broken_off,
    not_reached,
    refused,
    try_later,
)
from course.delivery.recheck import Verdict, judge, take_back
from course.delivery.recheck import verdict as judged
from course.delivery.returns.at_the_door import note_refusals
from course.delivery.standing import Standing, hold, holds
from course.delivery.written import Draft, Known, Written, drafts, drafts_of, keep_tokens, written
from course.people.address_change import addresses
from course.people.invitation import Invitation
from course.people.person import Person
from course.safety.plan import SafetyPlan
from course.settings import Settings
from course.store import reading, writing


@dataclass(frozen=True)
class Ready:
    """A letter that may leave: its row, its reader's address and its bytes."""

    row: Line
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
    way: str = MAIL
    size: int = GROUP
    _drafts: dict[int, Draft] = field(default_factory=dict)
    _is_warm: bool = False
    _gives_way: bool = False

    def __post_init__(self) -> None:
        self._ends = Ends(self.engine, self.owner, self.counts)

    def run(self, ids: Sequence[int]) -> None:
        """Hand over rows that were claimed."""
        rows, known_to = self._rows(ids)
        self._drafts = self._drafted(rows)
        self._hand_over(rows, known_to)

    def run_known(self, known: Sequence[Known]) -> None:
        """Hand over rows that were claimed as they entered: nothing about them is read again."""
        self._drafts = drafts_of(self.engine, self.settings, known)
        self._hand_over([one.row for one in known], {key: one.letter.to for key, one in self._drafts.items()})

    def _hand_over(self, rows: Sequence[Line], known_to: Mapping[int, str | None]) -> None:
        """A lot in groups; what becomes of each is written down with the commit of the next, or before a wait. A letter
        that goes before all others does not wait for the whole lot."""
        for start in range(0, len(rows), self.size):
            if not self.sends or self._gives_way:
                self._not_attempted(rows[start:])
                break
            self._group(list(rows[start : start + self.size]), known_to, is_first=start == 0)
        self._ends.settle()
        note_refusals(self.engine, self._ends.gone)

    def _group(self, rows: list[Line], known_to: Mapping[int, str | None], *, is_first: bool) -> None:
        knocked = None
        if not self._is_warm:
            self._ends.settle()
            rows = self._knock(rows, known_to)
            knocked = known_to.get(rows[0].stored_id) if rows else None
        if rows:
            began = _steady()
            ready = self._transmitting(rows, gives_way=not is_first)
            self._send(ready, knocked, lambda: _steady() - began < self.lease.total_seconds() / 2)

    def _rows(self, ids: Sequence[int]) -> tuple[list[Line], dict[int, str | None]]:
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

    def _knock(self, rows: list[Line], known_to: Mapping[int, str | None]) -> list[Line]:
        """Reach the server and have the first recipient accepted; refused rows fall out, the rest stay."""
        try:
            self.channel.open()
        except Unreachable as error:
            self._give_back(rows, str(error))
            return []
        while rows:
            to = known_to.get(rows[0].stored_id)
            if to is None:
                return rows
            try:
                self.channel.envelope(self.settings.mail_from, to)
            except TurnedDown as no:
                self._ends.add(rows[0], refused(rows[0], no, to))
                rows = rows[1:]
            except Unreachable as error:
                self._ends.add(rows[0], broken_off(rows[0], error))
                self._give_back(rows[1:], str(error))
                return []
            else:
                return rows
        return rows

    def _give_back(self, rows: Sequence[Line], why: str) -> None:
        self.sends = False
        for row in rows:
            self._ends.add(row, not_reached(row, why))

    def _not_attempted(self, rows: Sequence[Line]) -> None:
        for row in rows:
            self._ends.add(row, NOT_ATTEMPTED)

    def _transmitting(self, rows: Sequence[Line], *, gives_way: bool) -> list[Ready]:
        """The commit after which we alone may send these letters, and after which nobody can be sure."""
        with writing(self.engine) as db:
            is_now, at = hold(db, rows), Moment(*clock.both(db))
            self._ends.write_down_waiting(db, at)
            self._gives_way = gives_way and urgent_waits(db, at.real)
            letters = [] if self._gives_way else self._letters(db, rows, is_now, at)
            mine = self._ours(db, letters, at)
        self._ends.committed()
        if self._gives_way:
            self._not_attempted(rows)
        return [Ready(row, letter.to, letter.raw) for row, letter in mine]

    def _ours(
        self, db: Session, letters: Sequence[tuple[Line, Written]], at: Moment
    ) -> list[tuple[Line, Written]]:
        """Those whose rows are still ours, from now on `transmitting`, with what their links open."""
        ids = [row.stored_id for row, _letter in letters]
        values = {"status": Status.TRANSMITTING, "lease_until": at.real + self.lease, "channel": self.way}
        ours = move(db, self.owner, ids, frm=[Status.CLAIMED], values=values)
        mine = [(row, letter) for row, letter in letters if row.stored_id in ours]
        keep_tokens(db, [letter for _row, letter in mine])
        return mine

    def _letters(
        self, db: Session, rows: Sequence[Line], is_now: Mapping[int, Standing], at: Moment
    ) -> list[tuple[Line, Written]]:
        """Those of these rows that may go now: as they were written before, or anew where something changed."""
        now = at.course
        known = {row.stored_id: self._drafts[row.stored_id] for row in rows if row.stored_id in self._drafts}
        good = {key: one for key, one in known.items() if holds(one.known.standing, is_now.get(key), now)}
        changed = [row for row in rows if row.stored_id not in good]
        found = {key: _verdict(one.known, now) for key, one in good.items()}
        found |= {row.stored_id: verdict for row, verdict in judge(db, changed, now=now)}
        going = [row for row in rows if self._goes(db, row, found[row.stored_id], at)]
        facts = {key: verdict.facts for key, verdict in found.items()}
        letters = {key: one.letter for key, one in good.items()}
        letters |= self._written(db, [row for row in going if row.stored_id not in good], facts)
        written_ones = [(row, letters[row.stored_id]) for row in going]
        return [(row, letter) for row, letter in written_ones if self._is_written(db, row, letter, at)]

    def _goes(self, db: Session, row: Line, verdict: Verdict, at: Moment) -> bool:
        if verdict.goes:
            return True
        if verdict.status is None:
            take_back(db, row, self.owner, verdict.look_at)
            self._ends.ended(Status.PENDING)
        else:
            self._ends.write_down(db, Outcome(verdict.status, verdict.reason), 0, [row.stored_id], at)
        return False

    def _is_written(self, db: Session, row: Line, letter: Written, at: Moment) -> bool:
        if letter.error:
            self._ends.write_down(db, try_later(row, letter.error), row.attempts, [row.stored_id], at)
        return not letter.error

    def _drafted(self, rows: Sequence[Line]) -> dict[int, Draft]:
        return drafts(self.engine, self.settings, rows)

    def _written(self, db: Session, rows: Sequence[Line], facts: Mapping[int, Subject]) -> dict[int, Written]:
        return written(db, self.settings, rows, facts)

    def _send(self, ready: Sequence[Ready], knocked: str | None, in_time: Callable[[], bool]) -> None:
        """One after the other; once our time is over the rest is not attempted."""
        self._is_warm = False
        for number, one in enumerate(ready):
            end = NOT_ATTEMPTED
            if self.sends and in_time():
                end = self._send_one(one, in_time, named=number == 0 and one.to == knocked)
            self._ends.add(one.row, end)
            self._is_warm = end is SENT

    def _send_one(self, one: Ready, in_time: Callable[[], bool], *, named: bool) -> Outcome:
        try:
            self.channel.open()
        except Unreachable as error:
            self.sends = False
            return not_reached(one.row, str(error))
        try:
            if not named:
                self.channel.envelope(self.settings.mail_from, one.to)
            self.channel.body(one.raw, in_time)
        except TurnedDown as no:
            return refused(one.row, no, one.to)
        except Unreachable as error:
            return broken_off(one.row, error)
        except TooLate:
            return NOT_ATTEMPTED
        except Uncertain:
            return UNCERTAIN
        return SENT


def _verdict(known: Known, now: datetime) -> Verdict:
    """From facts that still hold. Where it was found when that would change, nothing is asked before."""
    if known.until is not None and now < known.until:
        return Verdict(known.facts, goes=True)
    return judged(known.row, known.facts, now)


def _steady() -> float:
    """Seconds that no clock setting moves; on Linux they run on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
