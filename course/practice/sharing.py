"""Whether facilitators may see on how many days she practised. Hers to change at any time; off unless she says so."""

from sqlmodel import Session

from course import audit
from course.cohorts.enrolment import Enrolment


def share(db: Session, enrolment: Enrolment, *, shares: bool, by: int | None) -> None:
    if enrolment.shares_practice != shares:
        enrolment.shares_practice = shares
        audit.record(db, "enrolment.share", f"enrolment:{enrolment.id}", by=by, shares=shares)
