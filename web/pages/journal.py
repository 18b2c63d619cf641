"""The journal: hers alone. It asks again after fifteen quiet minutes, and keeps what was being written."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.cohorts.place import Place, current, places_of
from course.delivery.entry import sign_in_letter
from course.errors import NotFound, Refused
from course.people import sign_in
from course.people.signed_in import Device, Visit
from course.practice import journal, journal_door
from course.practice.journal import JournalEntry, ReadEntry
from course.store import writing
from curriculum.schema import Unit
from web import cookies, request
from web.client_ids import client_id, once
from web.doors import Door, door
from web.fragments import wants_fragment
from web.pages.sign_in import ASKED
from web.row_numbers import row_number
from web.security import is_local_path

pages = Blueprint("journal", __name__)
LATELY = 30
EVERY = 100_000


@pages.before_request
def ask_again() -> ResponseReturnValue | None:
    """The second door, behind the first: whoever holds the phone is asked whether it is still her."""
    if http.endpoint == "journal.confirm" or request.visit() is None:
        return None
    if journal_door.is_open(_visit()):
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
        with writing(request.engine()) as own:
            journal_door.keep_open(own, found.row.stored_id)
    elif response.status_code < 400:
        journal_door.keep_open(request.db(), found.row.stored_id)
    return response


@pages.route("/journal", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page() -> ResponseReturnValue:
    """Write; below, what she wrote before."""
    if http.method == "POST":
        return _write()
    return _page()


@pages.route("/journal/<int:entry_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def entry(entry_id: int) -> ResponseReturnValue:
    """An entry to read and to change."""
    db = request.db()
    row = access.journal_of(db, request.person(), entry_id)
    if http.method == "POST":
        words = http.form.get("text", "")
        if not words.strip():
            return _entry(row, words, _("An entry needs at least one word. To remove it, use Remove.")), 422
        journal.write(
            db, request.ring(), request.person(), client_id=row.client_id, text=words, now=request.now()
        )
        return _saved(url_for("journal.page"))
    return _entry(row)


@pages.route("/journal/<int:entry_id>/remove", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def remove(entry_id: int) -> ResponseReturnValue:
    db = request.db()
    row = access.journal_of(db, request.person(), entry_id)
    if http.method == "POST":
        journal.remove(db, row)
        flash(_("The entry is removed."))
        return redirect(url_for("journal.page"))
    return render_template("journal/remove.html", entry=_read(row), **_frame(_place()))


@pages.get("/journal/all.txt")
@door(Door.SIGNED_IN)
def download() -> ResponseReturnValue:
    """Everything she wrote, as plain text."""
    rows = journal.entries(request.db(), request.person(), most=EVERY)
    zone = ZoneInfo(request.person().zone)
    parts = [f"{_stamp(one.written_at, zone)}\n\n{one.text}\n" for one in map(_read, rows)]
    response = make_response("\n\n".join(parts))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="my-words.txt"'
    return response


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


def _write() -> ResponseReturnValue:
    words = http.form.get("text", "")
    if not words.strip():
        if wants_fragment():
            return "", 204
        return _page(error=_("One word is enough. Nothing was saved yet.")), 422
    once(lambda: _keep(client_id(), words))
    return _saved(url_for("journal.page"))


def _keep(known: UUID, words: str) -> JournalEntry:
    return journal.write(
        request.db(),
        request.ring(),
        request.person(),
        client_id=known,
        text=words,
        unit_key=_known_unit(),
        now=request.now(),
    )


def _saved(to: str) -> ResponseReturnValue:
    if wants_fragment():
        return "", 204
    flash(_("Saved. Only you can read it here."))
    return redirect(to)


def _page(*, error: str | None = None) -> str:
    mine = _place()
    wants_all = http.args.get("all") == "yes"
    rows = journal.entries(request.db(), request.person(), most=EVERY if wants_all else LATELY + 1)
    return render_template(
        "journal/journal.html",
        prompt_unit=_prompt(mine),
        entries=[_read(row) for row in (rows if wants_all else rows[:LATELY])],
        has_more=not wants_all and len(rows) > LATELY,
        text=http.form.get("text", ""),
        sent_id=http.form.get("client_id", ""),
        error=error,
        units={unit.key: unit for unit in mine.course.units} if mine else {},
        **_frame(mine),
    )


def _entry(row: JournalEntry, words: str | None = None, error: str | None = None) -> str:
    mine, read = _place(), _read(row)
    unit = next((one for one in mine.course.units if one.key == row.unit_key), None) if mine else None
    return render_template(
        "journal/entry.html", entry=read, text=read.text if words is None else words, error=error, unit=unit,
        **_frame(mine),
    )  # fmt: skip


def _send_code() -> ResponseReturnValue:
    db, visit = request.db(), _visit()
    asked, browser = sign_in.ask(
        db,
        email=visit.person.email or "",
        origin=http.remote_addr or "",
        shared=visit.row.device == Device.SHARED,
    )
    sign_in_letter(db, request.settings(), asked)
    request.after_commit(request.wake)
    response = make_response(_confirm(error=None, has_asked=True))
    cookies.keep(response, ASKED, browser, seconds=int(sign_in.LIFETIME.total_seconds()))
    return response


def _open_again() -> ResponseReturnValue:
    journal_door.open_again(
        request.db(), _visit(), browser=http.cookies.get(ASKED, ""), code=http.form.get("code", "")
    )
    to = _next()
    if http.form.get("text", "").strip():
        to = _keep_words(to)
    response = make_response(redirect(to))
    cookies.forget(response, ASKED)
    return response


def _keep_words(to: str) -> str:
    """What she had been writing when the journal closed: into the entry it belongs to."""
    db, words = request.db(), http.form["text"]
    own = http.form.get("entry", "")
    if own:
        known: UUID = access.journal_of(db, request.person(), row_number(own)).client_id
    else:
        known = client_id()
    once(lambda: _keep(known, words))
    flash(_("Saved. Only you can read it here."))
    return to


def _confirm(*, error: str | None, status: int = 200, has_asked: bool = False) -> ResponseReturnValue:
    match = (http.view_args or {}).get("entry_id")
    page_ = render_template(
        "journal/confirm.html",
        group_name=_group_name(),
        error=error,
        has_asked=has_asked,
        next=_next(),
        text=http.form.get("text", ""),
        unit=http.form.get("unit", ""),
        sent_id=http.form.get("client_id", ""),
        entry=http.form.get("entry", match or ""),
    )
    return page_, status


def _next() -> str:
    """Only what stands behind the journal's door follows it."""
    wanted = http.values.get("next", "")
    is_behind = wanted in (url_for("journal.page"), url_for("me.download")) or wanted.startswith("/journal/")
    return wanted if is_behind and is_local_path(wanted) else url_for("journal.page")


