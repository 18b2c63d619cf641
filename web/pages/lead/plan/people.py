"""Step 4, second page: who is to be asked, pasted or from a CSV. They are written to when invitations open."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from course.errors import Refused
from course.exchange import invite_csv
from course.exchange.table import decoded
from course.people import planned_invitation
from course.people.invitation import Role
from course.people.inviting import Fate
from course.people.planned_invitation import PlannedInvitation
from web import request
from web.doors import Door, door
from web.pages.lead.blueprint import pages
from web.pages.lead.plan import off_list, steps
from web.pages.lead.plan.steps import Planning

ADD = "add"
LEFT = "people_left"
"""The lines that nobody could read yet."""


@dataclass(frozen=True)
class Lines:
    """What became of each line that was sent, and what stays in the box."""

    fates: Sequence[Fate]
    left: str


@pages.route("/<int:programme_id>/cohorts/drafts/<int:draft_id>/people", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def plan_people(programme_id: int, draft_id: int) -> ResponseReturnValue:
    """What can be read goes on the list, the other lines stay in the box with a sentence each."""
    planning = steps.opened(programme_id, draft_id)
    listed = _participants(planning)
    if http.method != "POST":
        return _page(planning, listed, [], planning.draft.fields.get(LEFT, ""))
    try:
        lines = _put_down(planning, listed)
        gone = off_list.take_off(listed)
    except Refused as refused:
        page, _status = _page(planning, listed, [], http.form.get("text", ""), refused.sentence)
        return page, 422
    planning.keep({LEFT: lines.left})
    if steps.is_leaving() or (http.form.get(steps.GO) != ADD and not lines.left):
        return steps.onward(planning, "people")
    if gone:
        flash(ngettext("%(num)s person is off the list.", "%(num)s people are off the list.", gone))
    return _page(planning, _participants(planning), lines.fates, lines.left)


def _put_down(planning: Planning, listed: Sequence[PlannedInvitation]) -> Lines:
    """The box and the file are read each by itself: they may be written in different ways."""
    parts = http.form.get("text", ""), _uploaded()
    found = planned_invitation.fates(listed, [line for part in parts for line in invite_csv.parse(part)])
    planned_invitation.put_down(
        request.db(),
        planning.draft,
        [(one.email, one.name) for one in found if one.is_invited],
        role=Role.PARTICIPANT,
        now=request.now(),
        by=request.person(),
    )
    refused = dict.fromkeys(one.text for one in found if one.outcome == "refused")
    return Lines(found, "\n".join(refused))


def _uploaded() -> str:
    file = http.files.get("file")
    return decoded(file.read()) if file else ""


def _participants(planning: Planning) -> list[PlannedInvitation]:
    listed = planned_invitation.of_draft(request.db(), planning.draft)
    return [one for one in listed if one.role is Role.PARTICIPANT]


def _page(
    planning: Planning,
    listed: Sequence[PlannedInvitation],
    fates: Sequence[Fate],
    text: str,
    error: str = "",
) -> tuple[str, int]:
    refused = sum(one.outcome == "refused" for one in fates)
    unread = ngettext("%(num)s line has no address yet.", "%(num)s lines have no address yet.", refused)
    return steps.page(
        planning,
        "people",
        listed=listed,
        known=planned_invitation.elsewhere(
            request.db(), planning.programme.stored_id, [one.email for one in listed]
        ),
        fates=fates,
        text=text,
        error=error or (unread if refused else ""),
        capacity=planning.draft.fields.get("capacity", ""),
    )
