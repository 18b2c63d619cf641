"""A new cohort: which course, what it is, then every date it would have, each to be changed by hand.

Nothing is made before the last press. What was typed can be kept and gone on with on another day.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, cast

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import Length, NumberRange, Optional, Regexp

from course import access
from course.access.drafts import draft_for
from course.cohorts import beside, draft, holidays, own_days, skipped
from course.cohorts.cohort import Cohort, create, plan_for
from course.cohorts.draft import CohortDraft
from course.cohorts.own_days import OwnDays
from course.cohorts.programme import Programme
from course.cohorts.schedule import Plan, PlannedMeeting, planned
from course.errors import Refused
from course.texts.catalogue import Catalogue, catalogue
from curriculum.schema import Course
from web import meeting_words, request, seen, staff
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.lead.blueprint import pages, programme_for
from web.row_numbers import row_number
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
    own = HiddenField(_l("Dates chosen by hand"), [Length(max=6000)])

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
    begun = _begun(programme)
    typed = http.form if http.method == "POST" else MultiDict(begun.fields) if begun else None
    if typed is None and not {"course", "like"} & http.args.keys() and len(found.offered) != 1:
        return _choose(programme, found)
    like = _like(programme)
    course = _course(found, typed, like)
    form = CohortForm(typed, **_usual(programme, course, like))
    form.offer(course, found)
    if http.method == "POST" and "save" in http.form:
        return _keep(programme, form, begun)
    if http.method == "POST" and "change" not in http.form and form.validate():
        try:
            return _dates(programme, course, form, begun)
        except Refused as refused:
            form.refuse(refused)
    page = render_template(
        "lead/new_cohort.html",
        **staff.in_programme(programme, "cohorts"),
        form=form,
        course=course,
        problems=found.problems,
        begun=begun,
        by_hand=len(own_days.parse(str(form.own.data or ""))),
        knows_holidays=holidays.is_known(programme.country),
    )
    return page, 422 if form.errors else 200


@pages.post("/<int:programme_id>/cohorts/drafts/<int:draft_id>/drop")
@door(Door.SIGNED_IN)
def drop_draft(programme_id: int, draft_id: int) -> ResponseReturnValue:
    """What was begun and not made is put away for good."""
    draft.drop(request.db(), draft_for(request.db(), request.person(), programme_id, draft_id))
    flash(_("It is put away."))
    return redirect(url_for("lead.cohorts", programme_id=programme_id))


def _choose(programme: Programme, found: Catalogue) -> ResponseReturnValue:
    before = [
        one
        for one in access.cohorts_for(request.db(), request.person())
        if one.programme_id == programme.id and found.find(one.course_key)
    ]
    return render_template(
        "lead/new_cohort_course.html",
        **staff.in_programme(programme, "cohorts"),
        courses=[one.course for one in found.offered],
        like=before[:1],
        problems=found.problems,
    )


def _begun(programme: Programme) -> CohortDraft | None:
    """What somebody kept and goes on with now."""
    number = http.values.get("draft")
    if not number:
        return None
    return draft_for(request.db(), request.person(), programme.stored_id, row_number(number))


def _like(programme: Programme) -> Cohort | None:
    """An earlier group whose place, hour and length the new one begins with."""
    number = http.args.get("like")
    if not number:
        return None
    cohort = access.cohort_led_by(request.db(), request.person(), row_number(number))
    return cohort if cohort.programme_id == programme.id else None


def _course(found: Catalogue, typed: MultiDict[str, str] | None, like: Cohort | None) -> Course:
    """The course the form asks for; the first one there is otherwise."""
    if not found.offered:
        raise Refused(" ".join([_("No course can be run just now."), *found.problems]))
    asked = typed.get("course_key") if typed else like.course_key if like else http.args.get("course")
    wanted = found.find(asked)
    return (wanted or found.offered[0]).course


def _usual(programme: Programme, course: Course, like: Cohort | None) -> dict[str, Any]:
    """What stands in the form before anything is typed."""
    usual = {
        "at": time(18, 30),
        "zone": programme.zone,
        "capacity": 14,
        "course_key": course.key,
        "retreat_after": course.retreat_after,
        "outline_minutes": course.sessions[0].minutes,
    }
    if like is not None:
        names = ("at", "zone", "place", "video_link", "capacity")
        usual |= {name: getattr(like, name) for name in names}
        usual["outline_minutes"] = like.outline_minutes or usual["outline_minutes"]
    return usual


def _keep(programme: Programme, form: CohortForm, begun: CohortDraft | None) -> ResponseReturnValue:
    """As it was typed; what cannot be read among the dates stays as it was looked at."""
    fields = {name: http.form.get(name, "") for name in form.data if name != "csrf_token"}
    fields["own"] = own_days.lines(own_days.parse(fields["own"]) | own_days.readable(_typed_dates()))
    draft.keep(request.db(), programme.stored_id, fields, draft=begun, now=request.now(), by=request.person())
    flash(_("Kept. Nothing is made yet, and nobody is told; you find it here."))
    return redirect(url_for("lead.cohorts", programme_id=programme.id))


def _dates(
    programme: Programme, course: Course, form: CohortForm, begun: CohortDraft | None
) -> ResponseReturnValue:
    """Every date, with what was typed into each. They are made as soon as they stand as they were looked at."""
    before: OwnDays = {} if "forget" in http.form else own_days.parse(str(form.own.data or ""))
    plan = _plan(course, form, before)
    usual, own, sentence = planned(plan), before, ""
    try:
        own = own_days.differing(usual, _typed_dates(), before)
        becomes = planned(replace(plan, own=own))
    except Refused as refused:
        own, becomes, sentence = before, usual, refused.sentence
    if not sentence and seen.is_confirmed(_as_shown(form, own)):
        return _create(programme, course, replace(plan, own=own), form, begun)
    page = _preview(programme, course, replace(plan, own=own), becomes, form, begun, sentence)
    return page, 422 if sentence else 200


def _as_shown(form: CohortForm, own: Mapping[str, tuple[date, time]]) -> dict[str, object]:
    """What the page of dates shows, and its last press makes."""
    return {**form.data, "own": own_days.lines(own)}


def _typed_dates() -> dict[str, tuple[str, str]]:
    """{unit: the day and the time in its fields}."""
    return {
        name.removeprefix("on-"): (day, http.form.get(f"at-{name.removeprefix('on-')}", ""))
        for name, day in http.form.items()
        if name.startswith("on-")
    }


def _plan(course: Course, form: CohortForm, own: OwnDays) -> Plan:
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
        own=own,
    )


def _preview(
    programme: Programme,
    course: Course,
    plan: Plan,
    dates: list[PlannedMeeting],
    form: CohortForm,
    begun: CohortDraft | None,
    sentence: str,
) -> str:
    typed = _typed_dates() if sentence else {}
    place = str(form.place.data or "").strip()
    return render_template(
        "lead/new_cohort_dates.html",
        **staff.in_programme(programme, "cohorts"),
        form=form,
        plan=plan,
        dates=[(one, course.unit(one.unit_key), typed.get(one.unit_key)) for one in dates],
        hints=beside.hints(request.db(), programme, dates, place=place),
        own=own_days.lines(plan.own),
        shown=seen.mark(_as_shown(form, plan.own)),
        skipped=_skipped(plan, dates),
        course=course,
        met=_met(dates, request.now()),
        begun=begun,
        sentence=sentence,
        say=meeting_words,
    )


def _create(
    programme: Programme, course: Course, plan: Plan, form: CohortForm, begun: CohortDraft | None
) -> ResponseReturnValue:
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
    if begun is not None:
        draft.drop(request.db(), begun)
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
