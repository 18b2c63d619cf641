"""After the questions of a wave, once: did anything in the course do harm? Also asked of somebody who leaves early."""

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.cohorts.place import Place
from course.errors import NotFound, Refused
from course.measures import unwanted_effects
from course.measures.unwanted_effects import LEFT, UnwantedEffects
from course.people.token import Purpose
from course.safety import concern
from course.safety.concern import Kind
from web import opened, request, safety_words, unsaved
from web.doors import Door, door

pages = Blueprint("effects", __name__, url_prefix="/questions/<int:enrolment_id>/<wave_key>/effects")


@pages.route("", methods=["GET", "POST"])
@door(Door.OPENED)
def page(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """Sent once; it may be left altogether."""
    mine, row = _asked(enrolment_id, wave_key)
    if http.method == "POST" and row.done_at is None:
        try:
            _tell(mine, row)
        except Refused as refused:
            return _page(mine, row, refused), 422
    if row.done_at is None:
        return _page(mine, row)
    if http.method == "POST" and row.needs_care:
        return render_template("effects/care.html", **_frame(mine, row))  # help in the same answer
    return redirect(_onward(mine, row))


@pages.post("/word")
@door(Door.OPENED)
def word(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """She would like somebody to get in touch."""
    mine, row = _asked(enrolment_id, wave_key)
    concern.begin(
        request.db(), enrolment_id=enrolment_id, wave_key=row.wave_key, kind=Kind.ASKED, now=request.now(),
        again=True,
    )  # fmt: skip
    unsaved.is_told()
    request.after_commit(request.wake)
    return render_template("effects/asked.html", **_frame(mine, row))


def _asked(enrolment_id: int, wave_key: str) -> tuple[Place, UnwantedEffects]:
    """Her place, once these questions were offered to her."""
    mine = opened.place_for(enrolment_id, purpose=Purpose.WAVE, about=f"wave:{enrolment_id}:{wave_key}")
    row = unwanted_effects.of_wave(request.db(), mine.enrolment_id, wave_key)
    if row is None:
        raise NotFound
    return mine, row


def _tell(mine: Place, row: UnwantedEffects) -> None:
    """What stands on the page, or, when she leaves it, nothing."""
    given = http.form if http.form.get("act") != "leave" else http.form.__class__()
    told = unwanted_effects.parsed(
        given.get("harm", ""),
        given.getlist("kind"),
        given.get("helped", ""),
        given.get("more", ""),
        shares=given.get("share") == "yes",
    )
    unwanted_effects.tell(request.db(), request.ring(), mine.person, row, told, now=request.now())


def _page(mine: Place, row: UnwantedEffects, refused: Refused | None = None) -> str:
    return render_template("effects/page.html", given=http.form, refused=refused, **_frame(mine, row))


def _frame(mine: Place, row: UnwantedEffects) -> dict[str, object]:
    visitor = request.visitor()
    return {
        "place": mine,
        "row": row,
        "is_leaving": row.wave_key == LEFT,
        "onward": _onward(mine, row),
        "group_name": mine.cohort.name,
        "is_hers": visitor is not None and visitor.id == mine.person.id,
        "known": safety_words.help_of(mine.cohort.programme_id),
        "policy": safety_words.policy_of(mine.cohort.programme_id),
        "watch_word": unsaved.mark(mine.cohort.programme_id, ("no",)),
    }


def _onward(mine: Place, row: UnwantedEffects) -> str:
    if row.wave_key == LEFT:
        return url_for("me.leaving")
    return url_for("questions.page", enrolment_id=mine.enrolment_id, wave_key=row.wave_key)
