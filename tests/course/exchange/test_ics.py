"""The calendar feed, read as text."""

import re
from datetime import date, time

from sqlmodel import Session

from course.cohorts import cohort as cohorts
from course.cohorts import meeting as meetings
from course.cohorts.cohort import Cohort
from course.exchange.ics import calendar
from course.people.person import Person
from tests.course.conftest import NOW


def feed(db: Session, group: Cohort, title: str = "Course") -> str:
    of_group = [(meeting, group) for meeting in cohorts.meetings(db, group)]
    return calendar(of_group, title=title, host="course.example.org", now=NOW).decode()


def entries(text: str) -> list[str]:
    return re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text, re.DOTALL)


def test_every_meeting_is_an_entry_in_the_zone_of_its_group(db: Session, group: Cohort) -> None:
    text = feed(db, group)
    assert "METHOD:PUBLISH" in text
    assert "TZID:Europe/Lisbon" in text.partition("BEGIN:VEVENT")[0]
    assert len(entries(text)) == 9
    assert "DTSTART;TZID=Europe/Lisbon:20270225T183000" in entries(text)[0]
    assert "SEQUENCE:0" in entries(text)[0]


def test_a_moved_meeting_keeps_its_uid_and_rises_in_sequence(
    db: Session, group: Cohort, lena: Person
) -> None:
    uid = re.compile(r"UID:.*")
    before = entries(feed(db, group))[7]
    seventh = cohorts.meetings(db, group)[7]
    meetings.move(db, seventh, on=date(2027, 4, 9), at=time(19), zone=group.zone, now=NOW, by=lena)
    after = entries(feed(db, group))[7]
    assert uid.findall(after) == uid.findall(before)
    assert "SEQUENCE:1" in after
    assert "DTSTART;TZID=Europe/Lisbon:20270409T190000" in after


def test_a_cancelled_meeting_stays_as_a_cancelled_entry(db: Session, group: Cohort, lena: Person) -> None:
    seventh = cohorts.meetings(db, group)[7]
    meetings.cancel(db, seventh, reason="The house is closed", now=NOW, by=lena)
    cancelled = entries(feed(db, group))[7]
    assert "STATUS:CANCELLED" in cancelled
    assert "SEQUENCE:1" in cancelled


def test_an_entry_tells_nobody_what_it_is_about(db: Session, group: Cohort) -> None:
    first = entries(feed(db, group, title="Thursdays"))[0]
    assert "SUMMARY:Thursdays" in first
    assert "DESCRIPTION" not in first
    assert "compassion" not in first.lower()
