"""A few questions about herself that her programme has turned on: choices only, each skipped if she likes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.place import Place
from course.errors import Refused
from course.people import about_you
from course.people.about_you import Question
from web import her_place, request
from web.client_ids import once
from web.doors import Door, door

pages = Blueprint("about_you", __name__)


@pages.route("/about-you/<int:enrolment_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    """Hers to change until her course is over: what was counted then stays as it was."""
    mine = her_place.hers(enrolment_id)
    asked = about_you.asked_by(request.db(), mine.cohort.programme_id)
    if not asked or mine.is_over(request.now()):
        return redirect(url_for("today.page"))
    if http.method != "POST":
        return _page(mine, asked, about_you.answers(request.db(), mine.enrolment))
    given = {question.key: http.form.get(question.key, "") for question in asked}
    try:
        once(lambda: about_you.answer(request.db(), mine.enrolment, asked, given))
    except Refused as refused:
        return _page(mine, asked, given, refused), 422
    flash(_("Kept."))
    return redirect(url_for("today.page"))


def _page(
    mine: Place, asked: tuple[Question, ...], given: dict[str, str], refused: Refused | None = None
) -> str:
    return render_template(
        "about_you/page.html", asked=asked, given=given, refused=refused, **her_place.frame(mine)
    )
