"""Meetings in words: what it is called, and when it is, said from today and in the cohort's own zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from course import days
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.naming import unit_words
from curriculum.schema import Unit
from web import formats, languages

NOON, EVENING = time(12), time(17)
A_WEEK = 7


def called(unit: Unit) -> str:
    """Session 4, or the title of a gathering without a number."""
    return unit_words(unit).meeting


def in_a_sentence(unit: Unit) -> str:
    return str(_("the retreat") if unit.kind == "retreat" else called(unit).lower())


def local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def wall(instant: datetime, zone: str) -> str:
    """18:30, in this zone and not the reader's."""
    return f"{local(instant, zone):%H:%M}"


def moment(instant: datetime | None, cohort: Cohort) -> str:
    """Thu 26 Nov, 18:30 in the cohort's zone; nothing yet for None."""
    if instant is None:
        return str(_("not while it is cancelled"))
    there = local(instant, cohort.zone)
    return str(_("%(day)s, %(time)s", day=formats.short_day(there.date()), time=f"{there:%H:%M}"))


def sentence(unit: Unit, meeting: Meeting, cohort: Cohort, now: datetime) -> str:
    """Session 4 is tonight at 18:30."""
    what, at = called(unit), wall(meeting.starts_at, cohort.zone)
    if meeting.starts_at <= now:
        return str(
            _("%(what)s is on now, until %(time)s", what=what, time=wall(meeting.ends_at, cohort.zone))
        )
    days = (meeting.starts_on - local(now, cohort.zone).date()).days
    if days == 0:
        return _sentence_of_today(what, at, meeting.at)
    if days == 1:
        return str(_("%(what)s is tomorrow at %(time)s", what=what, time=at))
    if days < A_WEEK:
        return str(
            ngettext(
                "%(what)s is in %(num)s day, on %(day)s at %(time)s",
                "%(what)s is in %(num)s days, on %(day)s at %(time)s",
                days,
                what=what,
                day=weekday(meeting.starts_on),
                time=at,
            )
        )
    return str(
        _("%(what)s is on %(day)s at %(time)s", what=what, day=formats.day(meeting.starts_on), time=at)
    )


def before(meeting: Meeting, cohort: Cohort, now: datetime) -> str:
    """Before tonight, before Thursday, before Thursday 3 December."""
    days = (meeting.starts_on - local(now, cohort.zone).date()).days
    if meeting.starts_at <= now:
        return str(_("Before the next session"))
    if days == 0:
        return str(_("Before tonight") if meeting.at >= EVENING else _("Before today’s session"))
    if days == 1:
        return str(_("Before tomorrow"))
    day = weekday(meeting.starts_on) if days < A_WEEK else formats.day(meeting.starts_on)
    return str(_("Before %(day)s", day=day))


def when(meeting: Meeting, cohort: Cohort, now: datetime) -> str:
    """The same moment in two or three words, for the head of the agenda."""
    days = (meeting.starts_on - local(now, cohort.zone).date()).days
    if days == 0:
        return str(_("Tonight") if meeting.at >= EVENING else _("Today"))
    return str(_("Tomorrow") if days == 1 else formats.short_day(meeting.starts_on))


def lasts(minutes: int) -> str:
    """2 h 30, or 45 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(n)s min", n=rest))
    return str(_("%(h)s h %(m)s", h=hours, m=f"{rest:02d}") if rest else _("%(h)s h", h=hours))


def weekday(day: date) -> str:
    return days.weekday(day, languages.locale())


def other_zone(cohort: Cohort) -> str:
    """The cohort's zone when the reader lives in another one, else nothing."""
    return "" if formats.zone().key == cohort.zone else cohort.zone


def _sentence_of_today(what: str, at: str, wall_time: time) -> str:
    if wall_time >= EVENING:
        return str(_("%(what)s is tonight at %(time)s", what=what, time=at))
    if wall_time >= NOON:
        return str(_("%(what)s is this afternoon at %(time)s", what=what, time=at))
    return str(_("%(what)s is this morning at %(time)s", what=what, time=at))
