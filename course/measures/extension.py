"""More time for one person with one wave, given by staff with a reason. It never takes time away."""

from datetime import date, datetime, timedelta

from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.measures.wave import DONE, MOMENT, State, WaveFacts, local_day, standing, window
from course.people.person import Person
from course.store import Row
from course.words import _, one_line

LONGEST_REASON = 200
MOST_DAYS = 92
"""A wave is meant for a day: answers of a quarter later are about something else."""

NOT_HERS = frozenset({State.DECLINED, State.WITHDRAWN, State.NOT_APPLICABLE})


class WaveExtension(Row, table=True):
    """This person has until the end of `until`, her local day, and never less time than without it."""

    __tablename__ = "wave_extension"

    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    wave_key: str = Field(max_length=64)
    until: date
    reason: str = Field(max_length=LONGEST_REASON)
    extended_by: int = Field(foreign_key="person.id")
    extended_at: datetime


def extend(
    db: Session,
    enrolment: Enrolment,
    facts: WaveFacts,
    *,
    until: date,
    reason: str,
    now: datetime,
    by: Person,
) -> None:
    """`facts` are of this place and the wave in question. What she said no to stays so, and so does what is complete.

    Letters that the end of the window held back fall due again.
    """
    why = one_line(reason)[:LONGEST_REASON]
    _refuse_in_vain(facts, now)
    _refuse_day(facts, until, now)
    if not why:
        raise Refused(_("Please say why, in a few words. They stay among staff."), field="reason")
    row = WaveExtension(
        enrolment_id=enrolment.stored_id,
        wave_key=facts.wave.key,
        until=until,
        reason=why,
        extended_by=by.stored_id,
        extended_at=now,
    )
    db.add(row)
    enrolment.look_at = now
    db.flush()
    programme = db.get_one(Cohort, enrolment.cohort_id).programme_id
    about, more = f"enrolment:{enrolment.id}", {"wave": facts.wave.key, "until": until.isoformat()}
    audit.record(db, "wave.extend", about, by=by.id, programme_id=programme, **more)


def of_enrolment(db: Session, enrolment_id: int) -> list[tuple[WaveExtension, Person]]:
    """With whoever gave it, the newest first."""
    both = select(WaveExtension, Person).join(Person, col(Person.id) == WaveExtension.extended_by)
    return list(
        db.exec(
            both.where(WaveExtension.enrolment_id == enrolment_id).order_by(col(WaveExtension.id).desc())
        ).all()
    )


def can_extend(facts: WaveFacts, now: datetime) -> bool:
    found = standing(facts, now).state
    return facts.anchor_at is not None and found not in {*DONE, *NOT_HERS}


def _refuse_in_vain(facts: WaveFacts, now: datetime) -> None:
    if not can_extend(facts, now):
        raise Refused(
            _("There is nothing to extend: these questions are answered, or are not asked of this person.")
        )


def _refuse_day(facts: WaveFacts, until: date, now: datetime) -> None:
    frame = window(facts)
    if frame is None:
        return
    last = local_day(frame.closes_at - MOMENT, facts.zone)
    if until <= max(last, local_day(now, facts.zone)):
        raise Refused(_("Please choose a later day: an extension only ever gives more time."), field="until")
    if until > last + timedelta(days=MOST_DAYS):
        raise Refused(_("Please choose a day within three months of the last one."), field="until")
