"""What a lead may change about the programme itself."""

from datetime import datetime

from sqlmodel import Session

from course import audit, clock
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people.person import Person
from course.words import LANGUAGES, _, one_line

SMALLEST = 8
"""Below this many people a score could be traced to one of them."""
LARGEST = 50
FEWEST_DAYS, MOST_DAYS = 14, 365
"""Days for which answers at joining may be kept after a place or a course has ended."""
YOUNGER = (17, 16)
"""Ages from which somebody under 18 may join, where a programme takes them."""


def change(
    db: Session,
    programme: Programme,
    *,
    name: str,
    smallest_group: int,
    locale: str,
    shows_own_change: bool,
    by: Person,
) -> None:
    """The smallest group may be raised above eight and never lowered below. Invitations speak `locale`.

    `shows_own_change`: whether people see their own answers before and after side by side, once the course is over.
    """
    title = one_line(name)[:120]
    if not title:
        raise Refused(_("Please give the programme a name."), field="name")
    if not SMALLEST <= smallest_group <= LARGEST:
        words = _("This is a number from %(low)d to %(high)d: in smaller groups people could be recognised.")
        raise Refused(words % {"low": SMALLEST, "high": LARGEST}, field="smallest_group")
    if locale not in (*LANGUAGES, programme.locale):
        raise Refused(_("Please choose one."), field="locale")
    was = programme.smallest_group
    if shows_own_change != (programme.own_change_off_since is None):
        programme.own_change_off_since = None if shows_own_change else clock.now(db)
    programme.name, programme.smallest_group, programme.locale = title, smallest_group, locale
    audit.record(
        db,
        "programme.change",
        f"programme:{programme.id}",
        by=by.id,
        programme_id=programme.id,
        smallest_group_was=was,
        smallest_group=smallest_group,
        shows_own_change=shows_own_change,
    )


def ask_first(db: Session, programme: Programme, *, asks: bool, now: datetime, by: Person) -> None:
    """Whether people are asked before a place begins, from now on. The same again changes nothing."""
    if asks == (programme.intake_since is not None):
        return
    programme.intake_since = now if asks else None
    audit.record(
        db, "programme.ask_first", f"programme:{programme.id}", by=by.id, programme_id=programme.id, asks=asks
    )


def joining_rules(
    db: Session,
    programme: Programme,
    *,
    kept_days: int,
    signs: bool,
    younger_from: int | None,
    now: datetime,
    by: Person,
) -> None:
    """How long answers at joining are kept, whether a name is typed below the consents, and from which age somebody
    under 18 may join with a guardian's consent (None: nobody). The same again changes nothing."""
    if not FEWEST_DAYS <= kept_days <= MOST_DAYS:
        words = _("This is a number of days from %(low)d to %(high)d.")
        raise Refused(words % {"low": FEWEST_DAYS, "high": MOST_DAYS}, field="kept_days")
    if younger_from is not None and younger_from not in YOUNGER:
        raise Refused(_("Please choose one."), field="younger_from")
    if signs != (programme.signed_since is not None):
        programme.signed_since = now if signs else None
    elif (kept_days, younger_from) == (programme.intake_kept_days, programme.younger_from):
        return
    programme.intake_kept_days, programme.younger_from = kept_days, younger_from
    audit.record(
        db,
        "programme.joining_rules",
        f"programme:{programme.id}",
        by=by.id,
        programme_id=programme.id,
        kept_days=kept_days,
        signs=signs,
        younger_from=younger_from,
    )
