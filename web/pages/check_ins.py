"""What people of a group said about their weeks, for those who facilitate it: choices, and words that were shared."""

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.cohorts.cohort import Cohort, content
from course.measures import unwanted_effects
from course.practice import asked_word, check_in, shared_entry
from course.practice.check_in import Heard
from curriculum.schema import Course, Unit
from web import request, staff
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint("check_ins", __name__, url_prefix="/cohorts/<int:cohort_id>/check-ins")


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    """Nothing here says who gave none."""
    db, cohort = request.db(), _cohort(cohort_id)
    course = content(db, cohort)
    return render_template(
        "check_ins/page.html",
        weeks=_by_week(check_in.heard(db, request.ring(), cohort_id), course),
        waiting=asked_word.waiting(db, cohort_id, course),
        shared=unwanted_effects.shared_in(db, request.ring(), cohort_id),
        entries=shared_entry.heard(db, request.ring(), cohort_id),
        waves={wave.key: wave.title for wave in course.waves},
        **staff.in_cohort(cohort, "board"),
    )


@pages.post("/<int:concern_id>/spoken")
@door(Door.SIGNED_IN)
def spoken(cohort_id: int, concern_id: int) -> ResponseReturnValue:
    """One of them has spoken with whoever asked for a word."""
    _cohort(cohort_id)
    row = access.asked_word_by(request.db(), request.person(), cohort_id, concern_id)
    known = client_id()
    once(
        lambda: asked_word.spoken(
            request.db(), request.ring(), row, client_id=known, now=request.now(), by=request.person()
        )
    )
    flash(_("Noted. It no longer stands on your page."))
    return redirect(url_for(".page", cohort_id=cohort_id))


def _cohort(cohort_id: int) -> Cohort:
    return access.cohort_run_by(request.db(), request.person(), cohort_id)


def _by_week(heard: list[Heard], course: Course) -> list[tuple[Unit, list[Heard]]]:
    """The newest week of the course first; in it the newest word first."""
    order = {unit.key: number for number, unit in enumerate(course.units)}
    known = sorted((one for one in heard if one.unit_key in order), key=lambda one: -order[one.unit_key])
    return [(course.unit(key), list(found)) for key, found in groupby(known, key=lambda one: one.unit_key)]
