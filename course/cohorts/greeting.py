"""A word that somebody who runs a group sends to one person of it, by her own press: never by itself."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people import letter_limits, letter_pause, preference
from course.people.person import Person
from course.people.preference import Kind
from course.store import Row
from course.words import _, one_line

LONGEST = 600
"""Letters of the words."""
APART = timedelta(days=1)


class Greeting(Row, table=True):
    """`words` are paragraphs with an empty line between them; the letter with them leaves once."""

    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    written_by: int = Field(foreign_key="person.id")
    words: str = Field(max_length=LONGEST)
    sent_at: datetime


def draft() -> str:
    """To begin from, in the language that is spoken just now."""
    return "\n\n".join(
        (
            _("We were thinking of you in the group, and you are welcome whenever you come."),
            _(
                "There is nothing to make up for. If you would like to tell me how you are, a reply reaches me."
            ),
        )
    )


def send(db: Session, enrolment: Enrolment, words: str, *, now: datetime, by: Person) -> Greeting:
    """The same words pressed twice are sent once. Refused within a day of another, and for whoever wants none."""
    text = checked(words)
    # two presses at the same moment wait for each other here
    db.exec(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()).one()
    newest = newest_to(db, enrolment)
    is_again = newest is not None and (newest.words, newest.written_by) == (text, by.id)
    if newest is not None and is_again and newest.sent_at > now - APART:
        return newest
    _refuse_another(newest, now)
    refuse_unwanted(db, enrolment, now=now)
    row = Greeting(enrolment_id=enrolment.stored_id, written_by=by.stored_id, words=text, sent_at=now)
    db.add(row)
    enrolment.look_at = now
    db.flush()
    audit.record(db, "greeting.send", f"enrolment:{enrolment.id}", by=by.id)
    return row


def newest_to(db: Session, enrolment: Enrolment) -> Greeting | None:
    theirs = select(Greeting).where(Greeting.enrolment_id == enrolment.id)
    return db.exec(theirs.order_by(col(Greeting.sent_at).desc(), col(Greeting.id).desc())).first()


def checked(words: str) -> str:
    """Plain paragraphs; Refused when there are none or they are too long."""
    paragraphs = (one_line(part) for part in re.split(r"\n\s*\n", words.replace("\r\n", "\n")))
    text = "\n\n".join(part for part in paragraphs if part)
    if not text:
        raise Refused(_("Please write a word or two."), field="words")
    if len(text) > LONGEST:
        raise Refused(_("A little shorter, please: up to %(n)s letters.") % {"n": LONGEST}, field="words")
    return text


def why_not(db: Session, enrolment: Enrolment, *, now: datetime) -> Refused | None:
    """Why none can be sent just now, for whoever is about to write one."""
    try:
        _refuse_another(newest_to(db, enrolment), now)
        refuse_unwanted(db, enrolment, now=now)
    except Refused as refused:
        return refused
    return None


def _refuse_another(newest: Greeting | None, now: datetime) -> None:
    if newest is not None and newest.sent_at > now - APART:
        raise Refused(_("A word left for this person within the last day. Another can leave tomorrow."))


def refuse_unwanted(db: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """Whoever left, asked for quiet or wants no letters of this kind is left in peace."""
    if not enrolment.is_active:
        raise Refused(_("This place has ended, and nothing more is sent."))
    person = db.get_one(Person, enrolment.person_id)
    if person.email is None:
        raise Refused(_("There is no address to write to."))
    if enrolment.ready_at is None:
        raise Refused(_("This person has not finished joining."))
    today = now.astimezone(ZoneInfo(person.zone)).date()
    pause = letter_pause.paused_until(db, person.stored_id, today=today)
    if pause is not None or (enrolment.paused_until is not None and enrolment.paused_until > today):
        raise Refused(_("This person asked for a time without letters, so nothing is sent."))
    limits = letter_limits.limits(db, person.stored_id)
    if Kind.WORDS in preference.stopped(db, person.stored_id) or not limits.weekly:
        raise Refused(_("This person wants no letters of this kind, so nothing is sent."))
