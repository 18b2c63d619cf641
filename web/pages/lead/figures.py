"""Since when the figures of each cohort stand, and a correction with its reason."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField
from wtforms.validators import Length

from course import access
from course.errors import Refused
from course.outcomes import correcting
from course.outcomes.correcting import LONGEST
from web import request, staff
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.lead.blueprint import pages, programme_for

MOST = 60
LONG = _l("A little shorter, please.")


class CorrectionForm(Form):
    reason = StringField(
        _l("Why they are worked out again"),
        [
            needed(_l("Please say why, for whoever reads these figures later.")),
            Length(max=LONGEST, message=LONG),
        ],
    )


@pages.get("/<int:programme_id>/figures", endpoint="figures")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    first = http.args.get("first", 0, type=int)
    found = correcting.standing(request.db(), programme_id, first=max(first, 0), most=MOST + 1)
    return render_template(
        "lead/figures.html",
        **staff.in_programme(programme, "compare"),
        found=found[:MOST],
        next_ones=first + MOST if len(found) > MOST else None,
        wave=_wave,
    )


@pages.route(
    "/<int:programme_id>/figures/<int:frozen_id>", methods=["GET", "POST"], endpoint="correct_figures"
)
@door(Door.SIGNED_IN)
def correct(programme_id: int, frozen_id: int) -> ResponseReturnValue:
    programme, db = programme_for(programme_id), request.db()
    row, cohort = access.frozen_for(db, request.person(), programme_id, frozen_id)
    form = CorrectionForm()
    if form.validate_on_submit():
        try:
            rows = correcting.correct(
                db,
                programme,
                row,
                reason=str(form.reason.data),
                by=request.person(),
                now=request.now(),
            )
            flash(ngettext("Corrected: one figure changed.", "Corrected: %(num)s figures changed.", rows))
            return redirect(url_for("lead.figures", programme_id=programme_id))
        except Refused as refused:
            form.refuse(refused)
    answer = render_template(
        "lead/correct_figures.html",
        **staff.in_programme(programme, "compare"),
        form=form,
        row=row,
        cohort=cohort,
        wave=_wave,
    )
    return answer, 422 if form.errors or form.form_errors else 200


def _wave(key: str) -> str:
    words = {
        "before-again": _("before the course, a second time"),
        "mid": _("halfway"),
        "after": _("after the course"),
        "six-months": _("at six months"),
        "twelve-months": _("at twelve months"),
    }
    return str(words.get(key, key))
