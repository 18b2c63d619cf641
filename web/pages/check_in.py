"""A word about the week: what she chooses goes to her facilitators, what she writes stays hers unless she shares it.

What she wrote is shown behind the journal's door; sending it, and asking for a word, never waits for that.
"""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.place import Place
from course.errors import NotFound, Refused
from course.people import team
from course.practice import asked_word, check_in
from course.practice.check_in import QUESTIONS, CheckIn, Given, Safe
from course.practice.form import SavedMeanwhile
from curriculum.schema import Unit
from web import her_place, request, safety_words, unsaved
from web.client_ids import once
from web.doors import Door, door
from web.pages.journal.guard import ANSWER, is_open, stay_open

QUIET = ("", *(one.value for one in Safe if one is not Safe.NOT_AT_ALL))
"""What she may choose without anybody having to know of it at once."""

pages = Blueprint("check_in", __name__, url_prefix="/check-in/<int:enrolment_id>/<unit_key>")
pages.after_request(stay_open)


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    mine, unit = _week(enrolment_id, unit_key)
    row = check_in.of_week(request.db(), mine.enrolment, unit.key)
    if http.method != "POST":
        return _page(mine, unit, row)
    try:
        return _give(mine, unit)
    except Refused as refused:
        unsaved.is_said()  # by the page itself, beside what she typed
        return _page(mine, unit, row, refused), 422


@pages.post("/word")
@door(Door.SIGNED_IN)
def word(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    """She would like a word after all."""
    mine, unit = _week(enrolment_id, unit_key)
    _ask(mine, unit)
    flash(_("They know that you would like a word."))
    return redirect(_address(mine, unit))


@pages.post("/remove")
@door(Door.SIGNED_IN)
def remove(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    mine, unit = _week(enrolment_id, unit_key)
    row = check_in.of_week(request.db(), mine.enrolment, unit.key)
    if row is not None and not is_open():
        return redirect(url_for("journal.confirm", next=_address(mine, unit)))
    if row is not None:
        check_in.remove(request.db(), row)
        flash(_("It is removed."))
    return redirect(_address(mine, unit))


def _week(enrolment_id: int, unit_key: str) -> tuple[Place, Unit]:
    """A week of hers that has opened, while she has her place."""
    mine = her_place.hers(enrolment_id)
    unit = mine.opening(unit_key).unit
    if unit.kind == "orientation" or not mine.enrolment.is_active or not mine.has_opened(unit, request.now()):
        raise NotFound
    return mine, unit


def _give(mine: Place, unit: Unit) -> ResponseReturnValue:
    given, wants_word = _given(), http.form.get(f"{ANSWER}word") == "yes"
    if wants_word:
        _ask(mine, unit)
    if not wants_word or given.safe or any(given.words.values()):
        once(
            lambda: check_in.give(
                request.db(), request.ring(), mine.person, mine.enrolment, unit.key, given,
                since=_since(), now=request.now(),
            )
        )  # fmt: skip
    if given.safe is Safe.NOT_AT_ALL:
        unsaved.is_told()
        return _not_safe(mine, unit)
    flash(_("Kept. Thank you for the word."))
    return redirect(_address(mine, unit))


def _ask(mine: Place, unit: Unit) -> None:
    asked_word.ask(request.db(), mine.enrolment, unit.key, now=request.now())
    unsaved.is_told()
    request.after_commit(request.wake)


def _given() -> Given:
    safe = http.form.get(f"{ANSWER}safe", "")
    if safe not in {"", *Safe}:
        raise Refused(_("Please choose one of what is offered, or leave it open."), field="safe")
    return Given(
        safe=Safe(safe) if safe else None,
        words={key: http.form.get(ANSWER + key, "") for key in QUESTIONS},
        share=[key for key in QUESTIONS if http.form.get(f"{ANSWER}share-{key}") == "yes"],
    )


def _not_safe(mine: Place, unit: Unit) -> str:
    """Help in the same answer, and somebody to turn to."""
    return render_template(
        "check_in/not_safe.html",
        asked=asked_word.standing(request.db(), mine.enrolment, unit.key),
        **_frame(mine, unit),
    )


def _page(mine: Place, unit: Unit, row: CheckIn | None, refused: Refused | None = None) -> str:
    return render_template(
        "check_in/page.html",
        row=row,
        asks=_asks(),
        shown=refused is not None or row is None or is_open(),
        given=_typed() if refused else _stored(row),
        since=_version(row, refused),
        refused=refused,
        asked=asked_word.standing(request.db(), mine.enrolment, unit.key),
        **_frame(mine, unit),
    )


def _asks() -> bool:
    """Whether what was just sent asks for somebody."""
    return any(http.form.get(ANSWER + name, "") not in QUIET for name in ("safe", "word"))


def _frame(mine: Place, unit: Unit) -> dict[str, object]:
    programme_id, cohort_id = mine.cohort.programme_id, mine.cohort.stored_id
    run_by = team.facilitators(request.db(), [cohort_id]).get(cohort_id, [])
    return {
        "unit": unit,
        "run_by": [one.name for one in run_by],
        "known": safety_words.help_of(programme_id),
        "watch": unsaved.mark(programme_id, QUIET, (f"{ANSWER}safe", f"{ANSWER}word")),
        "watch_word": unsaved.mark(programme_id, ("no",)),
        **her_place.frame(mine),
    }


def _stored(row: CheckIn | None) -> dict[str, object]:
    """Her words only while the journal's door is open."""
    if row is None or not is_open():
        return {}
    words = check_in.read(request.db(), request.ring(), row)
    return {**words.all, "safe": row.safe.value if row.safe else "", "shared": set(words.shared)}


def _typed() -> dict[str, object]:
    shared = {key for key in QUESTIONS if http.form.get(f"{ANSWER}share-{key}") == "yes"}
    words: dict[str, object] = {key: http.form.get(ANSWER + key, "") for key in (*QUESTIONS, "safe", "word")}
    return {**words, "shared": shared}


def _version(row: CheckIn | None, refused: Refused | None) -> str:
    if isinstance(refused, SavedMeanwhile):
        return refused.changed_at.isoformat()
    return http.form.get("since", row.changed_at.isoformat() if row else "")


def _since() -> datetime | None:
    try:
        return datetime.fromisoformat(http.form.get("since", ""))
    except ValueError:
        return None


def _address(mine: Place, unit: Unit) -> str:
    return url_for("check_in.page", enrolment_id=mine.enrolment_id, unit_key=unit.key)
