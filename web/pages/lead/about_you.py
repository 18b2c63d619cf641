"""What a programme asks people about themselves, turned on question by question, with why."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.programme import Programme
from course.errors import Refused
from course.outcomes import reached
from course.people import about_you
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.route("/<int:programme_id>/settings/about-you", methods=["GET", "POST"], endpoint="about_you")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    if http.method != "POST":
        return _page(programme)
    asked = set(http.form.getlist("ask"))
    try:
        about_you.ask(request.db(), programme_id, asked, by=request.person(), now=request.now())
    except Refused as refused:
        return _page(programme, refused.sentence), 422
    flash(_("Saved."))
    return redirect(url_for("lead.about_you", programme_id=programme_id))


def _page(programme: Programme, error: str | None = None) -> str:
    db = request.db()
    return render_template(
        "lead/about_you.html",
        **staff.in_programme(programme, "settings"),
        questions=about_you.questions(),
        asked={one.key for one in about_you.asked_by(db, programme.stored_id)},
        years=reached.of_programme(db, programme, now=request.now()),
        error=error,
    )
