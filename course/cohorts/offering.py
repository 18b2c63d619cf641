"""A place becomes free and is offered to whoever has waited longest, for a stated time; then to the next.

What is true now is computed (`course.cohorts.places`). The clock writes offers down, so that each is told once.
"""

import logging
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session

from course import audit, clock
from course.address import clean_address
from course.cohorts.cohort import Cohort
from course.cohorts.places import one_at_a_time, places, takes_part
from course.cohorts.programme import Programme
from course.cohorts.schedule import to_utc
from course.cohorts.waiting import State, Waiting, look_at_list, of
from course.errors import NotFound, Refused
from course.people import inviting
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.store import reading, table, writing
from course.words import _, one_line

EVENING = time(20)
REST = timedelta(days=7)
"""So long somebody who said not now is left in peace."""
LOOK_AT_THE_BROKEN_AGAIN = timedelta(hours=6)
log = logging.getLogger("kindly.pump")


def wait(db: Session, invitation: Invitation, *, now: datetime) -> Waiting:
    """On the list, after everybody who is on it. Who is on it keeps her turn: after an offer that ended without a word
    this says that she still waits, and after a not now that she waits again."""
    row, cohort = _locked(db, invitation)
    if not places(db, cohort, now=now).are_offered(now):
        raise Refused(_("The group has begun, so places are not given on any more."))
    if row is None:
        row = Waiting(invitation_id=invitation.stored_id, since=now)
        audit.record(db, "waiting.begin", _about(invitation), by=None, programme_id=invitation.programme_id)
    elif row.state(now) in {State.SILENT, State.RESTS}:
        row.offered_at = row.ends_at = row.rests_until = None
    row.look_at = invitation.look_at = now
    db.add(row)
    db.flush()
    return row


def not_now(db: Session, invitation: Invitation, *, now: datetime) -> None:
    """She lets this place go and keeps her turn; for some days she is asked nothing."""
    row = _row(db, invitation)
    row.offered_at = row.ends_at = None
    row.rests_until = now + REST
    invitation.look_at = now
    look_at_list(db, invitation.cohort_id, now=now)
    audit.record(db, "waiting.not_now", _about(invitation), by=None, programme_id=invitation.programme_id)


def say_no(db: Session, invitation: Invitation, *, now: datetime, by: Person | None = None) -> None:
    """She does not wait any more, and is written to no more; a place kept for her goes to the next. `by`: whoever of
    the staff she told."""
    _row(db, invitation)
    look_at_list(db, invitation.cohort_id, now=now)
    inviting.end(db, invitation, now=now)
    who = by.id if by else None
    audit.record(db, "waiting.end", _about(invitation), by=who, programme_id=invitation.programme_id)


def skip(db: Session, invitation: Invitation, *, because: str, now: datetime, by: Person) -> None:
    """Pass somebody over, with a reason that is kept. An offer that was made stands."""
    row, why = _row(db, invitation), one_line(because)[:200]
    if not why:
        raise Refused(_("Please give a reason. It is kept with your name."), field="because")
    if row.state(now) is State.OFFERED:
        raise Refused(
            _("A place is kept for this person. Please wait until the offer is over."), field="because"
        )
    row.skipped_at, row.skipped_because, row.skipped_by = now, why, by.id
    _record(db, "waiting.skip", invitation, by)  # the reason may be about her, and goes when she is erased
    look_at_list(db, invitation.cohort_id, now=now)


def back_in_turn(db: Session, invitation: Invitation, *, now: datetime, by: Person) -> None:
    """Nobody is passed over any more, in the order in which people came; also one who did not answer an offer."""
    row = _row(db, invitation)
    row.skipped_at = None
    wait(db, invitation, now=now)
    _record(db, "waiting.in_turn", invitation, by)


def put_on_list(
    db: Session, cohort: Cohort, *, email: str, name: str, by: Person, now: datetime
) -> Invitation:
    """Somebody who asked for a place. No invitation leaves while she waits; the first letter is the offer."""
    if takes_part(db, cohort, clean_address(email)):
        raise Refused(_("Already takes part in this cohort."), field="email")
    programme = db.get_one(Programme, cohort.programme_id)
    invitation = inviting.invite(
        db, programme, email=email, name=name, role_wanted=Role.PARTICIPANT, cohort=cohort, by=by, now=now
    )
    wait(db, invitation, now=now)
    _record(db, "waiting.put", invitation, by)
    return invitation


