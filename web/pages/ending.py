"""For leads: a group that ends early, or goes on together with another one. What follows is shown before it is done."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, StringField
from wtforms.validators import Length

from course.cohorts import calling_off, merging
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.enrolment import people_in
from course.cohorts.waiting import waiting_list
from course.people.inviting import invitations_of
from course.people.person import Person
from web import changing, meeting_words, request, staff
from web.doors import Door, door
from web.forms import Form, needed

pages = Blueprint("ending", __name__, url_prefix="/cohorts/<int:cohort_id>")


class CallOffForm(Form):
    reason = StringField(
        _l("Why the group does not go on"),
        [
            needed(_l("Please give a reason people will read.")),
            Length(max=200, message=_l("A little shorter, please: up to 200 letters.")),
        ],
    )


class JoinForm(Form):
    into = SelectField(_l("Which group takes them in"), coerce=int)


@pages.route("/call-off", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def call_off(cohort_id: int) -> ResponseReturnValue:
    db, now, cohort, form = request.db(), request.now(), staff.cohort_led(cohort_id), CallOffForm()
    seen, by = None, request.person()
    if form.validate_on_submit():
        reason = str(form.reason.data)
        done, seen = changing.seen_or_done(
            form, cohort, lambda: calling_off.call_off(db, cohort, reason=reason, now=now, by=by)
        )
        if done:
            flash(_("The group has ended. Everybody in it is told once."))
            return redirect(url_for("meetings.page", cohort_id=cohort_id))
    ahead = [one for one in meetings(db, cohort) if one.starts_at > now and not one.is_cancelled]
    page = render_template(
        "meetings/call_off.html",
        **_frame(cohort),
        form=form,
        seen=seen,
        ahead=len(ahead),
        invited=sum(one.is_open for one in invitations_of(db, cohort)),
        waiting=len(waiting_list(db, cohort_id)),
    )
    return page, 422 if form.errors else 200


@pages.route("/join", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def join(cohort_id: int) -> ResponseReturnValue:
    db, cohort, form = request.db(), staff.cohort_led(cohort_id), JoinForm()
    others = {one.stored_id: one for one in merging.candidates(db, cohort)}
    form.into.choices = [(key, one.name) for key, one in others.items()]
    seen, into, by = None, None, request.person()
    if http.method == "POST" and form.validate():
        into = others[form.into.data]
        going = len(merging.going_over(db, cohort, into))
        verb = _merging(cohort, into, by)
        done, seen = changing.seen_or_done(form, into, verb, also=[cohort])
        if done:
            flash(ngettext("%(num)s person went over.", "%(num)s people went over.", going))
            return redirect(url_for("meetings.page", cohort_id=cohort_id))
    page = render_template(
        "meetings/join.html",
        **_frame(cohort),
        form=form,
        seen=seen,
        into=into,
        going=len(merging.going_over(db, cohort, into)) if into else 0,
        there=sum(place.is_active for place, _who in people_in(db, into.stored_id)) if into else 0,
    )
    return page, 422 if form.errors else 200


def _merging(cohort: Cohort, into: Cohort, by: Person) -> Callable[[], object]:
    db, now = request.db(), request.now()
    return lambda: merging.merge(db, cohort, into=into, now=now, by=by)


def _frame(cohort: Cohort) -> dict[str, object]:
    return {
        **staff.in_cohort(cohort, "meetings"),
        "say": meeting_words,
        "wave_titles": changing.wave_titles(cohort),
    }
