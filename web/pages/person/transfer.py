"""She goes on in another group: what follows for whom is shown before it is done."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from course import access
from course.cohorts import transferring
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, people_in
from web import changing, request
from web.doors import Door, door
from web.forms import Form
from web.pages.person.frame import frame, pages, place_in


class TransferForm(Form):
    into = SelectField(_l("In which group she goes on"), coerce=int)


@pages.route("/transfer", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def transfer(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    db, mine, form = request.db(), place_in(cohort_id, enrolment_id), TransferForm()
    others = {one.stored_id: one for one in groups_for(mine.enrolment)}
    form.into.label.text = _("In which group %(name)s goes on", name=mine.person.called)
    form.into.choices = [(key, one.name) for key, one in others.items()]
    seen, into, name = None, None, mine.person.called
    if http.method == "POST" and form.validate():
        into = others[form.into.data]
        verb = _transferring(mine.enrolment, into)
        done, seen = changing.seen_or_done(form, into, verb, also=[mine.cohort])
        if done:
            flash(_("%(name)s goes on in %(group)s.", name=name, group=into.name))
            return redirect(url_for("people.page", cohort_id=cohort_id))
    page = render_template(
        "person/transfer.html",
        **frame(mine),
        form=form,
        seen=seen,
        into=into,
        there=sum(one.is_active for one, _who in people_in(db, into.stored_id)) if into else 0,
        wave_titles=changing.wave_titles(into or mine.cohort),
    )
    return page, 422 if form.errors else 200


def groups_for(enrolment: Enrolment) -> list[Cohort]:
    """Only those that whoever presses may open: nobody puts people into a group that is not hers."""
    may_open = {one.id for one in access.cohorts_for(request.db(), request.person())}
    return [one for one in transferring.candidates(request.db(), enrolment) if one.id in may_open]


def _transferring(enrolment: Enrolment, into: Cohort) -> Callable[[], object]:
    db, now, by = request.db(), request.now(), request.person()
    return lambda: transferring.transfer(db, enrolment, into=into, now=now, by=by)
