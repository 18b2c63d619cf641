"""What somebody agreed to, and what was said about her waves: no more of this one, or more time for it.

One statement for any number of people.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    CompoundSelect,
    Date,
    Select,
    String,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlmodel import Session, SQLModel, col
from sqlmodel.sql.expression import SelectOfScalar

from course.measures.assessment import WaveDecline
from course.measures.extension import WaveExtension
from course.people.consent import Consent, ConsentTo


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
    if isinstance(enrolments, Collection):
        rows = db.execute(_of_these(), {"enrolments": list(enrolments)}).all()
    else:
        rows = db.execute(_of(enrolments)).all()
    found: dict[int, Said] = defaultdict(Said)
    for _number, enrolment_id, key, until, at, given in rows:
        mine = found[enrolment_id]
        if given is not None:
            _agreed(mine, ConsentTo(key), bool(given))
        elif until is None:
            mine.declined.add(key)
        else:
            mine.extended[key] = max(until, mine.extended.get(key, until))
            mine.extended_at[key] = max(at, mine.extended_at.get(key, at))
    return found


@lru_cache
def _of_these() -> CompoundSelect[Any]:
    """Built once: pages of one person ask it all the time."""
    return _of(bindparam("enrolments", expanding=True))


def _of(enrolments: Any) -> CompoundSelect[Any]:
    return union_all(*_kinds(enrolments)).order_by("number")


def _kinds(enrolments: Any) -> list[Select[Any]]:
    """Number, enrolment, key, last day, when it was given, answer: of refusals, of extensions and of consents."""
    moment = SQLModel.metadata.tables["wave_extension"].c.extended_at.type
    unknown: tuple[Any, ...] = (cast(null(), Date), cast(null(), moment), cast(null(), Boolean))
    no, more, agreed = (
        col(WaveDecline.enrolment_id),
        col(WaveExtension.enrolment_id),
        col(Consent.enrolment_id),
    )
    refused: Select[Any] = select(literal(0).label("number"), no, col(WaveDecline.wave_key), *unknown)
    extended: Select[Any] = select(
        literal(0),
        more,
        col(WaveExtension.wave_key),
        col(WaveExtension.until),
        col(WaveExtension.extended_at),
        unknown[2],
    )
    answered: Select[Any] = select(
        col(Consent.id), agreed, cast(col(Consent.purpose), String), *unknown[:2], col(Consent.given)
    )
    return [
        refused.where(no.in_(enrolments)),
        extended.where(more.in_(enrolments)),
        answered.where(agreed.in_(enrolments)),
    ]


def _agreed(mine: Said, purpose: ConsentTo, given: bool) -> None:
    mine.consents[purpose] = given
    if given:
        mine.once.add(purpose)
