"""The safety list: who may need a word, what was done, and the three steps. Each look at it is written down.

A look is a POST, because it leaves a line in the audit; opening the address shows only how many items there are.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import audit
from course.access import safety_list
from course.cohorts.cohort import content
from course.cohorts.programme import Programme
from course.delivery import told
from course.delivery.told import Told
from course.errors import NotFound, Refused
from course.people.role import is_lead
from course.safety import concern, items, plan
from course.safety.concern import HELP, INTAKE, Concern, ConcernStep, Kind
from course.safety.items import Item, Share
from web import request, safety_words, staff
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint("concerns", __name__, url_prefix="/programmes/<int:programme_id>/concerns")


@dataclass(frozen=True)
class Shown:
    """An item as the page says it. `notes`: what was written at a step, by the step's number."""

    item: Item
    kind: str
    about: str
    notes: dict[int, str]
    told: list[Told]


@pages.get("")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme, share = _list(programme_id)
    return render_template(
        "concerns/door.html", **_frame(programme), count=items.count(request.db(), share), now=request.now()
    )


@pages.post("")
@door(Door.SIGNED_IN)
def look(programme_id: int) -> ResponseReturnValue:
    return _show(*_list(programme_id))


@pages.post("/<int:concern_id>/seen")
@door(Door.SIGNED_IN)
def seen(programme_id: int, concern_id: int) -> ResponseReturnValue:
    row = _concern(programme_id, concern_id)
    concern.see(request.db(), row, now=request.now(), by=request.person())
    return _show(*_list(programme_id))


@pages.post("/<int:concern_id>/note")
@door(Door.SIGNED_IN)
def note(programme_id: int, concern_id: int) -> ResponseReturnValue:
    """What was done; with `close` it is closed as well."""
    row, words = _concern(programme_id, concern_id), http.form.get("note", "")
    try:
        known = client_id()
        if words.strip() or "close" not in http.form:
            once(lambda: _note(row, words, known))
        if "close" in http.form:
            concern.close(request.db(), row, now=request.now(), by=request.person())
    except Refused as refused:
        return _again(programme_id, (concern_id, words), refused), 422
    return _show(*_list(programme_id))


def _again(programme_id: int, typed: tuple[int, str], refused: Refused) -> str:
    """Nothing was changed, but the list was looked at once more: that look is kept although the page comes back."""
    db = request.db()
    db.rollback()
    page = _show(*_list(programme_id), typed=typed, refused=refused)
    db.commit()
    return page


def _note(row: Concern, words: str, known: UUID) -> None:
    concern.note(
        request.db(), request.ring(), row, words, client_id=known, now=request.now(), by=request.person()
    )


def _list(programme_id: int) -> tuple[Programme, Share]:
    return safety_list.safety_list_for(request.db(), request.person(), programme_id)


def _concern(programme_id: int, concern_id: int) -> Concern:
    row = safety_list.concern_for(request.db(), request.person(), concern_id)
    if row.programme_id != programme_id:
        raise NotFound
    return row


def _show(
    programme: Programme,
    share: Share,
    *,
    typed: tuple[int, str] | None = None,
    refused: Refused | None = None,
) -> str:
    db = request.db()
    audit.record(
        db,
        "concern.look",
        f"programme:{programme.id}",
        by=request.person().id,
        programme_id=programme.id,
    )
    found = items.items(db, share)
    letters = told.told(db, programme.stored_id, [one.concern.stored_id for one in found])
    return render_template(
        "concerns/list.html",
        **_frame(programme),
        shown=[_shown(one, letters.get(one.concern.stored_id, [])) for one in found],
        count=items.count(db, share),
        typed=dict([typed] if typed else []),
        refused=refused,
    )


def _shown(item: Item, letters: list[Told]) -> Shown:
    notes = {step.stored_id: _read(step) for step, _by in item.steps if step.sealed is not None}
    return Shown(item, _kinds()[item.concern.kind], _about(item), notes, letters)


def _read(step: ConcernStep) -> str:
    try:
        return concern.read(request.db(), request.ring(), step)
    except NotFound:
        return str(_("This note can no longer be read."))


def _kinds() -> dict[Kind, str]:
    return {
        Kind.SELF_HARM: _("An answer to the question about harming oneself is above its lowest choice"),
        Kind.INTAKE: _("Said at joining: thoughts of harming oneself"),
        Kind.ASKED: _("Would like a word"),
        Kind.NOTED: _("Somebody who runs the group wrote down what they saw or heard"),
        Kind.SEVERE: _("Answers that say that things are very heavy"),
        Kind.WORSE: _("Answers that are clearly heavier than before"),
    }


def _about(item: Item) -> str:
    """Which occasion: a wave by its title, joining, the help page, or a week."""
    if item.concern.wave_key == INTAKE:
        return str(_("at joining"))
    if item.concern.wave_key == HELP:
        return str(_("on the help page"))
    course = content(request.db(), item.cohort)
    titles = {unit.key: unit.title for unit in course.units} | {wave.key: wave.title for wave in course.waves}
    return titles.get(item.concern.wave_key, item.concern.wave_key)


def _frame(programme: Programme) -> dict[str, object]:
    """Somebody who is only named in the plan leads nothing, so the lead's pages are not in her bar."""
    frame = staff.in_programme(programme, "concerns")
    if not is_lead(request.db(), programme_id=programme.stored_id, person_id=request.person().stored_id):
        frame["programme_id"] = None
    return {
        **frame,
        "here": programme.stored_id,
        "plan": plan.plan_of(request.db(), programme.stored_id),
        "waits": safety_words.help_of(programme.stored_id).waits,
    }
