"""Who may be in a recording of a meeting, and whether they agreed: asked of marks and consents, stored nowhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Subquery, func, union
from sqlalchemy import select as core_select
from sqlmodel import Session, col

from course.cohorts.attendance import Attendance, Mark
from course.cohorts.enrolment import Enrolment
from course.cohorts.make_up import MakeUp
from course.cohorts.meeting import Meeting
from course.cohorts.roll import AMONG_US, had_a_place
from course.people.consent import Consent, ConsentTo
from course.people.person import Person


@dataclass(frozen=True)
class Present:
    """Somebody who was there, or of whom nobody has said yet whether she was (`is_marked` False).

    `agreed` is her newest answer to being in a recording; None: she was never asked, or has not answered.
    """

    enrolment_id: int
    name: str
    is_marked: bool
    agreed: bool | None
    is_guest: bool
    is_erased: bool

    @property
    def may_be_in_it(self) -> bool:
        """A guest agreed to what her own group watches, and whoever was erased can take nothing back any more."""
        return self.agreed is True and not self.is_guest and not self.is_erased


def present(db: Session, meetings: Collection[int]) -> dict[int, list[Present]]:
    """{meeting: everybody who was or may have been there, by name}, in one statement."""
    found: dict[int, list[Present]] = {one: [] for one in meetings}
    if not found:
        return found
    there = _pairs(meetings)
    her_mark = (col(Attendance.meeting_id) == Meeting.id) & (col(Attendance.enrolment_id) == Enrolment.id)
    rows = db.execute(
        core_select(Meeting, Enrolment, Person, col(Attendance.mark), col(Consent.given))
        .select_from(there)
        .join(Meeting, col(Meeting.id) == there.c.meeting_id)
        .join(Enrolment, col(Enrolment.id) == there.c.enrolment_id)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .outerjoin(Attendance, her_mark)
        .outerjoin(Consent, col(Consent.id) == _newest_answer())
        .order_by(col(Person.called), col(Enrolment.id))
    )
    for meeting, enrolment, person, mark, given in rows:
        one = _present(meeting, enrolment, person, mark, given)
        if one is not None:
            found[meeting.stored_id].append(one)
    return found


def _present(
    meeting: Meeting, enrolment: Enrolment, person: Person, mark: Mark | None, given: bool | None
) -> Present | None:
    is_guest = meeting.cohort_id not in (enrolment.cohort_id, enrolment.came_from)
    # without a mark she may have been there: whoever had a place, and a guest who was to come
    was_there = mark in AMONG_US if mark is not None else is_guest or had_a_place(enrolment, meeting)
    if not was_there:
        return None
    return Present(
        enrolment.stored_id,
        "" if person.erased_at else person.name,
        mark is not None,
        given,
        is_guest,
        person.erased_at is not None,
    )


def _pairs(meetings: Collection[int]) -> Subquery:
    """Everybody who could have been at each of these meetings."""
    ids: Sequence[int] = list(meetings)
    both: Select[int, int] = core_select(
        col(Meeting.id).label("meeting_id"), col(Enrolment.id).label("enrolment_id")
    )
    held = col(Meeting.id).in_(ids)
    return union(
        both.join(Enrolment, col(Enrolment.cohort_id) == col(Meeting.cohort_id)).where(held),
        both.join(Enrolment, col(Enrolment.came_from) == col(Meeting.cohort_id)).where(held),
        *(
            core_select(col(row.meeting_id), col(row.enrolment_id)).where(col(row.meeting_id).in_(ids))
            for row in (Attendance, MakeUp)
        ),
    ).subquery()


def _newest_answer() -> ColumnElement[int]:
    return (
        core_select(func.max(Consent.id))
        .where(col(Consent.enrolment_id) == Enrolment.id, col(Consent.purpose) == ConsentTo.RECORDING)
        .correlate(Enrolment)
        .scalar_subquery()
    )
