"""What happened with places in a group, as letters depend on it: one statement for a batch, whatever its size."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, Integer, Select, String, bindparam, func
from sqlmodel import Session

from course.cohorts.attendance import CAME, Attendance
from course.cohorts.enrolment import Enrolment
from course.cohorts.greeting import Greeting
from course.cohorts.meeting import Meeting
from course.delivery.facts import AnswerFacts, GreetingFacts
from course.delivery.group_facts import MessageFacts, OutOfSightFacts
from course.group.message import GroupMessage, NotForHer
from course.group.post import GroupPost
from course.measures.address_check import AddressCheck
from course.people.intake_decision import IntakeDecision
from course.people.preference import Kind
from course.practice.journal import JournalEntry
from course.practice.log import PracticeLog
from course.practice.own_letter import Waiting
from course.store import table
from course.together import MOMENT, Columns, together

WEEKLY = frozenset({Kind.WEEKS, Kind.NUDGES})
HAPPENED = Columns(place=Integer(), number=Integer(), at=MOMENT, day=Date(), unit=String())
ALWAYS = ("own letter", "decision")


@dataclass
class Happened:
    """With one place. Each that is several is there the oldest first; `came`: keys of the units whose gathering she
    came to. A message that was taken back, whose writer was erased, that is not for her or was written before she came
    is not among them."""

    practised_at: datetime | None = None
    greetings: tuple[GreetingFacts, ...] = ()
    messages: tuple[MessageFacts, ...] = ()
    out_of_sight: tuple[OutOfSightFacts, ...] = ()
    own_letters: tuple[Waiting, ...] = ()
    answer: AnswerFacts | None = None
    address_is_right: bool = False
    came: frozenset[str] = frozenset()


def happened(
    db: Session, places: Collection[int], *, joining: Collection[int], about: Collection[Kind]
) -> dict[int, Happened]:
    """By enrolment, and there for each that is asked for. `joining`: those of them who are told what a person
    answered before the course. `about`: only what letters of these kinds depend on. No words are read."""
    found: dict[int, Happened] = defaultdict(Happened)
    asked = {"places": list(places), "joining": list(joining)}
    rows = db.connection().execute(_all(frozenset(about)), asked).all()
    for sort, place, number, at, day, unit in sorted(rows, key=_in_order):
        hers = found[place]
        if sort == "practised":
            hers.practised_at = at
        elif sort == "decision":
            hers.answer = AnswerFacts(number, at)  # the newest comes last
        elif sort == "address":
            hers.address_is_right = True
        elif sort == "came":
            hers.came |= {unit}
        else:
            _written(hers, sort, number, at, day)
    return found


def _written(hers: Happened, sort: str, number: int, at: datetime, day: date) -> None:
    if sort == "greeting":
        hers.greetings += (GreetingFacts(number, at),)
    elif sort == "message":
        hers.messages += (MessageFacts(number, at),)
    elif sort == "hidden post":
        hers.out_of_sight += (OutOfSightFacts(number, at),)
    else:
        hers.own_letters += (Waiting(number, day),)


def _in_order(row: Sequence[Any]) -> int:
    number: int | None = row[2]
    return number or 0


@lru_cache
def _all(about: frozenset[Kind]) -> CompoundSelect[Any]:
    wanted = {
        "practised": not WEEKLY.isdisjoint(about),
        "greeting": Kind.WORDS in about,
        "message": Kind.WORDS in about,
        "hidden post": Kind.WORDS in about,
        "address": Kind.MEASURES in about,
        "came": Kind.MEETINGS in about,
    }
    places: Any = bindparam("places", expanding=True)
    return together(*(SORTS[sort](sort, places) for sort in (*ALWAYS, *wanted) if wanted.get(sort, True)))


def _practised(sort: str, places: Any) -> Select[Any]:
    """The newest log that was not taken back."""
    log = table(PracticeLog).c
    newest = HAPPENED.rows(sort, place=log.enrolment_id, at=func.max(log.logged_at))
    return newest.where(log.enrolment_id.in_(places), log.taken_back_at.is_(None)).group_by(log.enrolment_id)


def _greetings(sort: str, places: Any) -> Select[Any]:
    word = table(Greeting).c
    mine = HAPPENED.rows(sort, place=word.enrolment_id, number=word.id, at=word.sent_at)
    return mine.where(word.enrolment_id.in_(places))


def _messages(sort: str, places: Any) -> Select[Any]:
    place, message, not_for = table(Enrolment), table(GroupMessage), table(NotForHer)
    left_out = (not_for.c.message_id == message.c.id) & (not_for.c.enrolment_id == place.c.id)
    to_all = HAPPENED.rows(sort, place=place.c.id, number=message.c.id, at=message.c.leaves_at)
    theirs = place.join(message, message.c.cohort_id == place.c.cohort_id).outerjoin(not_for, left_out)
    here_since = func.coalesce(place.c.came_at, place.c.joined_at)
    return (
        to_all.select_from(theirs)
        .where(place.c.id.in_(places), message.c.undone_at.is_(None), not_for.c.message_id.is_(None))
        .where(message.c.words != "", message.c.pressed_at >= here_since)
    )


def _hidden_posts(sort: str, places: Any) -> Select[Any]:
    """What she wrote and her group does not see, as long as it does not."""
    place, post = table(Enrolment), table(GroupPost)
    hers = (post.c.cohort_id == place.c.cohort_id) & (post.c.person_id == place.c.person_id)
    hidden = HAPPENED.rows(sort, place=place.c.id, number=post.c.id, at=post.c.hidden_at)
    return hidden.select_from(place.join(post, hers)).where(
        place.c.id.in_(places), post.c.hidden_at.is_not(None)
    )


def _own_letters(sort: str, places: Any) -> Select[Any]:
    """That an entry waits and from which day on; never its words."""
    entry = table(JournalEntry).c
    mine = HAPPENED.rows(sort, place=entry.told_in, number=entry.id, day=entry.comes_back_on)
    return mine.where(entry.told_in.in_(places), entry.comes_back_on.is_not(None))


def _decisions(sort: str, _places: Any) -> Select[Any]:
    row = table(IntakeDecision).c
    made = HAPPENED.rows(sort, place=row.enrolment_id, number=row.id, at=row.decided_at)
    return made.where(row.enrolment_id.in_(bindparam("joining", expanding=True)))


def _addresses(sort: str, places: Any) -> Select[Any]:
    check = table(AddressCheck).c
    return HAPPENED.rows(sort, place=check.enrolment_id).where(check.enrolment_id.in_(places))


def _came(sort: str, places: Any) -> Select[Any]:
    mark, meeting = table(Attendance), table(Meeting)
    there = HAPPENED.rows(sort, place=mark.c.enrolment_id, unit=meeting.c.unit_key)
    return there.select_from(mark.join(meeting, meeting.c.id == mark.c.meeting_id)).where(
        mark.c.enrolment_id.in_(places), meeting.c.cancelled_at.is_(None), mark.c.mark.in_(CAME)
    )


SORTS: dict[str, Callable[[str, Any], Select[Any]]] = {
    "own letter": _own_letters,
    "decision": _decisions,
    "practised": _practised,
    "greeting": _greetings,
    "message": _messages,
    "hidden post": _hidden_posts,
    "address": _addresses,
    "came": _came,
}
