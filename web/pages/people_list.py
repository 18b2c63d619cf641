"""Inviting many at once: paste lines or send a CSV, see what becomes of each, then send. No line is lost."""

import csv
import io
from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.errors import Refused
from course.exchange import invite_csv
from course.exchange.table import decoded
from course.people import inviting
from course.people.invitation import Role
from course.people.inviting import Fate
from web import gates, request, seen, staff
from web.doors import Door, door

pages = Blueprint("people_list", __name__)
MOST = 500
PARTS = ("good", "file", "text")


@pages.route("/cohorts/<int:cohort_id>/people/list", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    """`good` are lines looked at before, `text` those still in the box, `file` a CSV; together they are the list."""
    cohort = staff.cohort_for(cohort_id)
    if http.method != "POST":
        return _render(cohort, [], "", "", None)
    parts = http.form.get("good", ""), _uploaded(), http.form.get("text", "")
    try:
        found = _fates(cohort, parts)
        if not seen.is_confirmed(dict(zip(PARTS, parts, strict=True))):
            return _looked_at(cohort, found)
        invited = _invite(cohort, [one for one in found if one.is_invited])
    except Refused as refused:
        return _render(cohort, [], "", "\n".join(part for part in parts if part), refused.sentence), 422
    flash(ngettext("%(num)s person is invited.", "%(num)s people are invited.", invited))
    left = [one for one in found if one.outcome == "refused"]
    if left:
        return _render(cohort, left, "", _lines(left), None)
    return redirect(url_for("people.page", cohort_id=cohort_id))


def _looked_at(cohort: Cohort, found: list[Fate]) -> ResponseReturnValue:
    good = [one for one in found if one.is_invited]
    bad = [one for one in found if one.outcome == "refused"]
    error = None if found else _("Please put at least one line into the box.")
    page = _render(cohort, found, _again(good), _lines(bad), error)
    return page, 422 if error else 200


def _render(cohort: Cohort, found: list[Fate], good: str, text: str, error: str | None) -> str:
    programme = request.db().get_one(Programme, cohort.programme_id)
    return render_template(
        "people/list.html",
        **staff.in_cohort(cohort, "people"),
        found=found,
        good=good,
        ready=sum(one.is_invited for one in found),
        text=text,
        error=error,
        missing=gates.missing(programme),
        shown=seen.mark({"good": good, "text": text}),
    )


def _fates(cohort: Cohort, parts: Iterable[str]) -> list[Fate]:
    """Each part is read by itself: they may be written in different ways."""
    lines = [line for part in parts for line in invite_csv.parse(part)]
    if len(lines) > MOST:
        raise Refused(_("That is more than %(n)s lines. Please send them in two lists.", n=MOST))
    programme = request.db().get_one(Programme, cohort.programme_id)
    return inviting.fates(request.db(), programme, cohort, lines)


def _invite(cohort: Cohort, fates: list[Fate]) -> int:
    db = request.db()
    programme = db.get_one(Programme, cohort.programme_id)
    inviting.refuse_while_closed(db, programme, now=request.now())
    for one in fates:
        inviting.invite(
            db,
            programme,
            email=one.email,
            name=one.name,
            role_wanted=Role.PARTICIPANT,
            cohort=cohort,
            by=request.person(),
            now=request.now(),
        )
    return len(fates)


def _uploaded() -> str:
    file = http.files.get("file")
    return decoded(file.read()) if file else ""


def _again(fates: list[Fate]) -> str:
    """Lines that were understood, written so that they are understood the same way without their first line."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows((one.email, one.name) for one in fates)
    return text.getvalue()


def _lines(fates: list[Fate]) -> str:
    return "\n".join(dict.fromkeys(one.text for one in fates))
