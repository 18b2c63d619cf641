"""Step 2: the first day and the hour. The other dates follow from them, and stand on the page after."""

from datetime import date, time
from typing import Any, cast

from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, TextAreaField, TimeField
from wtforms.validators import Length, Optional

from course.cohorts import holidays, own_days, skipped
from course.cohorts.cohort import plan_for
from course.cohorts.own_days import OwnDays
from course.cohorts.schedule import Plan, planned
from course.errors import Refused
from curriculum.schema import Course
from web import meeting_words
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.lead.blueprint import pages
from web.pages.lead.plan import steps
from web.pages.lead.plan.steps import Planning
from web.zones import zone_choices


class WhenForm(Form):
    starts_on = DateField(_l("First session"), [needed(_l("Please give the day of the first session."))])
    at = TimeField(_l("Time"), [needed(_l("Please give a time, for example 18:30."))])
    zone = SelectField(_l("Time zone"), choices=zone_choices())
    outline_minutes = SelectField(_l("Length of a session"), coerce=int)
    skipped = TextAreaField(_l("Days without a session"), [Length(max=6000)])
    orientation_on = DateField(_l("Day of the orientation"), [Optional()])
    retreat_after = SelectField(_l("The retreat comes after"))
    retreat_on = DateField(_l("Day of the retreat"), [Optional()])
    retreat_at = TimeField(_l("It begins at"), [Optional()])
    forget = BooleanField()

    def offer(self, course: Course) -> None:
        """The fields and choices that depend on content. The retreat stands between two sessions."""
        lengths = course.sessions[0].lengths
        self.outline_minutes.choices = [(each, meeting_words.lasts(each)) for each in lengths]
        if course.orientation is None:
            del self.orientation_on
        if course.retreat is None:
            del self.retreat_after, self.retreat_on, self.retreat_at
        else:
            self.retreat_after.choices = {one.key: meeting_words.called(one) for one in course.sessions[:-1]}

    def given(self, name: str) -> Any:
        """What was typed into a field that only some courses have."""
        return self[name].data or None if name in self else None

    def plan(self, course: Course, own: OwnDays) -> Plan:
        return plan_for(
            course,
            starts_on=cast(date, self.starts_on.data),
            at=cast(time, self.at.data),
            zone=str(self.zone.data),
            skipped=skipped.parse(str(self.skipped.data or "")),
            retreat_after=self.given("retreat_after"),
            retreat_on=self.given("retreat_on"),
            retreat_at=self.given("retreat_at"),
            outline_minutes=self.outline_minutes.data,
            orientation_on=self.given("orientation_on"),
            own=own,
        )

    def lays(self, course: Course) -> Plan | None:
        """The dates without those chosen by hand; None, with the reason beside a field, where there are none."""
        if not self.validate():
            return None
        try:
            plan = self.plan(course, {})
            planned(plan)
        except Refused as refused:
            self.refuse(refused)
            return None
        return plan


@pages.route("/<int:programme_id>/cohorts/drafts/<int:draft_id>/when", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def plan_when(programme_id: int, draft_id: int) -> ResponseReturnValue:
    planning = steps.opened(programme_id, draft_id)
    form = steps.shown_in(WhenForm, planning, **usual(planning))
    form.offer(planning.course)
    if http.method == "POST" and (steps.is_leaving() or form.lays(planning.course)):
        fields = {name: text for name, text in steps.typed_into(form).items() if name != "forget"}
        if form.forget.data:
            planning.keep({**fields, "own": ""}, without=("on-", "at-"))
        else:
            planning.keep(fields)
        return steps.onward(planning, "when")
    return steps.page(
        planning,
        "when",
        form,
        by_hand=len(by_hand(planning)),
        knows_holidays=holidays.is_known(planning.programme.country),
    )


def kept_when(planning: Planning) -> WhenForm:
    """What the draft keeps of this step."""
    form = steps.kept_in(WhenForm, planning, **usual(planning))
    form.offer(planning.course)
    return form


def by_hand(planning: Planning) -> OwnDays:
    """The dates that were chosen by hand."""
    return own_days.parse(planning.draft.fields.get("own", ""))


def usual(planning: Planning) -> dict[str, Any]:
    """What stands in the fields before anything is typed."""
    course = planning.course
    return {
        "at": time(18, 30),
        "zone": planning.programme.zone,
        "retreat_after": course.retreat_after,
        "outline_minutes": course.sessions[0].minutes,
    }
