"""Who sees what, and everything about oneself in one file."""

from flask import flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.place import Place, current
from course.people import about_you
from course.practice import journal_door
from course.practice.sharing import share
from course.privacy.archive import archive
from course.privacy.keeping import told_at_joining
from course.safety import concern
from web import request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places


@pages.route("/sharing", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def sharing() -> ResponseReturnValue:
    """Who sees what, and the one thing she may add to it."""
    mine = places()
    if http.method == "POST":
        wanted = http.form.getlist("shares")
        for one in mine:
            shares = str(one.enrolment_id) in wanted
            share(request.db(), one.enrolment, shares=shares, by=request.person().id)
        flash(_("Kept."))
        return redirect(url_for(".sharing"))
    return render_template(
        "me/sharing.html",
        places=mine,
        asked_about=_asked_about(mine),
        told=told_at_joining(request.db(), mine) if mine else [],
        concerns=[(one, concern.in_words(one.kind)) for one in concern.about(request.db(), request.person())],
        **frame(mine),
    )


def _asked_about(mine: list[Place]) -> list[Place]:
    """The place that runs or is to come, when its programme asks a few things about her."""
    shown = current(mine, request.now())
    if shown is None or shown.is_over(request.now()):
        return []
    return [shown] if about_you.asked_by(request.db(), shown.cohort.programme_id) else []


@pages.get("/download")
@door(Door.SIGNED_IN)
def download() -> ResponseReturnValue:
    """Everything about her in one archive. Her journal is in it, so the journal's own door is asked as well."""
    visit = request.visit()
    if visit is None or not journal_door.is_open(visit):
        return redirect(url_for("journal.confirm", next=url_for(".download")))
    response = make_response(archive(request.db(), request.ring(), request.person()))
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = 'attachment; filename="everything-about-me.zip"'
    return response
