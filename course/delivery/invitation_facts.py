"""What letters to somebody who is invited depend on: a fixed number of statements for a batch of invitations."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col

from course import clock
from course.cohorts import bundle
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.cohorts.waiting import Waiting
from course.delivery.facts import InvitationFacts, OfferFacts
from course.delivery.in_common import InCommon, Invited, in_common
from course.delivery.meeting_facts import Group
from course.people.invitation import Invitation, Role
from course.safety import plan
from course.safety.plan import SafetyPlan
from curriculum.schema import Course


def invitations(db: Session, ids: Sequence[int]) -> list[InvitationFacts]:
    rows = invited(db, ids)
    return of_invited(db, rows, in_common(db, invited=rows))


def invited(db: Session, ids: Sequence[int]) -> list[Invited]:
    """In the order of their numbers."""
    return _invited(db, "id", ids)


def invited_to(db: Session, cohorts: Sequence[int]) -> list[Invited]:
    """Everybody who was ever invited to these cohorts."""
    return _invited(db, "cohort_id", cohorts)


def of_invited(db: Session, rows: Sequence[Invited], common: InCommon) -> list[InvitationFacts]:
    return [_facts(db, one, common) for one in rows]


def _invited(db: Session, by: str, ids: Sequence[int]) -> list[Invited]:
    rows = db.execute(_with_plans(db.get_bind().dialect.name, by), {"ids": list(ids)}).all()
    return [_row(*row) for row in rows]


@lru_cache
def _with_plans(database: str, by: str) -> Select[Any]:
    return (
        core_select(
            *clock.columns(database),
            Invitation,
            Programme,
            Waiting,
            SafetyPlan,
            *plan.lines_of(col(Programme.id)),
        )
        .select_from(Invitation)
        .join(Programme, col(Programme.id) == Invitation.programme_id)
        .outerjoin(Waiting, col(Waiting.invitation_id) == Invitation.id)
        .outerjoin(SafetyPlan, col(SafetyPlan.programme_id) == Programme.id)
        .where(getattr(Invitation, by).in_(bindparam("ids", expanding=True)))
        .order_by(col(Invitation.id))
    )


def _row(
    at: datetime | str,
    seconds: int,
    invitation: Invitation,
    programme: Programme,
    waiting: Waiting | None,
    its_plan: SafetyPlan | None,
    has_emergency_number: bool,
    line_checked_on: Any,
) -> Invited:
    """Only participants are asked in the plan's time: whoever is to lead writes it."""
    read_at, _real = clock.moment(at, seconds)
    lacks = invitation.role == Role.PARTICIPANT and bool(
        plan.lacking(
            its_plan,
            has_emergency_number=has_emergency_number,
            line_checked_on=line_checked_on,
            today=read_at.astimezone(ZoneInfo(programme.zone)).date(),
        )
    )
    return Invited(read_at, invitation, programme, waiting, lacks)


def _facts(db: Session, one: Invited, common: InCommon) -> InvitationFacts:
    invitation, programme = one.invitation, one.programme
    group = common.groups.get(invitation.cohort_id or 0)
    begins_at = _first_session(db, group) if group and one.waiting else None
    return InvitationFacts(
        zone=group.cohort.zone if group else programme.zone,
        known=common.ledger.invited.get(invitation.stored_id, frozenset()),
        invitation_id=invitation.stored_id,
        programme_id=programme.stored_id,
        bounces=common.readers.bounces(invitation.email),
        role=invitation.role,
        invited_at=invitation.invited_at,
        asked_again=invitation.asked_again,
        is_answered=invitation.accepted_at is not None,
        is_withdrawn=invitation.withdrawn_at is not None,
        lacks_safety_plan=one.lacks_plan,
        useful_until=_last_start(group.meetings) if group and invitation.role == Role.PARTICIPANT else None,
        waits=one.waiting is not None,
        offer=_offer(one.waiting) if one.waiting else None,
        begins_at=begins_at,
        lost_at=_lost_at(group, invitation, begins_at) if one.waiting else None,
        called_off_at=None if one.waiting else _ended_with_group(group, invitation),
    )


def _offer(row: Waiting) -> OfferFacts | None:
    if row.offered_at is None or row.ends_at is None or row.skipped_at is not None:
        return None
    return OfferFacts(row.offers, row.offered_at, row.ends_at)


def _lost_at(group: Group | None, invitation: Invitation, begins_at: datetime | None) -> datetime | None:
    """When the group she waited for was called off. Once it had begun she was told already that no place was free."""
    return None if begins_at is not None else _ended_with_group(group, invitation)


def _ended_with_group(group: Group | None, invitation: Invitation) -> datetime | None:
    """When the group she was asked to was called off, if that is what ended her invitation."""
    if group is None or group.cohort.called_off_at is None:
        return None
    return group.cohort.called_off_at if invitation.withdrawn_at == group.cohort.called_off_at else None


def _first_session(db: Session, group: Group) -> datetime | None:
    course = bundle.read(db, group.cohort.bundle_hash, Course)
    sessions = {unit.key for unit in course.sessions}
    return min(
        (one.starts_at for one in group.meetings if one.unit_key in sessions and not one.is_cancelled),
        default=None,
    )


def _last_start(meetings: Sequence[Meeting]) -> datetime | None:
    """Whoever is invited may join as long as there is a meeting to come to."""
    return max((one.starts_at for one in meetings if not one.is_cancelled), default=None)
