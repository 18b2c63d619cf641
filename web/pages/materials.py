"""Materials and recordings of a group, for whoever runs it: what stands there, more to put up, and taking it down."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from course.access import group_materials as access
from course.cohorts.cohort import Cohort, content
from course.cohorts.cohort import meetings as meetings_of
from course.cohorts.opening import openings
from course.errors import NotFound, Refused
from course.group import file, material, meeting_recording
from course.group.file_kinds import in_words
from course.group.meeting_recording import Standing
from web import group_files, meeting_words, request, staff
from web.client_ids import client_id, once
from web.doors import Door, door
from web.errors import not_there, other

pages = Blueprint("materials", __name__, url_prefix="/cohorts/<int:cohort_id>/materials")


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    """What the group finds, with a form for one more material; a recording begins at its meeting."""
    cohort = _cohort(cohort_id)
    if http.method != "POST":
        return _page(cohort)
    try:
        _put_up(cohort)
    except Refused as refused:
        return _page(cohort, refused), 422
    flash(_("It stands on the group’s page now."))
    return redirect(url_for("materials.page", cohort_id=cohort_id))


@pages.get("/<int:material_id>/file")
@door(Door.SIGNED_IN)
def sent(cohort_id: int, material_id: int) -> ResponseReturnValue:
    row, kept, _cohort = access.material_in(request.db(), request.person(), cohort_id, material_id)
    if kept is None:
        raise NotFound
    return group_files.given(kept, row.title, may_go_on=lambda db: None)


@pages.post("/<int:material_id>/take-down")
@door(Door.SIGNED_IN)
def take_down(cohort_id: int, material_id: int) -> ResponseReturnValue:
    row, _kept, cohort = access.material_in(request.db(), request.person(), cohort_id, material_id)
    material.take_down(request.db(), cohort, row, by=request.person())
    flash(_("Taken down. Nobody finds it any more, and its file is gone here."))
    return redirect(url_for("materials.page", cohort_id=cohort_id))


@pages.errorhandler(413)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The file was turned away before anything of it was read."""
    if http.endpoint != "materials.page" or request.visitor() is None:
        return other(error)
    try:
        cohort = _cohort((http.view_args or {})["cohort_id"])
    except NotFound as absent:
        return not_there(absent)
    sentence = file.too_large(material.LARGEST)
    return _page(cohort, Refused(sentence, field="file"), has_arrived=False), 413


def _cohort(cohort_id: int) -> Cohort:
    return access.run_here(request.db(), request.person(), cohort_id)


def _put_up(cohort: Cohort) -> None:
    key = http.form.get("unit", "")
    if key and key not in {one for one, _title in _weeks(cohort)}:
        raise Refused(_("Please choose a week of this course."), field="unit")
    known, upload = client_id(), http.files.get("file")
    once(
        lambda: material.put_up(
            request.db(),
            cohort,
            http.form.get("title", ""),
            unit_key=key,
            link=http.form.get("link", ""),
            source=upload.stream if upload and upload.filename else None,
            client_id=known,
            now=request.now(),
            by=request.person(),
        )
    )


def _weeks(cohort: Cohort) -> list[tuple[str, str]]:
    """Every gathering of the group, with or without its day come."""
    found = openings(content(request.db(), cohort), meetings_of(request.db(), cohort))
    return [(one.unit.key, f"{meeting_words.called(one.unit)}: {one.unit.title}") for one in found]


def _page(cohort: Cohort, refused: Refused | None = None, *, has_arrived: bool = True) -> str:
    db, now = request.db(), request.now()
    recordings = meeting_recording.of_cohort(db, cohort.stored_id)
    weeks = _weeks(cohort)
    return render_template(
        "materials/page.html",
        **staff.in_cohort(cohort, "people"),
        shown=material.of_cohort(db, cohort.stored_id),
        recordings=[(one, state_of(one)) for one in recordings],
        meetings=[one for one in meetings_of(db, cohort) if not one.is_cancelled and one.starts_at <= now][
            ::-1
        ],
        units={unit.key: unit for unit in content(db, cohort).units},
        weeks=[("", _("The whole course")), *weeks],
        titles=dict(weeks),
        kinds=in_words(material.SORTS),
        largest=material.LARGEST // 1_000_000,
        refused=refused,
        typed=http.form if has_arrived else {},
        say=meeting_words,
        now=now,
    )


def state_of(one: Standing) -> str:
    """`over`, `waits` to be offered, `hidden` because of somebody, or `offered`."""
    if one.recording.is_over(request.now()):
        return "over"
    if one.recording.offered_at is None:
        return "waits"
    return "hidden" if one.to_look_at else "offered"
