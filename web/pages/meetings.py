"""Every meeting of a cohort: when it is, move it, cancel it, put it back. What follows is shown before it is done."""

from collections.abc import Callable
from datetime import date, datetime, time

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TimeField
from wtforms.validators import Length, Regexp

from course import clock
from course.cohorts import calling_off, moving_on, skipping, undoing
from course.cohorts import meeting as meetings
from course.cohorts import where as places
from course.cohorts.cohort import Cohort, content
from course.cohorts.cohort import meetings as meetings_of
from course.cohorts.meeting import Meeting
from course.cohorts.roll import can_be_taken
from course.delivery.foreseen import Foreseen
from course.errors import Refused
from curriculum.schema import Unit
from web import beside_dates, changing, formats, meeting_words, request, staff
from web.doors import Door, door
from web.forms import Form, needed

pages = Blueprint("meetings", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings")


ONLY, LATER = "only", "later"


class MoveForm(Form):
    on = DateField(_l("New day"), [needed(_l("Please give a day."))])
    at = TimeField(_l("New time"), [needed(_l("Please give a time, for example 18:30."))])
    place = StringField(_l("Place, for this meeting alone"), [Length(max=200)])
    scope = RadioField(_l("What moves"), default=ONLY, validate_choice=False)

    def offer(self, unit: Unit) -> None:
        later = _("%(session)s and all later meetings, by as many days", session=meeting_words.called(unit))
        self.scope.choices = [
            (ONLY, _("Only %(session)s", session=meeting_words.in_a_sentence(unit))),
            (LATER, later),
        ]


class CancelForm(Form):
    reason = StringField(
        _l("Why it does not take place"),
        [
            needed(_l("Please give a reason people will read.")),
            Length(max=200, message=_l("A little shorter, please: up to 200 letters.")),
        ],
    )


class WhereForm(Form):
    place = StringField(_l("Place"), [Length(max=200)])
    video_link = StringField(
        _l("Video link"),
        [Regexp(r"^(https://\S+)?$", message=_l("A link begins with https://")), Length(max=300)],
    )


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    db, now, cohort = request.db(), request.now(), staff.cohort_for(cohort_id)
    course, dates = content(db, cohort), meetings_of(db, cohort)
    return render_template(
        "meetings/page.html",
        **staff.in_cohort(cohort, "meetings"),
        dates=[(one, course.unit(one.unit_key), can_be_taken(one, cohort, now)) for one in dates],
        coming=next((one for one in dates if not one.is_cancelled and not one.is_over(now)), None),
        went_to=_went_to(cohort),
        runs=staff.runs_cohort(cohort_id),
        moved=undoing.last_move(db, cohort, now=now) if cohort.closed_at is None else None,
        say=meeting_words,
        now=now,
    )


@pages.post("/undo")
@door(Door.SIGNED_IN)
def undo(cohort_id: int) -> ResponseReturnValue:
    """The last move, within ten minutes; `at` says which one the page was about."""
    cohort = staff.cohort_for(cohort_id)
    try:
        at = clock.aware(datetime.fromisoformat(http.form.get("at", "")))
        undoing.undo(request.db(), cohort, at=at, now=request.now(), by=request.person())
    except ValueError:
        return _back(cohort, _("Something was missing from this page. Please press once more."))
    except Refused as refused:
        return _back(cohort, refused.sentence)
    return _back(
        cohort, _("It is back where it was. Whoever had a letter about it gets one more, nobody else.")
    )


@pages.route("/<int:meeting_id>/move", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def move(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Two steps on one address: look at what changes, then do it."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    form, seen = MoveForm(on=meeting.starts_on, at=meeting.at, place=meeting.place), None
    form.offer(content(request.db(), cohort).unit(meeting.unit_key))
    if form.validate_on_submit() and form.on.data and form.at.data:
        verb = _moving_on if form.scope.data == LATER else _moving
        there = places.cleaned(str(form.place.data or ""), "")[0]
        verb_of_it = verb(meeting, cohort, form.on.data, form.at.data, there)
        done, seen = changing.seen_or_done(form, cohort, verb_of_it)
        if done:
            return _back(cohort, _moved(meeting, cohort))
    becomes = places.cleaned(str(form.place.data or ""), "")[0]
    return _render(
        "meetings/move.html",
        form,
        meeting,
        cohort,
        seen,
        hints=beside_dates.hints(meeting, cohort, seen, becomes),
        becomes=becomes,
    )


@pages.route("/<int:meeting_id>/cancel", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def cancel(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    form, seen = CancelForm(), None
    if form.validate_on_submit():
        done, seen = changing.seen_or_done(form, cohort, _cancelling(meeting, cohort, str(form.reason.data)))
        if done:
            return _back(cohort, _("Cancelled. Its week waits until the meeting is put back."))
    return _render("meetings/cancel.html", form, meeting, cohort, seen)


@pages.route("/<int:meeting_id>/skip", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def skip(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """The group does not meet on this day; this meeting and all later ones move on."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    form, seen = CancelForm(), None
    if form.validate_on_submit():
        done, seen = changing.seen_or_done(form, cohort, _skipping(meeting, cohort, str(form.reason.data)))
        if done:
            return _back(
                cohort, _("Skipped. All later meetings have moved on; calendars and reminders follow.")
            )
    return _render("meetings/skip.html", form, meeting, cohort, seen)


@pages.route("/where", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def where(cohort_id: int) -> ResponseReturnValue:
    """The place and the video link of all meetings ahead, in two steps like a new time."""
    cohort = staff.cohort_for(cohort_id)
    form, seen = WhereForm(place=cohort.place, video_link=cohort.video_link), None
    was = cohort.place, cohort.video_link
    becomes = places.cleaned(str(form.place.data or ""), str(form.video_link.data or ""))
    if form.validate_on_submit():
        done, seen = changing.seen_or_done(form, cohort, _placing(cohort, *becomes))
        if done:
            return _back(
                cohort,
                _("It is as it was.") if was == becomes else _("Kept. Calendars and one letter follow."),
            )
    page = render_template(
        "meetings/where.html",
        **staff.in_cohort(cohort, "meetings"),
        form=form,
        seen=seen,
        was=was,
        becomes=becomes,
        taken=beside_dates.taken(cohort, becomes[0]) if seen and was[0] != becomes[0] else [],
        wave_titles=changing.wave_titles(cohort),
        say=meeting_words,
    )
    return page, 422 if form.errors else 200


@pages.route("/<int:meeting_id>/put-back", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def put_back(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Refused in a sentence where the group has ended, or where the meeting takes place already."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    form, seen = Form(), None
    try:
        calling_off.refuse_if_closed(cohort)
    except Refused as refused:
        return _back(cohort, refused.sentence)
    if not meeting.is_cancelled:
        return _back(cohort, _("It takes place on the day it has."))
    if form.validate_on_submit():
        done, seen = changing.seen_or_done(form, cohort, _putting_back(meeting))
        if done:
            return _back(cohort, _("It takes place again, on the day it had."))
    return _render("meetings/put_back.html", form, meeting, cohort, seen)


Verb = Callable[[], object]


def _moving(meeting: Meeting, cohort: Cohort, on: date, at: time, place: str) -> Verb:
    db, now, by = request.db(), request.now(), request.person()
    return lambda: meetings.move(db, meeting, on=on, at=at, zone=cohort.zone, place=place, now=now, by=by)


def _moving_on(meeting: Meeting, cohort: Cohort, on: date, at: time, place: str) -> Verb:
    db, now, by = request.db(), request.now(), request.person()
    return lambda: moving_on.move_on(db, cohort, meeting, on=on, at=at, place=place, now=now, by=by)


def _cancelling(meeting: Meeting, cohort: Cohort, reason: str) -> Verb:
    db, now, by = request.db(), request.now(), request.person()
    return lambda: meetings.cancel(db, meeting, reason=reason, now=now, by=by)


def _putting_back(meeting: Meeting) -> Verb:
    db, now, by = request.db(), request.now(), request.person()
    return lambda: meetings.put_back(db, meeting, now=now, by=by)


def _placing(cohort: Cohort, place: str, link: str) -> Verb:
    db, now, by = request.db(), request.now(), request.person()
    return lambda: places.change(db, cohort, place=place, video_link=link, now=now, by=by)


def _skipping(meeting: Meeting, cohort: Cohort, reason: str) -> Verb:
    db, now, by = request.db(), request.now(), request.person()
    return lambda: skipping.skip(db, cohort, meeting, reason=reason, now=now, by=by)


def _went_to(cohort: Cohort) -> str:
    """The name of the group this one goes on as."""
    return request.db().get_one(Cohort, cohort.merged_into).name if cohort.merged_into else ""


def _back(cohort: Cohort, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("meetings.page", cohort_id=cohort.id))


def _moved(meeting: Meeting, cohort: Cohort) -> str:
    day, at = formats.day(meeting.starts_on), meeting_words.wall(meeting.starts_at, cohort.zone)
    return str(_("Moved to %(day)s at %(time)s. Calendars and reminders follow.", day=day, time=at))


def _render(
    template: str,
    form: Form,
    meeting: Meeting,
    cohort: Cohort,
    seen: Foreseen | None,
    **more: object,
) -> ResponseReturnValue:
    page = render_template(
        template,
        **staff.in_cohort(cohort, "meetings"),
        form=form,
        meeting=meeting,
        unit=content(request.db(), cohort).unit(meeting.unit_key),
        seen=seen,
        wave_titles=changing.wave_titles(cohort),
        say=meeting_words,
        now=request.now(),
        **more,
    )
    return page, 422 if form.errors else 200
