"""Letters of a cohort: what went out and what became of it, and what the next seven days bring. Never the words."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.delivery.ledger import Status
from course.delivery.outbox import Coming, Line, by_words, for_cohort, going_out, resend, status_words
from course.errors import NotFound
from course.people.invitation import Invitation
from web import meeting_words, request, staff
from web.doors import Door, door

pages = Blueprint("outbox", __name__, url_prefix="/cohorts/<int:cohort_id>/letters")
SHOWN = 30


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    return _render(cohort_id, SHOWN)


@pages.get("/all")
@door(Door.SIGNED_IN)
def everything(cohort_id: int) -> ResponseReturnValue:
    """Further back than the newest ones."""
    return _render(cohort_id, SHOWN * 100)


@pages.post("/<int:delivery_id>/again")
@door(Door.SIGNED_IN)
def again(cohort_id: int, delivery_id: int) -> ResponseReturnValue:
    cohort, db = staff.cohort_for(cohort_id), request.db()
    delivery = access.delivery_for(db, request.person(), delivery_id)
    if delivery.enrolment_id is not None:
        enrolment, _same = access.enrolment_for_staff(db, request.person(), delivery.enrolment_id)
        its_cohort: int | None = enrolment.cohort_id
    else:
        its_cohort = db.get_one(Invitation, delivery.invitation_id).cohort_id
    if its_cohort != cohort.id:
        raise NotFound
    resend(db, request.settings(), delivery, by=request.person())
    request.after_commit(request.wake)
    flash(_("The letter is written again and leaves in a moment."))
    return redirect(url_for("outbox.page", cohort_id=cohort_id))


def _render(cohort_id: int, most: int) -> ResponseReturnValue:
    db, now, cohort = request.db(), request.now(), staff.cohort_for(cohort_id)
    lines, state = for_cohort(db, cohort, limit=most), http.args.get("state")
    shown = lines if state is None else for_cohort(db, cohort, limit=most, states=_alike(state))
    return render_template(
        "outbox/page.html",
        **staff.in_cohort(cohort, "outbox"),
        lines=lines,
        shown=shown,
        counts=_counts(by_words(db, cohort)),
        state=state,
        troubled=_troubled(lines),
        is_cut=len(shown) == most,
        going=[one for one in going_out(db, cohort, now=now, days=7) if one.people or _is_ahead(one, now)],
        say=meeting_words,
        now=now,
    )


def _counts(found: dict[str, int]) -> list[tuple[str, str, int]]:
    """(state for the address, words, how many): states that staff read alike stand together."""
    first = {status_words(status): status.value for status in reversed(Status)}
    return [(first[words], words, number) for words, number in found.items()]


def _alike(state: str) -> list[Status]:
    """Every state that has the same words as this one."""
    if state not in set(Status):
        raise NotFound
    return [status for status in Status if status_words(status) == status_words(Status(state))]


def _is_ahead(one: Coming, now: datetime) -> bool:
    """Also what goes to nobody, with the reasons, while its moment still lies ahead."""
    return one.at is None or one.at > now


def _troubled(lines: list[Line]) -> list[Line]:
    """What may go again: did not arrive for sure, and nothing newer of the same letter to the same person."""
    newest: dict[tuple[str, str, int | None, int | None], int] = {}
    for line in lines:
        newest[_same(line)] = max(newest.get(_same(line), 0), line.delivery.stored_id)
    return [line for line in lines if line.can_resend and newest[_same(line)] == line.delivery.id]


def _same(line: Line) -> tuple[str, str, int | None, int | None]:
    row = line.delivery
    return row.letter, row.about, row.person_id, row.invitation_id
