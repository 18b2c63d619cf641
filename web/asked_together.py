"""A page with several questions below each other: one form, and each answer saved as if it had stood alone."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask import g, redirect, render_template
from flask import request as http
from flask.typing import ResponseReturnValue

from course.errors import Refused
from course.measures import answering
from course.measures.assessment import AnsweredElsewhere
from course.measures.layout import PER_PAGE
from course.measures.run import Question, Run, run_of
from web import asking, request, unsaved
from web.client_ids import client_id, once

Page = tuple[Question, ...]
MOST = max(PER_PAGE.values())


@dataclass(frozen=True)
class Line:
    """One question as her page sent it: `number` is its place on that page, `value` None where nothing was chosen."""

    number: int
    key: str
    value: int | None
    seen: UUID | None
    client_id: UUID
    is_skipped: bool

    @property
    def is_said(self) -> bool:
        return self.is_skipped or self.value is not None


@dataclass(frozen=True)
class Conflict:
    """An answer that another page gave since, and the one that was chosen here."""

    line: Line
    question: Question
    kept: int | None


def is_sent() -> bool:
    return "asked-0" in http.form


def shown(found: Run, page: Page, *, error: Refused | None = None) -> str:
    fields = [(f"answer-{place}", question) for place, question in enumerate(page)]
    return render_template(
        "questions/together.html",
        page=[(question, http.form.get(name, found.given.get(question.number))) for name, question in fields],
        watch=asking.mark(found, fields),
        came_from=http.values.get("from", ""),
        onward=asking.address(found, asking.after(found, page)),
        error=error,
        **asking.frame(found),
    )


def answer(found: Run, page: Page) -> ResponseReturnValue:
    """Continue, skip one, leave the open ones or stop; whatever was chosen is saved first."""
    try:
        lines = _lines()
        asks, conflicts = _saved(found, lines)
    except Refused as refused:
        return shown(found, page, error=refused), 422
    said = {line.key for line in lines if line.is_said}
    left = [one for one in page if one.key not in said and one.number not in found.given]
    onward = left[0].number if left else asking.after(found, page)
    if asks:
        return asking.heard(found, onward)
    if conflicts:
        return _elsewhere(found, conflicts, onward)
    return _onward(found, page, left, onward)


def _onward(found: Run, page: Page, left: list[Question], onward: int | None) -> ResponseReturnValue:
    act = http.form.get("act", "continue")
    if act == "stop":
        return redirect(asking.start(found, stopped="yes"))
    if act == "continue" and left:
        return render_template("questions/skip_some.html", left=left, page=page, **asking.frame(found))
    if act.startswith("skip "):
        return redirect(asking.address(found, onward))
    return redirect(asking.address(found, asking.after(found, page)))


def _lines() -> list[Line]:
    """What the form says, all of it read before anything is saved. Refused for what no page of ours sends."""
    act = http.form.get("act", "")
    return [_line(place, act) for place in range(MOST) if f"asked-{place}" in http.form]


def _line(place: int, act: str) -> Line:
    chosen = http.form.get(f"answer-{place}", "")
    skips = act == f"skip answer-{place}" or (act == "leave" and not chosen)
    return Line(
        place,
        http.form[f"asked-{place}"],
        asking.value(chosen) if chosen and not skips else None,
        asking.seen(f"seen-{place}"),
        client_id(f"client_id-{place}"),
        skips,
    )


def _saved(found: Run, lines: list[Line]) -> tuple[bool, list[Conflict]]:
    """Whether somebody is told with one of them, and what another page was quicker with: that stays as it is."""
    asks, conflicts = False, []
    for line in lines:
        question = found.by_key(line.key)
        if not line.is_said:
            continue
        if question is None:
            asks = _left_out(found, line) or asks
        elif _is_kept(found, question, line):
            _is_told_already(question, line)
        else:
            try:
                _save(found, question, line)
                asks = question.measure.says_self_harm(question.item, line.value) or asks
            except AnsweredElsewhere as newer:
                asks = question.measure.says_self_harm(question.item, newer.kept) or asks
                conflicts.append(Conflict(line, question, newer.kept))
    return asks, conflicts


def _is_kept(found: Run, question: Question, line: Line) -> bool:
    """The page shows it as it is kept, and it was not touched: its time stays that of the answer."""
    number = question.number
    is_seen = line.seen is not None and found.seen.get(number) == line.seen
    return is_seen and found.given.get(number) == line.value


def _is_told_already(question: Question, line: Line) -> None:
    if question.measure.says_self_harm(question.item, line.value):
        unsaved.is_told()  # when it was saved, she was heard


def _save(found: Run, question: Question, line: Line) -> None:
    once(
        partial(
            answering.save, request.db(), found, question.number, line.value,
            client_id=line.client_id, seen=line.seen, now=request.now(),
        )
    )  # fmt: skip


def _left_out(found: Run, line: Line) -> bool:
    """The question is no longer asked, but her page still was: what she says on it is not lost."""
    if line.value is None:
        return False
    return once(
        partial(
            answering.save_hidden, request.db(), found, line.key, line.value,
            client_id=line.client_id, now=request.now(),
        )
    )  # fmt: skip


def _elsewhere(found: Run, conflicts: list[Conflict], onward: int | None) -> ResponseReturnValue:
    """Another tab or device was quicker: its answers stay until she says otherwise, and both are shown."""
    g.answered_elsewhere = True
    again = run_of(request.db(), found.place, found.wave.key, now=request.now())
    return render_template(
        "questions/answers_elsewhere.html",
        conflicts=[
            (one, asking.words(one.question, one.kept), asking.words(one.question, one.line.value))
            for one in conflicts
        ],
        onward=asking.address(found, onward),
        watch=asking.mark(found, [(f"answer-{one.line.number}", one.question) for one in conflicts]),
        came_from=http.form.get("from", ""),
        **asking.frame(again),
    )  # no error: what was chosen beside it is saved, and a refusal would take that back
