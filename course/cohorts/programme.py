"""A programme: the organisation that runs cohorts. Every row of a cohort can be traced to one."""

from datetime import datetime

from sqlmodel import Field, Session

from course import audit, clock
from course.errors import Refused
from course.people import role
from course.people.person import Person, checked_zone
from course.store import Row
from course.words import _, one_line

KEPT_DAYS = 90
"""Days for which answers at joining are kept, until a lead says another number."""


class Programme(Row, table=True):
    """`smallest_group` is the least number of pairs a cohort shows scores for; 8 or more.

    `own_change_off_since`: from then on people do not see their own answers before and after side by side.
    `intake_since`: since when whoever takes a place is asked first and a person answers; None where it does not.
    `intake_kept_days`: so long what was told at joining is kept after the place or the course has ended (`keeping.py`).
    `signed_since`: since when a name is typed below what somebody agrees to; None where none is. `younger_from`: the
    age from which somebody under 18 may join with the consent of a guardian; None where the course is for adults.
    """

    name: str = Field(max_length=120)
    zone: str = Field(default="UTC", max_length=64)
    locale: str = Field(default="en", max_length=16)
    country: str = Field(default="", max_length=2)
    smallest_group: int = 8
    created_at: datetime
    own_change_off_since: datetime | None = None
    intake_since: datetime | None = None
    intake_kept_days: int = Field(default=KEPT_DAYS, sa_column_kwargs={"server_default": str(KEPT_DAYS)})
    signed_since: datetime | None = None
    younger_from: int | None = None


def create(db: Session, *, name: str, zone: str, country: str, by: Person) -> Programme:
    """Whoever creates a programme leads it. It asks before a place begins, until a lead turns that off."""
    title = one_line(name)[:120]
    if not title:
        raise Refused(_("Please give the programme a name."), field="name")
    programme = Programme(
        name=title,
        zone=checked_zone(zone),
        country=country,
        created_at=clock.real_now(db),
        intake_since=clock.now(db),
    )
    db.add(programme)
    db.flush()
    role.make_lead(db, programme_id=programme.stored_id, person_id=by.stored_id)
    audit.record(
        db, "programme.create", f"programme:{programme.id}", by=by.id, programme_id=programme.id, name=title
    )
    return programme
