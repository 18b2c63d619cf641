"""The questions of one wave, one a page: each saved at once, any skipped, stopped and taken up again."""

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.place import Place, place
from course.errors import Refused
from course.measures import assessment, run
from course.measures.run import Question, Run
from course.people.token import Purpose
from web import opened, request
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint("questions", __name__)
BASE = "/questions/<int:enrolment_id>/<wave_key>"


@pages.route(BASE, methods=["GET", "POST"])
@door(Door.OPENED)
def page(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """Why, how many, how long, who sees what; POST begins, or goes on at the first open question."""
    found = _run(enrolment_id, wave_key)
    if http.method == "POST":
        once(lambda: run.begin(request.db(), found, now=request.now()))
        return redirect(_address(found, found.next_number))
    return _start(found)


@pages.post(f"{BASE}/no-more")
@door(Door.OPENED)
def no_more(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    found = _run(enrolment_id, wave_key)
    once(lambda: assessment.decline(request.db(), found.place.enrolment, wave_key, now=request.now()))
    return redirect(url_for("questions.page", enrolment_id=enrolment_id, wave_key=wave_key))


@pages.route(f"{BASE}/<int:number>", methods=["GET", "POST"])
@door(Door.OPENED)
def item(enrolment_id: int, wave_key: str, number: int) -> ResponseReturnValue:
    found = _run(enrolment_id, wave_key)
    if not found.is_open or not found.has_begun:
        return redirect(url_for("questions.page", enrolment_id=enrolment_id, wave_key=wave_key))
    question = found.question(number)
    if http.method == "POST":
        try:
            return _answer(found, question)
        except Refused as refused:
            return _item(found, question, error=refused.sentence), 422
    return _item(found, question)


@pages.route(f"{BASE}/last", methods=["GET", "POST"])
@door(Door.OPENED)
def last(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """What was skipped, once; then thanks."""
    found = _run(enrolment_id, wave_key)
    to_start = redirect(url_for("questions.page", enrolment_id=enrolment_id, wave_key=wave_key))
    if not found.is_open or not found.has_begun:
        return to_start
    if found.next_number is not None:
        return redirect(_address(found, found.next_number))
    if http.method == "POST":
        run.finish(request.db(), found, now=request.now())
        return to_start
    return render_template("questions/last.html", **_frame(found))


def _answer(found: Run, question: Question) -> ResponseReturnValue:
    """Continue, skip or stop; whatever was chosen is saved first."""
    chosen, act = http.form.get("answer", ""), http.form.get("act", "continue")
    if act == "continue" and not chosen:
        return render_template("questions/skip.html", question=question, **_frame(found))
    if act == "skip" or chosen:
        value = None if act == "skip" else _value(chosen)
        known = client_id()
        once(
            lambda: run.save(request.db(), found, question.number, value, client_id=known, now=request.now())
        )
    if act == "stop":
        return redirect(
            url_for(".page", enrolment_id=found.place.enrolment_id, wave_key=found.wave.key, stopped="yes")
        )
    return redirect(_address(found, _next(found, question)))


def _next(found: Run, question: Question) -> int | None:
    """The next one in order; from the list of skipped ones back to that list."""
    if http.form.get("from") == "last":
        return None
    return question.number + 1 if question.number < len(found.questions) else None


def _value(words: str) -> int:
    try:
        return int(words)
    except ValueError as error:
        raise Refused(_("Please choose one of the answers, or skip this one."), field="answer") from error


def _item(found: Run, question: Question, *, error: str | None = None) -> str:
    return render_template(
        "questions/item.html",
        question=question,
        chosen=http.form.get("answer", found.given.get(question.number)),
        came_from=http.values.get("from", ""),
        error=error,
        **_frame(found),
    )


def _start(found: Run) -> ResponseReturnValue:
    return render_template(
        f"questions/{_state_page(found)}.html", stopped=bool(http.args.get("stopped")), **_frame(found)
    )


def _state_page(found: Run) -> str:
    if found.is_open:
        return "start"
    return "thanks" if found.state == "complete" else "not_now"


def _address(found: Run, number: int | None) -> str:
    enrolment_id, wave_key = found.place.enrolment_id, found.wave.key
    if number is None:
        return url_for("questions.last", enrolment_id=enrolment_id, wave_key=wave_key)
    return url_for("questions.item", enrolment_id=enrolment_id, wave_key=wave_key, number=number)


def _run(enrolment_id: int, wave_key: str) -> Run:
    enrolment, _cohort = opened.place_for(
        enrolment_id, purpose=Purpose.WAVE, about=f"wave:{enrolment_id}:{wave_key}"
    )
    return run.run_of(request.db(), place(request.db(), enrolment.stored_id), wave_key, now=request.now())


def _frame(found: Run) -> dict[str, object]:
    return {"run": found, "group_name": found.place.cohort.name, "is_hers": _is_hers(found.place)}


def _is_hers(mine: Place) -> bool:
    visitor = request.visitor()
    return visitor is not None and visitor.id == mine.person.id