def look(engine: Engine) -> int:
    """Offer what is free in every cohort whose list has something to see; returns how many offers were made.

    Any number may look at once: a cohort is locked, and what was offered a moment ago is not free any more.
    """
    made = 0
    while (cohort_id := _next_to_see(engine)) is not None:
        try:
            with writing(engine) as db:
                made += offer_free(db, one_at_a_time(db, cohort_id), now=clock.now(db))
        except Exception as error:
            log.warning("waiting list of cohort %s: %s", cohort_id, type(error).__name__)
            with writing(engine) as db:
                look_at_list(db, cohort_id, now=clock.now(db) + LOOK_AT_THE_BROKEN_AGAIN)
    return made


def offer_free(db: Session, cohort: Cohort, *, now: datetime) -> int:
    """Call it with the cohort locked."""
    found, made = places(db, cohort, now=now), 0
    if found.are_offered(now) and found.begins_at is not None:
        asked = [one for one in found.everybody if one[0].state(now) is State.WAITS][: found.free]
        for row, invitation in asked:
            _offer(db, row, invitation, until(cohort, now, found.begins_at), now)
        made = len(asked)
    look_at_list(db, cohort.stored_id, now=None)
    for row, _invitation in found.everybody:
        row.look_at = row.changes_at(now)
    db.flush()
    return made


def until(cohort: Cohort, now: datetime, begins_at: datetime) -> datetime:
    """The first 20:00 in the cohort's zone when the hours have passed, tomorrow's at the earliest: a night takes
    nothing from anybody. Never later than the first session."""
    at = now + timedelta(hours=cohort.offer_hours)
    today = now.astimezone(ZoneInfo(cohort.zone)).date()
    day = max(at.astimezone(ZoneInfo(cohort.zone)).date(), today + timedelta(days=1))
    evening = to_utc(day, EVENING, cohort.zone)
    if evening < at:
        evening = to_utc(day + timedelta(days=1), EVENING, cohort.zone)
    return min(evening, begins_at).astimezone(UTC)


def _offer(db: Session, row: Waiting, invitation: Invitation, ends_at: datetime, now: datetime) -> None:
    row.offers, row.offered_at, row.ends_at, row.rests_until = row.offers + 1, now, ends_at, None
    invitation.look_at = now
    db.flush()
    audit.record(
        db,
        "waiting.offer",
        _about(invitation),
        by=None,
        programme_id=invitation.programme_id,
        number=row.offers,
        until=ends_at.isoformat(),
    )


def is_wanted(db: Session, *, now: datetime) -> bool:
    """Whether a list has something to see."""
    return db.connection().execute(_TO_SEE, {"now": now}).first() is not None


def _next_to_see(engine: Engine) -> int | None:
    with reading(engine) as db:
        found: int | None = db.connection().execute(_TO_SEE, {"now": clock.now(db)}).scalar()
        return found


_LIST, _ASKED = table(Waiting), table(Invitation)
_TO_SEE = (
    core_select(_ASKED.c.cohort_id)
    .join(_LIST, _LIST.c.invitation_id == _ASKED.c.id)
    .where(_LIST.c.look_at <= bindparam("now"))
    .limit(1)
)


def _row(db: Session, invitation: Invitation) -> Waiting:
    row, _cohort = _locked(db, invitation)
    if row is None:
        raise NotFound
    return row


def _locked(db: Session, invitation: Invitation) -> tuple[Waiting | None, Cohort]:
    """Her row as it is now, while nobody else changes the list."""
    if invitation.cohort_id is None or invitation.role is not Role.PARTICIPANT:
        raise NotFound
    cohort = one_at_a_time(db, invitation.cohort_id)
    db.refresh(invitation)
    if not invitation.is_open:
        raise NotFound
    return of(db, invitation), cohort


def _about(invitation: Invitation) -> str:
    return f"invitation:{invitation.id}"


def _record(db: Session, what: str, invitation: Invitation, by: Person) -> None:
    audit.record(db, what, _about(invitation), by=by.id, programme_id=invitation.programme_id)
