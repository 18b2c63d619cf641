"""Meetings as letters know them: when they are, and what they were before each change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlmodel import Session, col, select

from course.cohorts import make_up
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.meeting_change import MeetingChange, changes_of
from course.cohorts.place_change import PlaceChange, places_before
from course.delivery.facts import ChangeFacts, GroupFacts, MeetingFacts, PlaceFacts, VisitFacts


def meetings_of(db: Session, cohorts: Iterable[int]) -> dict[int, list[Meeting]]:
    found: dict[int, list[Meeting]] = defaultdict(list)
    mine = select(Meeting).where(col(Meeting.cohort_id).in_(list(cohorts)))
    for meeting in db.exec(mine.order_by(col(Meeting.starts_at), col(Meeting.id))).all():
        found[meeting.cohort_id].append(meeting)
    return found


def with_changes(
    db: Session, meetings: dict[int, list[Meeting]], cohorts: Sequence[Cohort]
) -> dict[int, tuple[MeetingFacts, ...]]:
    """{cohort: its meetings, with what each was before}."""
    changes = changes_of(db, [one.stored_id for each in meetings.values() for one in each])
    return {
        cohort.stored_id: tuple(
            _meeting(one, bool(cohort.video_link), changes[one.stored_id])
            for one in meetings[cohort.stored_id]
        )
        for cohort in cohorts
    }


def visits_of(db: Session, enrolments: Collection[int]) -> dict[int, tuple[VisitFacts, ...]]:
    """{enrolment: meetings of sister groups that she comes to}, in two statements; without one where nobody does."""
    found = make_up.visits(db, enrolments) if enrolments else {}
    changes = changes_of(db, [one.meeting.stored_id for visits in found.values() for one in visits])
    return {
        key: tuple(
            VisitFacts(
                _meeting(one.meeting, bool(one.cohort.video_link), changes[one.meeting.stored_id]),
                one.row.arranged_at,
                one.cohort.place_changes,
            )
            for one in visits
        )
        for key, visits in found.items()
    }


def groups_of(db: Session, cohorts: Sequence[Cohort]) -> dict[int, GroupFacts]:
    """{cohort: where it met before, and whom it took in}; without a statement where no place ever changed."""
    changed = [one.stored_id for one in cohorts if one.place_changes]
    changes = places_before(db, changed) if changed else {}
    return {
        cohort.stored_id: GroupFacts(
            tuple(_place(one) for one in changes.get(cohort.stored_id, ())), cohort.took_in_at
        )
        for cohort in cohorts
    }


def _place(change: PlaceChange) -> PlaceFacts:
    was = (change.was_place, change.was_video_link)
    return PlaceFacts(change.sequence, change.changed_at, was, change.person_id)


def _meeting(meeting: Meeting, by_video: bool, changes: Sequence[MeetingChange]) -> MeetingFacts:
    return MeetingFacts(
        meeting_id=meeting.stored_id,
        unit_key=meeting.unit_key,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        is_cancelled=meeting.is_cancelled,
        by_video=by_video,
        changes=tuple(
            ChangeFacts(
                one.sequence,
                one.changed_at,
                one.was_at,
                one.was_cancelled,
                one.person_id,
                # before places were noted none could differ
                meeting.place if one.was_place is None else one.was_place,
            )
            for one in changes
        ),
        place=meeting.place,
    )
