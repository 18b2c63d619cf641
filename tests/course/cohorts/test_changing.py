"""Skipping a week, ending early, joining two groups, taking one over: what the rows say, and what people get."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from course import clock, store
from course.cohorts import attendance, calling_off, cohort, enrolment, meeting, merging, roll, skipping
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort, SkippedDate, meetings, plan_for
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.cohorts.skipping import Dated, shifted
from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump
from course.errors import Refused
from course.people import inviting
from course.people.invitation import Invitation, Role
from course.people.person import Person
from curriculum.loader import load_course
from tests.course.delivery.letters_ahead import keys, run_until, stale
from tests.course.delivery.world import BEGIN, FIRST, World, cohort_of, joined, made
from tests.real.mail import Sink

IN_WEEK_3 = datetime(2027, 3, 13, 12, 0, tzinfo=UTC)
"""Saturday after the third meeting; the fourth is on Thursday 18 March."""
END = BEGIN + timedelta(days=420)


def thursday(week: int) -> date:
    return FIRST + timedelta(weeks=week - 1)


def test_sessions_go_on_by_a_week_and_the_retreat_keeps_its_distance() -> None:
    dates = [
        Dated("week-5", date(2027, 3, 25), is_session=True),
        Dated("retreat", date(2027, 3, 28), is_session=False),
        Dated("week-6", date(2027, 4, 1), is_session=True),
        Dated("week-7", date(2027, 4, 15), is_session=True),
    ]
    moved = shifted(dates, cadence_days=7, skipped={date(2027, 4, 8)})
    assert moved == {
        "week-5": date(2027, 4, 1),
        "retreat": date(2027, 4, 4),
        "week-6": date(2027, 4, 15),
        "week-7": date(2027, 4, 22),
    }


def test_a_skipped_week_keeps_its_reason_and_every_later_meeting_rises_in_sequence(world: World) -> None:
    run_until(world, IN_WEEK_3)
    with store.writing(world.engine) as db:
        run, by = db.get_one(Cohort, world.cohort), db.get_one(Person, world.ines)
        fourth = _of(db, run, "week-4")
        skipping.skip(db, run, fourth, reason="Holiday", now=clock.now(db), by=by)
        found = {one.unit_key: (one.starts_on, one.sequence) for one in meetings(db, run)}
        kept = db.exec(select(SkippedDate).where(SkippedDate.cohort_id == run.id)).all()
    assert found["week-3"] == (thursday(3), 0)
    assert [found[f"week-{number}"] for number in range(4, 9)] == [(thursday(n + 1), 1) for n in range(4, 9)]
    assert [(one.skipped_on, one.reason) for one in kept] == [(thursday(4), "Holiday")]


def test_after_a_skipped_week_nothing_comes_twice(world: World) -> None:
    run_until(world, datetime(2027, 3, 17, 19, 0, tzinfo=UTC))
    with store.writing(world.engine) as db:
        run, by = db.get_one(Cohort, world.cohort), db.get_one(Person, world.ines)
        skipping.skip(db, run, _of(db, run, "week-4"), reason="Holiday", now=clock.now(db), by=by)
    run_until(world, END)
    weeks = Counter(key for key in keys(world) if key.startswith("week_opens"))
    tomorrow = [key for key in keys(world) if key.startswith("meeting_tomorrow|")]
    assert len(weeks) == 3 * 9
    assert len(tomorrow) == 3 * (9 + 1)  # that of the day left out had gone to each of the three already
    assert not stale(world)


@pytest.mark.parametrize(("which", "sentence"), [(2, "has begun"), (4, "cancelled")])
def test_what_has_begun_or_is_cancelled_is_not_skipped(world: World, which: int, sentence: str) -> None:
    run_until(world, IN_WEEK_3)
    with store.writing(world.engine) as db:
        run, by, now = db.get_one(Cohort, world.cohort), db.get_one(Person, world.ines), clock.now(db)
        meeting.cancel(db, _of(db, run, "week-4"), reason="Ill", now=now, by=by)
        with pytest.raises(Refused, match=sentence):
            skipping.skip(db, run, _of(db, run, f"week-{which}"), reason="Holiday", now=now, by=by)


def test_a_group_that_ends_early_is_told_once_and_nothing_follows(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    run_until(world, IN_WEEK_3)
    before = keys(world)
    with store.writing(world.engine) as db:
        run, by, now = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead), clock.now(db)
        house = db.get_one(Programme, world.programme)
        asked = inviting.invite(
            db, house, email="nuno@example.org", name="Nuno", role_wanted=Role.PARTICIPANT, cohort=run, by=by,
            now=now,
        )  # fmt: skip
        gone = db.get_one(Enrolment, world.enrolments[2])
        enrolment.leave(db, gone, now=now, by=gone.person_id)
        calling_off.call_off(db, run, reason="Too few people could come.", now=now, by=by)
        assert asked.withdrawn_at == now
        states = {one.unit_key: (one.is_cancelled, one.sequence) for one in meetings(db, run)}
    assert states["week-3"] == (False, 0)
    assert states["week-4"] == states["week-8"] == (True, 1)
    pump(world.engine, world.settings, smtp)
    assert sorted(one.recipients[0] for one in smtp_sink.accepted) == [
        "person-1@example.org",
        "person-2@example.org",
    ]
    run_until(world, END)
    assert keys(world) - before == {
        f"cohort_cancelled|cohort:{place}|p{who}|1"
        for place, who in zip(world.enrolments[:2], world.people[:2], strict=True)
    }


def test_nobody_is_invited_to_a_group_that_has_ended_and_it_does_not_end_twice(world: World) -> None:
    with store.writing(world.engine) as db:
        run, by, now = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead), clock.now(db)
        calling_off.call_off(db, run, reason="Ill", now=now, by=by)
        with pytest.raises(Refused, match="closed already"):
            calling_off.call_off(db, run, reason="Ill", now=now, by=by)
        house = db.get_one(Programme, world.programme)
        with pytest.raises(Refused, match="does not meet any more"):
            inviting.invite(
                db, house, email="nuno@example.org", name="Nuno", role_wanted=Role.PARTICIPANT, cohort=run,
                by=by, now=now,
            )  # fmt: skip


def test_people_who_go_over_take_everything_with_them_and_get_no_letter_twice(world: World) -> None:
    """The other group is as far: its fourth meeting is on the same day, and a week of it opened once already."""
    other = _another(world)
    run_until(world, IN_WEEK_3)
    before = Counter(row.key for row in world.rows())
    with store.writing(world.engine) as db:
        run, into = db.get_one(Cohort, world.cohort), db.get_one(Cohort, other)
        by, now = db.get_one(Person, world.lead), clock.now(db)
        third = _of(db, run, "week-3")
        attendance.record(db, third, world.enrolments[0], Mark.HERE, by=by.id, now=now)
        gone = db.get_one(Enrolment, world.enrolments[2])
        enrolment.leave(db, gone, now=now, by=gone.person_id)
        assert merging.merge(db, run, into=into, now=now, by=by) == 2
        seats = {one.enrolment_id: one.mark for one in roll.roll(db, third)}
        fourth = [one.enrolment_id for one in roll.roll(db, _of(db, into, "week-4"))]
        earlier = [one.enrolment_id for one in roll.roll(db, _of(db, into, "week-2"))]
        assert gone.cohort_id == run.id
        assert all(one.is_cancelled for one in meetings(db, run) if one.starts_at > now)
    assert seats == {world.enrolments[0]: Mark.HERE, world.enrolments[1]: None, world.enrolments[2]: None}
    assert set(world.enrolments[:2]) < set(fourth)
    assert not set(world.enrolments[:2]) & set(earlier)
    run_until(world, END)
    for place in world.enrolments[:2]:
        weeks = sorted(
            row.about.rpartition(":")[2]
            for row in world.rows()
            if row.enrolment_id == place and row.letter == "week_opens"
        )
        assert weeks == sorted(["retreat", *(f"week-{number}" for number in range(1, 9))])
    mine = [row for row in world.rows() if row.enrolment_id in world.enrolments[:2] and row.key not in before]
    told = Counter((row.person_id, row.letter, row.about) for row in mine)
    assert set(told.values()) == {1} | {
        count for (_who, letter, _about), count in told.items() if letter == "measure_reminder"
    }
    assert {row.enrolment_id for row in mine} == set(world.enrolments[:2])


def test_an_open_invitation_leads_to_the_other_group(world: World) -> None:
    other = _another(world)
    with store.writing(world.engine) as db:
        run, into = db.get_one(Cohort, world.cohort), db.get_one(Cohort, other)
        by, now, house = db.get_one(Person, world.lead), clock.now(db), db.get_one(Programme, world.programme)
        for email, group in (
            ("nuno@example.org", run),
            ("both@example.org", run),
            ("both@example.org", into),
        ):
            inviting.invite(
                db, house, email=email, name="New", role_wanted=Role.PARTICIPANT, cohort=group, by=by, now=now
            )
        merging.merge(db, run, into=into, now=now, by=by)
        found = db.exec(select(Invitation).order_by(col(Invitation.id))).all()
    assert [(one.email, one.cohort_id, one.is_open) for one in found] == [
        ("nuno@example.org", other, True),
        ("both@example.org", world.cohort, False),
        ("both@example.org", other, True),
    ]


def test_a_group_that_is_behind_takes_nobody_in_since_open_pages_would_close(world: World) -> None:
    other = _another(world, first=FIRST + timedelta(weeks=1))
    run_until(world, IN_WEEK_3)
    with store.writing(world.engine) as db:
        run, into = db.get_one(Cohort, world.cohort), db.get_one(Cohort, other)
        with pytest.raises(Refused, match="not come so far"):
            merging.merge(db, run, into=into, now=clock.now(db), by=db.get_one(Person, world.lead))


def test_a_group_taken_over_while_it_meets_gets_nothing_about_what_was_before(world: World) -> None:
    """It comes on the Saturday after its third meeting. Zoe is entered with the day on which she began with it."""
    run_until(world, IN_WEEK_3)
    course = load_course("eight-weeks")
    plan = plan_for(course, starts_on=FIRST, at=time(18, 30), zone="Europe/Lisbon", skipped={})
    with store.writing(world.engine) as db:
        now, by = clock.now(db), db.get_one(Person, world.lead)
        taken = cohort.create(
            db, db.get_one(Programme, world.programme), name="From elsewhere", course_key="eight-weeks",
            plan=plan, adopted_at=now, by=by,
        )  # fmt: skip
        place = joined(db, taken, made(db, "zoe"), now - timedelta(days=3)).stored_id
    run_until(world, END)
    rows = [row for row in world.rows() if row.enrolment_id == place]
    assert rows
    assert min(row.due_at for row in rows) >= now
    opened = [row.about.rpartition(":")[2] for row in rows if row.letter == "week_opens"]
    assert opened[0] == "week-4"


def _of(db: Session, run: Cohort, unit_key: str) -> meeting.Meeting:
    return next(one for one in meetings(db, run) if one.unit_key == unit_key)


def _another(world: World, *, first: date = FIRST) -> int:
    """A second group of the same programme with one person in it."""
    with store.writing(world.engine) as db:
        house, by = db.get_one(Programme, world.programme), db.get_one(Person, world.lead)
        run = cohort_of(db, house, by, name="Thursday noon", first=first)
        joined(db, run, made(db, "olga"), clock.now(db))
        return run.stored_id
