"""A letter to herself: written now, and on a day of her choice a notice says that something waits for her."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import own_rows
from course.cohorts.place import Place, local_day
from course.errors import NotFound, Refused
from course.practice import own_letter
from web import request
from web.client_ids import client_id, once
from web.doors import Door, door
from web.pages.journal.frame import frame, pages, place_now

AS_IT_IS = "as-it-is"
"""The first choice where a day is set: whoever presses without choosing keeps it."""


@pages.route("/journal/letter", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def letter() -> ResponseReturnValue:
    """Whoever has no place in a group writes in the journal: no letter would reach her."""
    mine = _place()
    if mine is None:
        return redirect(url_for("journal.page"))
    if http.method == "GET":
        return _page(mine)
    words = http.form.get("text", "")
    try:
        if not words.strip():
            raise Refused(_("One word is enough. Nothing was saved yet."), field="text")
        _write(mine, words, _months())
    except Refused as refused:
        return _page(mine, refused), 422
    flash(_("Saved. Only you can read it here, and on the day you chose a letter says that it waits."))
    return redirect(url_for("journal.page"))


@pages.post("/journal/<int:entry_id>/day")
@door(Door.SIGNED_IN)
def day(entry_id: int) -> ResponseReturnValue:
    """Another day, or none, for an entry she wrote."""
    db, mine = request.db(), _place()
    row = own_rows.journal_of(db, request.person(), entry_id)
    if mine is None:
        raise NotFound
    today = local_day(request.now(), request.person())
    if http.form.get("months") != AS_IT_IS:
        own_letter.come_back(db, row, mine.enrolment, months=_months(), today=today, now=request.now())
    flash(
        _("Kept. A letter says it on that day.") if row.comes_back_on else _("Kept. No letter will say it.")
    )
    return redirect(url_for("journal.entry", entry_id=entry_id))


def _write(mine: Place, words: str, months: int) -> None:
    db, person, known = request.db(), request.person(), client_id()
    today = local_day(request.now(), person)
    once(
        lambda: own_letter.write(
            db,
            request.ring(),
            person,
            mine.enrolment,
            client_id=known,
            text=words,
            months=months,
            today=today,
            now=request.now(),
        )
    )


def _months() -> int:
    words = http.form.get("months", str(own_letter.USUAL))
    if not (words.isascii() and words.isdigit() and len(words) <= 2):
        raise Refused(_("Please choose between one month and twelve."), field="months")
    return int(words)


def _place() -> Place | None:
    """The notice comes with the letters of a group: hers now, or her last one."""
    mine = place_now()
    return mine if mine and mine.enrolment.is_active else None


def _page(mine: Place, refused: Refused | None = None) -> str:
    return render_template(
        "journal/own_letter.html",
        refused=refused,
        text=http.form.get("text", ""),
        sent_id=http.form.get("client_id", ""),
        months=http.form.get("months", own_letter.USUAL),
        choices=own_letter.MONTHS,
        **frame(mine),
    )
