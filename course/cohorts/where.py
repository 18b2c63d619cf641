"""Where a cohort meets: its place and its video link. A change raises every calendar entry in sequence, and is told."""

from datetime import datetime

from sqlmodel import Session

from course import audit
from course.cohorts.cohort import Cohort
from course.cohorts.look import look_again
from course.cohorts.place_change import PlaceChange
from course.errors import Refused
from course.people.person import Person
from course.words import _, one_line


def cleaned(place: str, video_link: str) -> tuple[str, str]:
    """Both as they are kept."""
    return one_line(place)[:200], one_line(video_link)[:300]


def change(db: Session, cohort: Cohort, *, place: str, video_link: str, now: datetime, by: Person) -> bool:
    """True when something is different now. A link begins with https://."""
    here, link = cleaned(place, video_link)
    if link and not link.startswith("https://"):
        raise Refused(_("A link begins with https://"), field="video_link")
    if (here, link) == (cohort.place, cohort.video_link):
        return False
    cohort.place_changes += 1
    was = PlaceChange(
        cohort_id=cohort.stored_id,
        sequence=cohort.place_changes,
        was_place=cohort.place,
        was_video_link=cohort.video_link,
        changed_at=now,
        person_id=by.stored_id,
    )
    db.add(was)
    cohort.place, cohort.video_link = here, link
    look_again(db, cohort_id=cohort.stored_id, now=now)
    db.flush()
    audit.record(db, "cohort.where", f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id)
    return True
