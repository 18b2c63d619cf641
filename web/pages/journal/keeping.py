"""Words into the journal: the same form sent twice is one entry."""

from datetime import datetime
from uuid import UUID

from flask import flash, redirect
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.practice import journal
from course.practice.journal import JournalEntry
from web import request
from web.fragments import wants_fragment
from web.pages.journal.frame import place_now


def keep(known: UUID, words: str) -> JournalEntry:
    return journal.write(
        request.db(),
        request.ring(),
        request.person(),
        client_id=known,
        text=words,
        unit_key=known_unit(),
        now=request.now(),
    )


def saved(to: str, *, shared: bool = False, since: datetime | None = None) -> ResponseReturnValue:
    """A page that saves by itself learns which version it has now."""
    if wants_fragment():
        return "", 204, {"X-Since": since.isoformat()} if since else {}
    if shared:
        flash(_("Saved. Your facilitators still read it as it was when you shared it."))
    else:
        flash(_("Saved. Only you can read it here."))
    return redirect(to)


def version() -> datetime | None:
    """The `changed_at` of the words that the page showed."""
    try:
        return datetime.fromisoformat(http.form.get("since", ""))
    except ValueError:
        return None


def known_unit() -> str | None:
    """The week whose prompt she answered, if it is one of her course."""
    mine, wanted = place_now(), http.form.get("unit", "")
    keys = {unit.key for unit in mine.course.units} if mine else set()
    return wanted if wanted in keys else None
