"""What whoever runs a group wrote to people of it, one by one or to all, as facts: one statement for a batch."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Integer, cast, null, union_all
from sqlalchemy import select as core_select
from sqlmodel import Session, col

from course.cohorts.enrolment import Enrolment
from course.cohorts.greeting import Greeting
from course.delivery.facts import GreetingFacts
from course.delivery.group_facts import MessageFacts
from course.group.message import HELD, GroupMessage, NotForHer


class Words(NamedTuple):
    """To one place, the oldest first."""

    greetings: tuple[GreetingFacts, ...] = ()
    messages: tuple[MessageFacts, ...] = ()


def words_sent(db: Session, ids: Sequence[int]) -> dict[int, Words]:
    """{place: what was written to it}. A message that was taken back, or is not for her, is not among it."""
    nothing = cast(null(), Integer)
    alone = core_select(col(Greeting.enrolment_id), col(Greeting.sent_at), col(Greeting.id), nothing).where(
        col(Greeting.enrolment_id).in_(ids)
    )
    left_out = (col(NotForHer.message_id) == GroupMessage.id) & (col(NotForHer.enrolment_id) == Enrolment.id)
    to_all = (
        core_select(col(Enrolment.id), col(GroupMessage.pressed_at), nothing, col(GroupMessage.id))
        .join(GroupMessage, col(GroupMessage.cohort_id) == col(Enrolment.cohort_id))
        .outerjoin(NotForHer, left_out)
        .where(col(Enrolment.id).in_(ids), col(GroupMessage.undone_at).is_(None))
        .where(col(NotForHer.message_id).is_(None))
    )
    found: dict[int, Words] = {}
    for place, at, greeting, message in sorted(db.execute(union_all(alone, to_all)).all(), key=_in_order):
        hers = found.get(place, Words())
        if greeting is not None:
            found[place] = hers._replace(greetings=(*hers.greetings, GreetingFacts(greeting, at)))
        else:
            found[place] = hers._replace(messages=(*hers.messages, MessageFacts(message, at + HELD)))
    return found


def _in_order(row: Sequence[int | None]) -> int:
    return row[2] or row[3] or 0
