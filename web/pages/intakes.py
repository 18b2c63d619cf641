"""Who joins a group, for those who run it: what each has told, and an answer in two presses. A person decides."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.access.joining import Joiner, joiner_for
from course.cohorts.cohort import meetings
from course.errors import Refused
from course.people import guardian, intake, intake_decision, intake_list, intake_questions
from course.people.guardian import GuardianConsent
from course.people.intake_decision import DecidedMeanwhile, IntakeDecision, Outcome, Seen
from course.people.person import Person
from web import formats, joining, request, staff
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint("intakes", __name__, url_prefix="/cohorts/<int:cohort_id>/joining")


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    """Names, and how far each is; what was told stands on a page of its own."""
    cohort = access.cohort_run_by(request.db(), request.person(), cohort_id)
    return render_template(
        "intakes/list.html",
        joiners=intake_list.joiners(request.db(), cohort_id),
        **staff.in_cohort(cohort, "people"),
    )


@pages.route("/<int:enrolment_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def one(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """What she told, and the answer: the first press shows what she will read, the second sends it."""
    joiner = joiner_for(request.db(), request.person(), cohort_id, enrolment_id)
    if http.method != "POST":
        return _page(joiner)
    try:
        outcome = _outcome()
        if "confirmed" not in http.form:
            return _check(joiner, outcome)
        once(lambda: _decide(joiner, outcome))
    except Refused as refused:
        return _page(joiner, refused), 409 if isinstance(refused, DecidedMeanwhile) else 422
    request.after_commit(request.wake)
    flash(
        _("%(name)s has your answer. A letter says that it is there, and no more.", name=joiner.person.called)
    )
    return redirect(url_for(".page", cohort_id=cohort_id))


def _decide(joiner: Joiner, outcome: Outcome) -> IntakeDecision:
    return intake_decision.decide(
        request.db(),
        joiner.enrolment,
        outcome=outcome,
        because=http.form.getlist("because"),
        seen=_seen(),
        client_id=client_id(),
        now=request.now(),
        by=request.person(),
    )


def _seen() -> Seen:
    return Seen(_number(http.form.get("after", "")), _moment(http.form.get("read_at", "")))


def _outcome() -> Outcome:
    try:
        return Outcome(http.form.get("outcome", ""))
    except ValueError as error:
        raise Refused(_("Please choose one of the answers."), field="outcome") from error


def _number(words: str) -> int | None:
    return int(words) if words.isdecimal() and len(words) < 10 else None


def _moment(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None


def _page(joiner: Joiner, refused: Refused | None = None) -> str:
    newest = isinstance(refused, DecidedMeanwhile)
    if newest:  # what she has to read is what stands now, and not what her page held
        request.db().expire_all()
        joiner = joiner_for(
            request.db(), request.person(), joiner.cohort.stored_id, joiner.enrolment.stored_id
        )
    decision = joiner.path.decision
    consented = _guardian(joiner)
    return render_template(
        "intakes/one.html",
        guardian_row=consented,
        guardian=guardian.read(request.db(), request.ring(), consented) if consented else None,
        guardian_ways=guardian.ways(),
        lines=_lines(joiner),
        decision=decision,
        decided_by=request.db().get(Person, decision.decided_by) if decision else None,
        reasons=intake_decision.reasons(),
        chosen=http.form.get("outcome", "") if refused else "",
        because=http.form.getlist("because") if refused else [],
        refused=refused,
        **_frame(joiner),
    )


def _guardian(joiner: Joiner) -> GuardianConsent | None:
    is_younger = joiner.path.intake is not None and joiner.path.intake.younger_at is not None
    return guardian.of(request.db(), joiner.enrolment.stored_id) if is_younger else None


def _check(joiner: Joiner, outcome: Outcome) -> str:
    """What would be refused is said before she is shown anything."""
    because = http.form.getlist("because")
    intake_decision.refuse_unless_clear(
        request.db(), joiner.enrolment, outcome=outcome, because=because, seen=_seen(), now=request.now()
    )
    return render_template(
        "intakes/check.html",
        outcome=outcome.value,
        ends=outcome in intake_decision.ENDS,
        because=because,
        because_words=[words for code, words in intake_decision.reasons().items() if code in because],
        by=request.person().called,
        **_frame(joiner),
    )


def _frame(joiner: Joiner) -> dict[str, object]:
    return {
        "joiner": joiner,
        "person": joiner.person,
        "row": joiner.path.intake,
        **staff.in_cohort(joiner.cohort, "people"),
    }


def _lines(joiner: Joiner) -> list[tuple[str, str, None]]:
    """(question, what she said); what she left open says so, what was not asked of her is not there."""
    if joiner.path.intake is None:
        return []
    met = meetings(request.db(), joiner.cohort)
    days = {one.starts_on.isoformat(): str(formats.day(one.starts_on)) for one in met}
    said = intake.read(request.db(), request.ring(), joiner.path.intake)
    return [
        (one.title, joining.in_words(one, said[one.key]), None)
        for one in intake_questions.asked(health=True, days=days)
        if one.key in said
    ]
