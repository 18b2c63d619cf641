"""What whoever runs her group said to somebody lately, as Today shows it: suggestions to her, and the newest message.

One statement, since Today may send few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ScalarSelect, Select, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from course.cohorts.enrolment import Enrolment
from course.cohorts.make_up import MakeUp
from course.group.message import STANDS, GroupMessage, NotForHer
from course.people.person import Person, called_in
from course.practice.suggestion import Suggestion


@dataclass(frozen=True)
class Said:
    """`suggestions` with the name of whoever made each, the newest first; `message` with that of whoever wrote it.
    `is_guest`: a visit to a sister group was arranged for her."""

    suggestions: Sequence[tuple[Suggestion, str]] = ()
    message: tuple[GroupMessage, str] | None = None
    is_guest: bool = False


def said_to_her(db: Session, enrolment: Enrolment, *, now: datetime) -> Said:
    """Nothing to somebody who left."""
    if not enrolment.is_active:
        return Said()
    given = {
        "enrolment": enrolment.id,
        "cohort": enrolment.cohort_id,
        "here_since": enrolment.here_since,
        "since": now - STANDS,
        "now": now,
    }
    rows = db.execute(_said(), given).all()
    suggestions = [(one, by) for one, by, *_others in rows if one is not None]
    _one, _by, message, wrote, is_guest = rows[0]
    return Said(suggestions, (message, wrote) if message is not None else None, bool(is_guest))


@lru_cache
def _said() -> Select[Suggestion, str, GroupMessage, str, bool]:
    """Built once: Today asks it of every reader."""
    maker, writer = aliased(Person), aliased(Person)
    stands = (
        (col(Suggestion.enrolment_id) == Enrolment.id)
        & col(Suggestion.taken_back_at).is_(None)
        & col(Suggestion.put_aside_at).is_(None)
    )
    visits = select(col(MakeUp.id)).where(col(MakeUp.enrolment_id) == Enrolment.id).exists()
    return (
        select(Suggestion, called_in(maker), GroupMessage, called_in(writer), visits)
        .select_from(Enrolment)
        .outerjoin(Suggestion, stands)
        .outerjoin(maker, col(maker.id) == col(Suggestion.suggested_by))
        .outerjoin(GroupMessage, col(GroupMessage.id) == _newest())
        .outerjoin(writer, col(writer.id) == col(GroupMessage.person_id))
        .where(col(Enrolment.id) == bindparam("enrolment"))
        .order_by(col(Suggestion.id).desc())
    )


def _newest() -> ScalarSelect[int]:
    not_hers = select(col(NotForHer.message_id)).where(col(NotForHer.enrolment_id) == bindparam("enrolment"))
    return (
        select(col(GroupMessage.id))
        .where(
            col(GroupMessage.cohort_id) == bindparam("cohort"),
            col(GroupMessage.undone_at).is_(None),
            col(GroupMessage.words) != "",
            col(GroupMessage.leaves_at) <= bindparam("now"),
            col(GroupMessage.leaves_at) >= bindparam("since"),
            col(GroupMessage.pressed_at) >= bindparam("here_since"),
            col(GroupMessage.id).not_in(not_hers),
        )
        .order_by(col(GroupMessage.leaves_at).desc(), col(GroupMessage.id).desc())
        .limit(1)
        .scalar_subquery()
    )
