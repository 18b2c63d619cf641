"""The way into a group, a step at a time, left and taken up anywhere: who reads what, the questions, the answer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import enrolment as places
from course.errors import NotFound, Refused
from course.people import consent, intake, intake_questions
from course.people.consent import ConsentTo
from course.people.consent_text import health_text
from course.people.intake import Said, SaidElsewhere
from course.people.intake_decision import ENDS
from course.people.intake_questions import CONTACT, HARM, NO, WORD, Question
from course.people.person import Person
from course.safety import concern
from course.safety.concern import INTAKE, Kind
from web import joining, request, safety_words, unsaved, whom_to_call
from web.doors import Door, door
from web.joining import Joining

pages = Blueprint("joining", __name__, url_prefix="/welcome/<int:enrolment_id>")
ASKS = {HARM: Kind.INTAKE, WORD: Kind.ASKED}
"""Questions whose answer somebody is told of at once, unless it is `QUIET`."""
QUIET = ("", NO)
UNDER_AGE = "under-18"


@pages.get("/steps")
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    mine = joining.hers(enrolment_id)
    return render_template("joining/steps.html", steps=joining.steps(mine), **_frame(mine))


@pages.route("/adult", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def adult(enrolment_id: int) -> ResponseReturnValue:
    """Courses are for grown people, unless the programme takes younger ones from an age it says. Whoever is younger
    gives the place back, and nothing more is asked."""
    mine = joining.hers(enrolment_id)
    said = http.form.get("answer", "") if http.method == "POST" else ""
    if mine.path.intake is None:
        return redirect(joining.next_address(mine))
    if said == "yes" or (said == "younger" and mine.path.younger_from is not None):
        say = intake.say_adult if said == "yes" else intake.say_younger
        say(request.db(), mine.path.intake, now=request.now())
        return redirect(url_for(".reads", enrolment_id=enrolment_id))
    if said == "give-back":
        by = request.person().id
        places.leave(request.db(), mine.enrolment, now=request.now(), by=by, reason=UNDER_AGE)
    if said in ("no", "give-back"):
        help_ = safety_words.help_of(mine.cohort.programme_id)
        return render_template("joining/under_age.html", known=help_, is_back=said != "no", **_frame(mine))
    error = _("Please choose one.") if http.method == "POST" else ""
    return render_template("joining/adult.html", error=error, **_frame(mine)), 422 if error else 200


@pages.route("/reads", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def reads(enrolment_id: int) -> ResponseReturnValue:
    """Who reads what, and whether answers about her health may be kept. No is an answer, and takes them away again."""
    mine, text = joining.hers(enrolment_id), health_text()
    if mine.path.intake is None or not mine.path.intake.is_of_age:
        return redirect(joining.next_address(mine))
    said = http.form.get("answer", "")
    if http.method == "POST" and said in ("yes", "no"):
        consent.answer(
            request.db(), enrolment_id=enrolment_id, purpose=ConsentTo.HEALTH, given=said == "yes", text=text.whole,
            locale=request.person().locale,
        )  # fmt: skip
        if said == "no":
            joining.forget(mine, intake_questions.on_health())
        return redirect(joining.next_address(joining.hers(enrolment_id)))
    error = _("Please choose yes or no.") if http.method == "POST" else ""
    page_ = render_template("joining/reads.html", text=text, error=error, **_frame(mine))
    return page_, 422 if error else 200


@pages.route("/asked/<item_key>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def question(enrolment_id: int, item_key: str) -> ResponseReturnValue:
    """One question. What asks for somebody is heard first, whatever else is the matter with the page it came from."""
    mine = joining.hers(enrolment_id)
    is_heard = http.method == "POST" and _asks_for_somebody(item_key)
    if is_heard:
        _tell(mine, ASKS[item_key])
    found = next((one for one in mine.asked if one.key == item_key), None)
    is_closed = not mine.is_open or found is None
    if is_heard and is_closed:
        return _heard(mine, joining.next_address(mine))
    if found is None and item_key not in ASKS and item_key not in intake_questions.on_health():
        raise NotFound
    if found is None or is_closed:
        return redirect(joining.next_address(mine))
    if http.method != "POST":
        return _question(mine, found, mine.answers.get(item_key, Said()))
    said = _said(found)
    try:
        said = whom_to_call.keep() if item_key == CONTACT else said
        is_known = is_heard or item_key == CONTACT
        seen = joining.mark_of(mine, item_key) if is_known else http.form.get("seen", "")
        intake.answer(
            request.db(), request.ring(), request.person(), joining.row_of(mine), item_key, said, seen=seen,
            now=request.now(),
        )  # fmt: skip
    except SaidElsewhere as other:
        return _question(mine, found, said, kept=other.kept, error=other.sentence), 409
    except Refused as refused:
        return _question(mine, found, said, error=refused.sentence, at=refused.field or "words"), 422
    onward = _onward(mine, found)
    return _heard(mine, onward) if is_heard else redirect(onward)


@pages.route("/look-over", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def look_over(enrolment_id: int) -> ResponseReturnValue:
    """Everything she said, each with a way to change it; then it is handed in."""
    mine = joining.hers(enrolment_id)
    if not mine.is_open or mine.first_open is not None:
        return redirect(joining.next_address(mine))
    if http.method == "POST":
        intake.send(request.db(), joining.row_of(mine), now=request.now())
        return redirect(url_for(".answer", enrolment_id=enrolment_id))
    return render_template("joining/look_over.html", lines=joining.lines(mine), **_frame(mine))


@pages.route("/remove", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def remove(enrolment_id: int) -> ResponseReturnValue:
    """Everything she told at joining, gone for good; asked once more before."""
    mine = joining.hers(enrolment_id)
    if mine.path.intake is None:
        return redirect(joining.next_address(mine))
    if http.method != "POST":
        return render_template("joining/remove.html", **_frame(mine))
    joining.forget(mine, mine.answers.keys())
    flash(_("It is removed, and nobody can read it any more."))
    return redirect(url_for(".page", enrolment_id=enrolment_id))


@pages.get("/answer")
@door(Door.SIGNED_IN)
def answer(enrolment_id: int) -> ResponseReturnValue:
    """What the person who read it answers, in words that never say no to somebody as a person."""
    mine = joining.hers(enrolment_id)
    decision = mine.path.decision
    if mine.path.intake is None or (decision is None and mine.path.intake.sent_at is None):
        return redirect(joining.next_address(mine))
    return render_template(
        "joining/answer.html",
        outcome=decision.outcome.value if decision else "",
        answered_by=request.db().get(Person, decision.decided_by) if decision else None,
        has_ended=decision is not None and decision.outcome in ENDS,
        known=safety_words.help_of(mine.cohort.programme_id),
        **_frame(mine),
    )


def _asks_for_somebody(item_key: str) -> bool:
    chosen = http.form.getlist("answer")
    return item_key in ASKS and http.form.get("act") != "skip" and any(value not in QUIET for value in chosen)


def _tell(mine: Joining, kind: Kind) -> None:
    concern.begin(
        request.db(),
        enrolment_id=mine.enrolment.stored_id,
        wave_key=INTAKE,
        kind=kind,
        now=request.now(),
        again=True,
    )
    unsaved.is_told()
    request.after_commit(request.wake)


def _heard(mine: Joining, onward: str) -> ResponseReturnValue:
    """Never a redirect: a notice may be overlooked."""
    return render_template(
        "welcome/heard.html",
        cohort=mine.cohort,
        known=safety_words.help_of(mine.cohort.programme_id),
        policy=safety_words.policy_of(mine.cohort.programme_id),
        onward=onward,
    )


def _said(found: Question) -> Said:
    if http.form.get("act") == "skip":
        return Said()
    chosen = tuple(value for value in http.form.getlist("answer") if value in found.choices)
    words = http.form.get("words", "").strip() if found.prompt else ""
    return Said(chosen if found.several else chosen[:1], words)


def _onward(mine: Joining, found: Question) -> str:
    if http.form.get("act") == "stop":
        return url_for(".page", enrolment_id=mine.enrolment.id)
    if http.form.get("from") == "look-over":
        return url_for(".look_over", enrolment_id=mine.enrolment.id)
    after = mine.after(found)
    if after is None:
        return url_for(".look_over", enrolment_id=mine.enrolment.id)
    return url_for(".question", enrolment_id=mine.enrolment.id, item_key=after.key)


def _question(
    mine: Joining,
    found: Question,
    said: Said,
    *,
    kept: Said | None = None,
    error: str = "",
    at: str = "words",
) -> str:
    stands = kept.mark if kept else joining.mark_of(mine, found.key)
    is_watched = found.key in ASKS
    programme_id = mine.cohort.programme_id
    return render_template(
        "joining/question.html",
        question=found,
        number=mine.asked.index(found) + 1,
        before=mine.before(found),
        said=said,
        kept=joining.in_words(found, kept) if kept else None,
        error=error,
        at=at,
        details=whom_to_call.shown() if found.key == CONTACT else None,
        seen=stands if kept or http.method != "POST" else http.form.get("seen", ""),
        known=safety_words.help_of(programme_id) if is_watched else None,
        watch=unsaved.mark(programme_id, QUIET) if is_watched else "",
        came_from=http.values.get("from", ""),
        **_frame(mine),
    )


def _frame(mine: Joining) -> dict[str, object]:
    return {"mine": mine, "cohort": mine.cohort, "enrolment": mine.enrolment, "group_name": mine.cohort.name}
