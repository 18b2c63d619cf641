"""The pages of one place: hers or not there, what their templates share, and the page of what is not open yet."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import render_template

from course.access.own_place import place_of
from course.cohorts.place import Place
from curriculum.schema import Unit
from web import request
from web.inner_links import addresses


@dataclass(frozen=True)
class ShownUnit:
    """A unit with its days and times on her clock; None where it has no meeting, or waits for one."""

    unit: Unit
    is_open: bool
    is_cancelled: bool
    has_left: bool
    meets_on: date | None
    meets_at: str | None
    opens_on: date | None
    opens_at: str | None


def hers(enrolment_id: int) -> Place:
    """The place of the person who is signed in, and nobody else's."""
    return place_of(request.db(), request.person(), enrolment_id)


def frame(mine: Place, *, is_hers: bool = True) -> dict[str, object]:
    """`to` leads from text to text; whom a letter let into one week is asked to sign in there."""
    return {
        "place": mine,
        "course": mine.course,
        "group_name": mine.cohort.name,
        "is_hers": is_hers,
        "to": addresses(mine),
    }


def not_open(mine: Place, unit: Unit, *, is_hers: bool = True) -> str:
    """What it is called and when it opens; the newest that is open leads on."""
    newest = mine.newest(request.now()) if is_hers else None
    return render_template(
        "course/closed.html", shown=shown(mine, unit), newest=newest, **frame(mine, is_hers=is_hers)
    )


def shown(mine: Place, unit: Unit) -> ShownUnit:
    """Also right where a letter opened the page and nobody is signed in: the clock is that of the place's person."""
    found = next((one for one in mine.openings if one.unit.key == unit.key), None)
    meets = _there(found.meeting.starts_at, mine) if found else None
    opens = _there(found.opens_at, mine) if found and found.opens_at else None
    return ShownUnit(
        unit=unit,
        is_open=mine.has_opened(unit, request.now()),
        is_cancelled=bool(found and found.meeting.is_cancelled),
        has_left=not mine.enrolment.is_active,
        meets_on=meets.date() if meets else None,
        meets_at=f"{meets:%H:%M}" if meets else None,
        opens_on=opens.date() if opens else None,
        opens_at=f"{opens:%H:%M}" if opens else None,
    )


def _there(instant: datetime, mine: Place) -> datetime:
    return instant.astimezone(ZoneInfo(mine.person.zone))
