"""What stands beside the days of a group that somebody is about to change, before the second press."""

from collections.abc import Sequence

from course.cohorts import beside
from course.cohorts.beside import Dated
from course.cohorts.cohort import Cohort, content, lasts
from course.cohorts.cohort import meetings as meetings_of
from course.cohorts.meeting import Meeting
from course.cohorts.moving import Change
from course.cohorts.programme import Programme
from course.cohorts.schedule import PlannedMeeting
from course.delivery.foreseen import Foreseen
from curriculum.schema import Unit
from web import meeting_words, request


def hints(
    meeting: Meeting, cohort: Cohort, seen: Foreseen | None, place: str
) -> list[tuple[Unit, list[str]]]:
    """Holidays, other groups, a room that is taken. `place` is for the meeting that somebody moves alone."""
    if seen is None:
        return []
    changes = [_planned(one, cohort) for one in seen.dates.changes if one.starts_at != one.will_start_at]
    others = [one for one in changes if one.unit_key != meeting.unit_key]
    itself = next((one for one in changes if one.unit_key == meeting.unit_key), meeting)
    found = _beside(cohort, [itself], place or cohort.place) | _beside(cohort, others, cohort.place)
    course = content(request.db(), cohort)
    return [(course.unit(key), words) for key, words in found.items() if words]


def taken(cohort: Cohort, place: str) -> list[tuple[Dated, Cohort]]:
    """Meetings ahead at whose hour another group is in that place."""
    now = request.now()
    ahead = [one for one in meetings_of(request.db(), cohort) if one.starts_at > now and not one.is_cancelled]
    own = [one for one in ahead if not one.place]
    programme = request.db().get_one(Programme, cohort.programme_id)
    return beside.booked(request.db(), programme, own, place=place, leaving_out=cohort.stored_id)


def _beside(cohort: Cohort, dates: Sequence[Dated], place: str) -> dict[str, list[str]]:
    programme = request.db().get_one(Programme, cohort.programme_id)
    return beside.hints(request.db(), programme, dates, place=place, leaving_out=cohort.stored_id)


def _planned(one: Change, cohort: Cohort) -> PlannedMeeting:
    there, lasting = (
        meeting_words.local(one.will_start_at, cohort.zone),
        lasts(one.unit, cohort.outline_minutes),
    )
    return PlannedMeeting(one.unit.key, there.date(), there.time(), one.will_start_at, lasting)
