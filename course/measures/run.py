"""The questions of one wave as one run: its measures one after the other, numbered from 1, with the answers.

Reading a run takes three statements. Before it has begun its questions are those of the working files, from
then on those that were pinned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from course.cohorts.place import Place
from course.errors import NotFound, Refused
from course.measures import assessment
from course.measures.assessment import Answer, Assessment, WaveDecline
from course.measures.wave import State, WaveFacts, Window, state, window
from course.measures.waves_of import wave_facts
from course.measures.wordings import wording_for
from course.people import consent
from course.people.consent import ConsentTo
from course.words import _
from curriculum.loader import load_measure
from curriculum.measure import Measure, Wording
from curriculum.schema import Wave

SECONDS_PER_QUESTION = 10
"""What we tell people to expect. Our own figure, rounded up to whole minutes."""


@dataclass(frozen=True)
class Question:
    """`assessment` is None until the run has begun."""

    number: int
    item: str
    measure: Measure
    wording: Wording
    assessment: Assessment | None

    @property
    def text(self) -> str:
        return self.wording.items[self.item]

    @property
    def choices(self) -> list[tuple[int, str]]:
        """(value, words) in the order they are shown."""
        return [(value, self.wording.choices[value]) for value in self.measure.choices]


@dataclass(frozen=True)
class Run:
    """`given`: answers by question number; a skipped one is there with None, one not reached is absent."""

    place: Place
    wave: Wave
    facts: WaveFacts
    state: State
    questions: tuple[Question, ...]
    given: Mapping[int, int | None]

    @property
    def is_open(self) -> bool:
        return self.state in {State.OPEN, State.PARTIAL}

    @property
    def measures(self) -> list[tuple[Measure, Wording]]:
        """Each measure once, with its words, in the order they are asked."""
        return list({one.measure.key: (one.measure, one.wording) for one in self.questions}.values())

    @property
    def has_begun(self) -> bool:
        return bool(self.questions) and self.questions[0].assessment is not None

    @property
    def window(self) -> Window | None:
        return window(self.facts)

    @property
    def finish_by(self) -> datetime | None:
        """When it closes for her: whoever has started may finish a little later."""
        frame = self.window
        if frame is None:
            return None
        return frame.finish_by if self.state == State.PARTIAL else frame.closes_at

    @property
    def last_day(self) -> date | None:
        """The last local day on which she may answer: a window that closes at midnight ends the day before."""
        return self._local(self.finish_by - timedelta(seconds=1)) if self.finish_by else None

    @property
    def first_day(self) -> date | None:
        return self._local(self.window.opens_at) if self.window else None

    def _local(self, instant: datetime) -> date:
        return instant.astimezone(ZoneInfo(self.facts.zone)).date()

    @property
    def saved(self) -> int:
        return len(self.given)

    @property
    def minutes(self) -> int:
        """Whole minutes that the rest may take, at least 1."""
        return max(1, -(-(len(self.questions) - self.saved) * SECONDS_PER_QUESTION // 60))

    @property
    def next_number(self) -> int | None:
        """The first question that has neither an answer nor been skipped; None at the end."""
        return next((one.number for one in self.questions if one.number not in self.given), None)

    @property
    def skipped(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if self.given.get(one.number, 0) is None)

    def question(self, number: int) -> Question:
        if not 1 <= number <= len(self.questions):
            raise NotFound
        return self.questions[number - 1]


def run_of(db: Session, place: Place, wave_key: str, *, now: datetime) -> Run:
    found = _runs(db, place, [wave for wave in place.course.waves if wave.key == wave_key], now)
    if not found:
        raise NotFound
    return found[0]


def open_runs(db: Session, place: Place, *, now: datetime) -> list[Run]:
    """What she may answer now. Without a wave whose days include today, nothing is read at all."""
    near = [wave for wave in place.course.waves if _is_near(place, wave, now)]
    return [run for run in _runs(db, place, near, now) if run.is_open] if near else []


def begin(db: Session, run: Run, *, now: datetime) -> None:
    """Pin what is asked, every measure of the wave at once."""
    _refuse_if_closed(run)
    for key in run.wave.measures:
        assessment.begin(
            db,
            run.place.enrolment,
            wave_key=run.wave.key,
            measure_key=key,
            locale=run.place.person.locale,
            now=now,
        )
    run.place.enrolment.look_at = now


def save(db: Session, run: Run, number: int, value: int | None, *, client_id: UUID, now: datetime) -> None:
    """Save one answer at once; None means that she skips it."""
    _refuse_if_closed(run)
    question = run.question(number)
    if question.assessment is None:
        raise NotFound
    assessment.save_answer(
        db, question.assessment, item=question.item, value=value, client_id=client_id, now=now
    )


def finish(db: Session, run: Run, *, now: datetime) -> None:
    """She is done: what she left open stays open."""
    _refuse_if_closed(run)
    for each in {
        one.assessment.stored_id: one.assessment for one in run.questions if one.assessment
    }.values():
        assessment.complete(db, each, now=now)
    run.place.enrolment.look_at = now


def _refuse_if_closed(run: Run) -> None:
    if not run.is_open:
        raise Refused(_("These questions are not open now. What you saved before is kept."))


def _is_near(place: Place, wave: Wave, now: datetime) -> bool:
    """Whether the days of this wave include now, whatever she agreed to or answered."""
    facts = wave_facts(
        wave,
        place.enrolment,
        place.meetings,
        zone=place.person.zone,
        asked=(),
        consents={ConsentTo.MEASURES: True},
        declined=False,
    )
    frame = window(facts)
    return frame is not None and frame.opens_at <= now < frame.finish_by


def _runs(db: Session, place: Place, waves: Sequence[Wave], now: datetime) -> list[Run]:
    consents = consent.given(db, place.enrolment_id)
    declined = set(
        db.exec(select(WaveDecline.wave_key).where(WaveDecline.enrolment_id == place.enrolment_id)).all()
    )
    both = (
        select(Assessment, Answer)
        .outerjoin(Answer, col(Answer.assessment_id) == Assessment.id)
        .where(Assessment.enrolment_id == place.enrolment_id)
        .order_by(col(Assessment.id), col(Answer.id))
    )
    lines = db.exec(both).all()
    return [_run(db, place, wave, now, consents, wave.key in declined, lines) for wave in waves]


def _run(
    db: Session,
    place: Place,
    wave: Wave,
    now: datetime,
    consents: Mapping[ConsentTo, bool],
    declined: bool,
    lines: Sequence[tuple[Assessment, Answer | None]],
) -> Run:
    mine = {one.measure_key: one for one, _answer in lines if one.wave_key == wave.key}
    facts = wave_facts(
        wave,
        place.enrolment,
        place.meetings,
        zone=place.person.zone,
        asked=[(key, one.started_at, one.completed_at) for key, one in mine.items()],
        consents=consents,
        declined=declined,
    )
    questions = _questions(db, wave, mine, place.person.locale)
    saved = {(answer.assessment_id, answer.item_key): answer.value for _one, answer in lines if answer}
    given = {
        one.number: saved[one.assessment.stored_id, one.item]
        for one in questions
        if one.assessment and (one.assessment.stored_id, one.item) in saved
    }
    return Run(place, wave, facts, state(facts, now), questions, given)


def _questions(db: Session, wave: Wave, mine: Mapping[str, Assessment], locale: str) -> tuple[Question, ...]:
    asked = [(mine.get(key), *_content(db, key, mine.get(key), locale)) for key in wave.measures]
    flat = [(row, measure, wording, item) for row, measure, wording in asked for item in measure.items]
    return tuple(
        Question(number, item, measure, wording, row)
        for number, (row, measure, wording, item) in enumerate(flat, start=1)
    )


def _content(db: Session, key: str, row: Assessment | None, locale: str) -> tuple[Measure, Wording]:
    """What was pinned, or what the files say in her language while nothing is pinned yet."""
    if row is None:
        return load_measure(key), wording_for(db, key, locale)
    pinned = assessment.wording(db, row)
    return assessment.definition(db, row), pinned or wording_for(db, key, row.locale)
