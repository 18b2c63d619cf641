"""What a person says about herself: the name she is called by, her language, where her day begins, light or dark, and
whether a tap on an answer goes on to the next question."""

from datetime import datetime

from sqlmodel import Session

from course.cohorts.look import look_again
from course.errors import Refused
from course.people.person import Person, checked_zone, clean_name
from course.words import LANGUAGES, _

THEMES = ("system", "light", "dark")
LONGEST_NAME = 60


def change(
    db: Session,
    person: Person,
    *,
    called: str,
    zone: str,
    theme: str,
    locale: str,
    goes_on: bool,
    now: datetime,
) -> None:
    """Hours of letters are meant in her zone, so a new zone asks again what is due."""
    moves = checked_zone(zone) != person.zone
    name = _called(called)
    if theme not in THEMES:
        raise Refused(_("Please choose one."), field="theme")
    if locale not in (*LANGUAGES, person.locale):
        raise Refused(_("Please choose one."), field="locale")
    person.called, person.zone, person.theme, person.locale = name, zone, theme, locale
    person.goes_on = goes_on
    db.add(person)
    if moves:
        look_again(db, person_id=person.stored_id, now=now)


def _called(words: str) -> str:
    try:
        return clean_name(words)[:LONGEST_NAME]
    except Refused as refused:
        raise Refused(refused.sentence, field="called") from refused
