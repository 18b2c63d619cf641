"""Every letter of the course to read beforehand, written to people who do not exist."""

from flask import render_template
from flask.typing import ResponseReturnValue

from course.delivery.every_letter import every_letter
from web import staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.get("/<int:programme_id>/letters")
@door(Door.SIGNED_IN)
def letters(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    return render_template(
        "lead/letters.html", **staff.in_programme(programme, "settings"), letters=every_letter()
    )
