"""What a facilitator put up for the group, as the people of the group find it: materials, and recordings of the
teaching part of a meeting as long as they are offered."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course import clock
from course.access import group_materials as access
from course.cohorts.place import Place
from course.group import material, meeting_recording
from course.group.material import Shown
from curriculum.schema import Unit
from web import group_files, her_place, request
from web.doors import Door, door

pages = Blueprint("group_materials", __name__, url_prefix="/group/<int:enrolment_id>")


@pages.get("/materials")
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    db, now = request.db(), request.now()
    mine = access.place_in_group(db, request.person(), enrolment_id)
    recordings = meeting_recording.of_cohort(db, mine.cohort.stored_id)
    return render_template(
        "group_materials/page.html",
        **her_place.frame(mine),
        by_week=_by_week(mine, open_to(mine)),
        recordings=[
            (one, mine.course.unit(one.meeting.unit_key)) for one in recordings if one.is_offered(now)
        ],
    )


@pages.get("/materials/<int:material_id>/file")
@door(Door.SIGNED_IN)
def material_file(enrolment_id: int, material_id: int) -> ResponseReturnValue:
    who, now = request.person(), request.now()
    row, kept = access.material_for(request.db(), who, enrolment_id, material_id, now=now)
    return group_files.given(kept, row.title, may_go_on=lambda db: None)


@pages.get("/recordings/<int:meeting_recording_id>/file")
@door(Door.SIGNED_IN)
def recording_file(enrolment_id: int, meeting_recording_id: int) -> ResponseReturnValue:
    """Whether it is offered is asked again for each piece."""
    who, now = request.person(), request.now()
    row, kept = access.meeting_recording_for(request.db(), who, enrolment_id, meeting_recording_id, now=now)
    return group_files.given(
        kept,
        row.title,
        may_go_on=lambda db: access.meeting_recording_for(
            db, who, enrolment_id, meeting_recording_id, now=clock.now(db)
        ),
    )


def open_to(mine: Place) -> list[Shown]:
    """What stands there for her at this moment, the newest first; nothing for whoever left."""
    if not mine.enrolment.is_active:
        return []
    now = request.now()
    found = material.of_cohort(request.db(), mine.cohort.stored_id)
    return [one for one in found if access.is_open_to(mine, one.material, now)]


def _by_week(mine: Place, shown: list[Shown]) -> list[tuple[Unit | None, list[Shown]]]:
    """What is for the whole course first, then the weeks that have something, the newest first."""
    units: list[Unit | None] = [None, *(one.unit for one in reversed(mine.openings))]
    found = [
        (unit, [one for one in shown if one.material.unit_key == (unit.key if unit else "")])
        for unit in units
    ]
    return [(unit, ones) for unit, ones in found if ones]
