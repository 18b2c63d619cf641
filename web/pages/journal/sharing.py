"""One entry for the facilitators of her group: what they would read is shown first, and it can be taken back."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import own_rows
from course.cohorts.cohort import Cohort
from course.cohorts.place import Place
from course.errors import NotFound
from course.people import team
from course.practice import shared_entry
from course.practice.journal import JournalEntry
from course.practice.shared_entry import SharedEntry
from web import request, seen
from web.doors import Door, door
from web.pages.journal.frame import frame, pages, place_now, read_entry


@dataclass(frozen=True)
class Standing:
    """Who reads an entry. `row` None: she alone. `has_changed`: other words stand in it than were shared."""

    may_share: bool
    row: SharedEntry | None = None
    group: str = ""
    has_changed: bool = False


@pages.route("/journal/<int:entry_id>/share", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def share(entry_id: int) -> ResponseReturnValue:
    """Sent is what the page showed: words that another tab has saved since are shown first."""
    db, mine = request.db(), place_now()
    row = own_rows.journal_of(db, request.person(), entry_id)
    if mine is None or not mine.enrolment.is_active:
        raise NotFound
    text = {"text": read_entry(row).text}
    if seen.is_confirmed(text):
        shared_entry.share(db, request.ring(), request.person(), row, mine.enrolment, now=request.now())
        flash(_("Shared. You can take it back at any time."))
        return redirect(url_for("journal.entry", entry_id=entry_id))
    return render_template(
        "journal/share.html",
        entry=read_entry(row),
        shown=seen.mark(text),
        run_by=[
            one.name for one in team.facilitators(db, [mine.cohort.stored_id]).get(mine.cohort.stored_id, [])
        ],
        **frame(mine),
    )


@pages.post("/journal/<int:entry_id>/take-back")
@door(Door.SIGNED_IN)
def take_back(entry_id: int) -> ResponseReturnValue:
    row = own_rows.journal_of(request.db(), request.person(), entry_id)
    shared_entry.take_back(request.db(), row)
    flash(_("Taken back. Only you can read it here."))
    return redirect(url_for("journal.entry", entry_id=entry_id))


def standing(row: JournalEntry, mine: Place | None) -> Standing:
    db, may_share = request.db(), mine is not None and mine.enrolment.is_active
    found = shared_entry.read_of(db, row)
    if found is None:
        return Standing(may_share)
    has_changed = shared_entry.read(db, request.ring(), found, row) != read_entry(row).text
    return Standing(may_share, found, db.get_one(Cohort, found.cohort_id).name, has_changed)
