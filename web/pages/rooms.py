"""Questions in the room, for whoever runs the group: a code for the screen, and sheets of paper.

Only the hash of a code is kept, so the code itself waits in a cookie of the browser that asked for it.
"""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from course.cohorts.cohort import content
from course.errors import Refused
from course.measures import room
from course.measures.room import LASTS, Room
from course.words import LANGUAGES
from web import cookies, languages, request, staff
from web.doors import Door, door
from web.forms import Form

pages = Blueprint("rooms", __name__, url_prefix="/cohorts/<int:cohort_id>/room")
ON_SCREEN = "screen"


class WaveForm(Form):
    wave = SelectField(_l("Which questions"), validate_choice=False)


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    """The code that stands, or a choice of questions; POST makes a new code."""
    db, cohort, form = request.db(), staff.cohort_for(cohort_id), WaveForm()
    waves = room.open_waves(db, cohort, now=request.now())
    form.wave.choices = [(one.key, one.title) for one in waves]
    if form.validate_on_submit():
        try:
            _row, code = room.open_room(
                db, cohort, wave_key=str(form.wave.data), now=request.now(), by=request.person()
            )
            response = make_response(redirect(url_for(".page", cohort_id=cohort_id)))
            cookies.keep(response, ON_SCREEN, code, seconds=int(LASTS.total_seconds()))
            return response
        except Refused as refused:
            form.refuse(refused)
    course, standing = content(db, cohort), room.standing_room(db, cohort)
    shown = render_template(
        "rooms/page.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        standing=standing,
        code=_code(standing),
        where=url_for("room.page", _external=True).partition("://")[2],
        titles={one.key: one.title for one in course.waves},
        waves=waves,
        on_paper=course.waves,
        spoken=languages.language_choices(),
        first_language=LANGUAGES[0],
    )
    return shown, 422 if form.errors else 200


@pages.post("/close")
@door(Door.SIGNED_IN)
def close(cohort_id: int) -> ResponseReturnValue:
    room.close(request.db(), staff.cohort_for(cohort_id), by=request.person())
    flash(_("The code is closed. Whoever is in may finish."))
    response = make_response(redirect(url_for(".page", cohort_id=cohort_id)))
    cookies.forget(response, ON_SCREEN)
    return response


def _code(standing: Room | None) -> str:
    """As this browser asked for it; empty on another one."""
    code = http.cookies.get(ON_SCREEN, "")
    return code if standing and room.fits(standing, code) else ""
