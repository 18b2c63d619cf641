"""The journal asks again after fifteen quiet minutes, and keeps what was being written.

Forms and goals stand behind the same door (`stand_before`).
"""

import logging
import re
from collections.abc import Collection
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from course.access import own_rows
from course.delivery.entry import sign_in_letter
from course.errors import NotFound, Refused
from course.people import sign_in
from course.people.signed_in import Device, Visit
from course.practice import journal_door
from course.store import writing
from web import cookies, request
from web.client_ids import client_id, once
from web.doors import Door, door
from web.fragments import wants_fragment
from web.pages.journal.frame import frame, pages, place_now, visit
from web.pages.journal.keeping import keep
from web.pages.sign_in import ASKED
from web.row_numbers import row_number
from web.security import is_local_path

log = logging.getLogger(__name__)
BEHIND = re.compile(
    r"/me/(download|erase)|/journal(/.*)?|/exercise/.*|/goals/.*|/check-in/.*|/cohorts/\d+/my-forms(/.*)?"
)
"""What may follow once the door is open again."""
ANSWER = "answer-"
"""So begin the names of a form's fields; they are kept while the door is asked."""


def stand_before(behind: Blueprint, *, readable: Collection[str] = ()) -> None:
    """Put the door before these pages. A `readable` one may be read while it is closed, and then shows none of
    her words."""

    def ask() -> ResponseReturnValue | None:
        is_reading = http.method in request.READING
        return None if is_reading and http.endpoint in readable else ask_again()

    behind.before_request(ask)
    behind.after_request(stay_open)


def is_open() -> bool:
    return journal_door.is_open(visit())


@pages.before_request
def ask_again() -> ResponseReturnValue | None:
    """The second door, behind the first: whoever holds the phone is asked whether it is still her."""
    if http.endpoint == "journal.confirm" or request.visit() is None:
        return None
    if is_open():
        return None
    if http.method in request.READING:
        return redirect(url_for("journal.confirm", next=http.path))
    if wants_fragment():
        return _("Please confirm that it is you. Your words are still on this page."), 401
    return _confirm(error=None, status=401)


@pages.after_request
def stay_open(response: Response) -> Response:
    """Every visit to the journal gives it another fifteen minutes, in a transaction of its own."""
    found = request.visit()
    if found is None or http.endpoint == "journal.confirm" or not journal_door.is_open(found):
        return response
    if http.method in request.READING:
        request.db().close()
        _keep_open(found)
    elif response.status_code < 400:
        journal_door.keep_open(request.db(), found)
    return response


def _keep_open(found: Visit) -> None:
    """Best effort: while nothing can be written she reads on, and is asked again a little earlier."""
    try:
        with writing(request.engine()) as own:
            journal_door.keep_open(own, found)
    except DBAPIError as error:
        log.warning("the journal closes earlier: %s", type(error).__name__)


@pages.route("/journal/confirm", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def confirm() -> ResponseReturnValue:
    """Is it you? A letter to her own address carries a code; words that waited are saved after it."""
    if http.method != "POST":
        return _confirm(error=None)
    try:
        return _send_code() if http.form.get("act") == "send" else _open_again()
    except (Refused, NotFound) as error:
        # The try counts although the page comes back.
        request.db().commit()
        sentence = error.sentence if isinstance(error, Refused) else _("This code does not fit.")
        return _confirm(error=sentence, status=422, has_asked=http.form.get("act") != "send")


def _send_code() -> ResponseReturnValue:
    db, here = request.db(), visit()
    asked, browser = sign_in.ask(
        db,
        email=here.person.email or "",
        origin=http.remote_addr or "",
        shared=here.row.device == Device.SHARED,
    )
    sign_in_letter(db, request.settings(), asked)
    request.after_commit(request.wake)
    response = make_response(_confirm(error=None, has_asked=True))
    cookies.keep(response, ASKED, browser, seconds=int(sign_in.LIFETIME.total_seconds()))
    return response


def _open_again() -> ResponseReturnValue:
    journal_door.open_again(
        request.db(), visit(), browser=http.cookies.get(ASKED, ""), code=http.form.get("code", "")
    )
    to = _next()
    if http.form.get("text", "").strip():
        to = _keep_words(to)
    # 307: the browser sends the answers it still holds once more, now that the door is open
    response = make_response(redirect(to, code=307 if _answers() else 302))
    cookies.forget(response, ASKED)
    return response


def _keep_words(to: str) -> str:
    """What she had been writing when the journal closed: into the entry it belongs to."""
    db, words = request.db(), http.form["text"]
    own = http.form.get("entry", "")
    if own:
        known: UUID = own_rows.journal_of(db, request.person(), row_number(own)).client_id
    else:
        known = client_id()
    once(lambda: keep(known, words))
    flash(_("Saved. Only you can read it here."))
    return to


def _confirm(*, error: str | None, status: int = 200, has_asked: bool = False) -> ResponseReturnValue:
    match, mine = (http.view_args or {}).get("entry_id"), place_now()
    page_ = render_template(
        "journal/confirm.html",
        error=error,
        has_asked=has_asked,
        next=_next(),
        layout="layout_participant.html" if mine else "layout_plain.html",
        text=http.form.get("text", ""),
        answers=_answers(),
        since=http.form.get("since", ""),
        unit=http.form.get("unit", ""),
        sent_id=http.form.get("client_id", ""),
        entry=http.form.get("entry", match or ""),
        **frame(mine),
    )
    return page_, status


def _answers() -> list[tuple[str, str]]:
    return [(name, value) for name, value in http.form.items(multi=True) if name.startswith(ANSWER)]


def _next() -> str:
    """Only what stands behind the journal's door follows it."""
    came_to = http.path if http.method not in request.READING else ""
    wanted = http.values.get("next", came_to)
    is_behind = BEHIND.fullmatch(wanted) and is_local_path(wanted) and wanted != url_for("journal.confirm")
    return wanted if is_behind else url_for("journal.page")
