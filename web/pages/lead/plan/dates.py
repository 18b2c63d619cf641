"""Step 2, second page: every date with what stands beside it, each to be changed by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from flask import flash, redirect
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import beside, own_days
from course.cohorts.own_days import OwnDays
from course.cohorts.schedule import Plan, PlannedMeeting, planned
from course.errors import Refused
from web import meeting_words, request
from web.doors import Door, door
from web.pages.lead.blueprint import pages
from web.pages.lead.plan import steps
from web.pages.lead.plan.steps import Planning
from web.pages.lead.plan.when import by_hand, kept_when

LOOK = "look"
ON, AT = "on-", "at-"
Typed = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Dates:
    """`plan` with what was chosen by hand in it. `sentence`: why these cannot be; `dates` are then those without."""

    plan: Plan
    dates: list[PlannedMeeting]
    sentence: str = ""


@pages.route("/<int:programme_id>/cohorts/drafts/<int:draft_id>/dates", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def plan_dates(programme_id: int, draft_id: int) -> ResponseReturnValue:
    planning = steps.opened(programme_id, draft_id)
    kept = kept_dates(planning)
    if kept is None:
        return redirect(planning.at("when"))
    if http.method != "POST":
        return _page(planning, kept, _in_fields(planning.draft.fields))
    typed = _in_fields(http.form)
    if steps.is_leaving():
        _keep_as_typed(planning, kept, typed)
        return steps.onward(planning, "dates")
    becomes = _read(kept, typed)
    if becomes.sentence:
        return _page(planning, becomes, typed)
    was = {(one.unit_key, one.starts_at) for one in kept.dates}
    changed = {one.unit_key for one in becomes.dates if (one.unit_key, one.starts_at) not in was}
    _keep(planning, becomes.plan.own)
    if http.form.get(steps.GO) == LOOK:
        return redirect(planning.at("dates"))
    if any(hints(planning, becomes)[key] for key in changed):
        flash(
            _(
                "Something stands beside a date that you changed. It is yours to decide; go on if it may be so."
            )
        )
        return redirect(planning.at("dates"))
    return steps.onward(planning, "dates")


def kept_dates(planning: Planning) -> Dates | None:
    """Every date as the draft keeps it; None while the step before is not right."""
    regular = kept_when(planning).lays(planning.course)
    if regular is None:
        return None
    own = {
        key: when
        for key, when in by_hand(planning).items()
        if key in {one.unit_key for one in planned(regular)}
    }
    return _laid(regular, own)


def hints(planning: Planning, dates: Dates) -> dict[str, list[str]]:
    """What stands beside each date, with the place that is kept."""
    place = planning.draft.fields.get("place", "").strip()
    return beside.hints(request.db(), planning.programme, dates.dates, place=place)


def outline_minutes(planning: Planning) -> int | None:
    """The length of a session that is kept."""
    return kept_when(planning).outline_minutes.data  # type: ignore[no-any-return]


def met(dates: list[PlannedMeeting]) -> int:
    """How many meetings a group has had already that comes here while it meets."""
    return sum(1 for one in dates if one.starts_at <= request.now())


def _laid(regular: Plan, own: OwnDays) -> Dates:
    plan = replace(regular, own=own)
    try:
        return Dates(plan, planned(plan))
    except Refused as refused:
        return Dates(plan, planned(regular), refused.sentence)


def _read(kept: Dates, typed: Typed) -> Dates:
    """The dates as they were typed, or a sentence."""
    try:
        own = own_days.differing(kept.dates, typed, {} if kept.sentence else kept.plan.own)
        plan = replace(kept.plan, own=own)
        planned(plan)
    except Refused as refused:
        return replace(kept, sentence=refused.sentence)
    plan = replace(plan, own=own_days.settled(plan, own))
    return Dates(plan, planned(plan))


def _keep(planning: Planning, own: Mapping[str, tuple[date, time]]) -> None:
    planning.keep({"own": own_days.lines(own)}, without=(ON, AT))


def _keep_as_typed(planning: Planning, kept: Dates, typed: Typed) -> None:
    """Only what was changed counts as chosen by hand; what cannot be a date stays in its field."""
    becomes = _read(kept, typed)
    if not becomes.sentence:
        _keep(planning, becomes.plan.own)
        return
    fields = {ON + key: day for key, (day, _at) in typed.items()}
    planning.keep({**fields, **{AT + key: at for key, (_day, at) in typed.items()}}, without=(ON, AT))


def _in_fields(fields: Mapping[str, str]) -> Typed:
    """{unit: the day and the time in its fields}."""
    return {
        name.removeprefix(ON): (day, fields.get(AT + name.removeprefix(ON), ""))
        for name, day in fields.items()
        if name.startswith(ON)
    }


def _page(planning: Planning, shown: Dates, typed: Typed) -> ResponseReturnValue:
    """`typed` stands in the fields in place of the dates; where those chosen by hand cannot be, these do too."""
    unfit = shown.plan.own if shown.sentence else {}
    fields = {key: (day.isoformat(), f"{at:%H:%M}") for key, (day, at) in unfit.items()} | typed
    page, status = steps.page(
        planning,
        "dates",
        plan=shown.plan,
        dates=[(one, planning.course.unit(one.unit_key), fields.get(one.unit_key)) for one in shown.dates],
        hints=hints(planning, shown),
        skipped=_skipped(shown.plan, shown.dates),
        met=met(shown.dates),
        sentence=shown.sentence,
        say=meeting_words,
    )
    return page, 422 if shown.sentence and http.method == "POST" else status


def _skipped(plan: Plan, dates: list[PlannedMeeting]) -> list[tuple[date, str, bool]]:
    """(day, reason, whether a session would have been on it), in order."""
    last = max(one.starts_on for one in dates)
    return [
        (day, why, (day - plan.starts_on).days % plan.cadence_days == 0 and plan.starts_on <= day <= last)
        for day, why in sorted(plan.skipped.items())
    ]
