"""Where she is signed in, and signing out everywhere."""

from flask import redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.people import devices, notice_place, signed_in
from web import cookies, opened, request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places
from web.pages.sign_in import ASKED


@pages.route("/devices", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def where() -> ResponseReturnValue:
    person, here = request.person(), request.visit()
    if http.method == "POST":
        signed_in.end_all(request.db(), person.stored_id)
        notice_place.forget_devices(request.db(), person.stored_id)
        response = redirect(url_for("sign_in.page"))
        cookies.forget(response, request.cookie_name(), ASKED, opened.COOKIE)
        cookies.clear_browser(response)
        return response
    rows = devices.living(request.db(), person.stored_id)
    here_id = here.row.id if here else None
    return render_template("me/devices.html", rows_=rows, here_id=here_id, **frame(places()))
