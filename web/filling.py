"""A form on a page: what was given, what stands below it, and saving, changing and removing. Behind the journal's door.

`web/pages/forms.py` shows them to participants, `web/pages/my_forms.py` a facilitator her own; both have the endpoints
`exercise`, `entry` and `remove`, named in the templates without their blueprint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import own_rows
from course.errors import NotFound, Refused
from course.people.signed_in import Device
from course.practice import form
from course.practice.form import Answer, FilledForm, ReadForm, SavedMeanwhile
from curriculum.schema import Exercise, FormField
from web import request
from web.client_ids import client_id, once
from web.pages.journal.frame import visit
from web.pages.journal.guard import ANSWER, is_open

LATELY = 10
EVERY = 100_000
TO_TEN = [str(number) for number in range(11)]


@dataclass(frozen=True)
class Sheet:
    """An exercise where it is filled: what else its address names, and what its page shows around it."""

    exercise: Exercise
    where: Mapping[str, Any]
    frame: Mapping[str, object]

    def address(self) -> str:
        return url_for(".exercise", exercise_key=self.exercise.key, **self.where)


def exercise_page(sheet: Sheet) -> ResponseReturnValue:
    """What it asks of her, the form, and below it what she wrote before."""
    if http.method != "POST":
        return _exercise(sheet)
    if not sheet.exercise.fields:
        raise NotFound
    known = client_id()
    try:
        once(
            lambda: form.fill(
                request.db(), request.ring(), request.person(), sheet.exercise, _given(sheet.exercise),
                client_id=known, since=_since(), now=request.now(),
            )
        )  # fmt: skip
    except Refused as refused:
        return _exercise(sheet, refused), 422
    return _saved(sheet)


def entry_page(sheet: Sheet, row: FilledForm) -> ResponseReturnValue:
    """One filled form, to read and to change."""
    if http.method != "POST":
        return _entry(sheet, row)
    try:
        form.fill(
            request.db(), request.ring(), request.person(), sheet.exercise, _given(sheet.exercise),
            client_id=row.client_id, since=_since(), now=request.now(),
        )  # fmt: skip
    except Refused as refused:
        return _entry(sheet, row, refused), 422
    return _saved(sheet)


def remove_page(sheet: Sheet, row: FilledForm) -> ResponseReturnValue:
    if http.method != "POST":
        return render_template(
            "forms/remove.html", **_around(sheet), written_at=row.written_at, row_id=row.id
        )
    form.remove(request.db(), row)
    flash(_("It is removed."))
    return redirect(sheet.address())


def own_form(exercise_key: str, form_id: int) -> FilledForm:
    """Her own, under the address of its own exercise."""
    row = own_rows.form_of(request.db(), request.person(), form_id)
    if row.exercise_key != exercise_key:
        raise NotFound
    return row


def _exercise(sheet: Sheet, refused: Refused | None = None) -> str:
    wants_all = http.args.get("all") == "yes"
    rows = form.forms(
        request.db(), request.person(), sheet.exercise.key, most=EVERY if wants_all else LATELY + 1
    )
    shown = rows if wants_all else rows[:LATELY]
    return render_template(
        "forms/exercise.html",
        **_around(sheet),
        **_typed(refused),
        given=_sent(),
        sent_id=http.form.get("client_id", ""),
        has_written=bool(rows),
        has_more=len(rows) > len(shown),
        written=[_read(row) for row in shown] if is_open() else None,
    )


def _entry(sheet: Sheet, row: FilledForm, refused: Refused | None = None) -> str:
    read = _read(row)
    typed = _typed(refused)
    return render_template(
        "forms/entry.html",
        **_around(sheet),
        **typed | {"since": typed["since"] or row.changed_at.isoformat()},
        given=_sent() if refused else read.answers,
        entry=read,
    )


def _around(sheet: Sheet) -> dict[str, object]:
    """On a shared phone the list shows days without words."""
    return {
        "exercise": sheet.exercise,
        "where": sheet.where,
        "is_shared": visit().row.device == Device.SHARED,
        **sheet.frame,
    }


def _typed(refused: Refused | None) -> dict[str, object]:
    """What is wrong with what was typed, and which version it was typed over."""
    since = (
        refused.changed_at.isoformat() if isinstance(refused, SavedMeanwhile) else http.form.get("since", "")
    )
    return {"refused": refused, "since": since}


def _since() -> datetime | None:
    try:
        return datetime.fromisoformat(http.form.get("since", ""))
    except ValueError:
        return None


def _sent() -> dict[str, str | list[str]]:
    """{field key: what was typed or chosen}; a list where several were."""
    lists = {
        name.removeprefix(ANSWER): values for name, values in http.form.lists() if name.startswith(ANSWER)
    }
    return {key: values if len(values) > 1 else values[0] for key, values in lists.items()}


def _given(exercise: Exercise) -> dict[str, Answer]:
    return {field.key: _answer(field) for field in exercise.fields}


def _answer(field: FormField) -> Answer:
    name = ANSWER + field.key
    if field.kind == "several":
        return http.form.getlist(name)
    typed = http.form.get(name, "")
    return int(typed) if field.kind == "scale" and typed in TO_TEN else typed


def _saved(sheet: Sheet) -> ResponseReturnValue:
    flash(_("Saved. Only you can read it here."))
    return redirect(f"{sheet.address()}#written")


def _read(row: FilledForm) -> ReadForm:
    return form.read(request.db(), request.ring(), row)
