"""A parent or guardian has agreed: noted by whoever runs the group, before the place of somebody under 18 stands."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access.joining import joiner_for
from course.errors import NotFound, Refused
from course.people import guardian
from course.people.guardian import Guardian, How
from web import request, staff
from web.doors import Door, door

pages = Blueprint("guardians", __name__, url_prefix="/cohorts/<int:cohort_id>/joining/<int:enrolment_id>")


@pages.route("/guardian", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Not there for whoever is 18 or older."""
    db, ring, refused = request.db(), request.ring(), None
    joiner = joiner_for(db, request.person(), cohort_id, enrolment_id)
    if joiner.path.intake is None or joiner.path.intake.younger_at is None:
        raise NotFound
    row = guardian.of(db, enrolment_id)
    known = guardian.read(db, ring, row) if row else Guardian("", "")
    if http.method == "POST":
        said = Guardian(http.form.get("name", ""), http.form.get("relation", ""))
        try:
            guardian.note(
                db, ring, joiner.enrolment, joiner.person, said, given_on=_day(http.form.get("given_on", "")),
                how=next((one for one in How if one == http.form.get("how")), None), now=request.now(),
                by=request.person(),
            )  # fmt: skip
        except Refused as error:
            refused = error
        else:
            flash(_("Noted, with your name and today’s date."))
            return redirect(url_for("intakes.one", cohort_id=cohort_id, enrolment_id=enrolment_id))
    kept = {"name": known.name, "relation": known.relation}
    if row:
        kept |= {"given_on": row.given_on.isoformat(), "how": row.how.value}
    page_ = render_template(
        "intakes/guardian.html",
        joiner=joiner,
        person=joiner.person,
        typed=http.form if refused else kept,
        ways=[(one.value, words) for one, words in guardian.ways().items()],
        refused=refused,
        **staff.in_cohort(joiner.cohort, "people"),
    )
    return page_, 422 if refused else 200


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
