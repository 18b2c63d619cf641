"""The spread and the reliability by which a programme judges whether one person changed, and what was set before."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import col, select
from wtforms import FloatField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types

from course.cohorts.programme import Programme
from course.errors import Refused
from course.outcomes import reliability_choice
from course.outcomes.cohort_gather import measures_answered
from course.outcomes.yardstick import ENOUGH_PEOPLE
from course.people.person import Person
from web import request, staff
from web.doors import Door, door
from web.forms import Form, chosen, needed
from web.pages.lead.blueprint import pages, programme_for
from web.pages.lead.primary import score_words


class ReliabilityForm(Form):
    score = SelectField(_l("Which score"), [chosen(_l("Please choose a score."))])
    sd = FloatField(
        _l("Standard deviation of first scores"),
        [needed(_l("Please give a standard deviation above 0, in points of the score."))],
    )
    reliability = FloatField(_l("Reliability"), [chosen(_l("Please give a reliability from 0 to below 1."))])
    source = StringField(
        _l("Where they come from"),
        [needed(_l("Please say where these figures come from. It stands beside every result."))],
    )


@pages.route("/<int:programme_id>/reliability", methods=["GET", "POST"], endpoint="reliability")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    form = ReliabilityForm()
    form.score.choices = [
        SelectChoice(f"{measure}/{score}", score_words(measure, score))
        for measure, score in _scores(programme)
    ]
    if form.validate_on_submit():
        try:
            _choose(programme, form)
            flash(_("Set. Every report of this programme goes by it from now on, and says so."))
            return redirect(url_for("lead.reliability", programme_id=programme_id))
        except Refused as refused:
            form.refuse(refused)
    return _page(programme, form), 422 if form.errors else 200


@pages.post("/<int:programme_id>/reliability/<measure_key>/<score_key>/end", endpoint="end_reliability")
@door(Door.SIGNED_IN)
def end(programme_id: int, measure_key: str, score_key: str) -> ResponseReturnValue:
    """Back to what the programme would go by without a choice; what was set stays to be read."""
    programme = programme_for(programme_id)
    reliability_choice.let_go(
        request.db(),
        programme,
        measure_key=measure_key,
        score_key=score_key,
        by=request.person(),
        now=request.now(),
    )
    return redirect(url_for("lead.reliability", programme_id=programme_id))


def _choose(programme: Programme, form: ReliabilityForm) -> None:
    measure, _slash, score = str(form.score.data).partition("/")
    reliability_choice.choose(
        request.db(),
        programme,
        measure_key=measure,
        score_key=score,
        sd=form.sd.data or 0.0,
        reliability=form.reliability.data or 0.0,
        source=form.source.data or "",
        by=request.person(),
        now=request.now(),
    )


def _scores(programme: Programme) -> list[tuple[str, str]]:
    return [
        (measure.key, score)
        for measure in measures_answered(request.db(), programme)
        for score in dict.fromkeys((*measure.headline, *measure.score_keys))
    ]


def _page(programme: Programme, form: ReliabilityForm) -> str:
    db = request.db()
    rows = reliability_choice.choices(db, programme.stored_id)
    people = db.exec(select(Person).where(col(Person.id).in_({row.person_id for row in rows}))).all()
    return render_template(
        "lead/reliability.html",
        **staff.in_programme(programme, "settings"),
        form=form,
        rows=rows,
        counts_now={row.id for row in reliability_choice.chosen(db, programme.stored_id).values()},
        by={one.id: one for one in people},
        words=score_words,
        enough=ENOUGH_PEOPLE,
    )
