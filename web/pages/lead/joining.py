"""Whether a programme asks whoever takes a place before it begins, and a person answers."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import programme_settings
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people import intake_questions
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.route("/<int:programme_id>/settings/joining", methods=["GET", "POST"], endpoint="joining")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme, refused = programme_for(programme_id), None
    if http.method == "POST":
        try:
            _change(programme)
        except Refused as error:
            refused = error
        else:
            flash(_("Saved."))
            return redirect(url_for("lead.joining", programme_id=programme_id))
    page_ = render_template(
        "lead/joining.html",
        **staff.in_programme(programme, "settings"),
        questions=intake_questions.asked(health=True, days={}),
        ages=programme_settings.YOUNGER,
        typed=http.form if refused else None,
        refused=refused,
    )
    return page_, 422 if refused else 200


def _change(programme: Programme) -> None:
    db, now, by = request.db(), request.now(), request.person()
    days, age = (
        http.form.get("kept_days", str(programme.intake_kept_days)).strip(),
        http.form.get("younger_from", ""),
    )
    programme_settings.joining_rules(
        db,
        programme,
        kept_days=int(days) if days.isdecimal() and len(days) < 5 else 0,
        signs=http.form.get("signs") == "yes",
        younger_from=int(age) if age.isdecimal() and len(age) < 3 else None,
        now=now,
        by=by,
    )
    programme_settings.ask_first(db, programme, asks=http.form.get("asks") == "yes", now=now, by=by)
