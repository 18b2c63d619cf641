"""The log of some days, and putting a practice's name to a tap."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.practice import log
from course.practice.log import PracticeKind, PracticeLog
from course.words import _
from curriculum.schema import Practice

LONGEST = 600
"""Minutes that one entry may say."""
WAITED = timedelta(days=90)
"""How long a tap may have waited on a phone: no sign-in lasts longer."""


def logged_since(db: Session, enrolment: Enrolment, day: date) -> list[PracticeLog]:
    """What stands in the log since this local day, the newest day first."""
    mine = select(PracticeLog).where(
        PracticeLog.enrolment_id == enrolment.id,
        PracticeLog.practised_on >= day,
        col(PracticeLog.taken_back_at).is_(None),
    )
    newest = mine.order_by(col(PracticeLog.practised_on).desc(), col(PracticeLog.id).desc())
    return list(db.exec(newest).all())


def checked_day(day: date, *, today: date, first: date) -> date:
    """A day she may log for: not to come, and not long before her course began."""
    if day > today:
        raise Refused(_("This day has not come yet. Please choose today or a day before."), field="day")
    if day < first - timedelta(days=1):
        raise Refused(_("This day lies before your course. Please choose a later one."), field="day")
    return day


def checked_time(ago: str, *, now: datetime) -> datetime:
    """When she tapped; the phone says how many seconds ago, so a clock of its own that is wrong does no harm."""
    waited = timedelta(seconds=int(ago)) if ago.isascii() and ago.isdigit() and len(ago) < 9 else None
    if waited is None or waited > WAITED:
        raise Refused(
            _("This waited too long to be sent by itself. Please choose the day it was."), field="day"
        )
    return now - waited


def checked_minutes(minutes: int) -> int | None:
    """0 means a moment of daily life, which has no length."""
    if not 0 <= minutes <= LONGEST:
        raise Refused(_("Please give minutes between 1 and 600."), field="minutes")
    return minutes or None


def kind_of(minutes: int | None, practice: Practice | None) -> PracticeKind:
    if minutes is None:
        return PracticeKind.INFORMAL
    return PracticeKind(practice.kind) if practice else PracticeKind.FORMAL


def name_it(
    db: Session,
    enrolment: Enrolment,
    row: PracticeLog,
    practice: Practice | None,
    *,
    client_id: UUID,
    now: datetime,
) -> PracticeLog:
    """It was something else: the same day and minutes with another practice, in place of what stood there."""
    kind = PracticeKind(practice.kind) if practice else row.kind
    return _replace(
        db, enrolment, row, practice, kind, row.minutes, row.practised_on, client_id=client_id, now=now
    )


def change(
    db: Session,
    enrolment: Enrolment,
    row: PracticeLog,
    practice: Practice | None,
    *,
    minutes: int | None,
    practised_on: date,
    client_id: UUID,
    now: datetime,
) -> PracticeLog:
    """Another day, other minutes or another practice, in place of what stood there. The same page twice is one."""
    was_sent = db.exec(select(PracticeLog.id).where(PracticeLog.client_id == client_id)).first() is not None
    if row.taken_back_at is not None and not was_sent:
        raise Refused(_("This entry has been changed or removed meanwhile. The list shows what stands now."))
    kind = kind_of(minutes, practice)
    return _replace(db, enrolment, row, practice, kind, minutes, practised_on, client_id=client_id, now=now)


def _replace(
    db: Session,
    enrolment: Enrolment,
    row: PracticeLog,
    practice: Practice | None,
    kind: PracticeKind,
    minutes: int | None,
    practised_on: date,
    *,
    client_id: UUID,
    now: datetime,
) -> PracticeLog:
    log.take_back(db, row, now=now)
    return log.log(
        db,
        enrolment,
        client_id=client_id,
        kind=kind,
        minutes=minutes,
        practised_on=practised_on,
        practice_key=practice.key if practice else None,
        now=now,
    )
