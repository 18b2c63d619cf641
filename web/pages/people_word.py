"""A word to one person: a draft that can be changed, a look at the letter, and the press that sends it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from course.cohorts import greeting
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery import reaching
from course.errors import NotFound, Refused
from course.group import tone
from course.letters.letter import Letter
from course.people.person import Person
from course.words import speaking
from web import letter_frame, request, staff
from web.doors import Door, door
from web.forms import Form
from web.seen import is_confirmed, mark

pages = Blueprint("people_word", __name__)


class WordForm(Form):
    words = TextAreaField(_l("Your words"))


@pages.route("/cohorts/<int:cohort_id>/people/<int:enrolment_id>/word", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """The first press shows the letter, the second sends it. Where none can be sent, the page says why instead."""
    enrolment, cohort = staff.place_in(cohort_id, enrolment_id)
    if not enrolment.is_active:
        raise NotFound
    person = request.db().get_one(Person, enrolment.person_id)
    form = WordForm(words=_draft(person))
    if not form.validate_on_submit():
        return _page(
            cohort, person, form, why_not=greeting.why_not(request.db(), enrolment, now=request.now())
        )
    seen = _seen_or_sent(form, enrolment)
    if not seen and not form.errors:
        flash(_("Your word to %(name)s is on its way.", name=person.called))
        return redirect(url_for("people.page", cohort_id=cohort_id))
    shown = letter_frame.with_letter(_page(cohort, person, form, seen=seen))
    return shown, 422 if form.errors else 200


def _seen_or_sent(form: WordForm, enrolment: Enrolment) -> str:
    """The words for a look at the letter; nothing once it is sent, or when it is refused."""
    db, now, words = request.db(), request.now(), str(form.words.data or "")
    try:
        if is_confirmed(form.data):
            greeting.send(db, enrolment, words, now=now, by=request.person())
            return ""
        if refused := greeting.why_not(db, enrolment, now=now):
            raise refused
        return greeting.checked(words)
    except Refused as refused:
        form.refuse(refused)
        return ""


def _page(
    cohort: Cohort, person: Person, form: WordForm, *, seen: str = "", why_not: Refused | None = None
) -> str:
    letter = _as_read(cohort, person, seen) if seen else None
    return render_template(
        "people/word.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        person=person,
        seen=seen,
        letter=letter,
        framed=letter_frame.in_frame(letter) if letter else "",
        heard=tone.heard_in(seen),
        why_not=why_not,
        shown=mark({"words": seen}),
        longest=greeting.LONGEST,
    )


def _as_read(cohort: Cohort, person: Person, words: str) -> Letter:
    return reaching.as_read_by(
        request.db(), request.settings(), cohort, words, reader=person, writer=request.person(),
        letter=reaching.TO_ONE,
    )  # fmt: skip


def _draft(person: Person) -> str:
    """In the language of whoever will read it."""
    with speaking(person.locale):
        return greeting.draft()
