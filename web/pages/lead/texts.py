"""Every text of the courses that can be run, with what is known about it and who signed it; sign several at once."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField
from wtforms.validators import Length

from course import access
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.texts import signature
from course.texts.catalogue import Catalogue, Offered, catalogue
from course.texts.placed import every_text, shelves, title_of
from curriculum.schema import Course
from web import meeting_words, request, staff
from web.doors import Door, door
from web.forms import Form, needed
from web.languages import language_choices
from web.pages.lead.blueprint import pages, programme_for

UNSIGNED = "unsigned"
LONG = _l("A little shorter, please.")


class SignForm(Form):
    name = StringField(
        _l("Who read it"), [needed(_l("Please give the name of the reader.")), Length(max=120, message=LONG)]
    )
    qualification = StringField(
        _l("What qualifies them"),
        [
            needed(_l("Please say what qualifies them, for example where they trained as a teacher.")),
            Length(max=200, message=LONG),
        ],
    )


@pages.route("/<int:programme_id>/texts", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def texts(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    found = catalogue(request.db(), request.settings().curriculum)
    one, form = _offered(found), sign_form()
    if one is None:
        return render_template(
            "lead/texts_none.html", **staff.in_programme(programme, "settings"), problems=found.problems
        )
    if form.is_submitted() and sign(one.course, http.form.getlist("text"), form):
        same = url_for(
            "lead.texts",
            programme_id=programme_id,
            course=one.course.key,
            show=_show(),
            language=http.args.get("language"),
        )
        return redirect(same)
    return _render(programme, found, one, form), 422 if form.errors else 200


@pages.post("/<int:programme_id>/texts/signatures/<int:signature_id>/take-back")
@door(Door.SIGNED_IN)
def take_back_signature(programme_id: int, signature_id: int) -> ResponseReturnValue:
    programme_for(programme_id)
    row = access.signature_for(request.db(), request.person(), signature_id)
    signature.take_back(request.db(), row, now=request.now(), by=request.person())
    flash(_("The signature of %(name)s is taken back.", name=row.name))
    return redirect(url_for("lead.texts", programme_id=programme_id))


def sign_form() -> SignForm:
    """With what was typed, or with the reader of this person's last signature: often the next one is theirs too."""
    last = signature.newest_by(request.db(), request.person())
    return SignForm(data={"name": last.name, "qualification": last.qualification} if last else None)


def sign(course: Course, hashes: Sequence[str], form: SignForm) -> bool:
    """Whether these texts are signed now; if not, the form says why."""
    if not form.validate():
        return False
    try:
        made = signature.sign(
            request.db(),
            signature.chosen(course, hashes),
            name=str(form.name.data),
            qualification=str(form.qualification.data),
            now=request.now(),
            by=request.person(),
        )
    except Refused as refused:
        form.refuse(refused)
        return False
    flash(
        ngettext(
            "One text is signed by %(name)s.",
            "%(num)s texts are signed by %(name)s.",
            len(made),
            name=made[0].name,
        )
    )
    return True


def _render(programme: Programme, found: Catalogue, one: Offered, form: SignForm) -> str:
    course = one.course
    all_texts = every_text(course)
    signed = signature.signatures(request.db(), all_texts)
    spoken, language = {text.language for text in all_texts}, http.args.get("language")
    if language not in (None, *spoken):
        raise NotFound
    shown = [
        text
        for text in all_texts
        if (_show() != UNSIGNED or text.sha256 not in signed) and language in (None, text.language)
    ]
    return render_template(
        "lead/texts.html",
        **staff.in_programme(programme, "settings"),
        course=course,
        courses=[each.course for each in found.offered],
        problems=found.problems,
        shelves=shelves(course, shown),
        all_texts=all_texts,
        signed=signed,
        ticked=set(http.form.getlist("text")),
        show=_show(),
        languages=sorted(spoken),
        language=language,
        language_names=language_choices(*spoken),
        form=form,
        title_of=title_of,
        say=meeting_words,
    )


def _offered(found: Catalogue) -> Offered | None:
    """The course the address names, or else the first one there is."""
    wanted = http.args.get("course")
    if wanted is not None and found.find(wanted) is None:
        raise NotFound
    return found.find(wanted) or next(iter(found.offered), None)


def _show() -> str | None:
    return UNSIGNED if http.args.get("show") == UNSIGNED else None
