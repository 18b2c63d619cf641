"""What happens when somebody needs a word: who sees it, and whether heavy scores are told without her asking."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.programme import Programme
from course.errors import Refused
from course.safety import policy
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for
from web.row_numbers import row_number


@pages.route("/<int:programme_id>/settings/safety", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def safety(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    if http.method != "POST":
        return _page(programme)
    try:
        _keep(programme)
    except Refused as refused:
        return _page(programme, refused), 422
    flash(_("Saved."))
    return redirect(url_for("lead.settings", programme_id=programme_id))


def _keep(programme: Programme) -> None:
    wanted = http.form.getlist("policy")
    policy.set_policy(
        request.db(),
        programme,
        scores_are_told="scores" in wanted,
        facilitators_see="facilitators" in wanted,
        deputy_after=_hours("deputy_after"),
        leads_after=_hours("leads_after"),
        now=request.now(),
        by=request.person(),
    )


def _hours(field: str) -> int | None:
    """As a whole number; 0, which is refused with a sentence, for what is none; None for an empty field."""
    typed = http.form.get(field, "").strip()
    return row_number(typed) if typed else None


def _page(programme: Programme, refused: Refused | None = None) -> str:
    return render_template(
        "lead/safety.html",
        **staff.in_programme(programme, "settings"),
        policy=policy.policy_of(request.db(), programme.stored_id),
        typed=http.form,
        refused=refused,
    )
