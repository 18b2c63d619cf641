"""One person's answers to one measure at one wave, saved item by item, with what was asked pinned by hash."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from course.cohorts import bundle
from course.cohorts.enrolment import Enrolment
from course.errors import NotFound, Refused
from course.measures.layout import Layout
from course.measures.wordings import wording_for
from course.safety import concern
from course.safety.concern import Kind
from course.store import Row, choice
from course.words import _
from curriculum import scoring
from curriculum.loader import load_measure
from curriculum.measure import Measure, Wording


class Mode(StrEnum):
    """How the answers came: by herself on the site or in the room, or entered by staff from paper or by phone."""

    SITE = "site"
    ROOM = "room"
    PAPER = "paper"
    PHONE = "phone"
    IMPORTED = "imported"


class Assessment(Row, table=True):
    """`definition_hash`, `wording_hash` and `layout` are what she saw; an import has no wording and no layout, answers
    from paper or by phone no layout.

    `entered_by` is who of the staff typed answers given on paper or by phone. `answered_at` is when the newest answer
    was saved, `days_from_target` the whole local days from the wave's target day to it, None while that day is
    unknown. `rule_version` is what the scores came from.
    """

    __table_args__ = (UniqueConstraint("enrolment_id", "wave_key", "measure_key"),)

    enrolment_id: int = Field(foreign_key="enrolment.id")
    wave_key: str = Field(max_length=64)
    measure_key: str = Field(max_length=64, index=True)
    definition_hash: str = Field(foreign_key="bundle.hash", max_length=64)
    wording_hash: str | None = Field(default=None, foreign_key="bundle.hash", max_length=64)
    layout: int | None = None
    locale: str = Field(default="en", max_length=16)
    mode: Mode = Field(default=Mode.SITE, sa_type=choice(Mode))
    entered_by: int | None = Field(default=None, foreign_key="person.id")
    started_at: datetime
    answered_at: datetime | None = None
    completed_at: datetime | None = None
    days_from_target: int | None = None
    rule_version: str | None = Field(default=None, max_length=64)


class Answer(Row, table=True):
    """`value` None means that she chose to skip the item. `client_id` is that of the page the answer came from, so a
    page that is sent twice is known, and a page can say which answer it was made on top of."""

    __table_args__ = (UniqueConstraint("assessment_id", "item_key"),)

    client_id: UUID = Field(unique=True)
    assessment_id: int = Field(foreign_key="assessment.id")
    item_key: str = Field(max_length=32)
    value: int | None = None
    answered_at: datetime


class StoredScore(Row, table=True):
    """Worked out when the assessment is completed, and again from the answers whenever asked."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("assessment_id", "score_key"),
        Index("ix_score_score_key_assessment_id", "score_key", "assessment_id"),
    )

    assessment_id: int = Field(foreign_key="assessment.id")
    score_key: str = Field(max_length=64)
    value: float | None
    answered: int
    prorated: bool


class WaveDecline(SQLModel, table=True):
    """No more about this wave: she said so, and nothing about it is sent again."""

    __tablename__ = "wave_decline"

    enrolment_id: int = Field(foreign_key="enrolment.id", primary_key=True)
    wave_key: str = Field(primary_key=True, max_length=64)
    at: datetime


class AnsweredElsewhere(Exception):
    """Another page has answered this item since hers was made. `kept` is that newer answer, and it stands."""

    def __init__(self, kept: int | None) -> None:
        super().__init__()
        self.kept = kept


def begin(
    db: Session,
    enrolment: Enrolment,
    *,
    wave_key: str,
    measure_key: str,
    locale: str,
    now: datetime,
    mode: Mode = Mode.SITE,
    entered_by: int | None = None,
    layout: Layout | None = Layout.ONE,
) -> Assessment:
    """The assessment of this wave and measure, started if new; what is asked is pinned at the start."""
    mine = select(Assessment).where(
        Assessment.enrolment_id == enrolment.id,
        Assessment.wave_key == wave_key,
        Assessment.measure_key == measure_key,
    )
    if known := db.exec(mine).first():
        return known
    wording = wording_for(db, measure_key, locale)
    assessment = Assessment(
        enrolment_id=enrolment.stored_id,
        wave_key=wave_key,
        measure_key=measure_key,
        definition_hash=bundle.pin(db, "measure", measure_key, load_measure(measure_key)),
        wording_hash=bundle.pin(db, "wording", measure_key, wording),
        layout=layout,
        locale=wording.language,
        mode=mode,
        entered_by=entered_by,
        started_at=now,
    )
    db.add(assessment)
    db.flush()
    return assessment


