"""Whether the groups of a programme have a page of their own."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.group import space
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.route("/<int:programme_id>/settings/group-pages", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def spaces(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    if http.method == "POST":
        on = "groups" in http.form.getlist("spaces")
        space.choose_for_all(request.db(), programme, on=on, now=request.now(), by=request.person())
        flash(_("Saved."))
        return redirect(url_for("lead.settings", programme_id=programme_id))
    return render_template(
        "lead/spaces.html",
        **staff.in_programme(programme, "settings"),
        is_on=space.is_on_in(request.db(), programme_id),
    )
