"""The questions of one wave as one run: its measures one after the other, numbered from 1, with the answers.

Reading a run takes three statements. Before it has begun its questions are those of the working files, from
then on those that were pinned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from course.cohorts.place import Place
from course.errors import NotFound
from course.measures import assessment
from course.measures.assessment import Answer, Assessment, Mode
from course.measures.layout import Layout, kept, pages
from course.measures.said import Said, said_about
from course.measures.wave import (
    MOMENT,
    Standing,
    State,
    WaveFacts,
    local_day,
    open_until,
    standing,
    window,
)
from course.measures.waves_of import Hers, all_facts, dated
from course.measures.withheld import Asking
from course.measures.wordings import wording_for, wordings_for
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
    def key(self) -> str:
        """Names it in a form, whatever its number has become since the page was opened."""
        return f"{self.measure.key}|{self.item}"

    @property
    def measure_key(self) -> str:
        return self.measure.key

    @property
    def layout(self) -> Layout:
        """As it was begun; answers without one of their own are shown one at a time."""
        return Layout((self.assessment and self.assessment.layout) or Layout.ONE)

    @property
    def is_watched(self) -> bool:
        """It asks about harming herself."""
        return self.item in self.measure.self_harm

    @property
    def choices(self) -> list[tuple[int, str]]:
        """(value, words) in the order they are shown."""
        words = self.wording.words(self.item)
        return [(value, words[value]) for value in self.measure.choices]


@dataclass(frozen=True)
class Run:
    """`given`: answers by question number; a skipped one is there with None, one not reached is absent. `seen`: the
    id of each, which a page sends back. `until` is the end she is told of. `layouts`: how she answered each measure the
    first time, at another time than this."""

    place: Place
    wave: Wave
    facts: WaveFacts
    standing: Standing
    until: datetime | None
    questions: tuple[Question, ...]
    given: Mapping[int, int | None]
    seen: Mapping[int, UUID]
    layouts: Mapping[str, Layout]

    @property
    def state(self) -> State:
        return self.standing.state

    @property
    def is_open(self) -> bool:
        return self.standing.is_open

    @property
    def measures(self) -> list[tuple[Measure, Wording]]:
        """Each measure once, with its words, in the order they are asked."""
        return list({one.measure.key: (one.measure, one.wording) for one in self.questions}.values())

    @property
    def is_in_our_words(self) -> bool:
        """Any of them: official words are installed measure by measure."""
        return any(one.wording.ours for one in self.questions)

    @property
    def is_watched(self) -> bool:
        """Something in it asks about harming herself."""
        return any(one.is_watched for one in self.questions)

    @property
    def may_offer_a_word(self) -> bool:
        return any(one.measure.offer_a_word for one in self.questions)

    @property
    def has_begun(self) -> bool:
        """Every measure is pinned; one that was added since is pinned by beginning once more."""
        return bool(self.questions) and all(one.assessment for one in self.questions)

    @property
    def was_begun_in_the_room(self) -> bool:
        return any(one.assessment and one.assessment.mode is Mode.ROOM for one in self.questions)

    @property
    def layout(self) -> Layout | None:
        """What a measure takes that has none of its own: that of the others. None while nothing says."""
        first = (self.layouts.get(one.measure.key) for one in self.questions)
        begun = (one.layout for one in self.questions if one.assessment)
        return next((one for one in first if one), None) or next(begun, None)

    @property
    def may_choose_layout(self) -> bool:
        """Until the first answer, and only where she has answered none of it at another time."""
        return not self.given and not any(one.measure.key in self.layouts for one in self.questions)

    @property
    def is_wide(self) -> bool:
        """Some of its pages hold several questions."""
        return any(one.layout is Layout.FOUR for one in self.questions)

    def page_of(self, number: int) -> tuple[Question, ...]:
        """The questions that stand on one page with this one."""
        asked = self.question(number)
        return next(page for page in pages(self.questions) if asked in page)

    @property
    def last_day(self) -> date | None:
        """The last local day on which she may answer: a window that closes at midnight ends the day before."""
        return local_day(self.until - MOMENT, self.facts.zone) if self.until else None

    @property
    def first_day(self) -> date | None:
        frame = window(self.facts)
        return local_day(frame.opens_at, self.facts.zone) if frame else None

    @property
    def saved(self) -> int:
        return len(self.given)

    @property
    def minutes(self) -> int:
        """Whole minutes that the rest may take, at least 1."""
        return minutes_for(len(self.questions) - self.saved)

    @property
    def next_number(self) -> int | None:
        """The first question that has neither an answer nor been skipped; None at the end."""
        return next((one.number for one in self.questions if one.number not in self.given), None)

    @property
    def skipped(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if self.given.get(one.number, 0) is None)

    def by_key(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.key == key), None)

    def question(self, number: int) -> Question:
        if not 1 <= number <= len(self.questions):
            raise NotFound
        return self.questions[number - 1]


def minutes_for(questions: int) -> int:
    """Whole minutes, at least 1."""
    return max(1, -(-questions * SECONDS_PER_QUESTION // 60))


def run_of(db: Session, place: Place, wave_key: str, *, now: datetime) -> Run:
    found = [wave for wave in place.course.waves if wave.key == wave_key]
    if not found:
        raise NotFound
    hers, begun, answers = _read(db, place)
    (facts,) = all_facts(dated(found, place.meetings), place.enrolment, zone=place.person.zone, hers=hers)
    return _run(db, place, facts, now, begun, answers)


Saved = Mapping[tuple[int, str], tuple[int | None, UUID]]
"""{(assessment, item): what she chose, and the id of that answer}"""


def _read(db: Session, place: Place) -> tuple[Hers, Sequence[Assessment], Saved]:
    """Everything she said, began and answered, in two statements."""
    rows = db.execute(_with_answers(), {"enrolment": place.enrolment_id}).all()
    mine = list({one.stored_id: one for one, *_answer in rows}.values())
    saved = {(one.stored_id, item): (value, seen) for one, item, value, seen in rows if item is not None}
    said = said_about(db, [place.enrolment_id]).get(place.enrolment_id, Said())
    asking = Asking(db, [place.enrolment_id])
    hers = Hers(consents=said.consents, once=said.once, assessments=mine, said=said, asking=asking)
    return hers, mine, saved


@lru_cache
def _with_answers() -> Select[Assessment, str, int | None, UUID]:
    """Answers as plain values, since there may be many."""
    return (
        select(Assessment, col(Answer.item_key), col(Answer.value), col(Answer.client_id))
        .outerjoin(Answer, col(Answer.assessment_id) == Assessment.id)
        .where(col(Assessment.enrolment_id) == bindparam("enrolment"))
        .order_by(col(Assessment.id), col(Answer.id))
    )


def _run(
    db: Session, place: Place, facts: WaveFacts, now: datetime, begun: Sequence[Assessment], saved: Saved
) -> Run:
    wave = facts.wave
    mine = {one.measure_key: one for one in begun if one.wave_key == wave.key}
    questions = _questions(db, wave, mine, place.person.locale)
    answers = {
        one.number: saved[one.assessment.stored_id, one.item]
        for one in questions
        if one.assessment and (one.assessment.stored_id, one.item) in saved
    }
    return Run(
        place,
        wave,
        facts,
        standing(facts, now),
        open_until(facts, now),
        questions,
        given={number: value for number, (value, _seen) in answers.items()},
        seen={number: seen for number, (_value, seen) in answers.items()},
        layouts=kept(begun, wave.key),
    )


def _questions(db: Session, wave: Wave, mine: Mapping[str, Assessment], locale: str) -> tuple[Question, ...]:
    words = wordings_for(db, [key for key in wave.measures if key not in mine], locale)
    asked = [(mine.get(key), *_content(db, key, mine.get(key), words)) for key in wave.measures]
    flat = [(row, measure, wording, item) for row, measure, wording in asked for item in measure.items]
    return tuple(
        Question(number, item, measure, wording, row)
        for number, (row, measure, wording, item) in enumerate(flat, start=1)
    )


def _content(
    db: Session, key: str, row: Assessment | None, words: Mapping[str, Wording]
) -> tuple[Measure, Wording]:
    """What was pinned, or what the files and `words` say while nothing is pinned yet."""
    if row is None:
        return load_measure(key), words[key]
    pinned = assessment.wording(db, row)
    return assessment.definition(db, row), pinned or wording_for(db, key, row.locale)
