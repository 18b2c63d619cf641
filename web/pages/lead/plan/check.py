"""Step 6: everything once more, then the group is made. Nothing is sent until somebody opens its invitations."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import draft as drafts
from course.cohorts.cohort import Cohort, create
from course.people import planned_invitation, role, team
from course.people.invitation import Role
from course.people.person import Person
from course.people.planned_invitation import PlannedInvitation
from web import meeting_words, request, seen
from web.doors import Door, door
from web.pages.lead.blueprint import pages
from web.pages.lead.plan import dates, steps
from web.pages.lead.plan.dates import Dates, kept_dates
from web.pages.lead.plan.place import taken_at
from web.pages.lead.plan.steps import Planning
from web.pages.lead.plan.team import chosen_team, kept_team
from web.pages.meetings import WhereForm


@dataclass(frozen=True)
class Whole:
    """All that would be made. `lacking`: (step, what it needs), empty when it can be made."""

    dates: Dates | None
    team: list[Person]
    listed: list[PlannedInvitation]
    lacking: list[tuple[str, str]]


@pages.route("/<int:programme_id>/cohorts/drafts/<int:draft_id>/check", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def plan_check(programme_id: int, draft_id: int) -> ResponseReturnValue:
    planning = steps.opened(programme_id, draft_id)
    if http.method == "POST" and steps.is_leaving():
        return steps.onward(planning, "check")
    whole = _whole(planning)
    shown = _as_shown(planning, whole)
    if whole.dates and not whole.lacking and seen.is_confirmed(shown):
        return _made(planning, whole, whole.dates)
    page, _status = steps.page(
        planning,
        "check",
        whole=whole,
        shown=seen.mark(shown),
        hints=dates.hints(planning, whole.dates) if whole.dates else {},
        taken=taken_at(planning, planning.draft.fields.get("place", "").strip()),
        met=dates.met(whole.dates.dates) if whole.dates else 0,
        facilitators=[one for one in whole.listed if one.role is Role.FACILITATOR],
        participants=[one for one in whole.listed if one.role is Role.PARTICIPANT],
        say=meeting_words,
    )
    return page, 422 if whole.lacking and http.method == "POST" else 200


def _whole(planning: Planning) -> Whole:
    kept, chosen = kept_dates(planning), chosen_team(planning)
    people = team.staff_of(request.db(), planning.programme.stored_id) if chosen else []
    return Whole(
        kept,
        [one for one in people if one.stored_id in chosen],
        planned_invitation.of_draft(request.db(), planning.draft),
        _lacking(planning, kept),
    )


def _lacking(planning: Planning, kept: Dates | None) -> list[tuple[str, str]]:
    found = []
    if not planning.draft.called:
        found.append(("course", _("Please give the cohort a name, for example Thursday evening.")))
    if kept is None:
        found.append(("when", _("The day and the hour of the first session are not there yet.")))
    elif kept.sentence:
        found.append(("dates", kept.sentence))
    if not steps.kept_in(WhereForm, planning).validate():
        found.append(("place", _("Something about the place or the link cannot be read.")))
    if not kept_team(planning).validate():
        found.append(("team", _("For how many people there is room is not clear yet.")))
    if planning.draft.fields.get("people_left"):
        found.append(("people", _("Some lines of the list have no address yet.")))
    return found


def _as_shown(planning: Planning, whole: Whole) -> dict[str, object]:
    """What the last press makes: it is this, or it is shown again."""
    listed = [f"{one.role} {one.email} {one.name}" for one in whole.listed]
    return {
        **planning.draft.fields,
        "listed": "\n".join(listed),
        "team": [one.stored_id for one in whole.team],
    }


def _made(planning: Planning, whole: Whole, laid: Dates) -> ResponseReturnValue:
    made = _create(planning, laid, request.now())
    for one in whole.team:
        role.make_facilitator(request.db(), cohort_id=made.stored_id, person_id=one.stored_id)
    planned_invitation.go_over(request.db(), planning.draft, made)
    drafts.drop(request.db(), planning.draft)
    flash(
        _(
            "%(name)s is there with all its dates. Nothing has been sent, and nothing is before its invitations are "
            "opened.",
            name=made.name,
        )
    )
    return redirect(url_for("people.page", cohort_id=made.id))


def _create(planning: Planning, laid: Dates, now: datetime) -> Cohort:
    fields, room = planning.draft.fields, kept_team(planning)
    made = create(
        request.db(),
        planning.programme,
        name=planning.draft.called,
        course_key=planning.course.key,
        plan=laid.plan,
        place=fields.get("place", ""),
        video_link=fields.get("video_link", ""),
        capacity=int(room.capacity.data or 0),
        outline_minutes=dates.outline_minutes(planning),
        course=planning.course,
        adopted_at=now if dates.met(laid.dates) else None,
        by=request.person(),
    )
    made.offer_hours = int(room.offer_hours.data or 0)
    return made