def definition(db: Session, assessment: Assessment) -> Measure:
    return bundle.read(db, assessment.definition_hash, Measure)


def wording(db: Session, assessment: Assessment) -> Wording | None:
    return bundle.read(db, assessment.wording_hash, Wording) if assessment.wording_hash else None


def answers(db: Session, assessment: Assessment) -> dict[str, int | None]:
    """{item: value}; a skipped item is there with None, an item not reached is absent."""
    rows = db.exec(select(Answer).where(Answer.assessment_id == assessment.id)).all()
    return {row.item_key: row.value for row in rows}


def save_answer(
    db: Session,
    assessment: Assessment,
    *,
    item: str,
    value: int | None,
    client_id: UUID,
    now: datetime,
    seen: UUID | None = None,
    days: int | None = None,
) -> None:
    """Save one item at once. `seen` is the client id of the answer that her page showed, None for none; `days` are
    those from the target day.

    AnsweredElsewhere, and nothing is changed, when another page has given another answer since. An answer about
    harming herself above the lowest choice opens a concern in the same transaction; no other page takes it away.
    """
    measure = definition(db, assessment)
    if item not in measure.items:
        raise NotFound
    if value is not None and value not in measure.choices:
        raise Refused(_("Please choose one of the answers, or skip this one."), field="value")
    # locked and read again: of two pages sent at one moment, the second sees what the first has done
    db.refresh(assessment, with_for_update=True)
    if assessment.completed_at is not None:
        raise Refused(_("These answers are complete and stay as they are."))
    mine = select(Answer).where(Answer.assessment_id == assessment.id, Answer.item_key == item)
    row = db.exec(mine.execution_options(populate_existing=True)).first()
    if row is None:
        row = Answer(client_id=client_id, assessment_id=assessment.stored_id, item_key=item, answered_at=now)
    elif row.client_id not in {seen, client_id} and not _says_more(measure, item, value, than=row.value):
        if row.value == value:
            return
        raise AnsweredElsewhere(row.value)
    if measure.says_self_harm(item, value):
        concern.begin(
            db,
            enrolment_id=assessment.enrolment_id,
            wave_key=assessment.wave_key,
            kind=Kind.SELF_HARM,
            now=now,
            again=_says_more(measure, item, value, than=row.value),
        )
    row.value, row.client_id, row.answered_at = value, client_id, now
    assessment.answered_at, assessment.days_from_target = now, days
    db.add(row)
    db.flush()


def complete(db: Session, assessment: Assessment, *, now: datetime, days: int | None = None) -> None:
    """She is done: the scores are stored beside the answers they came from. A second time changes nothing."""
    db.refresh(assessment, with_for_update=True)
    if assessment.completed_at is None:
        assessment.completed_at = now
        assessment.days_from_target = assessment.days_from_target if days is None else days
        store_scores(db, assessment)


def rule_version(definition_hash: str) -> str:
    """Which key and which rules of scoring a score came from."""
    return f"{definition_hash[:16]}/{scoring.RULES}"


def store_scores(db: Session, assessment: Assessment) -> None:
    """Score again from the answers; whatever stood there before is replaced."""
    for old in db.exec(select(StoredScore).where(StoredScore.assessment_id == assessment.id)).all():
        db.delete(old)
    db.flush()
    given = {item: value for item, value in answers(db, assessment).items() if value is not None}
    assessment.rule_version = rule_version(assessment.definition_hash)
    for key, result in scoring.score(definition(db, assessment), given).items():
        db.add(
            StoredScore(
                assessment_id=assessment.stored_id,
                score_key=key,
                value=result.value,
                answered=result.answered,
                prorated=result.prorated,
            )
        )
    db.flush()


def of_enrolment(db: Session, enrolment_id: int) -> list[Assessment]:
    mine = select(Assessment).where(Assessment.enrolment_id == enrolment_id)
    return list(db.exec(mine.order_by(col(Assessment.id))).all())


def decline(db: Session, enrolment: Enrolment, wave_key: str, *, now: datetime) -> None:
    if db.get(WaveDecline, (enrolment.id, wave_key)) is None:
        db.add(WaveDecline(enrolment_id=enrolment.stored_id, wave_key=wave_key, at=now))
        enrolment.look_at = now
        db.flush()


def _says_more(measure: Measure, item: str, value: int | None, *, than: int | None) -> bool:
    lowest = min(measure.choices)
    return measure.says_self_harm(item, value) and (value or lowest) > (lowest if than is None else than)
