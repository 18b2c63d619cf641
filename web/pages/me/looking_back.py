"""Looking back: days set aside, and after the course her own means side by side."""

from datetime import timedelta

from flask import render_template
from flask import request as http
from flask.typing import ResponseReturnValue

from course.cohorts.place import current, local_day
from course.measures import unwanted_effects
from course.measures.looking_back import looking_back, may_see
from course.practice import log
from web import request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places


@pages.get("/looking-back")
@door(Door.SIGNED_IN)
def back() -> ResponseReturnValue:
    """Days set aside, and after the course her own means side by side."""
    db, mine, now = request.db(), places(), request.now()
    chosen = [one for one in mine if str(one.enrolment_id) == http.args.get("place")] or mine
    one = current(chosen, now)
    if one is None:
        return render_template("me/looking_back.html", days=0, lines=[], place=None, **frame(mine))
    since, until = one.first_day - timedelta(days=1), local_day(now, one.person)
    shows = may_see(db, one, now=now)
    lines = looking_back(db, one) if shows else []
    days = log.practice_days(db, [one.enrolment_id], since=since, until=until)
    return render_template(
        "me/looking_back.html",
        place=one,
        days=len(days.get(one.enrolment_id, frozenset())),
        weeks=sum(1 for each in one.openings if each.unit.number and one.is_open(each, now)),
        lines=lines,
        is_off=one.is_over(now) and not shows,
        one_more=unwanted_effects.left_open(db, one.enrolment_id)[:1],
        asked=[wave for wave in one.course.waves if any(wave.key in line.values for line in lines)],
        **frame(mine),
    )
