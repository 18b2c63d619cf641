"""Messages to a group: whom each reaches and how it will be read, the press, and until when it can be taken back."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access.group_space import message_for
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery import reached, reaching
from course.delivery.reaching import Reach
from course.errors import Refused
from course.group import message, post, tone
from course.group.message import GroupMessage, Written
from course.letters.letter import Letter
from course.people.person import Person
from web import letter_frame, meeting_words, message_draft, request, staff
from web import seen as shown_before
from web.client_ids import client_id, once
from web.doors import Door, door
from web.message_draft import Draft

pages = Blueprint("messages", __name__, url_prefix="/cohorts/<int:cohort_id>/messages")


@dataclass(frozen=True)
class Seen:
    """The letter as one person would get it, before anything is sent. `heard`: words that may sound hard."""

    reader: int
    called: str
    letter: Letter
    heard: list[str]

    @property
    def framed(self) -> str:
        return letter_frame.in_frame(self.letter)


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    cohort, db = staff.cohort_for(cohort_id), request.db()
    sent = message.sent_in(db, cohort_id)
    return render_template(
        "messages/page.html",
        **staff.in_cohort(cohort, "outbox"),
        sent=sent,
        reached=reached.reached(db, [row for row, _by in sent]),
        now=request.now(),
        leaves=lambda row: message_draft.leaves(row.leaves_at, cohort, request.now()),
        other_zone=meeting_words.other_zone(cohort),
    )


@pages.route("/new", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def write(cohort_id: int) -> ResponseReturnValue:
    """The first press shows how it will be read, the second sends it. With `change`, one that waits for its moment is
    changed, and stays as it was until the second press."""
    cohort = staff.cohort_for(cohort_id)
    row = _named("change", cohort)
    if http.method == "POST":
        return _looked_at_or_sent(cohort, row)
    if row is None:
        draft = _begun(cohort)
        return _page(cohort, draft, _reach(cohort, draft, None))
    if not row.is_held(request.now()):
        return redirect(url_for("messages.page", cohort_id=cohort_id))
    draft = message_draft.again(row, cohort, message.left_out_of(request.db(), row))
    return _page(cohort, draft, _reach(cohort, draft, row.leaves_at), row=row)


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


@pages.post("/<int:message_id>/try-again")
@door(Door.SIGNED_IN)
def try_again(cohort_id: int, message_id: int) -> ResponseReturnValue:
    """To those whose letter surely did not arrive, and to nobody else."""
    staff.cohort_for(cohort_id)
    row, _cohort = message_for(request.db(), request.person(), cohort_id, message_id)
    tried = reached.try_again(request.db(), request.settings(), row, now=request.now(), by=request.person())
    if tried.leaving:
        request.after_commit(request.wake)
        flash(_("Written again to %(names)s, and to nobody else.", names=", ".join(tried.leaving)))
    for name, why in tried.refused:
        flash(_("Not to %(name)s: %(why)s", name=name, why=why), "problem")
    return redirect(url_for("messages.page", cohort_id=cohort_id) + f"#message-{message_id}")


def _looked_at_or_sent(cohort: Cohort, row: GroupMessage | None) -> ResponseReturnValue:
    draft = message_draft.typed()
    try:
        written = draft.written(cohort, now=request.now(), row=row)
    except Refused as refused:
        return _page(cohort, draft, _reach(cohort, draft, None), row=row, refused=refused), 422
    reach = _reach(cohort, draft, written.at)
    try:
        if not reach.going:
            raise Refused(_("This reaches nobody just now. Below it says why, for each person."))
        if not shown_before.is_confirmed(draft.as_shown(reach)):
            seen = _seen(cohort, written, reach)
            return letter_frame.with_letter(_page(cohort, draft, reach, row=row, seen=seen, at=written.at))
        _send(cohort, written, row)
    except Refused as refused:
        return _page(cohort, draft, reach, row=row, refused=refused), 422
    return redirect(url_for("messages.page", cohort_id=cohort.stored_id))


def _send(cohort: Cohort, written: Written, row: GroupMessage | None) -> None:
    db, now, by = request.db(), request.now(), request.person()
    if row is not None:
        message.change(db, cohort, row, written, by=by)
        flash(_("Changed."))
        return
    known = client_id()
    once(lambda: message.send(db, cohort, written, client_id=known, now=now, by=by))


def _reach(cohort: Cohort, draft: Draft, at: datetime | None) -> Reach:
    return reaching.reach(request.db(), cohort, left_out=draft.left_out, now=request.now(), at=at)


def _seen(cohort: Cohort, written: Written, reach: Reach) -> Seen:
    db, asked = request.db(), message_draft.numbers("reader")
    reader = next((one for one in reach.going if one.enrolment_id in asked), reach.going[0])
    who = db.get_one(Person, db.get_one(Enrolment, reader.enrolment_id).person_id)
    letter = reaching.as_read_by(
        db, request.settings(), cohort, written.words, reader=who, writer=request.person(),
        subject=written.subject,
    )  # fmt: skip
    return Seen(reader.enrolment_id, reader.called, letter, tone.heard_in(written.subject, written.words))


def _begun(cohort: Cohort) -> Draft:
    """Empty, or with what a message said that was taken back."""
    row = _named("again", cohort)
    return Draft(row.words, row.subject) if row and row.undone_at else Draft()


def _named(name: str, cohort: Cohort) -> GroupMessage | None:
    """The message of this cohort that the address names, if it names one."""
    given = http.args.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        return None
    return message_for(request.db(), request.person(), cohort.stored_id, int(given))[0]


def _page(
    cohort: Cohort,
    draft: Draft,
    reach: Reach,
    *,
    row: GroupMessage | None = None,
    seen: Seen | None = None,
    at: datetime | None = None,
    refused: Refused | None = None,
) -> str:
    now = request.now()
    return render_template(
        "messages/write.html",
        **staff.in_cohort(cohort, "outbox"),
        draft=draft,
        row=row,
        shown=shown_before.mark(draft.as_shown(reach)),
        reach=reach,
        reader_choices=[(str(one.enrolment_id), one.name) for one in reach.going],
        days=message_draft.day_choices(cohort, now, row),
        leaves=message_draft.leaves(at, cohort, now) if at else "",
        zone=cohort.zone,
        seen=seen,
        refused=refused,
        field=message_draft.field_of(refused) if refused else "",
        longest=post.LONGEST,
        longest_subject=message.LONGEST_SUBJECT,
    )
