"""Before the course: consent to each thing on its own, then the steps that are left, in any order."""

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.cohorts.enrolment import Enrolment
from course.people import consent
from course.people.consent import ConsentTo
from course.people.consent_text import consent_texts
from web import request
from web.doors import Door, door

pages = Blueprint("welcome", __name__)


@pages.route("/welcome/<int:enrolment_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    db = request.db()
    enrolment, cohort = access.enrolment_of(db, request.person(), enrolment_id)
    answers = {text.purpose: http.form.get(text.purpose.value, "") for text in consent_texts()}
    errors = _wrong(answers) if http.method == "POST" else []
    if http.method == "POST" and not errors:
        _keep(enrolment, answers)
        return redirect(url_for("today.page"))
    given = {purpose: "yes" if yes else "no" for purpose, yes in consent.given(db, enrolment_id).items()}
    return (
        render_template(
            "welcome/consent.html",
            enrolment=enrolment,
            cohort=cohort,
            texts=consent_texts(),
            answers=answers if http.method == "POST" else given,
            errors=errors,
        ),
        422 if errors else 200,
    )


def _wrong(answers: dict[ConsentTo, str]) -> list[tuple[str, str]]:
    """(field id, sentence) for each answer that is still needed."""
    open_ones = [
        (f"{text.purpose.value}-0", _("Please choose yes or no: %(title)s.", title=text.title))
        for text in consent_texts()
        if answers[text.purpose] not in ("yes", "no")
    ]
    if answers[ConsentTo.COURSE] == "no":
        open_ones.append(
            (
                "course-0",
                _("Without this one there is no course to take part in. You can also leave this page."),
            )
        )
    return open_ones


def _keep(enrolment: Enrolment, answers: dict[ConsentTo, str]) -> None:
    for text in consent_texts():
        consent.answer(
            request.db(),
            enrolment_id=enrolment.stored_id,
            purpose=text.purpose,
            given=answers[text.purpose] == "yes",
            text=text.whole,
            locale=request.person().locale,
        )
    enrolment.ready_at = enrolment.ready_at or request.now()
    enrolment.look_at = request.now()
