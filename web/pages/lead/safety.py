"""What happens when somebody needs a word: who sees it, and whether heavy scores are told without her asking."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.safety import policy
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.route("/<int:programme_id>/settings/safety", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def safety(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    if http.method == "POST":
        wanted = http.form.getlist("policy")
        policy.set_policy(
            request.db(),
            programme,
            scores_are_told="scores" in wanted,
            facilitators_see="facilitators" in wanted,
            now=request.now(),
            by=request.person(),
        )
        flash(_("Saved."))
        return redirect(url_for("lead.settings", programme_id=programme_id))
    return render_template(
        "lead/safety.html",
        **staff.in_programme(programme, "settings"),
        policy=policy.policy_of(request.db(), programme_id),
    )
