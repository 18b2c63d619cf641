"""A meeting of a sister group in place of one of her own: arranged here, seen by both groups, and counted once."""

from flask import flash, render_template
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import attended, make_up
from web import request
from web.doors import Door, door
from web.pages.person.frame import back, frame, pages, place_in
from web.row_numbers import row_number


@pages.route("/make-up", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def arrange(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    mine, db, sentence = place_in(cohort_id, enrolment_id), request.db(), ""
    offered = make_up.offered(db, mine.enrolment, now=request.now())
    if http.method == "POST":
        number = row_number(http.form.get("meeting_id"))
        found = next((one for one, _cohort in offered if one.id == number), None)
        if found is not None:
            make_up.arrange(db, mine.enrolment, found, now=request.now(), by=request.person())
            name = mine.person.called
            flash(
                _(
                    "Arranged, and both groups see it. %(name)s finds it on Today, and a letter comes before the "
                    "meeting.",
                    name=name,
                )
            )
            return back(mine)
        sentence = _("Please choose one of these meetings.")
    came = attended.came_to(db, [enrolment_id]).get(enrolment_id, frozenset())
    known = {one.key: one for one in mine.course.units}
    page = render_template(
        "person/make_up.html",
        **frame(mine),
        offered=[
            (one, cohort, known[one.unit_key])
            for one, cohort in offered
            if one.unit_key in known.keys() - came and attended.counts(known[one.unit_key])
        ],
        sentence=sentence,
        now=request.now(),
    )
    return page, 422 if sentence else 200


@pages.post("/make-up/<int:meeting_id>/take-back")
@door(Door.SIGNED_IN)
def take_back(cohort_id: int, enrolment_id: int, meeting_id: int) -> ResponseReturnValue:
    mine = place_in(cohort_id, enrolment_id)
    make_up.take_back(request.db(), mine.enrolment, meeting_id, now=request.now(), by=request.person())
    flash(_("Taken back."))
    return back(mine)
