"""What whoever runs a group did or wrote to people of it, as facts: one statement for a batch.

A word to one, a message to all, and a post that was taken out of sight.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, literal, union_all
from sqlalchemy import select as core_select
from sqlmodel import Session, col

from course.cohorts.enrolment import Enrolment
from course.cohorts.greeting import Greeting
from course.delivery.facts import GreetingFacts
from course.delivery.group_facts import MessageFacts, OutOfSightFacts
from course.group.message import GroupMessage, NotForHer
from course.group.post import GroupPost


class Words(NamedTuple):
    """To one place, the oldest first."""

    greetings: tuple[GreetingFacts, ...] = ()
    messages: tuple[MessageFacts, ...] = ()
    out_of_sight: tuple[OutOfSightFacts, ...] = ()


def words_sent(db: Session, ids: Sequence[int]) -> dict[int, Words]:
    """{place: what was written to it}. A message that was taken back, whose writer was erased, or that is not for
    her, is not among it; nor is one that was written before she came."""
    alone = core_select(
        literal("greeting"), col(Greeting.enrolment_id), col(Greeting.sent_at), col(Greeting.id)
    ).where(col(Greeting.enrolment_id).in_(ids))
    left_out = (col(NotForHer.message_id) == GroupMessage.id) & (col(NotForHer.enrolment_id) == Enrolment.id)
    here_since = func.coalesce(col(Enrolment.came_at), col(Enrolment.joined_at))
    to_all = (
        core_select(literal("message"), col(Enrolment.id), col(GroupMessage.leaves_at), col(GroupMessage.id))
        .join(GroupMessage, col(GroupMessage.cohort_id) == col(Enrolment.cohort_id))
        .outerjoin(NotForHer, left_out)
        .where(
            col(Enrolment.id).in_(ids), col(GroupMessage.undone_at).is_(None), col(GroupMessage.words) != ""
        )
        .where(col(NotForHer.message_id).is_(None), col(GroupMessage.pressed_at) >= here_since)
    )
    hers = (col(GroupPost.cohort_id) == col(Enrolment.cohort_id)) & (
        col(GroupPost.person_id) == col(Enrolment.person_id)
    )
    hidden = (
        core_select(literal("post"), col(Enrolment.id), col(GroupPost.hidden_at), col(GroupPost.id))
        .join(GroupPost, hers)
        .where(col(Enrolment.id).in_(ids), col(GroupPost.hidden_at).is_not(None))
    )
    found: dict[int, Words] = {}
    for kind, place, at, number in sorted(db.execute(union_all(alone, to_all, hidden)).all(), key=_in_order):
        theirs = found.get(place, Words())
        if kind == "greeting":
            found[place] = theirs._replace(greetings=(*theirs.greetings, GreetingFacts(number, at)))
        elif kind == "message":
            found[place] = theirs._replace(messages=(*theirs.messages, MessageFacts(number, at)))
        else:
            found[place] = theirs._replace(out_of_sight=(*theirs.out_of_sight, OutOfSightFacts(number, at)))
    return found


def _in_order(row: Sequence[int]) -> int:
    return row[3]
