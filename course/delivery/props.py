"""The rows around a handful of letters, read with a fixed number of statements for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.greeting import Greeting
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery import around
from course.delivery.digest import digests
from course.delivery.facts import EnrolmentFacts, Subject
from course.delivery.ledger import Line
from course.delivery.receipt_facts import RECEIPTS, place_in
from course.delivery.spoken_of import meeting_scene
from course.group.message import GroupMessage
from course.letters.scene import MeetingScene
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.role import Facilitator


class Props:
    """Each sort by its number; `spoken`: meetings as letters speak of them. Of a participant the facts say enough."""

    def __init__(
        self, db: Session, rows: Sequence[Line], facts: Mapping[int, Subject], *, now: datetime
    ) -> None:
        hers = {key: one for key, one in facts.items() if isinstance(one, EnrolmentFacts)}
        came = [row.enrolment_id for row in rows if row.about.startswith(("place:", "joined:", "joining:"))]
        came += [place_in(row.about) for row in rows if row.letter in RECEIPTS]
        self.enrolments = around.by_id(db, Enrolment, came)
        self.invitations = around.by_id(db, Invitation, [row.invitation_id for row in rows])
        self.meetings = around.by_id(db, Meeting, [around.number(row.about, "meeting:") for row in rows])
        self.staff = around.by_id(db, Facilitator, [around.place_in(row.about) for row in rows])
        cohorts: list[int | None] = [one.cohort_id for one in self.invitations.values()]
        cohorts += [one.cohort_id for one in self.meetings.values()]
        cohorts += [one.cohort_id for one in self.staff.values()]
        cohorts += [one.cohort_id for one in hers.values()]
        cohorts += [key for one in self.enrolments.values() for key in (one.came_from, one.cohort_id)]
        self.cohorts = around.by_id(db, Cohort, cohorts)
        self.greetings = around.by_id(db, Greeting, [around.number(row.about, "greeting:") for row in rows])
        self.messages = around.by_id(db, GroupMessage, [around.number(row.about, "message:") for row in rows])
        people = [row.person_id for row in rows if row.stored_id not in hers]
        people += [one.written_by for one in self.greetings.values()]
        people += [one.person_id for one in self.messages.values()]
        people += [one.invited_by for one in self.invitations.values()]
        self.people = around.by_id(db, Person, people)
        programmes: list[int | None] = [one.programme_id for one in self.cohorts.values()]
        programmes += [one.programme_id for one in self.invitations.values()]
        programmes += [row.programme_id for row in rows if row.about.startswith("concern:")]
        self.programmes = around.by_id(db, Programme, programmes)
        self.plans = around.plans(db, self.programmes)
        self.facilitators = around.facilitators(db, self.cohorts)
        # of everybody's cohorts only where a letter speaks of the first meeting
        speak = any(row.about.startswith("first:") for row in rows)
        invited = [one.cohort_id for one in self.invitations.values()]
        self.firsts = around.first_meetings(db, self.cohorts if speak else invited)
        to_staff = [row for row in rows if row.letter.startswith("staff_")]
        counts = around.counts(db, to_staff, self.meetings)
        self.spoken = {key: self._meeting_scene(one, counts) for key, one in self.meetings.items()}
        counted = {self.cohort_of(row).stored_id for row in rows if row.letter == "staff_digest"}
        self.digests = digests(db, [self.cohorts[one] for one in sorted(counted)], now=now)

    def cohort_of(self, row: Line) -> Cohort:
        """That a letter to somebody of the staff is about."""
        if (place := around.place_in(row.about)) is not None:
            return self.cohorts[self.staff[place].cohort_id]
        return self.cohorts[self.meetings[around.number(row.about, "meeting:") or 0].cohort_id]

    def _meeting_scene(self, meeting: Meeting, counts: Mapping[int, tuple[int, int]]) -> MeetingScene:
        people, away = counts.get(meeting.stored_id, (0, 0))
        return replace(meeting_scene(meeting, self.cohorts[meeting.cohort_id]), people=people, away=away)
