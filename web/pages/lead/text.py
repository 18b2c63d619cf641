"""One text as its readers get it, with what is known about it; somebody who has read it signs it here."""

from flask import redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course import access
from course.errors import NotFound
from course.texts import signature
from course.texts.catalogue import offered
from course.texts.placed import every_text, key_of, title_of, unit_of
from course.texts.signature import TextSignature
from course.texts.told import told
from curriculum.schema import AgendaPart, Course, TextRecord
from web import meeting_words, request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for
from web.pages.lead.texts import sign, sign_form


@pages.route("/<int:programme_id>/texts/<course_key>/<path:path>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def text(programme_id: int, course_key: str, path: str) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    course, form = offered(request.db(), course_key, request.settings().curriculum).course, sign_form()
    record = _record(course, path)
    if form.is_submitted() and sign(course, http.form.getlist("text"), form):
        return redirect(url_for("lead.text", programme_id=programme_id, course_key=course_key, path=path))
    spoken = course.in_language(record.language)
    unit = unit_of(course, record)
    signed = signature.signatures(request.db(), [record])
    page = render_template(
        "lead/text.html",
        **staff.in_programme(programme, "settings"),
        course=course,
        text=record,
        title=title_of(course, record),
        unit=course.unit(unit) if unit else None,
        passages=told(spoken, record),
        parts=_parts(spoken, record),
        signed=signed,
        may_take_back=_may_take_back(signed.get(record.sha256)),
        form=form,
        say=meeting_words,
    )
    return page, 422 if form.errors else 200


def _record(course: Course, path: str) -> TextRecord:
    for one in every_text(course):
        if one.path == path:
            return one
    raise NotFound


def _parts(course: Course, record: TextRecord) -> tuple[AgendaPart, ...]:
    return course.unit(key_of(record)).agenda if record.kind == "outline" else ()


def _may_take_back(row: TextSignature | None) -> bool:
    if row is None:
        return False
    try:
        access.signature_for(request.db(), request.person(), row.stored_id)
    except NotFound:
        return False
    return True
