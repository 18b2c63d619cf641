"""That something came back about a letter: once for each letter and each thing that can come back."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col

from course.delivery.ledger import Delivery
from course.delivery.returns.nature import Nature
from course.people.token import digest
from course.store import Row, choice


class LetterReport(Row, table=True):
    """`status` is what a mail server said ("4.2.2"), empty for a complaint; `address_hash`: where the letter went."""

    __tablename__ = "letter_report"
    __table_args__ = (UniqueConstraint("delivery_id", "nature"),)

    delivery_id: int = Field(foreign_key="delivery.id")
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id", index=True)
    address_hash: str = Field(max_length=64)
    nature: Nature = Field(sa_type=choice(Nature))
    status: str = Field(default="", max_length=12)
    at: datetime


def note(
    db: Session, letter: Delivery, address: str, nature: Nature, *, status: str = "", now: datetime
) -> bool:
    """False when the same was said of this letter before, also by somebody who says it at this moment."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(LetterReport).values(
        delivery_id=letter.stored_id,
        person_id=letter.person_id,
        invitation_id=letter.invitation_id,
        address_hash=digest(address),
        nature=nature,
        status=status[:12],
        at=now,
    )
    fresh = row.on_conflict_do_nothing(index_elements=["delivery_id", "nature"])
    return db.execute(fresh.returning(col(LetterReport.id))).first() is not None
