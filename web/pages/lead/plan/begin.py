"""Step 1: like the group before, or a course from its beginning."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from course import access
from course.access.drafts import draft_for
from course.cohorts import draft
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.people import team
from course.texts.catalogue import Catalogue, catalogue
from web import request, staff
from web.doors import Door, door
from web.forms import Form, chosen, needed
from web.pages.lead.blueprint import pages, programme_for
from web.pages.lead.plan import steps

LIKE, COURSE = "like", "course"
OF_A_COURSE = (
    "outline_minutes",
    "orientation_on",
    "retreat_after",
    "retreat_on",
    "retreat_at",
    "own",
    "on-",
    "at-",
)
"""What was typed for one course means nothing in another."""


class BeginForm(Form):
    name = StringField(
        _l("Name of the group"),
        [needed(_l("Please give the cohort a name, for example Thursday evening.")), Length(max=120)],
    )
    template = RadioField(_l("What it begins with"), [chosen(_l("Please choose one."))])

    def offer(self, found: Catalogue, before: Cohort | None) -> str:
        """The group before comes first. Returns the first choice, "" where there is none."""
        courses = [
            (f"{COURSE}:{one.course.key}", f"{one.course.title}: {one.course.subtitle}")
            for one in found.offered
        ]
        like = [(f"{LIKE}:{before.id}", _("Like %(name)s", name=before.name))] if before else []
        choices = [*like, *courses]
        self.template.choices = choices
        return choices[0][0] if choices else ""


@pages.route("/<int:programme_id>/cohorts/new", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def new_cohort(programme_id: int) -> ResponseReturnValue:
    """Nothing is kept before the first step is done."""
    programme = programme_for(programme_id)
    found = catalogue(request.db(), request.settings().curriculum)
    before = _before(programme, found)
    form = BeginForm()
    first = form.offer(found, before)
    if not form.is_submitted():
        form.template.data = first
    if found.offered and form.validate_on_submit():
        fields = {
            "name": str(form.name.data),
            **_begun_with(programme, found, before, str(form.template.data)),
        }
        begun = draft.begin(request.db(), programme.stored_id, fields, now=request.now(), by=request.person())
        return redirect(url_for("lead.plan_when", programme_id=programme_id, draft_id=begun.id))
    page = render_template(
        "lead/plan/begin.html",
        **staff.in_programme(programme, "cohorts"),
        form=form,
        courses=[one.course for one in found.offered],
        before=before,
        problems=found.problems,
        number=1,
        of=steps.OF,
    )
    return page, 422 if form.errors else 200


@pages.route("/<int:programme_id>/cohorts/drafts/<int:draft_id>/course", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def plan_course(programme_id: int, draft_id: int) -> ResponseReturnValue:
    """The same for one that was begun: another name, another course."""
    planning = steps.opened(programme_id, draft_id)
    form = steps.shown_in(BeginForm, planning, template=f"{COURSE}:{planning.course.key}")
    form.offer(planning.found, None)
    if http.method == "POST" and (steps.is_leaving() or form.validate()):
        key = str(form.template.data or "").partition(":")[2]
        another = planning.found.find(key) is not None and key != planning.course.key
        fields = {"name": str(form.name.data or ""), "course_key": key if another else planning.course.key}
        planning.keep(fields, without=OF_A_COURSE if another else ())
        return steps.onward(planning, "course")
    return steps.page(planning, "course", form)


@pages.post("/<int:programme_id>/cohorts/drafts/<int:draft_id>/drop")
@door(Door.SIGNED_IN)
def drop_draft(programme_id: int, draft_id: int) -> ResponseReturnValue:
    """What was begun and not made is put away for good."""
    draft.drop(request.db(), draft_for(request.db(), request.person(), programme_id, draft_id))
    flash(_("It is put away."))
    return redirect(url_for("lead.cohorts", programme_id=programme_id))


def _before(programme: Programme, found: Catalogue) -> Cohort | None:
    """The group that began last, of those she sees, whose course can be run again."""
    known = access.cohorts_for(request.db(), request.person())
    return next(
        (one for one in known if one.programme_id == programme.id and found.find(one.course_key)), None
    )


def _begun_with(
    programme: Programme, found: Catalogue, before: Cohort | None, template: str
) -> dict[str, str]:
    """What stands in the fields of the other steps before anything is typed there."""
    kind, _colon, key = template.partition(":")
    if kind != LIKE or before is None:
        return {"course_key": key, "zone": programme.zone}
    running = team.facilitators(request.db(), [before.stored_id]).get(before.stored_id, [])
    return {
        "course_key": before.course_key,
        "at": f"{before.at:%H:%M}",
        "zone": before.zone,
        "place": before.place,
        "video_link": before.video_link,
        "capacity": str(before.capacity),
        "offer_hours": str(before.offer_hours),
        "outline_minutes": str(before.outline_minutes or ""),
        "retreat_after": before.retreat_after or "",
        "team": ",".join(str(one.person_id) for one in running if one.until is None),
    }
