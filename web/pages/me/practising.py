"""How somebody likes to practise: one form, for every week, practice and player."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.errors import Refused
from course.people.ways import choose, ways
from web import request
from web import ways as said
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places


@pages.route("/practising", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def practising() -> ResponseReturnValue:
    if http.method != "POST":
        return _page(chosen=[str(one) for one in ways(request.person())])
    wanted = http.form.getlist("way")
    try:
        choose(request.db(), request.person(), wanted)
    except Refused as refused:
        return _page(chosen=wanted, error=refused.sentence), 422
    flash(_("Kept. Weeks, practices and the player go by it from now on."))
    return redirect(url_for(".practising"))


def _page(*, chosen: list[str], error: str | None = None) -> str:
    return render_template(
        "me/practising.html", offered=said.offered(), chosen=chosen, error=error, **frame(places())
    )
