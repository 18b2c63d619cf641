"""Answers without names, for whoever has the right to analyse them and nobody else."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types

from course import access, audit
from course.cohorts.programme import Programme
from course.errors import Refused
from course.exchange.export.archive import Format, archive
from course.exchange.export.gather import gather
from web import request, staff
from web.doors import Door, door
from web.forms import Form, chosen

pages = Blueprint("analysis", __name__)

FORMATS = [
    SelectChoice(Format.CSV.value, _l("CSV, long and wide, with a codebook")),
    SelectChoice(Format.SPSS.value, _l("SPSS (.sav), with labels and user-missing values")),
    SelectChoice(Format.STATA.value, _l("Stata (.dta), with labels and extended missing values")),
    SelectChoice(Format.REDCAP.value, _l("REDCap: dictionary, events and data")),
    SelectChoice(Format.FHIR.value, _l("FHIR R4: questionnaire responses")),
]


class AnalysisForm(Form):
    form = RadioField(_l("For which program"), [chosen()], choices=FORMATS, default=Format.CSV.value)


@pages.route("/programmes/<int:programme_id>/analysis", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    """A POST takes it along, because a line of the audit says that it left the house."""
    programme = access.analysis_for(request.db(), request.person(), programme_id)
    form = AnalysisForm()
    if form.validate_on_submit():
        try:
            return _download(programme, Format(form.form.data))
        except Refused as refused:
            form.refuse(refused)
    return _render(programme, form), 422 if form.errors else 200


def _download(programme: Programme, form: Format) -> Response:
    db = request.db()
    dataset = gather(db, programme, now=request.now())
    body = archive(dataset, form)
    audit.record(
        db,
        "analysis.export",
        f"programme:{programme.id}",
        by=request.person().id,
        programme_id=programme.id,
        form=form.value,
        people=len(dataset.people),
    )
    headers = {"Content-Disposition": f'attachment; filename="analysis-{form.value}.zip"'}
    return Response(body, mimetype="application/zip", headers=headers)


def _render(programme: Programme, form: AnalysisForm) -> str:
    db, person = request.db(), request.person()
    roles = request.roles()
    return render_template(
        "lead/analysis.html",
        form=form,
        programme=programme,
        programme_id=programme.id if programme.id in roles.leads else None,
        programme_name=programme.name,
        nav_current="settings",
        switch_cohorts=access.cohorts_for(db, person, most=staff.MENU),
    )
