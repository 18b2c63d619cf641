"""What waits for whoever runs a group, as facts: posts somebody asked to look at, and people who join."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, null, union_all
from sqlalchemy import select as core_select
from sqlmodel import Session, col

from course.cohorts.enrolment import Enrolment
from course.delivery.group_facts import IntakeFacts, LookFacts
from course.group.post import GroupPost, GroupReport
from course.people.intake import Intake
from course.people.intake_decision import IntakeDecision, Outcome
from course.people.intake_list import waits
from course.store import table

POST, JOINS = "post", "joins"


class Desk(NamedTuple):
    """Of one cohort, the first first."""

    looks: tuple[LookFacts, ...] = ()
    intakes: tuple[IntakeFacts, ...] = ()


def on_the_desk(db: Session, cohorts: Collection[int]) -> dict[int, Desk]:
    """{cohort: what waits there}, in one statement."""
    found: dict[int, Desk] = {}
    rows = db.execute(union_all(_posts(cohorts), _joining(cohorts))).all()
    for what, cohort_id, number, at, settled_at, changed_at, outcome, decided_at in sorted(
        rows, key=_in_order
    ):
        desk = found.get(cohort_id, Desk())
        if what == POST:
            look = LookFacts(number, at, settled_at is not None)
            found[cohort_id] = desk._replace(looks=(*desk.looks, look))
            continue
        answer = Outcome(outcome) if outcome else None
        still = settled_at is None and waits(answer, changed_at=changed_at, decided_at=decided_at)
        told = IntakeFacts(changed_at if answer else at, still)
        found[cohort_id] = desk._replace(intakes=(*desk.intakes, told))
    return found


def _posts(cohorts: Collection[int]) -> Select[Any]:
    nothing = cast(null(), table(GroupReport).c.reported_at.type)
    found: Select[Any] = (
        core_select(
            literal(POST),
            col(GroupPost.cohort_id),
            col(GroupReport.id),
            col(GroupReport.reported_at),
            col(GroupReport.settled_at),
            nothing,
            cast(null(), String),
            nothing,
        )
        .join(GroupPost, col(GroupPost.id) == GroupReport.post_id)
        .where(col(GroupPost.cohort_id).in_(cohorts))
    )
    return found


def _joining(cohorts: Collection[int]) -> Select[Any]:
    """Handed in by somebody who does not take part yet; a place that was given on is settled."""
    columns: tuple[Any, ...] = (
        literal(JOINS),
        col(Enrolment.cohort_id),
        col(Intake.id),
        col(Intake.sent_at),
        col(Enrolment.left_at),
        col(Intake.changed_at),
        cast(col(IntakeDecision.outcome), String),
        col(IntakeDecision.decided_at),
    )
    return (
        core_select(*columns)
        .join(Intake, col(Intake.enrolment_id) == Enrolment.id)
        .outerjoin(IntakeDecision, col(IntakeDecision.id) == _newest())
        .where(col(Enrolment.cohort_id).in_(cohorts), col(Enrolment.ready_at).is_(None))
        .where(col(Intake.sent_at).is_not(None))
    )


def _newest() -> ColumnElement[Any]:
    mine = core_select(func.max(IntakeDecision.id)).where(col(IntakeDecision.enrolment_id) == Enrolment.id)
    return mine.correlate(Enrolment).scalar_subquery()


def _in_order(row: Any) -> tuple[str, int]:
    return row[0], row[2]
