"""Answers that somebody gave on paper or by phone, entered by staff of her group: once, whole, and never read again.

The day she answered counts, not the day they are entered. Nothing that she began by herself is written over.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from course import audit
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.measures import assessment, room, unwanted_effects, worry
from course.measures.assessment import Answer, Assessment, Mode
from course.measures.run import Question, Run
from course.measures.wave import (
    MOMENT,
    State,
    WaveFacts,
    days_from_target,
    end_of,
    local_day,
    standing,
    window,
)
from course.people.person import Person
from course.words import _

ENTERED = (Mode.PAPER, Mode.PHONE)
OPEN_TO_STAFF = frozenset({State.OPEN, State.INVITED, State.STARTED, State.MISSED})

Given = Mapping[str, int | None]
"""By the key of a question; one that is left out, or absent, was skipped."""


@dataclass(frozen=True)
class EnteredBy:
    """All that is shown of it afterwards."""

    wave_key: str
    mode: Mode
    answered_at: datetime
    by: str


def enter(
    db: Session,
    run: Run,
    given: Given,
    *,
    mode: Mode,
    day: date,
    client_id: UUID,
    now: datetime,
    by: Person,
) -> bool:
    """Everything in the caller's transaction. Whether something in it says that harming herself comes up.

    A page that is sent twice is entered once.
    """
    if mode not in ENTERED:
        raise Refused(_("Please say whether it was on paper or by phone."), field="mode")
    begun = _locked(db, run)
    if _is_sent_twice(db, run, begun, client_id):
        return _says_self_harm(run, given)
    if sentence := why_not(run.facts, now, has_answers=_has_answers(db, begun)):
        raise Refused(sentence)
    at = _moment(run.facts, day, now)
    if all(given.get(one.key) is None for one in run.questions):
        raise Refused(_("Please enter at least one answer. What she left out stays empty."))
    for key in run.wave.measures:
        _enter_one(db, run, key, given, mode=mode, at=at, client_id=client_id, by=by)
    worry.tell(db, run.place.enrolment_id, run.wave.key, now=now)
    if unwanted_effects.asks(run.place.course, run.wave):
        unwanted_effects.offer(db, run.place.enrolment, run.wave.key, now=now)  # hers to answer, on her own
    room.shut(db, run.place.enrolment_id, run.wave.key)
    run.place.enrolment.look_at = now
    about, programme_id = f"enrolment:{run.place.enrolment_id}", run.place.cohort.programme_id
    more = {"wave": run.wave.key, "mode": mode.value, "day": local_day(at, run.facts.zone).isoformat()}
    audit.record(db, "answers.enter", about, by=by.id, programme_id=programme_id, **more)
    return _says_self_harm(run, given)


def why_not(facts: WaveFacts, now: datetime, *, has_answers: bool = False) -> str:
    """The sentence on why nothing can be entered for her here; empty when it can."""
    found = standing(facts, now).state
    if has_answers or facts.answered_at is not None or facts.completed:
        return _(
            "Answers to these questions are there already. They stay as they are, and nothing is written over."
        )
    if found in {State.DECLINED, State.WITHDRAWN, State.NOT_APPLICABLE}:
        return _("These questions are not asked of this person: nothing is entered for whoever said no.")
    return "" if found in OPEN_TO_STAFF else _("These questions have not opened yet.")


def entered(db: Session, enrolment: Enrolment) -> list[EnteredBy]:
    """That something was entered, for which time, how and by whom; one line for each wave."""
    both = (
        select(Assessment.wave_key, Assessment.mode, Assessment.started_at, Person.called)
        .join(Person, col(Person.id) == Assessment.entered_by)
        .where(Assessment.enrolment_id == enrolment.id, col(Assessment.mode).in_(ENTERED))
        .order_by(col(Assessment.id))
    )
    found = [EnteredBy(key, Mode(mode), at, name) for key, mode, at, name in db.exec(both).all()]
    return list(dict.fromkeys(found))


def _moment(facts: WaveFacts, day: date, now: datetime) -> datetime:
    """The moment of that day that counts: its end, or the last one in time where its end would be late."""
    if day > local_day(now, facts.zone):
        raise Refused(_("That day is still to come."), field="day")
    begins = end_of(day - timedelta(days=1), facts.zone)
    at, frame = min(end_of(day, facts.zone) - MOMENT, now), window(facts)
    if frame is None:
        raise Refused(_("These questions have no date yet."), field="day")
    ends = [end for end in (frame.closes_at, frame.start_by) if begins < end <= at]
    at = min(ends) - MOMENT if ends else at
    if not standing(facts, at).is_open:
        raise Refused(
            _("On that day these questions were not open. Under More time they can be opened longer."),
            field="day",
        )
    return at


def _locked(db: Session, run: Run) -> list[Assessment]:
    """What she has begun by herself, held until the end: she may be answering at this moment."""
    mine = select(Assessment).where(
        Assessment.enrolment_id == run.place.enrolment_id, Assessment.wave_key == run.wave.key
    )
    return list(db.exec(mine.with_for_update().execution_options(populate_existing=True)).all())


def _has_answers(db: Session, begun: Collection[Assessment]) -> bool:
    ids = [one.stored_id for one in begun]
    return db.exec(select(Answer.id).where(col(Answer.assessment_id).in_(ids)).limit(1)).first() is not None


def _is_sent_twice(db: Session, run: Run, begun: Collection[Assessment], client_id: UUID) -> bool:
    ids = [one.stored_id for one in begun if one.entered_by is not None]
    known = [uuid5(client_id, one.key) for one in run.questions]
    same = select(Answer.id).where(col(Answer.assessment_id).in_(ids), col(Answer.client_id).in_(known))
    return bool(ids) and db.exec(same.limit(1)).first() is not None


def _enter_one(
    db: Session, run: Run, key: str, given: Given, *, mode: Mode, at: datetime, client_id: UUID, by: Person
) -> None:
    row = assessment.begin(
        db,
        run.place.enrolment,
        wave_key=run.wave.key,
        measure_key=key,
        locale=run.place.person.locale,
        now=at,
    )
    row.mode, row.entered_by, row.started_at, row.layout = mode, by.stored_id, at, None
    db.flush()  # saving reads the row again
    days = days_from_target(run.facts, at)
    for one in _of_measure(run, key):
        assessment.save_answer(
            db, row, item=one.item, value=given.get(one.key), client_id=uuid5(client_id, one.key), now=at,
            days=days,
        )  # fmt: skip
    assessment.complete(db, row, now=at, days=days)


def _of_measure(run: Run, key: str) -> list[Question]:
    return [one for one in run.questions if one.measure.key == key]


def _says_self_harm(run: Run, given: Given) -> bool:
    return any(one.measure.says_self_harm(one.item, given.get(one.key)) for one in run.questions)
