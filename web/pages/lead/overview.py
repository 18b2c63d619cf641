"""The programme in one sentence, then a row for each group that runs, recruits or has ended."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from course.cohorts.overview import Glance, Stage, glances
from course.cohorts.programme import Programme
from course.outcomes import primary
from course.people import team
from course.safety import items
from course.safety.items import Share
from web import gates, meeting_words, request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for

FINISHED_SHOWN = 5
Step = tuple[str, str | None, str, bool, str | None]


@pages.get("/<int:programme_id>")
@door(Door.SIGNED_IN)
def overview(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    found = glances(request.db(), programme_id, now=request.now())
    staged = {stage: [one for one in found if one.stage is stage] for stage in Stage}
    return render_template(
        "lead/overview.html",
        **staff.in_programme(programme, "overview"),
        sentence=_sentence(staged),
        running=staged[Stage.RUNNING],
        recruiting=staged[Stage.RECRUITING],
        finished=staged[Stage.FINISHED][:FINISHED_SHOWN],
        more_finished=len(staged[Stage.FINISHED]) - FINISHED_SHOWN,
        steps=_first_steps(programme, found),
        concerns=items.count(request.db(), Share(programme_id)),
        names_primary=primary.of(request.db(), programme_id) is not None,
        say=meeting_words,
        now=request.now(),
    )


def _sentence(staged: dict[Stage, list[Glance]]) -> str:
    running, recruiting = len(staged[Stage.RUNNING]), len(staged[Stage.RECRUITING])
    if not running and not recruiting:
        return str(_("No group is running just now"))
    begins = ngettext("One is recruiting", "%(num)s are recruiting", recruiting)
    if not running:
        return str(ngettext("One group is recruiting", "%(num)s groups are recruiting", recruiting))
    runs = ngettext("One group is running", "%(num)s groups are running", running)
    return str(
        _("%(runs)s, %(begins)s", runs=runs, begins=begins[:1].lower() + begins[1:]) if recruiting else runs
    )


def _first_steps(programme: Programme, found: list[Glance]) -> list[Step]:
    """What a new programme needs before its first evening; empty once all of it is there."""
    own = [one for one in found if not one.cohort.is_imported]
    ids = [one.cohort.stored_id for one in own]
    newest = own[0].cohort.stored_id if own else None
    settings = url_for("lead.settings", programme_id=programme.id)
    asked = any(one.started or one.asked for one in own)
    steps = [
        (_("Who answers, and where help is found"), settings, not gates.missing(programme)),
        (
            _("A first cohort with its dates"),
            url_for("lead.new_cohort", programme_id=programme.id),
            bool(own),
        ),
        (
            _("Somebody who runs it"),
            url_for("team.page", cohort_id=newest) if newest else None,
            bool(team.facilitators(request.db(), ids)),
        ),
        (_("People invited"), url_for("people.page", cohort_id=newest) if newest else None, asked),
    ]
    if all(is_done for _words, _href, is_done in steps):
        return []
    return [(words, href, _("Done") if done else _("Not yet"), done, None) for words, href, done in steps]
