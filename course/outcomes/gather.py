"""From stored scores to arrays: what everybody in some cohorts answered, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, func, select

from course.cohorts import cohort as cohorts
from course.cohorts.attendance import CAME, Attendance
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.measures.assessment import Assessment, StoredScore
from course.outcomes.scores import Better, Measured
from course.outcomes.suppression import PEOPLE_BEHIND_A_SCORE, Threshold
from course.outcomes.words_asked import OURS, WordsAsked, words_asked
from course.people.consent import Consent, ConsentTo
from curriculum.loader import load_measure, load_wording
from curriculum.measure import Measure
from curriculum.schema import Course

BEFORE, AFTER, SIX_MONTHS = "before", "after", "six-months"
BETTER = {
    "higher_is_better": Better.HIGHER,
    "higher_is_worse": Better.LOWER,
    "neither": Better.NEITHER,
}
NONE = -1

Key = TypeVar("Key")


@dataclass(frozen=True)
class Answers:
    """One measure, as everybody who started and agrees to be asked answered it: a row for each person.

    `values` (scores, people, waves) has NaN where there is no score. A person has either every score of a wave or
    none of it: else scores that are made of each other would tell those of the few who lack one. `words` (people,
    waves) is the place in `kinds` of the words she was asked in, -1 where she did not answer.
    """

    cohorts: tuple[int, ...]
    scores: tuple[str, ...]
    waves: tuple[str, ...]
    cohort: NDArray[np.intp]
    values: NDArray[np.float64]
    words: NDArray[np.intp]
    kinds: tuple[WordsAsked, ...]
    people: tuple[int, ...] = ()
    """Enrolments, in the order of the rows."""

    @property
    def started(self) -> NDArray[np.intp]:
        """How many people of each cohort."""
        return np.bincount(self.cohort, minlength=len(self.cohorts))

    def answered(self, wave: str) -> NDArray[np.intp]:
        """How many people of each cohort answered at this wave, enough for a score or not."""
        if wave not in self.waves:
            return np.zeros(len(self.cohorts), dtype=np.intp)
        there = self.words[:, self.waves.index(wave)] != NONE
        return np.bincount(self.cohort[there], minlength=len(self.cohorts))


def answers(db: Session, of: Collection[Cohort], measure_key: str) -> Answers:
    """Started: everybody who was ready; brought in from elsewhere, whoever has answers before."""
    ids = [one.stored_id for one in of]
    rows = _rows(db, ids, [measure_key])
    imported = {one.stored_id for one in of if one.is_imported}
    people = _ready(db, ids) | {
        person: cohort for cohort, person, wave, *_ in rows if cohort in imported and wave == BEFORE
    }
    for person in _took_back(db, people):
        del people[person]
    return _arrays(db, ids, people, [row for row in rows if row[1] in people], measure_key)


def answers_of(
    db: Session,
    cohort: Cohort,
    measures: Sequence[str],
    *,
    started: Sequence[int],
    took_back: Collection[int],
) -> dict[str, Answers]:
    """{measure: the same} of one cohort whose people somebody has read, in one statement. `started`: those who were
    ready; `took_back`: who is left out, also where answers were brought in from elsewhere."""
    ids, found = [cohort.stored_id], {}
    all_rows = _rows(db, ids, measures)
    for key in measures:
        rows = [row for row in all_rows if row[7] == key]
        there = [row[1] for row in rows if row[2] == BEFORE] if cohort.is_imported else started
        people = {one: cohort.stored_id for one in there if one not in took_back}
        found[key] = _arrays(db, ids, people, [row for row in rows if row[1] in people], key)
    return found


def measured(measure_key: str, score_key: str, form: str | None = None) -> Measured:
    """What a comparison says of this score, asked in `form`: by default the words that the files have.

    ContentError for an unknown measure, KeyError for an unknown score.
    """
    measure = load_measure(measure_key)
    scored = measure.scored(score_key)
    name = measure.title.partition(",")[0] if measure.askable and score_key == "total" else scored.title
    return Measured(
        key=f"{measure_key}/{score_key}",
        name=name,
        about=name[:1].lower() + name[1:],
        low=scored.range[0],
        high=scored.range[1],
        better=BETTER[scored.direction],
        validated=form != OURS if form else not _is_ours(measure),
    )


def comparable(db: Session, programme: Programme) -> list[tuple[str, str]]:
    """(measure, score) of everything with a score before, the headline scores of each measure first."""
    mine = (
        select(Assessment.measure_key, StoredScore.score_key)
        .join(StoredScore, col(StoredScore.assessment_id) == col(Assessment.id))
        .join(Enrolment, col(Enrolment.id) == col(Assessment.enrolment_id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(Cohort.programme_id == programme.id, Assessment.wave_key == BEFORE)
        .distinct()
    )
    there = set(db.exec(mine).all())
    measures = [load_measure(key) for key in sorted({measure for measure, _ in there})]
    ordered = [(one.key, key) for one in measures for key in dict.fromkeys((*one.headline, "total"))]
    return [pair for pair in ordered if pair in there]


def threshold(programme: Programme) -> Threshold:
    """A programme may ask for larger groups than the rule, never for smaller ones."""
    return Threshold(scores=max(programme.smallest_group, PEOPLE_BEHIND_A_SCORE))


def finished(db: Session, of: Collection[Cohort]) -> dict[int, int]:
    """{cohort: how many of those who started came to as many of the numbered sessions as its course asks for}."""
    courses = {one.stored_id: cohorts.content(db, one) for one in of}
    sessions = {unit.key for course in courses.values() for unit in course.sessions}
    came = func.count(func.distinct(col(Meeting.unit_key)))
    rows = db.exec(
        select(Enrolment.cohort_id, came)
        .select_from(Attendance)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Enrolment, col(Enrolment.id) == col(Attendance.enrolment_id))
        .where(
            col(Enrolment.cohort_id).in_(courses),
            col(Enrolment.ready_at).is_not(None),
            col(Attendance.mark).in_(CAME),
            col(Meeting.unit_key).in_(sessions),
        )
        .group_by(col(Enrolment.cohort_id), col(Attendance.enrolment_id))
    ).all()
    found: dict[int, int] = defaultdict(int)
    for cohort, times in rows:
        found[cohort] += times >= _enough(courses[cohort])
    return found


Line = tuple[int, int, str, str, str | None, str, float | None, str]


def _rows(db: Session, cohort_ids: Sequence[int], measures: Sequence[str]) -> Sequence[Line]:
    """cohort, enrolment, wave, definition, wording, score, value, measure."""
    return db.exec(
        select(  # type: ignore[call-overload]  # eight columns are more than its overloads know
            Enrolment.cohort_id,
            Assessment.enrolment_id,
            Assessment.wave_key,
            Assessment.definition_hash,
            Assessment.wording_hash,
            StoredScore.score_key,
            StoredScore.value,
            Assessment.measure_key,
        )
        .select_from(StoredScore)
        .join(Assessment, col(Assessment.id) == col(StoredScore.assessment_id))
        .join(Enrolment, col(Enrolment.id) == col(Assessment.enrolment_id))
        .where(
            col(Enrolment.cohort_id).in_(cohort_ids),
            col(Assessment.measure_key).in_(measures),
            col(Assessment.completed_at).is_not(None),
        )
    ).all()


def _arrays(
    db: Session, ids: Sequence[int], people: Mapping[int, int], rows: Sequence[Line], measure_key: str
) -> Answers:
    person_at, cohort_at = _places(people), _places(ids)
    waves, scores = sorted({row[2] for row in rows} | {BEFORE}), sorted({row[5] for row in rows})
    wave_at, score_at = _places(waves), _places(scores)
    pinned = sorted({(row[3], row[4]) for row in rows}, key=lambda pair: (pair[0], pair[1] or ""))
    kinds = [words_asked(db, measure_key, *pair) for pair in pinned]
    kind_at = _places(dict.fromkeys(kinds))
    words_at = {pair: kind_at[kind] for pair, kind in zip(pinned, kinds, strict=True)}
    values = np.full((len(scores), len(people), len(waves)), np.nan)
    words = np.full((len(people), len(waves)), NONE, dtype=np.intp)
    lacking = np.zeros(words.shape, dtype=bool)
    for _cohort, person, wave, definition, wording, score, value, _measure in rows:
        place = person_at[person], wave_at[wave]
        words[place] = words_at[definition, wording]
        if value is None:
            lacking[place] = True
        else:
            values[(score_at[score], *place)] = value
    values[:, lacking] = np.nan
    owner = np.fromiter((cohort_at[cohort] for cohort in people.values()), dtype=np.intp, count=len(people))
    return Answers(
        tuple(ids), tuple(scores), tuple(waves), owner, values, words, tuple(kind_at), tuple(people)
    )


def _places(of: Iterable[Key]) -> dict[Key, int]:
    return {one: place for place, one in enumerate(of)}


def _ready(db: Session, cohort_ids: Sequence[int]) -> dict[int, int]:
    """{enrolment: cohort}"""
    rows = db.exec(
        select(col(Enrolment.id), Enrolment.cohort_id)
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(
            col(Enrolment.cohort_id).in_(cohort_ids),
            col(Enrolment.ready_at).is_not(None),
            col(Cohort.imported_from).is_(None),
        )
        .order_by(col(Enrolment.id))
    ).all()
    return {person: cohort for person, cohort in rows if person is not None}


def _took_back(db: Session, people: Mapping[int, int]) -> set[int]:
    """Whoever agreed to be asked and took that back: she is left out of whatever is not frozen yet."""
    newest = (
        select(func.max(col(Consent.id)))
        .join(Enrolment, col(Enrolment.id) == col(Consent.enrolment_id))
        .where(
            Consent.purpose == ConsentTo.MEASURES, col(Enrolment.cohort_id).in_(set(people.values()) or {0})
        )
        .group_by(col(Consent.enrolment_id))
    )
    no = db.exec(
        select(Consent.enrolment_id).where(col(Consent.id).in_(newest), col(Consent.given).is_(False))
    ).all()
    return set(no) & set(people)


def _enough(course: Course) -> float:
    """Sessions that make somebody a finisher; a course that asks for none has nobody who finished or did not."""
    return course.completion.sessions if course.completion else float("inf")


def _is_ours(measure: Measure) -> bool:
    """Whether people read our own sentences instead of the published ones; a key for past results has neither."""
    return measure.askable and load_wording(measure.key).ours
