"""What a preview says of letters is what the ledger holds afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from course import clock, store
from course.cohorts import calling_off, meeting, skipping
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.moving import trial
from course.delivery.everybody import everybody
from course.delivery.facts import Subject
from course.delivery.foreseen import foreseen
from course.delivery.preview import What, coming, differences, everybodys
from course.people.person import Person
from course.settings import Settings
from tests.course.delivery.letters_ahead import keys, run_until
from tests.course.delivery.people import maya, with_meetings
from tests.course.delivery.test_due_properties import moments, people
from tests.course.delivery.world import BEGIN, World, build
from tests.real.databases import Databases

END = BEGIN + timedelta(days=720)
Verb = Callable[[Session, Cohort, Person, datetime], object]


def _moved(which: int, days: int, hour: int) -> Verb:
    def verb(db: Session, run: Cohort, by: Person, now: datetime) -> None:
        one = meetings(db, run)[which]
        meeting.move(
            db, one, on=one.starts_on + timedelta(days=days), at=time(hour), zone=run.zone, now=now, by=by
        )

    return verb


def _cancelled(which: int) -> Verb:
    return lambda db, run, by, now: meeting.cancel(db, meetings(db, run)[which], reason="Ill", now=now, by=by)


def _skipped(which: int) -> Verb:
    return lambda db, run, by, now: skipping.skip(
        db, run, meetings(db, run)[which], reason="Holiday", now=now, by=by
    )


def _called_off(db: Session, run: Cohort, by: Person, now: datetime) -> None:
    calling_off.call_off(db, run, reason="Ill", now=now, by=by)


AHEAD = st.integers(4, 8)
CHANGES = st.one_of(
    st.builds(_moved, AHEAD, st.integers(0, 20), st.integers(7, 21)),
    st.builds(_cancelled, AHEAD),
    st.builds(_skipped, AHEAD),
    st.just(_called_off),
)
HOURS = st.integers(0, 24 * 21)
"""Up to the eve of the fourth meeting."""


@given(change=CHANGES, hours=HOURS)
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[
        Phase.explicit,
        Phase.generate,
    ],  # each example is a course of its own: shrinking one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_letters_of_a_preview_are_those_of_the_ledger_after_the_change(
    databases: Databases, environ: dict[str, str], change: Verb, hours: int
) -> None:
    url = databases.new()
    engine = store.make_engine(url)
    world = build(engine, Settings.from_env({**environ, "DATABASE_URL": url}), people=2)
    run_until(world, BEGIN + timedelta(hours=hours))
    before = keys(world)
    with store.writing(engine) as db:
        run, by, now = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead), clock.now(db)
        both = trial(db, lambda: change(db, run, by, now), lambda: _facts(db, world))
        expected = [_keys(side, now) for side in both]
        told = [one for mine in everybodys(*both, now).values() for one in mine]
        change(db, run, by, now)
    run_until(world, END)
    assert keys(world) - before == expected[1]
    comes, goes = (sum(one.what is what for one in told) for what in (What.COMES, What.GOES))
    assert comes - goes == len(expected[1]) - len(expected[0])
    engine.dispose()
    databases.drop(url)


def _facts(db: Session, world: World) -> dict[str, Subject]:
    return {who: one.facts for who, one in everybody(db, [world.cohort]).items()}


def _keys(facts: dict[str, Subject], now: datetime) -> set[str]:
    return {key for one in facts.values() for key in coming(one, now)}


@given(people(), st.data())
@settings(max_examples=15, deadline=None)
def test_comparing_a_person_with_herself_finds_nothing(facts: Subject, data: st.DataObject) -> None:
    now = data.draw(moments(maya()))
    assert differences(coming(facts, now), coming(facts, now)) == []


def test_a_meeting_a_day_later_moves_its_reminder_its_week_and_the_note_about_practice() -> None:
    """Thursday 18 March at 18:30 becomes Friday; Maya has practised nothing and had no note yet."""
    facts = maya()
    now = datetime(2027, 3, 16, 12, 0, tzinfo=UTC)
    fourth = facts.meetings[3]
    later = replace(
        fourth, starts_at=fourth.starts_at + timedelta(days=1), ends_at=fourth.ends_at + timedelta(days=1)
    )
    gatherings = tuple(later if one is fourth else one for one in facts.meetings)
    found = differences(coming(facts, now), coming(with_meetings(facts, gatherings), now))
    assert [(one.letter, one.was, one.becomes) for one in found] == [
        ("meeting_tomorrow", _at(17, 18), _at(18, 18)),
        ("week_opens", _at(19, 8), _at(20, 8)),
        ("homework_nudge", _at(21, 18), _at(22, 18)),
    ]


def test_a_reminder_that_has_left_is_not_counted_as_one_that_moves() -> None:
    """It left on Wednesday evening; the one for the new day comes, and none goes."""
    facts = maya()
    fourth = facts.meetings[3]
    facts = replace(facts, known=frozenset({"meeting_tomorrow|meeting:4|p1|20270318T183000Z"}))
    later = replace(
        fourth, starts_at=fourth.starts_at + timedelta(days=2), ends_at=fourth.ends_at + timedelta(days=2)
    )
    after = with_meetings(facts, tuple(later if one is fourth else one for one in facts.meetings))
    now = datetime(2027, 3, 17, 19, 0, tzinfo=UTC)
    found = differences(coming(facts, now), coming(after, now))
    assert (found[0].letter, found[0].what, found[0].becomes) == ("meeting_tomorrow", What.COMES, _at(19, 18))


def test_a_preview_names_few_people_and_counts_many_and_changes_nothing(world: World) -> None:
    with store.writing(world.engine) as db:
        run, by, now = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead), clock.now(db)
        fourth = meetings(db, run)[4]
        seen = foreseen(
            db,
            run,
            lambda: meeting.move(
                db, fourth, on=date(2027, 3, 26), at=time(18, 30), zone=run.zone, now=now, by=by
            ),
            now=now,
        )
        assert fourth.starts_on != date(2027, 3, 26)
        assert fourth.sequence == 0
    letters = {(one.letter, one.what): one for one in seen.letters}
    tomorrow = letters["meeting_tomorrow", What.MOVES]
    assert (tomorrow.letters, tomorrow.named) == (3, ("Person-1", "Person-2", "Person-3"))
    assert letters["staff_meeting_tomorrow", What.MOVES].named == ("Ines",)
    assert seen.people == 4


def _at(day: int, hour: int) -> datetime:
    return datetime(2027, 3, day, hour, 0, tzinfo=UTC)
