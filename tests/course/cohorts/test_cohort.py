"""A cohort with its meetings, the content it pinned, and weeks that open by a question."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import Session, select

from course.audit import AuditEvent
from course.cohorts import bundle, cohort, enrolment, meeting
from course.cohorts.bundle import Bundle
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.enrolment import Enrolment
from course.cohorts.opening import newest_open, openings
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.people.person import Person
from curriculum.loader import load_course
from curriculum.schema import Course
from tests.course.conftest import NOW


def test_a_cohort_has_eight_meetings_and_a_retreat(db: Session, group: Cohort) -> None:
    keys = [one.unit_key for one in cohort.meetings(db, group)]
    assert keys == ["week-1", "week-2", "week-3", "week-4", "week-5", "retreat", "week-6", "week-7", "week-8"]


def test_each_meeting_keeps_its_own_wall_time(db: Session, group: Cohort) -> None:
    at = {one.unit_key: one.at for one in cohort.meetings(db, group)}
    assert at.pop("retreat") == time(10)
    assert set(at.values()) == {time(18, 30)}


def test_its_pages_read_the_content_it_pinned_not_the_files(db: Session, group: Cohort) -> None:
    edited = load_course("eight-weeks").model_copy(update={"title": "Edited since"})
    assert bundle.pin(db, "course", "eight-weeks", edited) != group.bundle_hash
    assert cohort.content(db, group).title == load_course("eight-weeks").title


def test_the_same_content_is_stored_once(db: Session, group: Cohort) -> None:
    bundle.pin(db, "course", "eight-weeks", load_course("eight-weeks"))
    assert len(db.exec(select(Bundle).where(Bundle.key == "eight-weeks")).all()) == 1


def test_content_that_was_never_stored_is_not_there(db: Session) -> None:
    with pytest.raises(NotFound):
        bundle.read(db, "0" * 64, Course)


def test_a_week_opens_when_its_meeting_ends_and_not_before(db: Session, group: Cohort) -> None:
    third = openings(cohort.content(db, group), cohort.meetings(db, group))[2]
    ends = third.meeting.starts_at + timedelta(minutes=third.meeting.minutes)
    assert not third.is_open(ends - timedelta(seconds=1))
    assert third.is_open(ends)


def test_the_newest_open_week_is_the_last_whose_meeting_is_over(db: Session, group: Cohort) -> None:
    opening = newest_open(openings(cohort.content(db, group), cohort.meetings(db, group)), NOW)
    assert opening is not None
    assert opening.unit.key == "week-3"


def test_a_cancelled_meeting_holds_its_week_until_it_is_put_back(
    db: Session, group: Cohort, lena: Person
) -> None:
    fourth = cohort.meetings(db, group)[3]
    meeting.cancel(db, fourth, reason="Snow", now=NOW, by=lena)
    later = NOW + timedelta(days=300)
    held = openings(cohort.content(db, group), cohort.meetings(db, group))[3]
    assert not held.is_open(later)
    meeting.put_back(db, fourth, now=NOW, by=lena)
    assert openings(cohort.content(db, group), cohort.meetings(db, group))[3].is_open(later)


def test_moving_a_meeting_moves_the_opening_of_its_week(db: Session, group: Cohort, lena: Person) -> None:
    fourth = cohort.meetings(db, group)[3]
    meeting.move(db, fourth, on=date(2027, 3, 20), at=time(10), zone=group.zone, now=NOW, by=lena)
    opening = next(
        one
        for one in openings(cohort.content(db, group), cohort.meetings(db, group))
        if one.unit.key == "week-4"
    )
    assert opening.opens_at == fourth.ends_at
    assert fourth.starts_on == date(2027, 3, 20)


def test_every_change_of_a_meeting_raises_the_sequence_of_its_calendar_entry(
    db: Session, group: Cohort, lena: Person
) -> None:
    fourth = cohort.meetings(db, group)[3]
    uid = fourth.uid
    meeting.move(db, fourth, on=date(2027, 3, 20), at=time(10), zone=group.zone, now=NOW, by=lena)
    meeting.cancel(db, fourth, reason="Snow", now=NOW, by=lena)
    meeting.put_back(db, fourth, now=NOW, by=lena)
    assert (fourth.sequence, fourth.uid) == (3, uid)


def test_a_meeting_that_is_over_stays_where_it_was(db: Session, group: Cohort, lena: Person) -> None:
    first = cohort.meetings(db, group)[0]
    with pytest.raises(Refused):
        meeting.move(db, first, on=date(2027, 4, 1), at=time(10), zone=group.zone, now=NOW, by=lena)
    with pytest.raises(Refused):
        meeting.cancel(db, first, reason="", now=NOW, by=lena)


def test_a_meeting_does_not_move_into_the_past(db: Session, group: Cohort, lena: Person) -> None:
    with pytest.raises(Refused) as refused:
        meeting.move(
            db,
            cohort.meetings(db, group)[3],
            on=date(2027, 3, 1),
            at=time(10),
            zone=group.zone,
            now=NOW,
            by=lena,
        )
    assert refused.value.field == "on"


def test_moving_a_meeting_has_everybody_of_the_cohort_looked_at_again(
    db: Session, group: Cohort, hers: Enrolment, lena: Person
) -> None:
    hers.look_at = NOW + timedelta(days=30)
    db.flush()
    meeting.move(
        db,
        cohort.meetings(db, group)[3],
        on=date(2027, 3, 20),
        at=time(10),
        zone=group.zone,
        now=NOW,
        by=lena,
    )
    db.refresh(hers)
    assert hers.look_at == NOW


def test_a_person_has_one_place_in_a_cohort(db: Session, group: Cohort, maya: Person) -> None:
    first = enrolment.enrol(db, cohort_id=group.stored_id, person=maya, now=NOW)
    assert enrolment.enrol(db, cohort_id=group.stored_id, person=maya, now=NOW).id == first.id


def test_leaving_and_coming_back_are_both_in_the_audit(db: Session, hers: Enrolment, lena: Person) -> None:
    enrolment.leave(db, hers, now=NOW, by=lena.id)
    enrolment.come_back(db, hers, now=NOW, by=lena.id)
    said = db.exec(select(AuditEvent.what).where(AuditEvent.about == f"enrolment:{hers.id}")).all()
    assert said == ["enrolment.begin", "enrolment.leave", "enrolment.come_back"]


def test_the_cohort_that_meets_next_comes_first(
    db: Session, house: Programme, group: Cohort, lena: Person
) -> None:
    course = load_course("eight-weeks")
    soon = plan_for(course, starts_on=date(2027, 3, 17), at=time(20), zone="Europe/Lisbon", skipped={})
    later = plan_for(course, starts_on=date(2027, 9, 2), at=time(20), zone="Europe/Lisbon", skipped={})
    first, last = (
        cohort.create(db, house, name="x", course_key="eight-weeks", plan=plan, course=course, by=lena)
        for plan in (soon, later)
    )
    assert cohort.next_to_meet(db, [last, group, first], now=NOW).id == first.id
    assert cohort.next_to_meet(db, [last, group], now=NOW).id == group.id
    assert cohort.next_to_meet(db, [group, last], now=NOW + timedelta(days=900)).id == group.id


def test_who_left_by_herself_is_not_brought_back_by_staff(
    db: Session, hers: Enrolment, maya: Person, lena: Person
) -> None:
    enrolment.leave(db, hers, now=NOW, by=maya.id)
    with pytest.raises(Refused):
        enrolment.come_back(db, hers, now=NOW, by=lena.id)
    enrolment.come_back(db, hers, now=NOW, by=maya.id)
    assert hers.is_active


def test_a_title_holds_nothing_that_could_break_the_subject_of_a_letter(
    db: Session, house: Programme, lena: Person
) -> None:
    plan = plan_for(
        load_course("eight-weeks"), starts_on=date(2027, 9, 2), at=time(20), zone="Europe/Lisbon", skipped={}
    )
    made = cohort.create(
        db,
        house,
        name="Thursday\r\nBcc: x\x00\x7f",
        course_key="eight-weeks",
        plan=plan,
        place="Room\t2",
        by=lena,
    )
    assert (made.name, made.place) == ("Thursday Bcc: x", "Room 2")
