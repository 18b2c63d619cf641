"""Whether a programme asks whoever takes a place before it begins, and a person answers."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import programme_settings
from course.people import intake_questions
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.route("/<int:programme_id>/settings/joining", methods=["GET", "POST"], endpoint="joining")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    if http.method == "POST":
        asks = http.form.get("asks") == "yes"
        programme_settings.ask_first(
            request.db(), programme, asks=asks, now=request.now(), by=request.person()
        )
        flash(_("Saved."))
        return redirect(url_for("lead.joining", programme_id=programme_id))
    return render_template(
        "lead/joining.html",
        **staff.in_programme(programme, "settings"),
        questions=intake_questions.asked(health=True, days={}),
    )
