"""The content a cohort runs on: what it began with, what the files say by now, and taking that, seen first."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.cohort import Cohort
from course.errors import NotFound, Refused
from course.texts import taking
from course.texts.before_inviting import lacking
from course.texts.catalogue import Offered, offered
from web import request, staff
from web.doors import Door, door

pages = Blueprint("content", __name__, url_prefix="/cohorts/<int:cohort_id>/content")


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    return _render(staff.cohort_for(cohort_id))


@pages.post("")
@door(Door.SIGNED_IN)
def take(cohort_id: int) -> ResponseReturnValue:
    """The hash says what was seen, so that nothing else is taken."""
    cohort, found = staff.cohort_for(cohort_id), None
    try:
        found = _offered(cohort)
        if found is None or found.problem:
            raise Refused(_("The files offer nothing that can be taken just now."))
        seen = http.form.get("seen", "")
        taking.take(request.db(), cohort, found.course, seen=seen, now=request.now(), by=request.person())
    except Refused as refused:
        return _render(cohort, error=refused.sentence), 422
    flash(_("This group runs on the newer version now."))
    return redirect(url_for("content.page", cohort_id=cohort_id))


def _render(cohort: Cohort, error: str | None = None) -> str:
    db, found = request.db(), _offered(cohort)
    is_whole = found is not None and found.problem is None
    return render_template(
        "content/page.html",
        **staff.in_cohort(cohort, "meetings"),
        versions=taking.versions(db, cohort),
        newer=taking.newer(db, cohort, found.course) if found and is_whole else None,
        problem=found.problem if found else None,
        is_offered=found is not None,
        lacking=lacking(db, cohort),
        error=error,
    )


def _offered(cohort: Cohort) -> Offered | None:
    """What the files say of this course; None when there is no such course any more."""
    try:
        return offered(request.db(), cohort.course_key, request.settings().curriculum)
    except NotFound:
        return None
