"""Waves of those who lead a group: how tired or how glad the work makes her. Hers alone; asked twice at most.

A wave counts its days from the meetings of a cohort she runs, as those of participants do. Nobody else reads a row of
it; a programme sees sums over eight people or more (`course.outcomes.staff_figures`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from course.cohorts import bundle
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.meeting import Meeting
from course.errors import NotFound, Refused
from course.measures.assessment import rule_version
from course.measures.wave import MOMENT, Standing, WaveFacts, local_day, standing, window
from course.measures.waves_of import anchor_in, start_of
from course.measures.wordings import wordings_for
from course.people.person import Person
from course.people.role import Facilitator
from course.store import Row
from course.words import _
from curriculum import bands, scoring
from curriculum.loader import load_measure
from curriculum.measure import Composite, Measure, Scale, Wording
from curriculum.official import is_official
from curriculum.schema import Wave

HEAVY = 0.75
"""From so far up its range a score is answered with whom to talk to: our own rule, no diagnosis and no cut-off."""


class StaffAssessment(Row, table=True):
    """Her answers to one measure of one wave of one group she runs, given all at once."""

    __tablename__ = "staff_assessment"
    __table_args__ = (UniqueConstraint("facilitator_id", "wave_key", "measure_key"),)

    client_id: UUID = Field(unique=True)
    facilitator_id: int = Field(foreign_key="facilitator.id")
    wave_key: str = Field(max_length=64)
    measure_key: str = Field(max_length=64)
    definition_hash: str = Field(foreign_key="bundle.hash", max_length=64)
    wording_hash: str = Field(foreign_key="bundle.hash", max_length=64)
    locale: str = Field(max_length=16)
    completed_at: datetime
    rule_version: str = Field(max_length=64)


class StaffAnswer(SQLModel, table=True):
    """`value` None: left out."""

    __tablename__ = "staff_answer"

    staff_assessment_id: int = Field(foreign_key="staff_assessment.id", primary_key=True)
    item_key: str = Field(primary_key=True, max_length=32)
    value: int | None = None


class StaffScore(SQLModel, table=True):
    __tablename__ = "staff_score"

    staff_assessment_id: int = Field(foreign_key="staff_assessment.id", primary_key=True)
    score_key: str = Field(primary_key=True, max_length=64)
    value: float | None = None
    answered: int
    prorated: bool


Scores = Sequence[tuple[StaffAssessment, StaffScore, str]]
"""Each score with the answers it comes from and the name of the group."""


@dataclass(frozen=True)
class OwnWave:
    """One wave of hers as it stands: its measures with their words, and which of them she has answered."""

    wave: Wave
    facts: WaveFacts
    standing: Standing
    measures: tuple[tuple[Measure, Wording], ...]
    done: frozenset[str]

    @property
    def first_day(self) -> date | None:
        frame = window(self.facts)
        return local_day(frame.opens_at, self.facts.zone) if frame else None

    @property
    def last_day(self) -> date | None:
        """The last local day of its window."""
        frame = window(self.facts)
        return local_day(frame.closes_at - MOMENT, self.facts.zone) if frame else None

    def measure(self, key: str) -> tuple[Measure, Wording]:
        found = next((one for one in self.measures if one[0].key == key), None)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True)
class Point:
    """A score of hers on one day. `band` is a published one, and there with official words only."""

    group: str
    wave_key: str
    at: datetime
    value: float
    band: str


@dataclass(frozen=True)
class Line:
    """One score over time, in one kind of words."""

    scored: Scale | Composite
    ours: bool
    points: tuple[Point, ...]


def waves_of(db: Session, cohort: Cohort, person: Person, *, now: datetime) -> list[OwnWave]:
    """Those of a group that she runs, also the ones to come; NotFound for whoever does not run it."""
    facilitator, met = facilitator_of(db, cohort, person), meetings(db, cohort)
    given = db.exec(select(StaffAssessment).where(StaffAssessment.facilitator_id == facilitator.id)).all()
    waves = content(db, cohort).staff_waves
    words = wordings_for(db, {key for wave in waves for key in wave.measures}, person.locale)
    found = []
    for wave in waves:
        done = [one for one in given if one.wave_key == wave.key]
        facts = facts_of(wave, met, done, person.zone)
        asked = tuple((load_measure(key), words[key]) for key in wave.measures)
        keys = frozenset(one.measure_key for one in done)
        found.append(OwnWave(wave, facts, standing(facts, now), asked, keys))
    return found


def facts_of(wave: Wave, met: Sequence[Meeting], given: Sequence[StaffAssessment], zone: str) -> WaveFacts:
    """`given` may hold what she answered in other waves of the same group too."""
    done = [one for one in given if one.wave_key == wave.key]
    return WaveFacts(
        wave=wave,
        zone=zone,
        anchor_at=anchor_in(wave, met),
        closes_by_at=start_of(wave.closes_by, met),
        completed=tuple(one.measure_key for one in done),
        completed_at=max((one.completed_at for one in done), default=None),
    )


def facilitator_of(db: Session, cohort: Cohort, person: Person) -> Facilitator:
    mine = select(Facilitator).where(
        Facilitator.cohort_id == cohort.id,
        Facilitator.person_id == person.id,
        col(Facilitator.ended_at).is_(None),
    )
    found = db.exec(mine.order_by(col(Facilitator.id))).first()
    if found is None:
        raise NotFound
    return found


def answer(
    db: Session,
    facilitator: Facilitator,
    own: OwnWave,
    measure_key: str,
    given: Mapping[str, int | None],
    *,
    client_id: UUID,
    now: datetime,
) -> None:
    """Save and score everything at once. A page sent twice is one; what is given stays."""
    measure, wording = own.measure(measure_key)
    if db.exec(select(StaffAssessment.id).where(StaffAssessment.client_id == client_id)).first():
        return
    if measure_key in own.done:
        raise Refused(_("You have answered these already, and they stay as they are."))
    if not own.standing.is_open:
        raise Refused(_("These questions are not open now."))
    values = {item: given.get(item) for item in measure.items}
    if any(value is not None and value not in measure.choices for value in values.values()):
        raise Refused(_("Please choose one of the answers that the list offers."))
    if all(value is None for value in values.values()):
        raise Refused(_("Nothing was chosen. You can answer some, or leave the page."))
    row = _stored(db, facilitator, own, measure, wording, client_id, now)
    for item, value in values.items():
        db.add(StaffAnswer(staff_assessment_id=row.stored_id, item_key=item, value=value))
    chosen = {item: value for item, value in values.items() if value is not None}
    for key, result in scoring.score(measure, chosen).items():
        db.add(
            StaffScore(
                staff_assessment_id=row.stored_id,
                score_key=key,
                value=result.value,
                answered=result.answered,
                prorated=result.prorated,
            )
        )
    db.flush()


def scores_of(db: Session, person: Person) -> Scores:
    """Everything she ever answered about herself, the oldest first, in one statement."""
    mine = (
        select(StaffAssessment, StaffScore, Cohort.name)
        .join(StaffScore, col(StaffScore.staff_assessment_id) == StaffAssessment.id)
        .join(Facilitator, col(Facilitator.id) == StaffAssessment.facilitator_id)
        .join(Cohort, col(Cohort.id) == Facilitator.cohort_id)
        .where(Facilitator.person_id == person.id)
        .order_by(col(StaffAssessment.completed_at), col(StaffAssessment.id))
    )
    return db.exec(mine).all()


def looking_back(db: Session, scores: Scores) -> list[Line]:
    """Her own headline scores over every group she has run, the oldest first. Different words are different lines."""
    points: dict[tuple[str, bool, str], list[Point]] = {}
    scored: dict[tuple[str, bool, str], Scale | Composite] = {}
    for row, score, group in scores:
        measure, words = _content(db, row)
        official, value = is_official(measure, words), score.value
        for key in measure.headline:  # in their own order
            scored.setdefault((row.measure_key, words.ours, key), measure.scored(key))
        if value is not None and score.score_key in measure.headline:
            band = bands.band_of(measure, score.score_key, value) if official else None
            point = Point(group, row.wave_key, row.completed_at, value, band.title if band else "")
            points.setdefault((row.measure_key, words.ours, score.score_key), []).append(point)
    return [Line(scored[key], key[1], tuple(points[key])) for key in scored if key in points]


def is_heavy(db: Session, scores: Scores) -> bool:
    """Whether her newest answers to any measure say that the work weighs much: then she reads whom to talk to."""
    newest = {row.measure_key: row for row, _score, _group in scores}
    return any(
        score.value is not None and _weighs(*_content(db, row), score.score_key, score.value)
        for row, score, _group in scores
        if row is newest[row.measure_key]
    )


def _weighs(measure: Measure, words: Wording, key: str, value: float) -> bool:
    """Published figures count with official words, `HEAVY` with any."""
    scored = measure.scored(key)
    if scored.direction != "higher_is_worse":
        return False
    low, high = scored.range
    if value >= low + HEAVY * (high - low):
        return True
    worst = [table.bands[-1] for table in measure.published.bands if table.score == key]
    return is_official(measure, words) and (
        bands.band_of(measure, key, value) in worst or bool(bands.reached(measure, key, value))
    )


def _stored(
    db: Session,
    facilitator: Facilitator,
    own: OwnWave,
    measure: Measure,
    wording: Wording,
    client_id: UUID,
    now: datetime,
) -> StaffAssessment:
    digest = bundle.pin(db, "measure", measure.key, measure)
    row = StaffAssessment(
        client_id=client_id,
        facilitator_id=facilitator.stored_id,
        wave_key=own.wave.key,
        measure_key=measure.key,
        definition_hash=digest,
        wording_hash=bundle.pin(db, "wording", measure.key, wording),
        locale=wording.language,
        completed_at=now,
        rule_version=rule_version(digest),
    )
    db.add(row)
    db.flush()
    return row


def _content(db: Session, row: StaffAssessment) -> tuple[Measure, Wording]:
    return bundle.read(db, row.definition_hash, Measure), bundle.read(db, row.wording_hash, Wording)
