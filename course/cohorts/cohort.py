"""A cohort: one run of a course with its dates, pinned to the content it began with."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Field, Session, col, select

from course import audit, clock
from course.cohorts import bundle, chosen
from course.cohorts.meeting import Meeting, meetings_from
from course.cohorts.programme import Programme
from course.cohorts.schedule import Plan, planned
from course.errors import Refused
from course.people.person import Person, checked_zone
from course.store import Row
from course.words import _, one_line
from curriculum.loader import load_course
from curriculum.schema import Course, Unit


class Held(StrEnum):
    """Where people come together, as far as the cohort's own page says."""

    IN_THE_ROOM = "room"
    BY_VIDEO = "video"
    BOTH = "both"
    NOT_SAID = "not-said"


class Cohort(Row, table=True):
    """`bundle_hash` is the content its pages read, `outline_minutes` which outline its sessions follow (None: the
    course's own length). `imported_from` marks results brought in from elsewhere:
    such a cohort is closed from the start and nobody in it can be due a letter.

    `adopted_at`: when a group that met before came here; nothing that was due earlier is sent. `called_off_at`: it
    ends before its last meeting. `merged_into`: the number of the cohort its people went on in. `took_in_at`: when
    people of another cohort last went on in this one. `place_changes` counts how often place or link changed, for the
    calendar. `offer_hours`: so long a free place is kept for whoever waits for it."""

    programme_id: int = Field(foreign_key="programme.id", index=True)
    name: str = Field(max_length=120)
    course_key: str = Field(max_length=64)
    bundle_hash: str = Field(foreign_key="bundle.hash", max_length=64)
    starts_on: date
    at: time
    zone: str = Field(max_length=64)
    place: str = Field(default="", max_length=200)
    video_link: str = Field(default="", max_length=300)
    capacity: int = 14
    offer_hours: int = 48
    retreat_after: str | None = Field(default=None, max_length=64)
    outline_minutes: int | None = None
    created_at: datetime
    invitations_open_at: datetime | None = None
    closed_at: datetime | None = None
    imported_from: str | None = Field(default=None, max_length=64)
    adopted_at: datetime | None = None
    called_off_at: datetime | None = None
    called_off_because: str = Field(default="", max_length=200)
    merged_into: int | None = None
    took_in_at: datetime | None = None
    place_changes: int = 0

    @property
    def is_imported(self) -> bool:
        return self.imported_from is not None

    @property
    def held(self) -> Held:
        if self.video_link:
            return Held.BOTH if self.place else Held.BY_VIDEO
        return Held.IN_THE_ROOM if self.place else Held.NOT_SAID


class SkippedDate(Row, table=True):
    """A date on which this cohort does not meet, with the reason people read."""

    __tablename__ = "skipped_date"

    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    skipped_on: date
    reason: str = Field(max_length=200)


def plan_for(
    course: Course,
    *,
    starts_on: date,
    at: time,
    zone: str,
    skipped: dict[date, str],
    retreat_after: str | None = None,
    retreat_on: date | None = None,
    retreat_at: time | None = None,
    outline_minutes: int | None = None,
    orientation_on: date | None = None,
    own: Mapping[str, tuple[date, time]] | None = None,
) -> Plan:
    """The course's meetings, orientation and retreat laid on a calendar; `planned` turns it into dates."""
    retreat, orientation = course.retreat, course.orientation
    return Plan(
        units=[(unit.key, lasts(unit, outline_minutes)) for unit in course.sessions],
        starts_on=starts_on,
        at=at,
        zone=checked_zone(zone),
        skipped=skipped,
        retreat=(retreat.key, retreat.minutes) if retreat else None,
        retreat_after=retreat_after or course.retreat_after,
        retreat_on=retreat_on,
        retreat_at=retreat_at,
        cadence_days=course.cadence_days,
        orientation=(orientation.key, orientation.minutes) if orientation else None,
        orientation_on=orientation_on,
        own=own or {},
    )


def lasts(unit: Unit, outline_minutes: int | None) -> int:
    """The minutes of a session of this cohort: its outline's length where the unit has that one."""
    return outline_minutes if outline_minutes in unit.lengths and outline_minutes else unit.minutes


def create(
    db: Session,
    programme: Programme,
    *,
    name: str,
    course_key: str,
    plan: Plan,
    place: str = "",
    video_link: str = "",
    capacity: int = 14,
    outline_minutes: int | None = None,
    course: Course | None = None,
    adopted_at: datetime | None = None,
    by: Person,
) -> Cohort:
    """A cohort with all its meetings. Nothing is sent until invitations are opened. It pins `course`, or else what
    the files of `course_key` say now, with the measures that the programme adds. `adopted_at` is for a group that
    has met already: nothing that was due before that is sent."""
    title = one_line(name)[:120]
    if not title:
        raise Refused(_("Please give the cohort a name, for example Thursday evening."), field="name")
    cohort = Cohort(
        programme_id=programme.stored_id,
        name=title,
        course_key=course_key,
        bundle_hash=chosen.pin(db, programme.stored_id, course or load_course(course_key)),
        starts_on=plan.starts_on,
        at=plan.at,
        zone=plan.zone,
        place=one_line(place)[:200],
        video_link=one_line(video_link)[:300],
        capacity=capacity,
        retreat_after=plan.retreat_after,
        outline_minutes=outline_minutes,
        created_at=clock.real_now(db),
        adopted_at=adopted_at,
    )
    db.add(cohort)
    db.flush()
    db.add_all(
        SkippedDate(cohort_id=cohort.stored_id, skipped_on=day, reason=why)
        for day, why in plan.skipped.items()
    )
    db.add_all(meetings_from(planned(plan), cohort_id=cohort.stored_id))
    db.flush()
    audit.record(db, "cohort.create", f"cohort:{cohort.id}", by=by.id, programme_id=programme.id, name=title)
    return cohort


def content(db: Session, cohort: Cohort) -> Course:
    """The content this cohort pinned."""
    return bundle.read(db, cohort.bundle_hash, Course)


def meetings(db: Session, cohort: Cohort) -> list[Meeting]:
    """In order of time, the cancelled ones too."""
    mine = (
        select(Meeting)
        .where(Meeting.cohort_id == cohort.id)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return list(db.exec(mine).all())


def next_to_meet(db: Session, cohorts: Sequence[Cohort], *, now: datetime) -> Cohort:
    """Of these the one whose next meeting comes first, today's included; the first of them when none meets again."""
    ahead = (
        select(Meeting.cohort_id)
        .where(
            col(Meeting.cohort_id).in_([one.id for one in cohorts]),
            col(Meeting.cancelled_at).is_(None),
            Meeting.starts_at > now - timedelta(hours=12),
        )
        .order_by(col(Meeting.starts_at))
    )
    first = db.exec(ahead.limit(1)).first()
    return next((one for one in cohorts if one.id == first), cohorts[0])
