"""What somebody does with a run: begin it, answer, leave out, finish, or say no more about it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from course.errors import NotFound, Refused
from course.measures import assessment, worry
from course.measures.assessment import Assessment, Mode
from course.measures.layout import Layout
from course.measures.run import Run
from course.measures.wave import DONE, State, days_from_target
from course.words import _


def begin(
    db: Session, run: Run, *, now: datetime, mode: Mode = Mode.SITE, layout: Layout | None = None
) -> None:
    """Pin what is asked, every measure of the wave at once. `mode` is how she came here, `layout` what suits her screen
    or what she chose: it counts until the first answer, and only where she has answered in none before."""
    _refuse_if_closed(run)
    wanted = (layout if run.may_choose_layout else None) or run.layout or Layout.ONE
    for key in run.wave.measures:
        row = assessment.begin(
            db,
            run.place.enrolment,
            wave_key=run.wave.key,
            measure_key=key,
            locale=run.place.person.locale,
            now=now,
            mode=mode,
            layout=run.layouts.get(key, wanted),
        )
        if row.answered_at is None:
            row.layout = run.layouts.get(key, wanted)
    run.place.enrolment.look_at = now


def save(
    db: Session,
    run: Run,
    number: int,
    value: int | None,
    *,
    client_id: UUID,
    seen: UUID | None,
    now: datetime,
) -> None:
    """Save one answer at once; None means that she skips it. AnsweredElsewhere when another page was quicker."""
    _refuse_if_closed(run)
    question = run.question(number)
    if question.assessment is None:
        raise NotFound
    assessment.save_answer(
        db,
        question.assessment,
        item=question.item,
        value=value,
        client_id=client_id,
        now=now,
        seen=seen,
        days=days_from_target(run.facts, now),
    )


def save_hidden(db: Session, run: Run, key: str, value: int, *, client_id: UUID, now: datetime) -> bool:
    """An answer to a question that has been left out since her page was opened: it is kept, and heard, all the same.
    Whether it says that harming herself comes up."""
    measure_key, _bar, item = key.partition("|")
    mine = select(Assessment).where(
        Assessment.enrolment_id == run.place.enrolment_id,
        Assessment.wave_key == run.wave.key,
        Assessment.measure_key == measure_key,
    )
    row = db.exec(mine).first()
    if row is None:
        raise NotFound
    days = days_from_target(run.facts, now)
    assessment.save_answer(db, row, item=item, value=value, client_id=client_id, now=now, days=days)
    return assessment.definition(db, row).says_self_harm(item, value)


def finish(db: Session, run: Run, *, now: datetime) -> None:
    """She is done: what she left open stays open. Very heavy scores are told where the programme has said so before."""
    _refuse_if_closed(run)
    days = days_from_target(run.facts, now)
    for each in {
        one.assessment.stored_id: one.assessment for one in run.questions if one.assessment
    }.values():
        assessment.complete(db, each, now=now, days=days)
    worry.tell(db, run.place.enrolment_id, run.wave.key, now=now)
    run.place.enrolment.look_at = now


def say_no(db: Session, run: Run, *, now: datetime) -> None:
    """No more about this one. What is complete stays complete, and what is over needs no answer."""
    if run.state not in DONE and (run.is_open or run.state is State.PLANNED):
        assessment.decline(db, run.place.enrolment, run.wave.key, now=now)


def _refuse_if_closed(run: Run) -> None:
    if not run.is_open:
        raise Refused(_("These questions are not open now. What you saved before is kept."))
