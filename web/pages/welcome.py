"""Before the course: consent to each thing on its own, then the steps that are left, in any order."""

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import own_rows
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.delivery.receipts import consent_copy
from course.people import about_you, consent
from course.people.consent import ConsentTo
from course.people.consent_text import ConsentText, open_again, version
from course.people.intake_decision import path
from course.safety import concern
from course.safety.concern import INTAKE, Kind
from course.words import one_line
from web import gates, joining, request, safety_words, unsaved
from web.doors import Door, door

pages = Blueprint("welcome", __name__)
LONGEST_NAME = 120
SAID = {"word": Kind.ASKED, "harm": Kind.INTAKE}


@pages.route("/welcome/<int:enrolment_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    db = request.db()
    enrolment, cohort = own_rows.enrolment_of(db, request.person(), enrolment_id)
    stands = path(db, enrolment_id)
    if not stands.is_let_in:
        return redirect(url_for("joining.page", enrolment_id=enrolment_id))
    texts = joining.texts_for(stands)
    answers = {text.purpose: http.form.get(text.purpose.value, "") for text in texts}
    signed = one_line(http.form.get("signed", "")) if stands.signs else ""
    errors = _wrong(texts, answers) if http.method == "POST" else []
    if http.method == "POST" and stands.signs:
        errors += _unsigned(signed)
    if http.method == "POST" and not errors:
        is_new = enrolment.ready_at is None
        _keep(enrolment, texts, answers, signed)
        if is_new and stands.intake is None and _is_help_complete(cohort):
            return redirect(url_for(".before", enrolment_id=enrolment_id))
        return redirect(_onward(enrolment, cohort))
    known = consent.newest(db, enrolment_id)
    again = open_again(known, texts)
    given = {purpose: "yes" if row.given else "no" for purpose, row in known.items() if purpose not in again}
    return (
        render_template(
            "welcome/consent.html",
            enrolment=enrolment,
            cohort=cohort,
            texts=texts,
            version=version(texts),
            changed={purpose for purpose in again if purpose in known},
            answers=answers if http.method == "POST" else given,
            errors=errors,
            signs=stands.signs,
            signed=signed or next((row.signed_as for row in known.values() if row.signed_as), ""),
        ),
        422 if errors else 200,
    )


@pages.route("/welcome/<int:enrolment_id>/before", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def before(enrolment_id: int) -> ResponseReturnValue:
    """Is there something the responsible person should know? Two choices, no words to write, left out if she likes."""
    enrolment, cohort = own_rows.enrolment_of(request.db(), request.person(), enrolment_id)
    said = [kind for value, kind in SAID.items() if value in http.form.getlist("answer")]
    if http.method == "POST" and said:
        return _heard(enrolment, cohort, said)
    if http.method == "POST" or not _is_help_complete(cohort):
        return redirect(_onward(enrolment, cohort))
    return render_template(
        "welcome/before.html",
        enrolment=enrolment,
        cohort=cohort,
        known=safety_words.help_of(cohort.programme_id),
        policy=safety_words.policy_of(cohort.programme_id),
        watch=unsaved.mark(cohort.programme_id, ()),
    )


def _heard(enrolment: Enrolment, cohort: Cohort, said: list[Kind]) -> ResponseReturnValue:
    for kind in said:
        concern.begin(
            request.db(), enrolment_id=enrolment.stored_id, wave_key=INTAKE, kind=kind, now=request.now()
        )
    unsaved.is_told()
    request.after_commit(request.wake)
    return render_template(
        "welcome/heard.html",
        cohort=cohort,
        known=safety_words.help_of(cohort.programme_id),
        policy=safety_words.policy_of(cohort.programme_id),
        onward=_onward(enrolment, cohort),
    )


def _is_help_complete(cohort: Cohort) -> bool:
    """Nothing of this is asked while nobody could answer it."""
    return not gates.missing(request.db().get_one(Programme, cohort.programme_id))


def _wrong(texts: tuple[ConsentText, ...], answers: dict[ConsentTo, str]) -> list[tuple[str, str]]:
    """(field id, sentence) for each answer that is still needed; and when the words are others than she read."""
    if http.form.get("version", version(texts)) != version(texts):
        return [
            ("course-0", _("The words were changed while this page was open. Please read them once more."))
        ]
    open_ones = [
        (f"{text.purpose.value}-0", _("Please choose yes or no: %(title)s.", title=text.title))
        for text in texts
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


def _onward(enrolment: Enrolment, cohort: Cohort) -> str:
    """To what the programme would like to know about her, once she agreed to be asked; else to what is left to do."""
    agreed = consent.given(request.db(), enrolment.stored_id).get(ConsentTo.MEASURES)
    if agreed and about_you.is_open_to(request.db(), enrolment, cohort.programme_id):
        return url_for("about_you.page", enrolment_id=enrolment.id)
    if path(request.db(), enrolment.stored_id).intake is not None:
        return url_for("joining.page", enrolment_id=enrolment.id)
    return url_for("today.page")


def _unsigned(signed: str) -> list[tuple[str, str]]:
    if not signed:
        return [("signed", _("Please type your name below, as your signature."))]
    if len(signed) > LONGEST_NAME:
        return [("signed", _("A little shorter, please."))]
    return []


def _keep(
    enrolment: Enrolment, texts: tuple[ConsentText, ...], answers: dict[ConsentTo, str], signed: str
) -> None:
    """With a copy by mail, unless nothing is other than it was: a second tap brings no second letter."""
    db, before = request.db(), _said(enrolment)
    for text in texts:
        consent.answer(
            db,
            enrolment_id=enrolment.stored_id,
            purpose=text.purpose,
            given=answers[text.purpose] == "yes",
            text=text.whole,
            locale=request.person().locale,
            signed_as=signed,
        )
    if _said(enrolment) != before:
        consent_copy(db, request.settings(), enrolment, now=request.now())
        request.after_commit(request.wake)
    enrolment.ready_at = enrolment.ready_at or request.now()
    enrolment.look_at = request.now()


def _said(enrolment: Enrolment) -> dict[ConsentTo, tuple[bool, str, str]]:
    newest = consent.newest(request.db(), enrolment.stored_id)
    return {purpose: (row.given, row.text_hash, row.signed_as) for purpose, row in newest.items()}
