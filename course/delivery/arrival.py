"""Which letters of a cohort may not have arrived, and where an invitation's letter stands. Never the words."""

from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from course.cohorts.enrolment import Enrolment
from course.delivery.ledger import Delivery
from course.delivery.outbox import HERS_ALONE, RESENDABLE
from course.people.invitation import Invitation
from course.people.person import Person

WORTH_A_WORD = timedelta(days=14)
"""So long a letter that did not arrive is mentioned on the board."""


def not_arrived(db: Session, cohort_id: int, *, now: datetime) -> list[str]:
    """Names, newest letter first, in one statement; a letter that was sent again is no longer among them."""
    later = aliased(Delivery)
    sent_again = exists().where(
        col(later.letter) == col(Delivery.letter),
        col(later.about) == col(Delivery.about),
        col(later.person_id).is_not_distinct_from(col(Delivery.person_id)),
        col(later.invitation_id).is_not_distinct_from(col(Delivery.invitation_id)),
        col(later.id) > col(Delivery.id),
    )
    mine = (
        select(Person.name, Invitation.name)
        .select_from(Delivery)
        .outerjoin(Enrolment, col(Enrolment.id) == col(Delivery.enrolment_id))
        .outerjoin(Person, col(Person.id) == col(Enrolment.person_id))
        .outerjoin(Invitation, col(Invitation.id) == col(Delivery.invitation_id))
        .where((col(Enrolment.cohort_id) == cohort_id) | (col(Invitation.cohort_id) == cohort_id))
        .where(col(Delivery.letter).not_in(HERS_ALONE))
        .where(col(Delivery.status).in_(RESENDABLE), Delivery.due_at > now - WORTH_A_WORD, ~sent_again)
    )
    rows = db.exec(mine.order_by(col(Delivery.id).desc())).all()
    return [person or invited or "" for person, invited in rows]


def newest_by_invitation(db: Session, cohort_id: int) -> dict[int, Delivery]:
    """{invitation id: the newest letter about it}, in one statement."""
    mine = select(Delivery).join(Invitation, col(Invitation.id) == col(Delivery.invitation_id))
    rows = db.exec(mine.where(Invitation.cohort_id == cohort_id).order_by(col(Delivery.id))).all()
    return {row.invitation_id: row for row in rows if row.invitation_id is not None}
