"""The group's own page: whether a cohort has one, how long it is open, who has agreed to how we are with each other.

It is there unless a facilitator switched it off for the cohort or a lead for the programme.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from course import audit
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.words import _

AGREEMENTS = 1
"""The number of the text of agreements; a new one asks everybody again."""


class GroupSpace(SQLModel, table=True):
    """What a facilitator has chosen for one cohort. `goes_on_until`: the last day, in the zone of the cohort; without
    it the page is open until a week after the last meeting."""

    __tablename__ = "group_space"

    cohort_id: int = Field(foreign_key="cohort.id", primary_key=True)
    off_since: datetime | None = None
    goes_on_until: date | None = None


class ProgrammeSpaces(SQLModel, table=True):
    """`off_since`: no cohort of the programme has such a page."""

    __tablename__ = "programme_spaces"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    off_since: datetime | None = None


class GroupAgreement(Row, table=True):
    """She has read how we are with each other, and said yes to this number of the text."""

    __tablename__ = "group_agreement"
    __table_args__ = (UniqueConstraint("enrolment_id", "number"),)

    enrolment_id: int = Field(foreign_key="enrolment.id")
    number: int
    agreed_at: datetime


@dataclass(frozen=True)
class Chosen:
    """What was chosen for a cohort, with her own yes where it was asked for."""

    off_here: bool = False
    off_everywhere: bool = False
    goes_on_until: date | None = None
    has_agreed: bool = False

    @property
    def is_on(self) -> bool:
        return not (self.off_here or self.off_everywhere)

    def ends_at(self, last_meeting_ends: datetime | None, zone: str) -> datetime | None:
        """When nobody can write any more; None while no meeting is held."""
        usual = last_meeting_ends + timedelta(days=7) if last_meeting_ends else None
        if self.goes_on_until is None:
            return usual
        day_after = self.goes_on_until + timedelta(days=1)
        later = datetime.combine(day_after, time(), ZoneInfo(zone))
        return max(later, usual) if usual else later


def agreements() -> list[str]:
    """How we are with each other on this page, in the language that is spoken just now."""
    return [
        _("What somebody writes here stays in this group."),
        _("We write about ourselves, and give advice only where somebody asks for it."),
        _("First names only, and nothing about people who are not in the group."),
        _("Reading without writing is taking part too. Nobody owes an answer."),
        _("Whoever reads something that troubles them tells the facilitators, with one press."),
    ]


def chosen(db: Session, cohort: Cohort, *, enrolment_id: int | None = None) -> Chosen:
    """In one statement."""
    hers = (col(GroupAgreement.enrolment_id) == enrolment_id) & (col(GroupAgreement.number) == AGREEMENTS)
    whole = (
        select(GroupSpace, ProgrammeSpaces, GroupAgreement.id)
        .select_from(Cohort)
        .outerjoin(GroupSpace, col(GroupSpace.cohort_id) == col(Cohort.id))
        .outerjoin(ProgrammeSpaces, col(ProgrammeSpaces.programme_id) == col(Cohort.programme_id))
        .outerjoin(GroupAgreement, hers)
        .where(Cohort.id == cohort.id)
    )
    found: tuple[GroupSpace | None, ProgrammeSpaces | None, int | None] = db.exec(whole).one()
    space, everywhere, agreement = found
    return Chosen(
        off_here=bool(space and space.off_since),
        off_everywhere=bool(everywhere and everywhere.off_since),
        goes_on_until=space.goes_on_until if space else None,
        has_agreed=agreement is not None,
    )


def agree(db: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """The same again changes nothing."""
    # two taps at the same moment wait for each other here
    db.exec(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()).one()
    said = select(GroupAgreement).where(
        GroupAgreement.enrolment_id == enrolment.id, GroupAgreement.number == AGREEMENTS
    )
    if db.exec(said).first() is None:
        db.add(GroupAgreement(enrolment_id=enrolment.stored_id, number=AGREEMENTS, agreed_at=now))
        db.flush()


def choose(
    db: Session, cohort: Cohort, *, on: bool, goes_on_until: date | None, now: datetime, by: Person
) -> None:
    """Switched off, nobody sees what was written; it is there again once it is switched on."""
    today = now.astimezone(ZoneInfo(cohort.zone)).date()
    row = db.get(GroupSpace, cohort.stored_id) or GroupSpace(cohort_id=cohort.stored_id)
    if goes_on_until and goes_on_until != row.goes_on_until and not 0 <= (goes_on_until - today).days <= 366:
        raise Refused(_("Please choose a day from today on, at most a year ahead."), field="goes_on_until")
    row.off_since = None if on else row.off_since or now
    row.goes_on_until = goes_on_until
    db.add(row)
    db.flush()
    audit.record(
        db, "group_space.choose", f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id, on=on
    )


def is_on_in(db: Session, programme_id: int) -> bool:
    row = db.get(ProgrammeSpaces, programme_id)
    return row is None or row.off_since is None


def choose_for_all(db: Session, programme: Programme, *, on: bool, now: datetime, by: Person) -> None:
    key = programme.stored_id
    row = db.get(ProgrammeSpaces, key) or ProgrammeSpaces(programme_id=key)
    row.off_since = None if on else row.off_since or now
    db.add(row)
    db.flush()
    audit.record(db, "programme_spaces.choose", f"programme:{key}", by=by.id, programme_id=key, on=on)
