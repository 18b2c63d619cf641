"""Messages to a group: whom it reaches and whom not, how it will be read, the press, and a minute to take it back."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access.group_space import message_for
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery import reaching
from course.delivery.reaching import Reach
from course.errors import Refused
from course.group import message, post
from course.letters.letter import Letter
from course.people.person import Person
from web import request, staff
from web import seen as shown_before
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint("messages", __name__, url_prefix="/cohorts/<int:cohort_id>/messages")


@dataclass(frozen=True)
class Seen:
    """The letter as one person would get it, before anything is sent."""

    reader: int
    called: str
    letter: Letter


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    cohort, db = staff.cohort_for(cohort_id), request.db()
    sent = message.sent_in(db, cohort_id)
    return render_template(
        "messages/page.html",
        **staff.in_cohort(cohort, "outbox"),
        sent=sent,
        arrived=reaching.arrived(db, [row for row, _by in sent]),
        now=request.now(),
    )


@pages.route("/new", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def write(cohort_id: int) -> ResponseReturnValue:
    """The first press shows how it will be read, the second sends it."""
    cohort = staff.cohort_for(cohort_id)
    if http.method != "POST":
        return _page(cohort, _words_again(cohort), _reach(cohort))
    words, reach = http.form.get("words", ""), _reach(cohort)
    try:
        if not reach.going:
            raise Refused(_("This reaches nobody just now. Below it says why, for each person."))
        if not shown_before.is_confirmed(_as_shown(words, reach)):
            return _page(cohort, words, reach, seen=_seen(cohort, post.checked(words), reach))
        _send(cohort, words)
    except Refused as refused:
        return _page(cohort, words, reach, refused=refused), 422
    return redirect(url_for("messages.page", cohort_id=cohort_id))


@pages.post("/<int:message_id>/undo")
@door(Door.SIGNED_IN)
def undo(cohort_id: int, message_id: int) -> ResponseReturnValue:
    """Back to the words, which are kept."""
    staff.cohort_for(cohort_id)
    row, cohort = message_for(request.db(), request.person(), cohort_id, message_id)
    try:
        message.undo(request.db(), cohort, row, by=request.person())
    except Refused as refused:
        flash(refused.sentence, "problem")
        return redirect(url_for("messages.page", cohort_id=cohort_id))
    flash(_("Taken back: nothing was sent. Your words are here."))
    return redirect(url_for("messages.write", cohort_id=cohort_id, again=message_id))


def _send(cohort: Cohort, words: str) -> None:
    known = client_id()
    once(
        lambda: message.send(
            request.db(), cohort, words, left_out=_left_out(), client_id=known, now=request.now(),
            by=request.person(),
        )
    )  # fmt: skip


def _as_shown(words: str, reach: Reach) -> dict[str, object]:
    """What the second press sends, and to whom: whoever came or left since is shown first."""
    return {"words": words, "going": sorted(one.enrolment_id for one in reach.going)}


def _reach(cohort: Cohort) -> Reach:
    return reaching.reach(request.db(), cohort, left_out=_left_out(), now=request.now())


def _left_out() -> set[int]:
    """Places that are not ticked, of those that could be."""
    offered, to = (_numbers(name) for name in ("offered", "to"))
    return offered - to


def _numbers(name: str) -> set[int]:
    return {int(one) for one in http.form.getlist(name) if one.isascii() and one.isdigit() and len(one) < 10}


def _seen(cohort: Cohort, words: str, reach: Reach) -> Seen:
    asked = _numbers("reader")
    reader = next((one for one in reach.going if one.enrolment_id in asked), reach.going[0])
    who = request.db().get_one(Person, request.db().get_one(Enrolment, reader.enrolment_id).person_id)
    letter = reaching.as_read_by(
        request.db(), request.settings(), cohort, words, reader=who, writer=request.person()
    )
    return Seen(reader.enrolment_id, reader.called, letter)


def _words_again(cohort: Cohort) -> str:
    """Of a message that was taken back."""
    again = http.args.get("again", "")
    if not (again.isascii() and again.isdigit() and len(again) < 10):
        return ""
    row, _same = message_for(request.db(), request.person(), cohort.stored_id, int(again))
    return row.words if row.undone_at else ""


def _page(
    cohort: Cohort, words: str, reach: Reach, *, seen: Seen | None = None, refused: Refused | None = None
) -> str:
    return render_template(
        "messages/write.html",
        **staff.in_cohort(cohort, "outbox"),
        words=words,
        shown=shown_before.mark(_as_shown(words, reach)),
        reach=reach,
        reader_choices=[(str(one.enrolment_id), one.name) for one in reach.going],
        seen=seen,
        refused=refused,
        longest=post.LONGEST,
    )
