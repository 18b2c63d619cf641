"""Certificates of attendance: hers, to print; the list of a group; the page where anybody may check one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from course import links
from course.cohorts import certificate
from course.cohorts.attended import Standing, standings
from course.cohorts.certificate import Certificate, Checked
from course.cohorts.cohort import content
from course.cohorts.enrolment import people_in
from course.cohorts.place import Place, local_day
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.people import team
from course.print.certificate import Sheet, hours, title, what
from course.print.certificate import certificate as paper_of
from web import her_place, request, staff
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.me.frame import frame, places
from web.pages.prints import as_pdf

pages = Blueprint("certificates", __name__)


class NameForm(Form):
    name = StringField(
        _l("Your name, as it should stand on the paper"), [needed(_l("Please give the name for the paper."))]
    )


class CheckForm(Form):
    code = StringField(_l("The code at the foot of the paper"), [needed(_l("Please type the code."))])
    name = StringField(
        _l("The name on the paper"), [needed(_l("Please type the name, or the last word of it."))]
    )


@pages.route("/certificates/<int:enrolment_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    """What she came to, and the paper once it is time; a press makes it, with the name she writes."""
    mine = her_place.hers(enrolment_id)
    stands, row = _standing(mine)
    form = NameForm(name=row.name if row else mine.person.name)
    if form.validate_on_submit():
        try:
            name = str(form.name.data)
            certificate.issue(request.db(), mine.enrolment, stands, name=name, now=request.now())
            flash(_("The paper is made, with this name on it."))
            return redirect(url_for("certificates.page", enrolment_id=enrolment_id))
        except Refused as refused:
            form.refuse(refused)
    shown = render_template(
        "certificates/page.html",
        place=mine,
        stands=stands,
        row=row,
        form=form,
        title=title,
        hours=hours,
        what=what,
        grouped=certificate.grouped,
        checked_at=_checked_at(),
        ready_on=local_day(stands.ready_at, mine.person) if stands.ready_at else None,
        is_ready=stands.is_ready(request.now()),
        **frame(places()),
    )
    return shown, 422 if form.errors else 200


@pages.get("/certificates/<int:enrolment_id>/paper.pdf")
@door(Door.SIGNED_IN)
def paper(enrolment_id: int) -> ResponseReturnValue:
    mine = her_place.hers(enrolment_id)
    stands, row = _standing(mine)
    if row is None or not stands.is_ready(request.now()):
        return redirect(url_for("certificates.page", enrolment_id=enrolment_id))
    return as_pdf(paper_of(mine.course, _sheet(mine, stands, row)), row.paper.value)


@pages.get("/cohorts/<int:cohort_id>/certificates")
@door(Door.SIGNED_IN)
def of_group(cohort_id: int) -> ResponseReturnValue:
    """Who gets which paper as things stand, while attendance can still be set right."""
    cohort, db = staff.cohort_for(cohort_id), request.db()
    course, people = content(db, cohort), people_in(db, cohort_id)
    stand = standings(db, cohort, course, [row.stored_id for row, _who in people], now=request.now())
    ready_at = next((one.ready_at for one in stand.values()), None)
    return render_template(
        "certificates/group.html",
        **staff.in_cohort(cohort, "people"),
        lines=[(row, who, stand[row.stored_id]) for row, who in people if who.erased_at is None],
        issued=certificate.issued_in(db, cohort_id),
        rule=course.completion,
        sessions=len(course.sessions),
        ready_at=ready_at,
        is_ready=ready_at is not None and ready_at <= request.now(),
        title=title,
        hours=hours,
    )


@pages.route("/certificate", methods=["GET", "POST"])
@door(Door.ANYONE)
def check() -> ResponseReturnValue:
    """Code and name together; an answer says no more than the paper does."""
    form, found, is_asked = CheckForm(), None, False
    if form.validate_on_submit():
        try:
            found, is_asked = _check(form), True
        except Refused as refused:
            form.refuse(refused)
        # The try counts whatever the page says: otherwise nobody would ever run out of them.
        request.db().commit()
    shown = render_template("certificates/check.html", form=form, found=found, is_asked=is_asked, title=title)
    return shown, 422 if form.errors else 200


def _check(form: CheckForm) -> Checked | None:
    return certificate.check(
        request.db(),
        code=str(form.code.data),
        name=str(form["name"].data),
        origin=http.remote_addr or "",
        now=request.now(),
    )


def _standing(mine: Place) -> tuple[Standing, Certificate | None]:
    db, number = request.db(), mine.enrolment_id
    if mine.cohort.is_imported:
        raise NotFound
    stands = standings(db, mine.cohort, mine.course, [number], now=request.now())[number]
    return stands, certificate.of_place(db, number, stands.paper)


def _sheet(mine: Place, stands: Standing, row: Certificate) -> Sheet:
    db = request.db()
    running = team.facilitators(db, [mine.cohort.stored_id]).get(mine.cohort.stored_id, [])
    return Sheet(
        paper=row.paper,
        name=row.name,
        attended=stands.attended,
        programme=db.get_one(Programme, mine.cohort.programme_id).name,
        facilitators=[one.name for one in running],
        issued_on=local_day(row.issued_at, mine.person),
        code=certificate.grouped(row.code),
        checked_at=_checked_at(),
        seed=mine.cohort.stored_id,
    )


def _checked_at() -> str:
    """As people type it."""
    return links.certificate_check(request.settings().site_url).partition("://")[2]
