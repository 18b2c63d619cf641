"""What she writes, and what she wrote: hers alone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import own_rows
from course.cohorts.place import Place, local_day
from course.errors import Refused
from course.practice import journal, own_letter, shared_entry
from course.practice.form import SavedMeanwhile
from course.practice.journal import JournalEntry
from curriculum.schema import Unit
from web import request
from web.client_ids import client_id, once
from web.doors import Door, door
from web.fragments import wants_fragment
from web.pages.journal.frame import frame, pages, place_now, read_entry
from web.pages.journal.keeping import keep, saved, version
from web.pages.journal.sharing import standing

LATELY = 30
EVERY = 100_000


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
    row = own_rows.journal_of(db, request.person(), entry_id)
    if http.method == "POST":
        words = http.form.get("text", "")
        if not words.strip():
            return _entry(row, words, _("An entry needs at least one word. To remove it, use Remove.")), 422
        try:
            journal.write(
                db, request.ring(), request.person(), client_id=row.client_id, text=words, since=version(),
                now=request.now(),
            )  # fmt: skip
        except Refused as refused:
            return _not_kept(row, words, refused)
        shared = shared_entry.read_of(db, row) is not None
        return saved(url_for("journal.page"), shared=shared, since=row.changed_at)
    return _entry(row)


@pages.route("/journal/<int:entry_id>/remove", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def remove(entry_id: int) -> ResponseReturnValue:
    db = request.db()
    row = own_rows.journal_of(db, request.person(), entry_id)
    if http.method == "POST":
        own_letter.forget(db, row, now=request.now())
        shared_entry.take_back(db, row)
        journal.remove(db, row)
        flash(_("The entry is removed."))
        return redirect(url_for("journal.page"))
    return render_template("journal/remove.html", entry=read_entry(row), **frame(place_now()))


@pages.get("/journal/all.txt")
@door(Door.SIGNED_IN)
def download() -> ResponseReturnValue:
    """Everything she wrote, as plain text."""
    rows = journal.entries(request.db(), request.person(), most=EVERY)
    zone = ZoneInfo(request.person().zone)
    parts = [f"{_stamp(one.written_at, zone)}\n\n{one.text}\n" for one in map(read_entry, rows)]
    response = make_response("\n\n".join(parts))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="my-words.txt"'
    return response


def _write() -> ResponseReturnValue:
    words = http.form.get("text", "")
    if not words.strip():
        if wants_fragment():
            return "", 204
        return _page(error=_("One word is enough. Nothing was saved yet.")), 422
    once(lambda: keep(client_id(), words))
    return saved(url_for("journal.page"))


def _page(*, error: str | None = None) -> str:
    mine = place_now()
    wants_all = http.args.get("all") == "yes"
    rows = journal.entries(request.db(), request.person(), most=EVERY if wants_all else LATELY + 1)
    return render_template(
        "journal/journal.html",
        prompt_unit=_prompt(mine),
        entries=[read_entry(row) for row in (rows if wants_all else rows[:LATELY])],
        has_more=not wants_all and len(rows) > LATELY,
        shared=shared_entry.shared_by(request.db(), request.person()),
        text=http.form.get("text", ""),
        sent_id=http.form.get("client_id", ""),
        error=error,
        units={unit.key: unit for unit in mine.course.units} if mine else {},
        today=_today(),
        may_write_letter=mine is not None and mine.enrolment.is_active,
        place=mine if mine and any(one.fields for one in mine.course.exercises) else None,
        **frame(mine),
    )


def _not_kept(row: JournalEntry, words: str, refused: Refused) -> ResponseReturnValue:
    """Her words stay in the box; those that another tab saved stand beside it."""
    if wants_fragment():
        return "", 409
    meanwhile = refused.changed_at if isinstance(refused, SavedMeanwhile) else None
    return _entry(row, words, refused.sentence, meanwhile=meanwhile), 422


def _entry(
    row: JournalEntry,
    words: str | None = None,
    error: str | None = None,
    *,
    meanwhile: datetime | None = None,
) -> str:
    mine, read = place_now(), read_entry(row)
    unit = next((one for one in mine.course.units if one.key == row.unit_key), None) if mine else None
    return render_template(
        "journal/entry.html", entry=read, since=(meanwhile or version() or row.changed_at).isoformat(),
        other=read.text if meanwhile else None, text=read.text if words is None else words, error=error, unit=unit,
        choices=own_letter.MONTHS if mine and mine.enrolment.is_active else (), today=_today(),
        sharing=standing(row, mine), **frame(mine),
    )  # fmt: skip


def _prompt(mine: Place | None) -> Unit | None:
    """This week's invitation to write, or that of an earlier week she came from; none when she wants none."""
    wanted = http.values.get("unit", "")
    if mine is None or wanted == "none":
        return None
    opened = {one.unit.key: one.unit for one in mine.openings if mine.is_open(one, request.now())}
    newest = mine.newest(request.now())
    unit = opened.get(wanted) or (newest.unit if newest else None)
    return unit if unit and unit.prompt else None


def _stamp(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _today() -> date:
    return local_day(request.now(), request.person())
