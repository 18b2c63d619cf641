"""What letters to somebody who is invited depend on: a fixed number of statements for a batch of invitations."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from course import clock
from course.cohorts import bundle
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery.facts import InvitationFacts
from course.delivery.known import keys_of
from course.delivery.ledger import Delivery
from course.delivery.meeting_facts import meetings_of
from course.delivery.waiting_facts import Waits, waiting_of
from course.people.invitation import Invitation, Role
from course.people.suppressed import suppressed
from course.safety import plan
from curriculum.schema import Course


def invitations(db: Session, ids: Sequence[int]) -> list[InvitationFacts]:
    rows: Sequence[tuple[Invitation, Programme, Cohort | None]] = db.exec(
        select(Invitation, Programme, Cohort)
        .join(Programme, col(Programme.id) == col(Invitation.programme_id))
        .outerjoin(Cohort, col(Cohort.id) == col(Invitation.cohort_id))
        .where(col(Invitation.id).in_(ids))
        .order_by(col(Invitation.id))
    ).all()
    meetings = meetings_of(db, {cohort.stored_id for _, _, cohort in rows if cohort is not None})
    lacking = _lacking(db, [programme for one, programme, _ in rows if one.role == Role.PARTICIPANT])
    failing = suppressed(db, {invitation.email for invitation, _, _ in rows})
    keys, waiting = keys_of(db, Delivery.invitation_id, ids), waiting_of(db, ids)
    begins = {
        cohort.stored_id: _first_session(db, cohort, meetings[cohort.stored_id])
        for invitation, _, cohort in rows
        if cohort is not None and invitation.stored_id in waiting
    }
    return [
        InvitationFacts(
            zone=cohort.zone if cohort is not None else programme.zone,
            known=frozenset(keys[invitation.stored_id]),
            invitation_id=invitation.stored_id,
            programme_id=programme.stored_id,
            bounces=invitation.email in failing,
            role=invitation.role,
            invited_at=invitation.invited_at,
            asked_again=invitation.asked_again,
            is_answered=invitation.accepted_at is not None,
            is_withdrawn=invitation.withdrawn_at is not None,
            lacks_safety_plan=lacking.get(programme.stored_id, False),
            useful_until=_last_start(meetings[cohort.stored_id])
            if cohort is not None and invitation.role == Role.PARTICIPANT
            else None,
            **waiting.get(invitation.stored_id, Waits(waits=False, offer=None)),
            begins_at=begins.get(cohort.stored_id) if cohort and invitation.stored_id in waiting else None,
            lost_at=_lost_at(cohort, invitation, begins) if invitation.stored_id in waiting else None,
            called_off_at=None if invitation.stored_id in waiting else _ended_with_group(cohort, invitation),
        )
        for invitation, programme, cohort in rows
    ]


def _lost_at(
    cohort: Cohort | None, invitation: Invitation, begins: Mapping[int, datetime | None]
) -> datetime | None:
    """When the group she waited for was called off. Once it had begun she was told already that no place was free."""
    if cohort is None or cohort.called_off_at is None or begins[cohort.stored_id] is not None:
        return None
    return cohort.called_off_at if invitation.withdrawn_at == cohort.called_off_at else None


def _ended_with_group(cohort: Cohort | None, invitation: Invitation) -> datetime | None:
    """When the group she was asked to was called off, if that is what ended her invitation."""
    if cohort is None or cohort.called_off_at is None:
        return None
    return cohort.called_off_at if invitation.withdrawn_at == cohort.called_off_at else None


def _first_session(db: Session, cohort: Cohort, planned: Sequence[Meeting]) -> datetime | None:
    sessions = {unit.key for unit in bundle.read(db, cohort.bundle_hash, Course).sessions}
    return min(
        (one.starts_at for one in planned if one.unit_key in sessions and not one.is_cancelled), default=None
    )


def _last_start(meetings: Sequence[Meeting]) -> datetime | None:
    """Whoever is invited may join as long as there is a meeting to come to."""
    return max((one.starts_at for one in meetings if not one.is_cancelled), default=None)


def _lacking(db: Session, programmes: Iterable[Programme]) -> dict[int, bool]:
    now = clock.now(db)
    return {
        one.stored_id: bool(plan.missing(db, one, today=now.astimezone(ZoneInfo(one.zone)).date()))
        for one in {programme.stored_id: programme for programme in programmes}.values()
    }
