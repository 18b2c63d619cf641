"""The steps of planning a group: what is kept at each, and where one leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from course.access.drafts import draft_for
from course.cohorts import draft as drafts
from course.cohorts.draft import CohortDraft
from course.cohorts.programme import Programme
from course.errors import Refused
from course.texts.catalogue import Catalogue, catalogue
from curriculum.schema import Course
from web import request, staff
from web.forms import Form
from web.pages.lead.blueprint import programme_for

ORDER = ("course", "when", "dates", "place", "team", "people", "measures", "check")
NUMBER = {
    "course": 1, "when": 2, "dates": 2, "place": 3, "team": 4, "people": 4, "measures": 5, "check": 6,
}  # fmt: skip
"""Some of the six have two pages: one decision stands on each."""
OF = 6
AnyForm = TypeVar("AnyForm", bound=Form)
GO, BACK, LATER = "go", "back", "later"
STEP = "step"
"""Where somebody stopped: there she goes on."""


@dataclass(frozen=True)
class Planning:
    """A draft with the course it would run."""

    programme: Programme
    draft: CohortDraft
    found: Catalogue
    course: Course

    @property
    def typed(self) -> MultiDict[str, str]:
        """What stands in the draft, as a form sends it."""
        return MultiDict(self.draft.fields)

    def at(self, step: str, **more: Any) -> str:
        """The address of a step."""
        return url_for(f"lead.plan_{step}", programme_id=self.programme.id, draft_id=self.draft.id, **more)

    def keep(self, fields: Mapping[str, str], *, without: tuple[str, ...] = ()) -> None:
        """Beside what the other steps keep, as it was typed. `without`: beginnings of names that go."""
        others = {
            key: text for key, text in self.draft.fields.items() if not (without and key.startswith(without))
        }
        drafts.keep(
            request.db(),
            self.programme.stored_id,
            {**others, **fields},
            draft=self.draft,
            now=request.now(),
            by=request.person(),
        )


def opened(programme_id: int, draft_id: int) -> Planning:
    """For the leads of the programme."""
    draft = draft_for(request.db(), request.person(), programme_id, draft_id)
    found = catalogue(request.db(), request.settings().curriculum)
    return Planning(
        programme_for(programme_id), draft, found, course_of(found, draft.fields.get("course_key"))
    )


def course_of(found: Catalogue, key: str | None) -> Course:
    """This course; the first one there is otherwise."""
    if not found.offered:
        raise Refused(" ".join([_("No course can be run just now."), *found.problems]))
    return (found.find(key) or found.offered[0]).course


def typed_into(form: Form) -> dict[str, str]:
    """{field: what was typed}, right or not."""
    return {name: http.form.get(name, "") for name in form.data if name != "csrf_token"}


def is_leaving() -> bool:
    """Whether the button goes back or away: then nothing has to be right."""
    return http.form.get(GO) in (BACK, LATER)


def shown_in(kind: type[AnyForm], planning: Planning, **usual: Any) -> AnyForm:
    """The form of a step with what was just sent, or else with what the draft keeps."""
    return kind(http.form if http.method == "POST" else planning.typed, **usual)


def kept_in(kind: type[AnyForm], planning: Planning, **usual: Any) -> AnyForm:
    """The form of another step with what the draft keeps, to ask it whether that is right."""
    return kind(planning.typed, meta={"csrf": False}, **usual)


def begun_at(draft: CohortDraft) -> str:
    """The step at which somebody stopped."""
    step = draft.fields.get(STEP, "")
    return step if step in ORDER else ORDER[0]


def onward(planning: Planning, step: str) -> ResponseReturnValue:
    """To the next step, or to the check, where that is where she came from to change something; to the one before;
    or to the list of groups."""
    where = http.form.get(GO)
    if where == LATER:
        planning.keep({STEP: step})
        flash(_("Kept. Nothing is made yet, and nobody is told; you find it here."))
        return redirect(url_for("lead.cohorts", programme_id=planning.programme.id))
    place = ORDER.index(step)
    if where == BACK:
        return redirect(planning.at(ORDER[max(place - 1, 0)]))
    return redirect(planning.at("check" if http.form.get("from") == "check" else ORDER[place + 1]))


def again(planning: Planning, step: str) -> ResponseReturnValue:
    """The same page, with what was kept just now."""
    more = {"from": "check"} if http.form.get("from") == "check" else {}
    return redirect(planning.at(step, **more))


def page(planning: Planning, step: str, form: Form | None = None, **more: Any) -> tuple[str, int]:
    shown = render_template(
        f"lead/plan/{step}.html",
        **staff.in_programme(planning.programme, "cohorts"),
        planning=planning,
        draft=planning.draft,
        course=planning.course,
        step=step,
        number=NUMBER[step],
        of=OF,
        came_from=http.values.get("from", ""),
        form=form,
        **more,
    )
    return shown, 422 if form is not None and form.errors else 200
