"""Somebody waits for a place in a full cohort: one row beside her invitation, and what it means now is computed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, update
from sqlmodel import Field, Session, col, select

from course.people.invitation import Invitation
from course.store import Row


class State(StrEnum):
    """Only who `WAITS` is offered a place. `SILENT`: an offer ended without a word, and she is asked nothing more until
    she says that she still waits. `RESTS`: she said not now, and is left in peace for some days."""

    WAITS = "waits"
    OFFERED = "offered"
    SILENT = "silent"
    RESTS = "rests"
    SKIPPED = "skipped"


class Waiting(Row, table=True):
    """The list is that of her invitation's cohort, in the order of `since`; it ends with the invitation.

    `offers` counts offers. `offered_at` and `ends_at` are those of the last one while she has not answered it.
    `skipped_because` and `skipped_by` are those of the last time, also when it was taken back. `look_at` is course
    time: when something here changes by itself, or has changed.
    """

    __table_args__ = (Index("ix_waiting_look_at", "look_at"),)

    invitation_id: int = Field(foreign_key="invitation.id", unique=True)
    since: datetime
    offers: int = 0
    offered_at: datetime | None = None
    ends_at: datetime | None = None
    rests_until: datetime | None = None
    skipped_at: datetime | None = None
    skipped_because: str = Field(default="", max_length=200)
    skipped_by: int | None = Field(default=None, foreign_key="person.id")
    look_at: datetime | None = None

    def state(self, now: datetime) -> State:
        """Also right while no pump runs: an offer that ended is nobody's."""
        if self.skipped_at is not None:
            return State.SKIPPED
        if self.ends_at is not None:
            return State.OFFERED if now < self.ends_at else State.SILENT
        if self.rests_until is not None and now < self.rests_until:
            return State.RESTS
        return State.WAITS

    def changes_at(self, now: datetime) -> datetime | None:
        """When its state is another one by itself."""
        state = self.state(now)
        if state is State.OFFERED:
            return self.ends_at
        return self.rests_until if state is State.RESTS else None


def of(db: Session, invitation: Invitation) -> Waiting | None:
    mine = select(Waiting).where(Waiting.invitation_id == invitation.id)
    return db.exec(mine.execution_options(populate_existing=True)).first()


def waiting_list(db: Session, cohort_id: int) -> list[tuple[Waiting, Invitation]]:
    """Everybody whose invitation still stands, whoever came first first."""
    both = select(Waiting, Invitation).join(Invitation, col(Invitation.id) == col(Waiting.invitation_id))
    mine = both.where(
        Invitation.cohort_id == cohort_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
    )
    mine = mine.order_by(col(Waiting.since), col(Waiting.id))
    return list(db.exec(mine.execution_options(populate_existing=True)).all())


def lock(db: Session, cohort_id: int | None) -> None:
    """Rows of a list are locked in one order, and before their cohort, so that no two wait for each other."""
    mine = select(Waiting.id).join(Invitation, col(Invitation.id) == col(Waiting.invitation_id))
    mine = mine.where(Invitation.cohort_id == cohort_id).order_by(col(Waiting.id))
    db.exec(mine.with_for_update(of=Waiting)).all()


def look_at_list(db: Session, cohort_id: int | None, *, now: datetime | None) -> None:
    """A place may have become free: the clock sees to offers in its next turn. None: nothing is to be seen."""
    lock(db, cohort_id)
    hers = select(Invitation.id).where(Invitation.cohort_id == cohort_id)
    db.execute(update(Waiting).where(col(Waiting.invitation_id).in_(hers)).values(look_at=now))
