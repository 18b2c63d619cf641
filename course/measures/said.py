"""What was said about a person's waves: no more of this one, or more time for it. One statement for any number."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, cast, null, select, union_all
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from course.measures.assessment import WaveDecline
from course.measures.extension import WaveExtension


@dataclass
class Said:
    """`declined` are keys of waves; `extended`: the last day she was given in a wave."""

    declined: set[str] = field(default_factory=set)
    extended: dict[str, date] = field(default_factory=dict)


def said_about(db: Session, enrolments: Collection[int] | SelectOfScalar[Any]) -> Mapping[int, Said]:
    """By enrolment; whoever nothing was said about is absent."""
    no_more = select(
        col(WaveDecline.enrolment_id), col(WaveDecline.wave_key), cast(null(), Date).label("until")
    ).where(col(WaveDecline.enrolment_id).in_(enrolments))
    more_time = select(
        col(WaveExtension.enrolment_id), col(WaveExtension.wave_key), col(WaveExtension.until)
    ).where(col(WaveExtension.enrolment_id).in_(enrolments))
    found: dict[int, Said] = defaultdict(Said)
    for enrolment_id, wave_key, until in db.execute(union_all(no_more, more_time)).all():
        mine = found[enrolment_id]
        if until is None:
            mine.declined.add(wave_key)
        else:
            mine.extended[wave_key] = max(until, mine.extended.get(wave_key, until))
    return found
