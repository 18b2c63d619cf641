"""One turn of the clock: see who is due what, write it down, send what waits. Any number may run at once.

The time at which it runs means nothing: a turn that is lost or doubled changes nothing.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from sqlalchemy import Engine

from course import clock
from course.cohorts import offering
from course.delivery import errands, last_letters, noticing, older_copy, release
from course.delivery.channels import Channel
from course.delivery.claim import LEASE, LOT, claim, claimant, is_wanted, reap, what_waits
from course.delivery.handoff import HandOff
from course.delivery.looking import TAKEN_FOR, look_at, sorts_waiting, take
from course.delivery.marks import PUMP, beat
from course.delivery.outcome import Counts as Outcomes
from course.delivery.resting.gate import Gate, Heard
from course.delivery.subjects import CONCERNS, SORTS, Sort
from course.delivery.written import Known
from course.settings import Settings
from course.store import reading, writing

BEATS_EVERY = 20.0
"""Seconds. A turn with many letters takes minutes; it says meanwhile that it is alive."""


@dataclass
class Counts:
    """What one turn did: subjects looked at, rows entered, leases that had ended, what became of letters."""

    looked_at: int = 0
    entered: int = 0
    reaped: int = 0
    outcomes: Outcomes = field(default_factory=Outcomes)

    @property
    def sent(self) -> int:
        return self.outcomes.sent


def figures_of(counts: Counts) -> dict[str, int]:
    """The same for a log line: numbers only."""
    looked = {"looked_at": counts.looked_at, "entered": counts.entered, "reaped": counts.reaped}
    return looked | asdict(counts.outcomes)


def pump(engine: Engine, settings: Settings, channel: Channel, *, lease: timedelta = LEASE) -> Counts:
    turn = Turn(engine, settings, Heard(channel, Gate(engine)), lease)
    try:
        if older_copy.may_send(engine, settings):
            turn.all()
        else:
            turn.only_urgent()
    finally:
        channel.close()
    return turn.counts


@dataclass
class Turn:
    """`answers` turns False when the mail server does not; what becomes due then waits for the next turn."""

    engine: Engine
    settings: Settings
    channel: Heard
    lease: timedelta
    counts: Counts = field(default_factory=Counts)
    answers: bool = True
    _beaten: float = field(default_factory=time.monotonic)

    def all(self) -> None:
        """Almost every turn finds nothing: it asks that in one transaction, and says in another that it was here."""
        if self._is_wanted():
            self._work()
        else:
            errands.run(self.engine, self.settings)
        with writing(self.engine) as db:
            beat(db, PUMP, looked_at=self.counts.looked_at, entered=self.counts.entered)
        older_copy.keep_mark(self.engine, self.settings)

    def _is_wanted(self) -> bool:
        with reading(self.engine) as db:
            now, real = clock.both(db)
            return (
                release.is_new(db)
                or is_wanted(db, real)
                or offering.is_wanted(db, now=now)
                or bool(sorts_waiting(db, SORTS, now))
            )

    def _work(self) -> None:
        release.check(self.engine)
        self.counts.reaped = reap(self.engine)
        self._send(urgent_only=True)
        errands.run(self.engine, self.settings)
        last_letters.run(self.engine, self.settings, self.channel)
        offering.look(self.engine)
        self._look()
        self._send(urgent_only=False)

    def only_urgent(self) -> None:
        """Sign-in letters and those about the safety list, which rather come twice than not at all."""
        self._look(CONCERNS)
        self._send(urgent_only=True)

    def _look(self, sorts: Sequence[Sort] = SORTS) -> None:
        """Ask everybody whose moment has come, and hand over at once what they are due."""
        while batch := take(self.engine, sorts=sorts, lease=min(self.lease, TAKEN_FOR)):
            owner = claimant() if self.answers and not self.channel.gate.is_shut() else ""
            looked = look_at(self.engine, self.settings, batch, owner=owner, lease=self.lease)
            self.counts.looked_at += looked.subjects
            self.counts.entered += looked.entered
            if looked.ours:
                self._say_alive()
                known = {one.row.stored_id: one for one in looked.ours}
                self.answers = self._hand_over(owner, list(known), known)
            self._send(urgent_only=True)

    def _send(self, *, urgent_only: bool) -> None:
        """Claim and hand over until nothing waits, or until the channel does not answer."""
        while True:
            self._say_alive()
            owner, ids = self._claimed(urgent_only)
            if not ids:
                self.channel.gate.let_be()
                return
            sends = self._hand_over(owner, ids)
            self.channel.gate.let_be()
            if not sends:
                return

    def _hand_over(self, owner: str, ids: Sequence[int], known: Mapping[int, Known] | None = None) -> bool:
        """By mail, then as notices; whether the mail server answers. `known`: these rows with their facts, where they
        have just been read."""
        mailed, noticed = noticing.parted(self.engine, self.settings, ids)
        group = HandOff(self.engine, self.settings, self.channel, owner, self.lease, self.counts.outcomes)
        if known is None:
            group.run(mailed)
        else:
            group.run_known([known[one] for one in mailed])
        noticing.leave(self.engine, self.settings, owner, self.lease, self.counts.outcomes, noticed)
        return group.sends

    def _claimed(self, urgent_only: bool) -> tuple[str, list[int]]:
        """Urgent letters go first, one at a time, so that at most one of them is ever uncertain. While the channel
        rests it is one letter, if it is for us to see whether it works again."""
        urgent, others = what_waits(self.engine)
        if not urgent and (urgent_only or not others):
            return "", []
        gate = self.channel.gate
        if gate.is_shut():
            is_ours = gate.takes_the_try(urgent=urgent)
            return claim(self.engine, urgent=urgent, limit=1, lease=self.lease) if is_ours else ("", [])
        owner, ids = claim(self.engine, urgent=True, limit=1, lease=self.lease) if urgent else ("", [])
        if not ids and others and not urgent_only:  # somebody else may have taken the urgent one
            owner, ids = claim(self.engine, urgent=False, limit=LOT, lease=self.lease)
        return owner, ids

    def _say_alive(self) -> None:
        """Called often, beats seldom."""
        if time.monotonic() - self._beaten >= BEATS_EVERY:
            self._beaten = time.monotonic()
            with writing(self.engine) as db:
                beat(db, PUMP, turns=0)
