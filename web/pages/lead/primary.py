"""The one outcome a programme names before its first answer; another one is named beside it, with the reason."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types

from course.cohorts.programme import Programme
from course.errors import Refused
from course.outcomes import primary
from course.outcomes.gather import measured
from course.outcomes.primary import Analysis, Outcome, PrimaryOutcome
from course.texts.catalogue import catalogue
from curriculum.loader import load_measure
from curriculum.schema import Course
from web import request, staff
from web.doors import Door, door
from web.forms import Form, chosen
from web.pages.lead.blueprint import pages, programme_for


class PrimaryForm(Form):
    score = SelectField(_l("Which score"), [chosen(_l("Please choose a score."))])
    wave = SelectField(_l("When"), [chosen(_l("Please choose when."))])
    analysis = RadioField(
        _l("How it is worked out"),
        [chosen(_l("Please choose how it is worked out."))],
        choices=[
            SelectChoice(
                Analysis.MEAN_CHANGE.value, _l("Mean change with its interval, of everybody with both scores")
            ),
            SelectChoice(
                Analysis.MIXED_MODEL.value, _l("Mixed model over all waves, of everybody who answered at all")
            ),
        ],
    )
    reason = StringField(_l("Why it is another one now"))


@pages.route("/<int:programme_id>/primary", methods=["GET", "POST"], endpoint="primary")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme, db = programme_for(programme_id), request.db()
    courses = _courses(programme)
    form = _form(courses, primary.of(db, programme_id))
    if form.validate_on_submit():
        try:
            primary.declare(
                db,
                programme,
                _outcome(form),
                reason=form.reason.data or "",
                by=request.person(),
                now=request.now(),
            )
            flash(_("Named, with today’s date."))
            return redirect(url_for("lead.primary", programme_id=programme_id))
        except Refused as refused:
            form.refuse(refused)
    page = render_template(
        "lead/primary.html",
        **staff.in_programme(programme, "settings"),
        form=form,
        declared=primary.declared(db, programme_id),
        words=score_words,
        waves=primary.later_waves(courses),
        first_answer=primary.first_answer(db, programme_id),
    )
    return page, 422 if form.errors else 200


def _form(courses: list[Course], known: PrimaryOutcome | None) -> PrimaryForm:
    form = PrimaryForm(
        score=f"{known.measure_key}/{known.score_key}" if known else None,
        wave=known.wave_key if known else None,
        analysis=known.analysis.value if known else None,
    )
    scores = primary.scores(courses)
    form.score.choices = [(f"{measure}/{score}", score_words(measure, score)) for measure, score in scores]
    form.wave.choices = list(primary.later_waves(courses).items())
    return form


def score_words(measure_key: str, score_key: str) -> str:
    """ "Compassionate responding (Self-compassion)"."""
    name, whole = measured(measure_key, score_key).name, load_measure(measure_key).title.partition(",")[0]
    return name if name == whole else f"{name} ({whole})"


def _outcome(form: PrimaryForm) -> Outcome:
    measure, _slash, score = str(form.score.data).partition("/")
    return Outcome(measure, score, str(form.wave.data), Analysis(form.analysis.data))


def _courses(programme: Programme) -> list[Course]:
    db = request.db()
    return primary.courses_of(
        db, programme, (one.course for one in catalogue(db, request.settings().curriculum).offered)
    )
