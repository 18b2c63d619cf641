"""The audit is append-only: the database refuses, not only the code."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from course import audit
from course.delivery.ledger import Delivery, Status
from tests.course.conftest import NOW


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET what = 'x'", "DELETE FROM audit_event"])
def test_no_line_of_the_audit_can_be_changed_or_removed(db: Session, statement: str) -> None:
    audit.record(db, "meeting.move", "meeting:1", by=None)
    db.flush()
    with pytest.raises(DBAPIError), db.begin_nested():
        db.execute(text(statement))


def test_a_delivery_that_has_ended_stays_as_it_ended(db: Session) -> None:
    row = Delivery(
        key="k", letter="week_opens", about="week:1", occurrence="1", due_at=NOW, status=Status.SENT,
        next_try_at=NOW, message_id="m",
    )  # fmt: skip
    db.add(row)
    db.flush()
    with pytest.raises(DBAPIError), db.begin_nested():
        db.execute(text("UPDATE delivery SET status = 'pending'"))
