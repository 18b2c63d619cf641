"""What stands in the form of a message to a group: words, subject, the moment it leaves, and whom it leaves out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request as http
from flask_babel import gettext as _

from course.cohorts.cohort import Cohort
from course.delivery.reaching import Reach
from course.errors import Refused
from course.group import message, moment, post
from course.group.message import GroupMessage, Written
from web import formats, meeting_words

HOUR = "08:00"
"""Stands there before another is chosen."""


@dataclass(frozen=True)
class Draft:
    """As a form holds it: `on` is a day like 2027-03-18, empty for now, and `at` an hour of it. `left_out`: places."""

    words: str = ""
    subject: str = ""
    on: str = ""
    at: str = HOUR
    left_out: Collection[int] = frozenset()

    def written(self, cohort: Cohort, *, now: datetime, row: GroupMessage | None) -> Written:
        """Refused with the field that is to be looked at. `row`: the message that is changed."""
        kept = row.leaves_at if row else None
        at = moment.chosen(self.on, self.at, zone=cohort.zone, now=now, kept=kept)
        message.leaving(at, now)
        return Written(post.checked(self.words), message.checked_subject(self.subject), at, self.left_out)

    def as_shown(self, reach: Reach) -> dict[str, object]:
        """What the second press sends, and to whom: whoever came or left since is shown first."""
        going = sorted(one.enrolment_id for one in reach.going)
        when = {"on": self.on, "at": self.at} if self.on else {}
        return {"words": self.words, "subject": self.subject, **when, "going": going}


def typed() -> Draft:
    given = http.form
    return Draft(
        given.get("words", ""), given.get("subject", ""), given.get("on", ""), given.get("at", ""), unticked()
    )


def again(row: GroupMessage, cohort: Cohort, left_out: Collection[int]) -> Draft:
    """What a message says already. One without a moment of its own begins with now."""
    at = row.leaves_at.astimezone(ZoneInfo(cohort.zone))
    when = (at.date().isoformat(), f"{at:%H:%M}") if row.has_its_time else ("", HOUR)
    return Draft(row.words, row.subject, *when, left_out)


def unticked() -> set[int]:
    """Places that are not ticked, of those that could be."""
    return numbers("offered") - numbers("to")


def numbers(name: str) -> set[int]:
    return {int(one) for one in http.form.getlist(name) if one.isascii() and one.isdigit() and len(one) < 10}


def day_choices(cohort: Cohort, now: datetime, row: GroupMessage | None) -> list[tuple[str, str]]:
    """(day as the form sends it, in words); a message that waits for another day may keep that."""
    today, tomorrow = moment.days_to_choose(cohort.zone, now)
    found = [
        ("", _("In a minute")),
        (today.isoformat(), _("Today, %(day)s", day=formats.day(today))),
        (tomorrow.isoformat(), _("Tomorrow, %(day)s", day=formats.day(tomorrow))),
    ]
    kept = row.leaves_at.astimezone(ZoneInfo(cohort.zone)).date() if row else today
    return found if kept in {today, tomorrow} else [*found, (kept.isoformat(), formats.day(kept))]


def leaves(at: datetime, cohort: Cohort, now: datetime) -> str:
    """Today at 18:00; tomorrow, Thursday 18 March, at 08:00: on the group's clock."""
    today, tomorrow = moment.days_to_choose(cohort.zone, now)
    day, hour = at.astimezone(ZoneInfo(cohort.zone)).date(), meeting_words.wall(at, cohort.zone)
    if day == today:
        return str(_("today at %(time)s", time=hour))
    if day == tomorrow:
        return str(_("tomorrow, %(day)s, at %(time)s", day=formats.day(day), time=hour))
    return str(_("on %(day)s at %(time)s", day=formats.day(day), time=hour))


def field_of(refused: Refused) -> str:
    return refused.field or "words"
