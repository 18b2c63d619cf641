"""A code or a notice to try that somebody asked for now; the pump takes it along."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Field, Session, col, func, select

from course import clock
from course.errors import Refused
from course.store import Row, choice
from course.words import _

PER_DAY = 5


class Errand(StrEnum):
    CODE = "code"
    TRY = "try"


class Became(StrEnum):
    TAKEN = "taken"
    NOT_TAKEN = "not-taken"
    UNKNOWN = "unknown"


class NoticeErrand(Row, table=True):
    """Real times. With `left_at` it has left or never will; `became` is what came of it. Rows stay a day at least, for
    they are what is counted; `place_id` is empty once that place was taken away.
    """

    __tablename__ = "notice_errand"

    person_id: int = Field(foreign_key="person.id", index=True)
    place_id: int | None = Field(default=None, foreign_key="notice_place.id", index=True)
    what: Errand = Field(sa_type=choice(Errand))
    asked_at: datetime
    left_at: datetime | None = Field(default=None, index=True)
    became: Became | None = Field(default=None, sa_type=choice(Became))


def ask(db: Session, person_id: int, place_id: int, what: Errand) -> NoticeErrand:
    """Refused after five in a day: each may cost the house money, and a number may be somebody else's."""
    at = clock.real_now(db)
    lately = select(func.count()).where(
        NoticeErrand.person_id == person_id, NoticeErrand.asked_at > at - timedelta(days=1)
    )
    if db.exec(lately).one() >= PER_DAY:
        raise Refused(_("Five codes or notices to try in a day are the most. Please go on tomorrow."))
    errand = NoticeErrand(person_id=person_id, place_id=place_id, what=what, asked_at=at)
    db.add(errand)
    db.flush()
    return errand


def last(db: Session, person_id: int) -> dict[int, NoticeErrand]:
    """{place: the newest errand to it}."""
    rows = db.exec(
        select(NoticeErrand).where(NoticeErrand.person_id == person_id).order_by(col(NoticeErrand.id))
    )
    return {row.place_id: row for row in rows.all() if row.place_id is not None}