def _prompt(mine: Place | None) -> Unit | None:
    """This week's invitation to write, or that of an earlier week she came from; none when she wants none."""
    wanted = http.values.get("unit", "")
    if mine is None or wanted == "none":
        return None
    opened = {one.unit.key: one.unit for one in mine.openings if mine.is_open(one, request.now())}
    newest = mine.newest(request.now())
    unit = opened.get(wanted) or (newest.unit if newest else None)
    return unit if unit and unit.prompt else None


def _place() -> Place | None:
    return current(places_of(request.db(), request.person()), request.now())


def _group_name() -> str:
    mine = _place()
    return mine.cohort.name if mine else str(_("Journal"))


def _known_unit() -> str | None:
    """The week whose prompt she answered, if it is one of her course."""
    mine, wanted = _place(), http.form.get("unit", "")
    keys = {unit.key for unit in mine.course.units} if mine else set()
    return wanted if wanted in keys else None


def _read(row: JournalEntry) -> ReadEntry:
    return journal.read(request.db(), request.ring(), row)


def _frame(mine: Place | None) -> dict[str, object]:
    """On a shared phone nothing is kept on it, and the list shows days without words."""
    is_shared = _visit().row.device == Device.SHARED
    return {"group_name": mine.cohort.name if mine else _("Journal"), "is_shared": is_shared}


def _visit() -> Visit:
    found = request.visit()
    if found is None:
        raise NotFound
    return found


def _stamp(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")
