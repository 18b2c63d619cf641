"""Somebody runs a group for some days in place of one who cannot: her doors open and close by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from course import audit, clock
from course.cohorts.cohort import Cohort
from course.cohorts.schedule import to_utc
from course.errors import Refused
from course.people import signed_in
from course.people.person import Person
from course.people.role import Facilitator, Lead, runs_now
from course.words import _

LONGEST = timedelta(days=92)


@dataclass(frozen=True)
class Substitute:
    """`first` and `last`: her days, both included, where the group is."""

    row: Facilitator
    person: Person
    first: date
    last: date


def begin(
    db: Session, cohort: Cohort, person_id: int, *, first: date, last: date, now: datetime, by: Person
) -> Facilitator:
    """From the beginning of the first day to the end of the last; she is told what falls due in between, no more."""
    person = next((one for one in candidates(db, cohort) if one.id == person_id), None)
    if person is None:
        raise Refused(_("Please choose one of these people."), field="person_id")
    since, until = to_utc(first, time(0), cohort.zone), to_utc(last + timedelta(days=1), time(0), cohort.zone)
    if until <= now or last < first:
        raise Refused(_("The last day is today or later, and not before the first."), field="last")
    if until - since > LONGEST:
        raise Refused(_("For more than three months, please ask a co-facilitator instead."), field="last")
    _refuse_twice(db, cohort, person_id, since, until)
    is_staff = _has_a_role(db, person_id)
    row = Facilitator(
        cohort_id=cohort.stored_id, person_id=person_id, since=since, lasts_until=until, look_at=now
    )
    db.add(row)
    db.flush()
    if not is_staff:
        signed_in.end_all(db, person_id)  # staff stay signed in for hours, not for months
    days = {"first": first.isoformat(), "last": last.isoformat()}
    about = f"person:{person_id}"
    audit.record(
        db, "substitute.begin", about, by=by.id, programme_id=cohort.programme_id, cohort_id=cohort.id, **days
    )
    return row


def end(db: Session, cohort: Cohort, row: Facilitator, *, by: Person) -> None:
    """At once; the same again changes nothing."""
    if row.ended_at is None:
        row.ended_at = clock.real_now(db)
        db.add(row)
        db.flush()
        about = f"person:{row.person_id}"
        audit.record(
            db, "substitute.end", about, by=by.id, programme_id=cohort.programme_id, cohort_id=cohort.id
        )


def substitutes(db: Session, cohort: Cohort, *, now: datetime) -> list[Substitute]:
    """Those whose days are not over, in order of their days."""
    both = select(Facilitator, Person).join(Person, col(Person.id) == Facilitator.person_id)
    mine = both.where(
        Facilitator.cohort_id == cohort.id,
        col(Facilitator.ended_at).is_(None),
        col(Facilitator.lasts_until) > now,
    )
    rows = db.exec(mine.order_by(col(Facilitator.since), col(Facilitator.id))).all()
    return [_shown(row, person, cohort) for row, person in rows]


def candidates(db: Session, cohort: Cohort) -> Sequence[Person]:
    """Whoever leads the programme, or runs or ran a group of it, and does not run this one already; by name."""
    led = select(Lead.person_id).where(Lead.programme_id == cohort.programme_id, col(Lead.ended_at).is_(None))
    run = (
        select(Facilitator.person_id)
        .join(Cohort, col(Cohort.id) == Facilitator.cohort_id)
        .where(Cohort.programme_id == cohort.programme_id)
    )
    here = select(Facilitator.person_id).where(
        Facilitator.cohort_id == cohort.id,
        col(Facilitator.ended_at).is_(None),
        col(Facilitator.lasts_until).is_(None),
    )
    people = select(Person).where(
        col(Person.id).in_(led.union(run)),
        col(Person.id).not_in(here),
        col(Person.email).is_not(None),
        col(Person.erased_at).is_(None),
    )
    return db.exec(people.order_by(Person.name, col(Person.id))).all()


def _has_a_role(db: Session, person_id: int) -> bool:
    leads = select(Lead.id).where(Lead.person_id == person_id, col(Lead.ended_at).is_(None))
    runs = select(Facilitator.id).where(Facilitator.person_id == person_id, runs_now(db))
    return db.exec(leads).first() is not None or db.exec(runs).first() is not None


def _refuse_twice(db: Session, cohort: Cohort, person_id: int, since: datetime, until: datetime) -> None:
    overlapping = select(Facilitator.id).where(
        Facilitator.cohort_id == cohort.id,
        Facilitator.person_id == person_id,
        col(Facilitator.ended_at).is_(None),
        col(Facilitator.since) < until,
        col(Facilitator.lasts_until) > since,
    )
    if db.exec(overlapping).first() is not None:
        raise Refused(_("This person has the group on some of these days already."), field="first")


def _shown(row: Facilitator, person: Person, cohort: Cohort) -> Substitute:
    zone = ZoneInfo(cohort.zone)
    first = row.since.astimezone(zone).date()
    last = (row.lasts_until or row.since).astimezone(zone).date() - timedelta(days=1)
    return Substitute(row, person, first, last)
