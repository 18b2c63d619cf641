"""Whom a message to a group would reach, and whom not, with the reason: the same rules are asked that send it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, people_in
from course.delivery import loading
from course.delivery.due import due
from course.delivery.facts import EnrolmentFacts
from course.delivery.group_facts import MessageFacts
from course.delivery.outbox import WOULD_GO
from course.delivery.reasons import Reason, sentence
from course.group.message import HELD
from course.letters.letter import Letter
from course.letters.scene import Scene
from course.letters.table import write
from course.people.person import Person
from course.people.preference import Kind
from course.people.token import Purpose
from course.safety.plan import plan_of
from course.settings import Settings
from course.words import _

LETTER, TO_ONE = "group_message", "thinking_of_you"
NOBODY_YET = 0
"""A number that no message has."""


@dataclass(frozen=True)
class Reader:
    """Somebody of the group. `why` is empty for whoever the message reaches, `short` the same in a word or two.
    `later`: it waits for the hours she chose, or for room."""

    enrolment_id: int
    name: str
    called: str
    why: str = ""
    short: str = ""
    later: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class Reach:
    """`going` and `staying`, by name."""

    going: tuple[Reader, ...]
    staying: tuple[Reader, ...]


def reach(
    db: Session, cohort: Cohort, *, left_out: Collection[int], now: datetime, at: datetime | None = None
) -> Reach:
    """`at`: when it is to leave; without it, when the minute is over."""
    people = people_in(db, cohort.stored_id)
    facts = loading.enrolments(db, [place.stored_id for place, _who in people], about={Kind.WORDS})
    by_place = {one.enrolment_id: one for one in facts}
    found = [
        _reader(place, who, by_place[place.stored_id], place.stored_id in left_out, at or now + HELD)
        for place, who in people
        if who.erased_at is None
    ]
    return Reach(tuple(one for one in found if not one.why), tuple(one for one in found if one.why))


def as_read_by(
    db: Session,
    settings: Settings,
    cohort: Cohort,
    words: str,
    *,
    reader: Person,
    writer: Person,
    subject: str = "",
    letter: str = LETTER,
) -> Letter:
    """The letter with these words as this person would get it; its links lead nowhere, and no token is made."""
    plan = plan_of(db, cohort.programme_id)
    scene = Scene(
        site=settings.site_url,
        about=f"message:{NOBODY_YET}",
        to=reader.email or "",
        called=reader.called,
        zone=reader.zone,
        locale=reader.locale,
        writer=writer.name,
        reply_to=writer.email,
        programme="",
        mint=_nowhere,
        replies_by=writer.name,
        replies_read=plan.reply_hours if plan else "",
        cohort=cohort.name,
        cohort_id=cohort.stored_id,
        words=words,
        subject=subject,
    )
    return write(letter, scene)


def _nowhere(_purpose: Purpose, _about: str) -> str:
    """Where a secret would stand."""
    return "…"


def _reader(place: Enrolment, who: Person, facts: EnrolmentFacts, left_out: bool, at: datetime) -> Reader:
    reader = Reader(place.stored_id, who.name, who.called, left_out=left_out)
    reason = _reason(facts, at)
    if reason in {*WOULD_GO, Reason.CAPPED}:
        reader = replace(reader, later=sentence(reason))
    elif reason is not None:
        return replace(reader, why=sentence(reason), short=_short(reason))
    if left_out:
        return replace(reader, why=_("You left this person out."), short=_("left out by you"), later="")
    return reader


def _reason(facts: EnrolmentFacts, at: datetime) -> Reason | None:
    """Why it does not leave at `at`; None where it does."""
    asked = replace(facts, messages=(MessageFacts(NOBODY_YET, at),))
    about = f"message:{NOBODY_YET}"
    return next((one.reason for one in due(asked, at, only=LETTER).not_due if one.about == about), None)


def _short(reason: Reason) -> str:
    return {
        Reason.LEFT: _("has left"),
        Reason.PAUSED: _("asked for a pause"),
        Reason.STOPPED: _("wants no such letters"),
        Reason.NOT_READY: _("has not finished joining"),
        Reason.NO_ADDRESS: _("no address"),
        Reason.BOUNCES: _("letters come back"),
        Reason.CLOSED: _("the cohort is closed"),
    }.get(reason, _("not now"))
