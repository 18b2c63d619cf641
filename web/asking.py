"""What every page of the questions of a wave shares: addresses, what stands around it, and the answer that is heard."""

from collections.abc import Sequence
from uuid import UUID

from flask import g, jsonify, make_response, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.place import Place
from course.errors import Refused
from course.measures.run import Question, Run
from web import request, safety_words, unsaved
from web.fragments import wants_fragment


def frame(found: Run) -> dict[str, object]:
    return {"run": found, "group_name": found.place.cohort.name, "is_hers": is_hers(found.place)}


def is_hers(mine: Place) -> bool:
    visitor = request.visitor()
    return visitor is not None and visitor.id == mine.person.id


def start(found: Run, *, stopped: str | None = None) -> str:
    return url_for(
        "questions.page",
        enrolment_id=found.place.enrolment_id,
        wave_key=found.wave.key,
        stopped=stopped,
    )


def address(found: Run, number: int | None) -> str:
    """Of the page with this question, at the question where several stand on it; None: the list of skipped ones."""
    enrolment_id, wave_key = found.place.enrolment_id, found.wave.key
    if number is None:
        return url_for("questions.last", enrolment_id=enrolment_id, wave_key=wave_key)
    page = found.page_of(number)
    anchor = f"q{number}" if page[0].number != number else None
    return url_for(
        "questions.item",
        enrolment_id=enrolment_id,
        wave_key=wave_key,
        number=page[0].number,
        _anchor=anchor,
    )


def after(found: Run, page: Sequence[Question]) -> int | None:
    """The next question in order; from the list of skipped ones back to that list."""
    last = page[-1].number
    return last + 1 if last < len(found.questions) and http.form.get("from") != "last" else None


def heard(found: Run, onward: int | None) -> str:
    """Thank you for telling us: who is told and when, whom to call now, and both ways on. Never a redirect."""
    unsaved.is_told()
    request.after_commit(request.wake)
    return render_template(
        "questions/heard.html",
        known=safety_words.help_of(found.place.cohort.programme_id),
        policy=safety_words.policy_of(found.place.cohort.programme_id),
        onward=address(found, onward),
        **frame(found),
    )


def told_a_script(answer: ResponseReturnValue) -> ResponseReturnValue:
    """What questions.js and a phone that kept an answer read: where it goes on. Every other answer stays a page, and
    one that another page was quicker than is named as not taken."""
    response = make_response(answer)
    if not wants_fragment():
        return response
    if response.location:
        return jsonify(to=response.location)
    if g.get("answered_elsewhere"):
        response.headers["X-Not-Taken"] = "1"
    return response


def mark(found: Run, lines: Sequence[tuple[str, Question]]) -> str:
    """Of (field, question) those about harming herself, so that an answer to one never gets lost in silence."""
    watched = [(name, question) for name, question in lines if question.is_watched]
    if not watched:
        return ""
    programme_id = found.place.cohort.programme_id
    safety_words.help_of(programme_id)  # read now, for the moment in which it cannot be read
    quiet = str(min(watched[0][1].measure.choices))  # a page holds questions of one measure
    return unsaved.mark(programme_id, (quiet,), tuple(name for name, _question in watched))


def words(question: Question, value: int | None) -> str:
    return question.wording.words(question.item)[value] if value is not None else str(_("Skipped"))


def value(chosen: str) -> int:
    try:
        return int(chosen)
    except ValueError as error:
        raise Refused(_("Please choose one of the answers, or skip this one."), field="answer") from error


def seen(field: str = "seen") -> UUID | None:
    """The answer that her page showed."""
    try:
        return UUID(http.form.get(field, ""))
    except ValueError:
        return None
