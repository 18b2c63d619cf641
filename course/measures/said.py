"""What was said about a person's waves: no more of this one, or more time for it. One statement for any number."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, cast, null, select, union_all
from sqlmodel import Session, SQLModel, col
from sqlmodel.sql.expression import SelectOfScalar

from course.measures.assessment import WaveDecline
from course.measures.extension import WaveExtension


@dataclass
class Said:
    """`declined` are keys of waves; `extended`: the last day she was given in a wave, `extended_at`: when last."""

    declined: set[str] = field(default_factory=set)
    extended: dict[str, date] = field(default_factory=dict)
    extended_at: dict[str, datetime] = field(default_factory=dict)


def said_about(db: Session, enrolments: Collection[int] | SelectOfScalar[Any]) -> Mapping[int, Said]:
    """By enrolment; whoever nothing was said about is absent."""
    no_more = select(
        col(WaveDecline.enrolment_id),
        col(WaveDecline.wave_key),
        cast(null(), Date).label("until"),
        cast(null(), SQLModel.metadata.tables["wave_extension"].c.extended_at.type).label("extended_at"),
    ).where(col(WaveDecline.enrolment_id).in_(enrolments))
    more_time = select(
        col(WaveExtension.enrolment_id),
        col(WaveExtension.wave_key),
        col(WaveExtension.until),
        col(WaveExtension.extended_at),
    ).where(col(WaveExtension.enrolment_id).in_(enrolments))
    found: dict[int, Said] = defaultdict(Said)
    for enrolment_id, wave_key, until, at in db.execute(union_all(no_more, more_time)).all():
        mine = found[enrolment_id]
        if until is None:
            mine.declined.add(wave_key)
        else:
            mine.extended[wave_key] = max(until, mine.extended.get(wave_key, until))
            mine.extended_at[wave_key] = max(at, mine.extended_at.get(wave_key, at))
    return found
