"""The frame of a staff page: which group one is in, and the other groups one may go to."""

from course import access
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.people.role import is_facilitator, is_lead
from web import request

MENU = 20
"""So many groups stand in the menu; a lead finds the others under Cohorts."""


def cohort_for(cohort_id: int) -> Cohort:
    """A cohort of the signed-in person's; results brought in from elsewhere are run by nobody."""
    cohort = access.cohort_for(request.db(), request.person(), cohort_id)
    if cohort.is_imported:
        raise NotFound
    return cohort


def cohort_led(cohort_id: int) -> Cohort:
    """A cohort of a programme she leads."""
    cohort = access.cohort_led_by(request.db(), request.person(), cohort_id)
    if cohort.is_imported:
        raise NotFound
    return cohort


def meeting_in(cohort_id: int, meeting_id: int) -> tuple[Meeting, Cohort]:
    """A meeting under the address of its own cohort."""
    meeting, cohort = access.meeting_for(request.db(), request.person(), meeting_id)
    if cohort.id != cohort_id or cohort.is_imported:
        raise NotFound
    return meeting, cohort


def place_in(cohort_id: int, enrolment_id: int) -> tuple[Enrolment, Cohort]:
    """A place under the address of its own cohort."""
    enrolment, cohort = access.enrolment_for_staff(request.db(), request.person(), enrolment_id)
    if cohort.id != cohort_id or cohort.is_imported:
        raise NotFound
    return enrolment, cohort


def runs(cohort: Cohort) -> bool:
    """Whether she facilitates it herself, today: what is told to those who run the group is not for its leads."""
    return is_facilitator(request.db(), cohort_id=cohort.stored_id, person_id=request.person().stored_id)


def in_cohort(cohort: Cohort, current: str) -> dict[str, object]:
    """What the layout shows on the pages of a cohort."""
    db, person = request.db(), request.person()
    leads = is_lead(db, programme_id=cohort.programme_id, person_id=person.stored_id)
    return {
        "cohort": cohort,
        "cohort_id": cohort.stored_id,
        "group_name": cohort.name,
        "nav_current": current,
        "switch_cohorts": access.cohorts_for(db, person)[:MENU],
        "programme_id": cohort.programme_id if leads else None,
    }


def in_programme(programme: Programme, current: str) -> dict[str, object]:
    """What the layout shows on the pages of a programme."""
    return {
        "programme": programme,
        "programme_id": programme.stored_id,
        "programme_name": programme.name,
        "nav_current": current,
        "switch_cohorts": access.cohorts_for(request.db(), request.person())[:MENU],
    }
