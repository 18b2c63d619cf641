"""What somebody agreed to, and what was said about her waves: no more of this one, or more time for it.

One statement for any number of people.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, CompoundSelect, Date, Integer, Row, Select, String, bindparam
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from course.measures.assessment import WaveDecline
from course.measures.extension import WaveExtension
from course.people.consent import Consent, ConsentTo
from course.store import table
from course.together import MOMENT, Columns, together

ROWS = Columns(
    number=Integer(),
    enrolment=Integer(),
    key=String(),
    until=Date(),
    at=MOMENT,
    given=Boolean(),
    measure=String(),
    answered=MOMENT,
    completed=MOMENT,
    days=Integer(),
)
"""Of everything that is read about somebody's waves; the last four are of answers alone."""


@dataclass
class Said:
    """`declined` are keys of waves; `extended`: the last day she was given in a wave, `extended_at`: when last.

    `consents`: her newest answer to each purpose, one never asked is absent; `once`: what she ever agreed to.
    """

    consents: dict[ConsentTo, bool] = field(default_factory=dict)
    once: set[ConsentTo] = field(default_factory=set)
    declined: set[str] = field(default_factory=set)
    extended: dict[str, date] = field(default_factory=dict)
    extended_at: dict[str, datetime] = field(default_factory=dict)


def said_about(db: Session, enrolments: Collection[int] | SelectOfScalar[Any]) -> Mapping[int, Said]:
    """By enrolment; whoever said nothing, and about whom nothing was said, is absent."""
    return told_by(rows_of(db, enrolments, _of_these, sorts))


def rows_of(
    db: Session,
    enrolments: Collection[int] | SelectOfScalar[Any],
    prepared: Callable[[], CompoundSelect[Any]],
    each: Callable[[Any], Sequence[Select[Any]]],
) -> Sequence[Row[Any]]:
    """`prepared` asks by numbers and was built before: pages of one person ask it all the time."""
    db.flush()  # a statement about tables alone does not do so by itself
    if isinstance(enrolments, Collection):
        return db.execute(prepared(), {"enrolments": list(enrolments)}).all()
    return db.execute(together(*each(enrolments))).all()


def told_by(rows: Iterable[Row[Any]]) -> Mapping[int, Said]:
    """The same from rows that somebody has read; those of another sort are left out."""
    found: dict[int, Said] = defaultdict(Said)
    for row in sorted((one for one in rows if one.sort in SORTS), key=lambda one: one.number or 0):
        mine = found[row.enrolment]
        if row.sort == "consent":
            _agreed(mine, ConsentTo(row.key), bool(row.given))
        elif row.sort == "refused":
            mine.declined.add(row.key)
        else:
            mine.extended[row.key] = max(row.until, mine.extended.get(row.key, row.until))
            mine.extended_at[row.key] = max(row.at, mine.extended_at.get(row.key, row.at))
    return found


SORTS = frozenset({"refused", "extended", "consent"})


def sorts(enrolments: Any) -> list[Select[Any]]:
    """Refusals, extensions and consents of these enrolments."""
    no, more, agreed = table(WaveDecline).c, table(WaveExtension).c, table(Consent).c
    return [
        ROWS.rows("refused", enrolment=no.enrolment_id, key=no.wave_key).where(
            no.enrolment_id.in_(enrolments)
        ),
        ROWS.rows(
            "extended", enrolment=more.enrolment_id, key=more.wave_key, until=more.until, at=more.extended_at
        ).where(more.enrolment_id.in_(enrolments)),
        ROWS.rows(
            "consent", number=agreed.id, enrolment=agreed.enrolment_id, key=agreed.purpose, given=agreed.given
        ).where(agreed.enrolment_id.in_(enrolments)),
    ]


@lru_cache
def _of_these() -> CompoundSelect[Any]:
    return together(*sorts(bindparam("enrolments", expanding=True)))


def _agreed(mine: Said, purpose: ConsentTo, given: bool) -> None:
    mine.consents[purpose] = given
    if given:
        mine.once.add(purpose)
