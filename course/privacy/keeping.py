"""What is kept for a stated time goes when it is over: recordings of meetings, answers at joining, the record of a
concern, what was agreed to.

Carried out once an hour by whatever runs the clock; a turn that is lost or doubled changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy import select as core_select
from sqlmodel import Session, col, delete, func, select, update

from course import audit, clock
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.place import Place
from course.cohorts.programme import Programme
from course.group.meeting_recording import remove_expired
from course.people.consent import Consent
from course.people.intake import Intake
from course.people.intake_decision import IntakeDecision
from course.safety.concern import Concern, ConcernStep
from course.store import reading, writing

YEARS = 10
"""For a concern from the last thing that was said or done about it: the database itself lets no step go before. For
what was agreed to from the day of the answer."""


@dataclass(frozen=True)
class Over:
    """Rows whose time is over, as {number: programme}."""

    intakes: dict[int, int]
    concerns: dict[int, int]
    consents: dict[int, int]

    @property
    def count(self) -> int:
        return len(self.intakes) + len(self.concerns) + len(self.consents)


def clear(engine: Engine) -> int:
    """Remove what is over. Returns how many recordings, intakes, concerns and consents that were."""
    return remove_expired(engine) + _clear(engine)


def _clear(engine: Engine) -> int:
    with reading(engine) as db:
        found = over(db)
    if not found.count:
        return 0
    with writing(engine) as db:
        found = over(db)  # somebody may have come back meanwhile
        _remove_intakes(db, found.intakes, now=clock.now(db))
        _remove_concerns(db, found.concerns)
        db.execute(delete(Consent).where(col(Consent.id).in_(list(found.consents))))
        _write_down(db, found)
    return found.count


def over(db: Session) -> Over:
    """A course's days follow its own clock. Ten years are years: a development site that moved its clock waits too."""
    now, real = clock.both(db)
    before = _years_before(min(now, real), YEARS)
    return Over(_intakes(db, now), _concerns(db, before), _consents(db, before))


def intake_ends_at(
    place: Enrolment, cohort: Cohort, last: datetime | None, kept_days: int
) -> datetime | None:
    """When what she told at joining goes: so many days after her place ended, by an answer or by leaving, or else after
    the course. None while nobody knows. `last`: the end of the last meeting that takes place."""
    ended = place.left_at or cohort.called_off_at or last or cohort.closed_at
    return ended + timedelta(days=kept_days) if ended else None


def _intakes(db: Session, now: datetime) -> dict[int, int]:
    rows = db.exec(
        select(Intake, Enrolment, Cohort, Programme.intake_kept_days)
        .join(Enrolment, col(Enrolment.id) == Intake.enrolment_id)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .join(Programme, col(Programme.id) == Cohort.programme_id)
        .where(col(Intake.removed_at).is_(None))
    ).all()
    last = _last_ends(db, {cohort.stored_id for _row, _place, cohort, _days in rows})
    ends = [
        (row, cohort, intake_ends_at(place, cohort, last.get(cohort.stored_id), days))
        for row, place, cohort, days in rows
    ]
    return {row.stored_id: cohort.programme_id for row, cohort, at in ends if at is not None and at <= now}


@dataclass(frozen=True)
class Told:
    """What she told at joining a group. `until`: when it goes; None while nobody knows, then `kept_days` count from the
    end of the course. `removed_at`: when it went."""

    group: str
    kept_days: int
    until: datetime | None
    removed_at: datetime | None


def told_at_joining(db: Session, mine: Iterable[Place]) -> list[Told]:
    """For her own page, in one statement."""
    places = {one.enrolment_id: one for one in mine}
    rows = db.execute(
        core_select(col(Intake.enrolment_id), col(Intake.removed_at), col(Programme.intake_kept_days))
        .join(Enrolment, col(Enrolment.id) == Intake.enrolment_id)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .join(Programme, col(Programme.id) == Cohort.programme_id)
        .where(col(Intake.enrolment_id).in_(places))
        .order_by(col(Intake.id))
    ).all()
    found = []
    for number, removed_at, days in rows:
        one = places[number]
        last = max((met.ends_at for met in one.meetings if not met.is_cancelled), default=None)
        until = intake_ends_at(one.enrolment, one.cohort, last, days)
        found.append(Told(one.cohort.name, days, until, removed_at))
    return found


def _last_ends(db: Session, cohorts: Iterable[int]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    held = select(Meeting).where(
        col(Meeting.cohort_id).in_(list(cohorts)), col(Meeting.cancelled_at).is_(None)
    )
    for meeting in db.exec(held).all():
        found[meeting.cohort_id] = max(meeting.ends_at, found.get(meeting.cohort_id, meeting.ends_at))
    return found


def _concerns(db: Session, before: datetime) -> dict[int, int]:
    """Those whose newest step is as old as that; one that nobody closed stays as it is, so that somebody does."""
    newest = (
        select(ConcernStep.concern_id, func.max(ConcernStep.at).label("at"))
        .group_by(col(ConcernStep.concern_id))
        .subquery()
    )
    rows = db.execute(
        select(Concern.id, Concern.programme_id)
        .join(newest, newest.c.concern_id == Concern.id)
        .where(col(Concern.closed_at).is_not(None), newest.c.at <= before)
    ).all()
    return {row[0]: row[1] for row in rows}


def _consents(db: Session, before: datetime) -> dict[int, int]:
    rows = db.execute(
        core_select(col(Consent.id), col(Cohort.programme_id))
        .join(Enrolment, col(Enrolment.id) == Consent.enrolment_id)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .where(col(Consent.at) <= before)
    ).all()
    return {row[0]: row[1] for row in rows}


def _years_before(at: datetime, years: int) -> datetime:
    """The same day and hour so many years ago; 28 February where that year has no 29."""
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        return at.replace(year=at.year - years, day=28)


def _remove_intakes(db: Session, ids: Iterable[int], *, now: datetime) -> None:
    """The answers, and why somebody was answered as she was: both say something about her health."""
    mine = list(ids)
    places = select(Intake.enrolment_id).where(col(Intake.id).in_(mine))
    db.execute(update(IntakeDecision).where(col(IntakeDecision.enrolment_id).in_(places)).values(reasons=[]))
    gone = {"sealed": None, "key_id": None, "removed_at": now}
    db.execute(update(Intake).where(col(Intake.id).in_(mine)).values(gone))


def _remove_concerns(db: Session, ids: Iterable[int]) -> None:
    mine: Sequence[int] = list(ids)
    db.execute(delete(ConcernStep).where(col(ConcernStep.concern_id).in_(mine)))
    db.execute(delete(Concern).where(col(Concern.id).in_(mine)))


def _write_down(db: Session, found: Over) -> None:
    """How many, for each programme: numbers and nothing of anybody."""
    intakes, concerns, consents = (
        Counter(one.values()) for one in (found.intakes, found.concerns, found.consents)
    )
    for programme_id in sorted({*intakes, *concerns, *consents}):
        audit.record(
            db,
            "keeping.clear",
            f"programme:{programme_id}",
            by=None,
            programme_id=programme_id,
            intakes=intakes[programme_id],
            concerns=concerns[programme_id],
            consents=consents[programme_id],
        )
