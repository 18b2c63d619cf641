"""How far a meeting is, in words. The page fills them in for the moment it is made, its script from then on.

`{…}` are the places: both put the same things there, so a sentence stands here once.
"""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from course.cohorts.agenda import Timed
from course.cohorts.pace import Pace


def words() -> dict[str, str]:
    return {
        "now": _("Now, part {n} of {all}"),
        "plan": _("By the clock; press when it begins"),
        "begins": _("Begins at {time}"),
        "left": _("left of {n} min"),
        "over": _("over its {n} min"),
        "behind_one": ngettext("{n} minute behind.", "{n} minutes behind.", 1),
        "behind": ngettext("{n} minute behind.", "{n} minutes behind.", 2),
        "ahead_one": ngettext("{n} minute ahead.", "{n} minutes ahead.", 1),
        "ahead": ngettext("{n} minute ahead.", "{n} minutes ahead.", 2),
        "can": _("{title} can move to {time}, the end to {end}."),
        "can_end": _("The end can move to {end}."),
        "later_one": ngettext("The rest stands {n} minute later.", "The rest stands {n} minutes later.", 1),
        "later": ngettext("The rest stands {n} minute later.", "The rest stands {n} minutes later.", 2),
        "earlier_one": ngettext(
            "The rest stands {n} minute earlier.", "The rest stands {n} minutes earlier.", 1
        ),
        "earlier": ngettext("The rest stands {n} minute earlier.", "The rest stands {n} minutes earlier.", 2),
        "end": _("The end is at {end}."),
        "begin": _("Begin: {title}"),
        "next": _("Next: {title}"),
        "begun": _("{title} has begun."),
        "moved_on": _("{name} moved on to {title}."),
        "kept": _("No connection: this phone goes on by itself, and what you press is sent later."),
    }


def kicker(pace: Pace) -> str:
    said = words()
    if pace.on is None:
        return said["begins"].format(time=_clock(pace.parts[0].starts_at))
    return said["now"].format(n=pace.parts.index(pace.on) + 1, all=len(pace.parts))


def minutes_left(pace: Pace) -> int:
    """Begun minutes: 13 while 12 and a half are left; once it is over, those it is over by."""
    left = pace.seconds_left
    return -(-left // 60) if left >= 0 else -left // 60


def drift(pace: Pace) -> str:
    """4 minutes behind. Break can move to 19:49, the end to 21:19. Nothing while the time is kept."""
    if not pace.behind or pace.ends_at is None:
        return ""
    sort = "behind" if pace.behind > 0 else "ahead"
    return f"{_counted(sort, abs(pace.behind))} {_can_move(pace, pace.following)}"


def moved(pace: Pace) -> str:
    if not pace.later or pace.ends_at is None:
        return ""
    sort = "later" if pace.later > 0 else "earlier"
    return f"{_counted(sort, abs(pace.later))} {words()['end'].format(end=_clock(pace.ends_at))}"


def _can_move(pace: Pace, one: Timed | None) -> str:
    by = pace.drifted
    if one is None:
        return words()["can_end"].format(end=_clock(by(pace.parts[-1].ends_at)))
    return words()["can"].format(
        title=one.part.title, time=_clock(by(one.starts_at)), end=_clock(by(pace.parts[-1].ends_at))
    )


def _counted(sort: str, number: int) -> str:
    said: Mapping[str, str] = words()
    return said[f"{sort}_one" if number == 1 else sort].format(n=number)


def _clock(moment: datetime) -> str:
    """In the zone the moment has, which is the group's."""
    return f"{moment:%H:%M}"
