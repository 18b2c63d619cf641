"""A new cohort: which course, what it is, then every date it would have. Nothing is stored before the last press."""

from datetime import date, datetime, time
from typing import Any, cast

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import Length, NumberRange, Optional, Regexp

from course.cohorts import skipped
from course.cohorts.cohort import create, plan_for
from course.cohorts.programme import Programme
from course.cohorts.schedule import Plan, PlannedMeeting, planned
from course.errors import Refused
from course.texts.catalogue import Catalogue, catalogue
from curriculum.schema import Course
from web import meeting_words, request, seen, staff
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.lead.blueprint import pages, programme_for
from web.zones import zone_choices


class CohortForm(Form):
    course_key = SelectField(_l("Course"))
    name = StringField(
        _l("Name of the group"),
        [needed(_l("Please give the cohort a name, for example Thursday evening.")), Length(max=120)],
    )
    starts_on = DateField(_l("First session"), [needed(_l("Please give the day of the first session."))])
    at = TimeField(_l("Time"), [needed(_l("Please give a time, for example 18:30."))])
    zone = SelectField(_l("Time zone"), choices=zone_choices())
    place = StringField(_l("Place"), [Length(max=200)])
    video_link = StringField(
        _l("Video link"),
        [Regexp(r"^(https://\S+)?$", message=_l("A link begins with https://")), Length(max=300)],
    )
    capacity = IntegerField(
        _l("Room for"),
        [
            needed(_l("This is a number from 2 to 500.")),
            NumberRange(2, 500, message=_l("This is a number from 2 to 500.")),
        ],
    )
    outline_minutes = SelectField(_l("Length of a session"), coerce=int)
    orientation_on = DateField(_l("Day of the orientation"), [Optional()])
    skipped = TextAreaField(_l("Days without a session"), [Length(max=6000)])
    retreat_after = SelectField(_l("The retreat comes after"))
    retreat_on = DateField(_l("Day of the retreat"), [Optional()])
    retreat_at = TimeField(_l("It begins at"), [Optional()])

    def offer(self, course: Course, found: Catalogue) -> None:
        """The fields and choices that depend on content. The retreat stands between two sessions."""
        self.course_key.choices = {one.course.key: one.course.title for one in found.offered}
        self.outline_minutes.choices = [
            (each, meeting_words.lasts(each)) for each in course.sessions[0].lengths
        ]
        if course.orientation is None:
            del self.orientation_on
        if course.retreat is None:
            del self.retreat_after, self.retreat_on, self.retreat_at
        else:
            self.retreat_after.choices = {one.key: meeting_words.called(one) for one in course.sessions[:-1]}

    def given(self, name: str) -> Any:
        """What was typed into a field that only some courses have."""
        return self[name].data or None if name in self else None


@pages.route("/<int:programme_id>/cohorts/new", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def new_cohort(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    found = catalogue(request.db(), request.settings().curriculum)
    if http.method == "GET" and "course" not in http.args and len(found.offered) != 1:
        return _choose(programme, found)
    course = _course(found)
    form = CohortForm(
        at=time(18, 30),
        zone=programme.zone,
        capacity=14,
        course_key=course.key,
        retreat_after=course.retreat_after,
        outline_minutes=course.sessions[0].minutes,
    )
    form.offer(course, found)
    wants_form = http.method != "POST" or "change" in http.form
    if not wants_form and form.validate():
        try:
            plan = _plan(course, form)
            if seen.is_confirmed(form.data):
                return _create(programme, course, plan, form)
            return _preview(programme, course, plan, form)
        except Refused as refused:
            form.refuse(refused)
    page = render_template(
        "lead/new_cohort.html",
        **staff.in_programme(programme, "cohorts"),
        form=form,
        course=course,
        problems=found.problems,
    )
    return page, 422 if form.errors else 200


def _choose(programme: Programme, found: Catalogue) -> ResponseReturnValue:
    return render_template(
        "lead/new_cohort_course.html",
        **staff.in_programme(programme, "cohorts"),
        courses=[one.course for one in found.offered],
        problems=found.problems,
    )


def _course(found: Catalogue) -> Course:
    """The course the form asks for; the first one there is otherwise."""
    if not found.offered:
        raise Refused(" ".join([_("No course can be run just now."), *found.problems]))
    wanted = found.find(http.form.get("course_key") or http.args.get("course"))
    return (wanted or found.offered[0]).course


def _plan(course: Course, form: CohortForm) -> Plan:
    return plan_for(
        course,
        starts_on=cast(date, form.starts_on.data),
        at=cast(time, form.at.data),
        zone=str(form.zone.data),
        skipped=skipped.parse(str(form.skipped.data or "")),
        retreat_after=form.given("retreat_after"),
        retreat_on=form.given("retreat_on"),
        retreat_at=form.given("retreat_at"),
        outline_minutes=form.outline_minutes.data,
        orientation_on=form.given("orientation_on"),
    )


def _preview(programme: Programme, course: Course, plan: Plan, form: CohortForm) -> ResponseReturnValue:
    dates = planned(plan)
    return render_template(
        "lead/new_cohort_dates.html",
        **staff.in_programme(programme, "cohorts"),
        form=form,
        plan=plan,
        dates=[(one, course.unit(one.unit_key)) for one in dates],
        skipped=_skipped(plan, dates),
        course=course,
        met=_met(dates, request.now()),
        say=meeting_words,
    )


def _create(programme: Programme, course: Course, plan: Plan, form: CohortForm) -> ResponseReturnValue:
    now = request.now()
    made = create(
        request.db(),
        programme,
        name=str(form.name.data),
        course_key=course.key,
        plan=plan,
        place=str(form.place.data or ""),
        video_link=str(form.video_link.data or ""),
        capacity=int(form.capacity.data or 0),
        outline_minutes=form.outline_minutes.data,
        course=course,
        adopted_at=now if _met(planned(plan), now) else None,
        by=request.person(),
    )
    flash(
        _("%(name)s is there with all its dates. Nothing has been sent. Next: who runs it.", name=made.name)
    )
    return redirect(url_for("team.page", cohort_id=made.id))


def _met(dates: list[PlannedMeeting], now: datetime) -> int:
    """How many meetings a group has had already that comes here while it meets."""
    return sum(1 for one in dates if one.starts_at <= now)


def _skipped(plan: Plan, dates: list[PlannedMeeting]) -> list[tuple[date, str, bool]]:
    """(day, reason, whether a session would have been on it), in order."""
    last = max(one.starts_on for one in dates)
    return [
        (day, why, (day - plan.starts_on).days % plan.cadence_days == 0 and plan.starts_on <= day <= last)
        for day, why in sorted(plan.skipped.items())
    ]
