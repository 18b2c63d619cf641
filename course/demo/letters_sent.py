"""The letters of the past: what would have gone out stands in the ledger as sent, so that nothing old leaves.

The letter rules themselves say what that is, so a new kind of letter needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from course import clock
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.delivery import invitation_facts, loading
from course.delivery.due import Due, DueLetter, due
from course.delivery.entry import Owner, enter
from course.delivery.facts import InvitationFacts
from course.delivery.ledger import Delivery, Status
from course.delivery.reasons import Reason
from course.delivery.subjects import owner_of
from course.people.invitation import Invitation
from course.people.role import Facilitator
from course.settings import Settings

BEHIND = frozenset({Reason.STALE, Reason.SUPERSEDED, Reason.QUIET})


def remember(db: Session, settings: Settings, programme: Programme, *, now: datetime) -> None:
    """An invitation asked and a place offered at `now` itself are left to the pump: the first letters that really
    leave."""
    db.flush()
    letters = [*_of_cohorts(db, programme, now), *_of_invitations(db, programme, now)]
    enter(db, settings, letters, at=clock.real_now(db))
    mine = update(Delivery).where(col(Delivery.programme_id) == programme.id)
    db.execute(mine.values(status=Status.SENT, sent_at=Delivery.due_at, attempts=1))


def _of_cohorts(db: Session, programme: Programme, now: datetime) -> Iterator[tuple[Owner, DueLetter]]:
    mine = col(Cohort.programme_id) == programme.id
    people = [one.stored_id for one in db.exec(select(Enrolment).join(Cohort).where(mine)).all()]
    staff = [one.stored_id for one in db.exec(select(Facilitator).join(Cohort).where(mine)).all()]
    for facts in (*loading.enrolments(db, people), *loading.facilitators(db, staff)):
        for letter in _past(due(facts, now)):
            yield owner_of(facts), letter


def _of_invitations(db: Session, programme: Programme, now: datetime) -> Iterator[tuple[Owner, DueLetter]]:
    rows = db.exec(select(Invitation).where(col(Invitation.programme_id) == programme.id)).all()
    asked = {row.stored_id: row for row in rows if row.invited_at < now}
    for facts in invitation_facts.invitations(db, list(asked)):
        for letter in _until_answered(facts, asked[facts.invitation_id], now):
            yield owner_of(facts), letter


def _until_answered(facts: InvitationFacts, row: Invitation, now: datetime) -> Iterator[DueLetter]:
    """What went out before the invitation was accepted or withdrawn."""
    until = row.accepted_at or row.withdrawn_at or now
    as_it_was = replace(facts, is_answered=False, is_withdrawn=False)
    return (letter for letter in _past(due(as_it_was, now)) if letter.due_at <= until and letter.due_at < now)


def _past(answer: Due) -> Iterator[DueLetter]:
    yield from answer.letters
    for one in answer.not_due:
        if one.reason in BEHIND and one.at is not None:
            yield DueLetter(one.letter, one.about, one.occurrence, one.recipient, one.at, one.useful_until)
