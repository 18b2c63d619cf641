"""A plan for whoever came late: each week that was held before with a day, offered first and hers to follow or not."""

from collections.abc import Sequence
from datetime import date

from flask import flash, render_template
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import catching_up
from course.cohorts.place import local_day
from course.errors import Refused
from curriculum.schema import Unit
from web import request
from web.doors import Door, door
from web.pages.person.frame import back, frame, pages, place_in


@pages.route("/catching-up", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def catch_up(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """A day left empty leaves its week out."""
    mine, now, db, sentence = place_in(cohort_id, enrolment_id), request.now(), request.db(), ""
    today, kept = local_day(now, mine.person), catching_up.planned(db, mine.enrolment)
    units = [one.unit for one in mine.openings if one.unit.kind != "orientation" and mine.is_open(one, now)]
    begin = kept or catching_up.offer(mine, today, now)
    typed = {key: day.isoformat() for key, day in begin.items()}
    if http.method == "POST":
        typed = {unit.key: http.form.get(f"on-{unit.key}", "").strip() for unit in units}
        try:
            catching_up.plan(db, mine, _days(units, typed), today=today, now=now, by=request.person())
            name = mine.person.called
            flash(_("Kept. %(name)s finds it on the course page; no letter is sent.", name=name))
            return back(mine)
        except Refused as refused:
            sentence = refused.sentence
    page = render_template(
        "person/catch_up.html",
        **frame(mine),
        units=units,
        typed=typed,
        late={unit.key for unit in catching_up.held_before(mine, now)},
        is_kept=bool(kept),
        sentence=sentence,
    )
    return page, 422 if sentence else 200


def _days(units: Sequence[Unit], typed: dict[str, str]) -> dict[str, date]:
    found = {}
    for unit in units:
        if not typed[unit.key]:
            continue
        try:
            found[unit.key] = date.fromisoformat(typed[unit.key])
        except ValueError as error:
            raise Refused(_("Please give a day, for example 2026-12-24."), field="days") from error
    return found
