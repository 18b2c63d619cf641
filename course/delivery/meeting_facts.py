"""Meetings as letters know them: when they are, and what they were before each change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Select, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from course.cohorts import make_up
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.meeting_change import MeetingChange, changes_of
from course.cohorts.place_change import PlaceChange, places_before
from course.delivery.date_facts import ChangeFacts, GroupFacts, MeetingFacts, PlaceFacts, VisitFacts, Where


def meetings_of(db: Session, cohorts: Iterable[int]) -> dict[int, list[Meeting]]:
    found: dict[int, list[Meeting]] = defaultdict(list)
    mine = select(Meeting).where(col(Meeting.cohort_id).in_(list(cohorts)))
    for meeting in db.exec(mine.order_by(col(Meeting.starts_at), col(Meeting.id))).all():
        found[meeting.cohort_id].append(meeting)
    return found


@dataclass(frozen=True)
class Group:
    """A cohort as letters know it: `meetings` in order of time, `told`: the same with what each was before."""

    cohort: Cohort
    meetings: Sequence[Meeting]
    told: tuple[MeetingFacts, ...]
    became: GroupFacts

    @property
    def where(self) -> Where:
        return self.cohort.place, self.cohort.video_link


def groups(db: Session, cohorts: Collection[int]) -> dict[int, Group]:
    """By cohort, in one statement; in two where the place of one has changed."""
    found: dict[int, Cohort] = {}
    met: dict[int, dict[int, Meeting]] = defaultdict(dict)
    before: dict[int, list[MeetingChange]] = defaultdict(list)
    for cohort, meeting, change in db.execute(_groups(), {"cohorts": list(cohorts)}).all() if cohorts else ():
        found[cohort.stored_id] = cohort
        if meeting is not None:
            met[cohort.stored_id][meeting.stored_id] = meeting
        if change is not None:
            before[change.meeting_id].append(change)
    became = _became(db, found.values())
    return {
        key: Group(
            cohort,
            tuple(met[key].values()),
            tuple(_meeting(one, bool(cohort.video_link), before[number]) for number, one in met[key].items()),
            became[key],
        )
        for key, cohort in found.items()
    }


@lru_cache
def _groups() -> Select[Cohort, Meeting, MeetingChange]:
    return (
        core_select(Cohort, Meeting, MeetingChange)
        .outerjoin(Meeting, col(Meeting.cohort_id) == Cohort.id)
        .outerjoin(MeetingChange, col(MeetingChange.meeting_id) == Meeting.id)
        .where(col(Cohort.id).in_(bindparam("cohorts", expanding=True)))
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(MeetingChange.sequence))
    )


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


def _became(db: Session, cohorts: Collection[Cohort]) -> dict[int, GroupFacts]:
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
