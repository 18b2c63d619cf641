"""The frame of a staff page: which group one is in, and the other groups one may go to."""

from flask import g
from flask import request as http

from course import access
from course.access import of_staff
from course.access.guests import guest_in
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.people.role import is_facilitator, is_lead
from web import request

MENU = 20
"""So many groups stand in the menu; a lead finds the others under Cohorts."""


def cohort_shown(cohort_id: int) -> Cohort:
    """A cohort of the signed-in person's, also results brought in from elsewhere."""
    if http.method in request.READING:
        cohort, leads, runs, g.menu = of_staff.run_or_led_among(
            request.db(), request.person(), cohort_id, most=MENU
        )
    else:  # a form shows no menu, or shows it after something has changed
        cohort, leads, runs = of_staff.run_or_led(request.db(), request.person(), cohort_id)
    g.setdefault("runs", {})[cohort_id] = runs
    return _with_role(cohort, leads)


def cohort_for(cohort_id: int) -> Cohort:
    """A cohort of the signed-in person's; results brought in from elsewhere are run by nobody."""
    return _run_here(cohort_shown(cohort_id))


def cohort_led(cohort_id: int) -> Cohort:
    """A cohort of a programme she leads."""
    return _run_here(_with_role(access.cohort_led_by(request.db(), request.person(), cohort_id), leads=True))


def meeting_in(cohort_id: int, meeting_id: int) -> tuple[Meeting, Cohort]:
    """A meeting under the address of its own cohort."""
    meeting, cohort, leads = of_staff.meeting_of(request.db(), request.person(), meeting_id)
    if cohort.id != cohort_id:
        raise NotFound
    return meeting, _run_here(_with_role(cohort, leads))


def place_in(cohort_id: int, enrolment_id: int) -> tuple[Enrolment, Cohort]:
    """A place under the address of its own cohort."""
    enrolment, cohort, leads = of_staff.place_in(request.db(), request.person(), enrolment_id)
    if cohort.id != cohort_id:
        raise NotFound
    return enrolment, _run_here(_with_role(cohort, leads))


def place_or_guest(cohort_id: int, enrolment_id: int) -> tuple[Enrolment, Cohort]:
    """The same, or somebody of another group who makes up a session in this one; the cohort is this one."""
    try:
        return place_in(cohort_id, enrolment_id)
    except NotFound:
        cohort = cohort_for(cohort_id)
        return guest_in(request.db(), request.person(), cohort, enrolment_id), cohort


def runs_cohort(cohort_id: int) -> bool:
    """Whether she facilitates it herself, today: what is told to those who run a group is not for its leads. Asked once
    in a request."""
    known: dict[int, bool] = g.setdefault("runs", {})
    if cohort_id not in known:
        person_id = request.person().stored_id
        known[cohort_id] = is_facilitator(request.db(), cohort_id=cohort_id, person_id=person_id)
    return known[cohort_id]


def leads_programme(programme_id: int) -> bool:
    """Whether she leads it, asked once in a request."""
    known: dict[int, bool] = g.setdefault("leads", {})
    if programme_id not in known:
        person_id = request.person().stored_id
        known[programme_id] = is_lead(request.db(), programme_id=programme_id, person_id=person_id)
    return known[programme_id]


def in_cohort(cohort: Cohort, current: str) -> dict[str, object]:
    """What the layout shows on the pages of a cohort."""
    return {
        "cohort": cohort,
        "cohort_id": cohort.stored_id,
        "group_name": cohort.name,
        "nav_current": current,
        "switch_cohorts": _menu(),
        "programme_id": cohort.programme_id if leads_programme(cohort.programme_id) else None,
    }


def in_programme(programme: Programme, current: str) -> dict[str, object]:
    """What the layout shows on the pages of a programme."""
    return {
        "programme": programme,
        "programme_id": programme.stored_id,
        "programme_name": programme.name,
        "nav_current": current,
        "switch_cohorts": _menu(),
    }


def _menu() -> list[Cohort]:
    """Read with the cohort of the page where that was asked for."""
    known: list[Cohort] | None = g.get("menu")
    return access.cohorts_for(request.db(), request.person(), most=MENU) if known is None else known


def _with_role(cohort: Cohort, leads: bool) -> Cohort:
    g.setdefault("leads", {})[cohort.programme_id] = leads
    return cohort


def _run_here(cohort: Cohort) -> Cohort:
    if cohort.is_imported:
        raise NotFound
    return cohort
