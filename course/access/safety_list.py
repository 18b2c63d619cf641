"""Who may see a programme's safety list, all of it or what came from cohorts of her own."""

from typing import Any

from sqlalchemy import Select, true
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from course.access import of_staff
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.people.person import Person
from course.people.role import Facilitator, runs_now
from course.safety import items
from course.safety.concern import Concern
from course.safety.items import Share
from course.safety.plan import SafetyPlan
from course.safety.policy import SafetyPolicy


def safety_list_for(db: Session, person: Person, programme_id: int) -> tuple[Programme, Share]:
    """For its leads and for whoever its safety plan names, everything; where the programme says so, for a facilitator
    what her own cohorts brought since."""
    rows = db.execute(_her_part(db, person, programme_id)).all()
    if not rows:
        raise NotFound
    programme, plan, policy, leads, _runs = rows[0]
    if leads or (plan is not None and person.email in plan.addresses):
        return programme, Share(programme_id)
    since = policy.facilitators_see_since if policy else None
    mine = frozenset(row.cohort_id for row in rows if row.cohort_id is not None)
    if since is None or not mine:
        raise NotFound
    return programme, Share(programme_id, mine, since)


def _her_part(db: Session, person: Person, programme_id: int) -> Select[Any]:
    """A programme with its plan and its policy, whether she leads it, and a row for each of its cohorts she runs."""
    hers = core_select(col(Facilitator.cohort_id)).join(Cohort, col(Cohort.id) == Facilitator.cohort_id)
    runs = hers.where(
        col(Cohort.programme_id) == programme_id, col(Facilitator.person_id) == person.id, runs_now(db)
    ).subquery()
    return (
        core_select(
            Programme, SafetyPlan, SafetyPolicy, of_staff.leads(person, col(Programme.id)), runs.c.cohort_id
        )
        .select_from(Programme)
        .outerjoin(SafetyPlan, col(SafetyPlan.programme_id) == Programme.id)
        .outerjoin(SafetyPolicy, col(SafetyPolicy.programme_id) == Programme.id)
        .outerjoin(runs, true())
        .where(col(Programme.id) == programme_id)
    )


def concern_for(db: Session, person: Person, concern_id: int) -> Concern:
    """One item of a list that she may see."""
    concern = db.get(Concern, concern_id)
    if concern is None:
        raise NotFound
    _programme, share = safety_list_for(db, person, concern.programme_id)
    cohort_id = db.exec(select(Enrolment.cohort_id).where(Enrolment.id == concern.enrolment_id)).one()
    if not items.is_within(share, concern, cohort_id):
        raise NotFound
    return concern


def concerns_of_cohort_for(db: Session, person: Person, cohort: Cohort) -> items.Count | None:
    """How many of this cohort's stand open, for whoever may see them; None for everybody else."""
    try:
        _programme, share = safety_list_for(db, person, cohort.programme_id)
    except NotFound:
        return None
    if share.cohorts is not None and cohort.stored_id not in share.cohorts:
        return None
    return items.count(db, Share(share.programme_id, frozenset({cohort.stored_id}), share.since))
