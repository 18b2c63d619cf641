"""The spread and reliability by which a programme judges whether somebody changed: a lead's choice, with its source.

A row is never changed: another choice is another row, and both stay to be read.
"""

from datetime import datetime
from math import isfinite

from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.programme import Programme
from course.errors import Refused
from course.outcomes.yardstick import Chosen
from course.people.person import Person
from course.store import Row
from course.words import _, one_line

LONGEST = 200


class ReliabilityChoice(Row, table=True):
    """`sd` of first scores in points of the score, `reliability` from 0 to below 1, `source` where they come from.

    Both None: from this day on the programme goes by what it would without a choice.
    """

    __tablename__ = "reliability_choice"

    programme_id: int = Field(foreign_key="programme.id", index=True)
    measure_key: str = Field(max_length=64)
    score_key: str = Field(max_length=64)
    sd: float | None = None
    reliability: float | None = None
    source: str = Field(default="", max_length=LONGEST)
    chosen_at: datetime
    person_id: int = Field(foreign_key="person.id")

    @property
    def chosen(self) -> Chosen | None:
        if self.sd is None or self.reliability is None:
            return None
        return Chosen(self.sd, self.reliability, self.source)


def choose(
    db: Session,
    programme: Programme,
    *,
    measure_key: str,
    score_key: str,
    sd: float,
    reliability: float,
    source: str,
    by: Person,
    now: datetime,
) -> ReliabilityChoice:
    """From now on these are what the programme goes by; the same again changes nothing."""
    why = one_line(source)
    if not (isfinite(sd) and 0 < sd < 1000):
        raise Refused(_("Please give a standard deviation above 0, in points of the score."), field="sd")
    if not (isfinite(reliability) and 0 <= reliability < 1):
        raise Refused(_("Please give a reliability from 0 to below 1."), field="reliability")
    if not why:
        raise Refused(
            _("Please say where these figures come from. It stands beside every result."), field="source"
        )
    if len(why) > LONGEST:
        raise Refused(_("A little shorter, please."), field="source")
    known = chosen(db, programme.stored_id).get((measure_key, score_key))
    if known is not None and (known.sd, known.reliability, known.source) == (sd, reliability, why):
        return known
    return _record(db, programme, measure_key, score_key, sd, reliability, why, by, now)


def let_go(
    db: Session, programme: Programme, *, measure_key: str, score_key: str, by: Person, now: datetime
) -> None:
    """The choice ends and stays to be read."""
    known = chosen(db, programme.stored_id).get((measure_key, score_key))
    if known is not None and known.chosen is not None:
        _record(db, programme, measure_key, score_key, None, None, "", by, now)


def chosen(db: Session, programme_id: int) -> dict[tuple[str, str], ReliabilityChoice]:
    """The newest choice for each measure and score."""
    return {(row.measure_key, row.score_key): row for row in reversed(choices(db, programme_id))}


def choices(db: Session, programme_id: int) -> list[ReliabilityChoice]:
    """Newest first."""
    mine = select(ReliabilityChoice).where(ReliabilityChoice.programme_id == programme_id)
    return list(db.exec(mine.order_by(col(ReliabilityChoice.id).desc())).all())


def _record(
    db: Session,
    programme: Programme,
    measure_key: str,
    score_key: str,
    sd: float | None,
    reliability: float | None,
    source: str,
    by: Person,
    now: datetime,
) -> ReliabilityChoice:
    row = ReliabilityChoice(
        programme_id=programme.stored_id,
        measure_key=measure_key,
        score_key=score_key,
        sd=sd,
        reliability=reliability,
        source=source,
        chosen_at=now,
        person_id=by.stored_id,
    )
    db.add(row)
    db.flush()
    audit.record(
        db,
        "reliability.choose",
        f"reliability_choice:{row.id}",
        by=by.id,
        programme_id=programme.id,
        measure=measure_key,
        score=score_key,
        sd=sd,
        reliability=reliability,
    )
    return row
