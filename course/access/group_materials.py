"""Who may open what a facilitator put up for a group: its people while they are in it, and whoever runs it.

Leads of the programme do not: people agreed to being watched by their group.
"""

from datetime import datetime

from sqlmodel import Session

from course.access import cohort_run_by
from course.access.own_place import place_of
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.place import Place
from course.errors import NotFound
from course.group import meeting_recording
from course.group.file import GroupFile
from course.group.material import Material
from course.group.meeting_recording import MeetingRecording, Standing
from course.people.person import Person


def place_in_group(db: Session, person: Person, enrolment_id: int) -> Place:
    """Her own place, while she is in the group; a pause changes nothing."""
    mine = place_of(db, person, enrolment_id)
    if mine.cohort.is_imported or not mine.enrolment.is_active:
        raise NotFound
    return mine


def is_open_to(mine: Place, material: Material, now: datetime) -> bool:
    """What belongs to a week comes with it."""
    keys = {one.unit.key for one in mine.openings if mine.is_open(one, now)}
    return not material.unit_key or material.unit_key in keys


def material_for(
    db: Session, person: Person, enrolment_id: int, material_id: int, *, now: datetime
) -> tuple[Material, GroupFile]:
    """One that is a file, for somebody of its group."""
    mine = place_in_group(db, person, enrolment_id)
    row, kept = _material(db, mine.cohort, material_id)
    if kept is None or not is_open_to(mine, row, now):
        raise NotFound
    return row, kept


def meeting_recording_for(
    db: Session, person: Person, enrolment_id: int, recording_id: int, *, now: datetime
) -> tuple[MeetingRecording, GroupFile]:
    """One that is a file, for somebody of its group, at a moment at which it is offered."""
    mine = place_in_group(db, person, enrolment_id)
    found = _recording(db, mine.cohort, recording_id)
    if found.file is None or not found.is_offered(now):
        raise NotFound
    return found.recording, found.file


def material_in(
    db: Session, person: Person, cohort_id: int, material_id: int
) -> tuple[Material, GroupFile | None, Cohort]:
    """For whoever runs the group."""
    cohort = run_here(db, person, cohort_id)
    row, kept = _material(db, cohort, material_id)
    return row, kept, cohort


def meeting_recording_in(
    db: Session, person: Person, cohort_id: int, recording_id: int
) -> tuple[Standing, Cohort]:
    """For whoever runs the group, also while the group does not find it."""
    cohort = run_here(db, person, cohort_id)
    return _recording(db, cohort, recording_id), cohort


def meeting_recording_at(
    db: Session, person: Person, cohort_id: int, recording_id: int, *, now: datetime
) -> Standing:
    """The same, at a moment at which it is there."""
    found, _cohort = meeting_recording_in(db, person, cohort_id, recording_id)
    if found.recording.is_over(now):
        raise NotFound
    return found


def meeting_to_record(
    db: Session, person: Person, cohort_id: int, meeting_id: int, *, now: datetime
) -> tuple[Meeting, Cohort]:
    """A meeting of the group that has begun and was not called off, for whoever runs it."""
    cohort = run_here(db, person, cohort_id)
    meeting = db.get(Meeting, meeting_id)
    if meeting is None or meeting.cohort_id != cohort.id or meeting.is_cancelled or meeting.starts_at > now:
        raise NotFound
    return meeting, cohort


def run_here(db: Session, person: Person, cohort_id: int) -> Cohort:
    """A group that she runs; results brought in from elsewhere are run by nobody."""
    cohort = cohort_run_by(db, person, cohort_id)
    if cohort.is_imported:
        raise NotFound
    return cohort


def _material(db: Session, cohort: Cohort, material_id: int) -> tuple[Material, GroupFile | None]:
    row = db.get(Material, material_id)
    if row is None or row.cohort_id != cohort.id:
        raise NotFound
    return row, db.get(GroupFile, row.file_id) if row.file_id is not None else None


def _recording(db: Session, cohort: Cohort, recording_id: int) -> Standing:
    row = db.get(MeetingRecording, recording_id)
    if row is None or row.cohort_id != cohort.id:
        raise NotFound
    return meeting_recording.of_one(db, row)
