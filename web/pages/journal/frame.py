"""The blueprint of the journal, and what each of its pages shows around itself."""

from flask import Blueprint
from flask_babel import gettext as _

from course.cohorts.place import Place, current, places_of
from course.errors import NotFound
from course.people.signed_in import Device, Visit
from course.practice import journal
from course.practice.journal import JournalEntry, ReadEntry
from web import request

pages = Blueprint("journal", __name__)


def place_now() -> Place | None:
    return current(places_of(request.db(), request.person()), request.now())


def read_entry(row: JournalEntry) -> ReadEntry:
    return journal.read(request.db(), request.ring(), row)


def frame(mine: Place | None) -> dict[str, object]:
    """On a shared phone nothing is kept on it, and the list shows days without words."""
    is_shared = visit().row.device == Device.SHARED
    return {"group_name": mine.cohort.name if mine else _("Journal"), "is_shared": is_shared}


def visit() -> Visit:
    found = request.visit()
    if found is None:
        raise NotFound
    return found
