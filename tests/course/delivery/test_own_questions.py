"""The questions of those who run a group: one letter, one more a week later, and none once she has answered."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from course import store
from course.cohorts.cohort import Cohort, meetings
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.facts import FacilitatorFacts
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.measures import own_asked, staff_wave
from course.measures.wave import WaveFacts
from course.people.person import Person
from course.people.preference import Kind
from curriculum.schema import Anchor, Wave
from tests.course.delivery.letters_ahead import keys, run_until
from tests.course.delivery.people import ines, local
from tests.course.delivery.world import World
from tests.real.mail import Sink

AFTER = Wave(
    key="own-after", title="After the last session", anchor=Anchor(kind="meeting_end", unit="week-8"),
    open_days=0, close_days=28, invite_day=0, measures=("cbi",),
)  # fmt: skip
LAST_END = ines().meetings[-1].ends_at
"""Thursday 15 April 2027, 21:15 in Lisbon."""
FRIDAY = local(date(2027, 4, 16), time(9))
NEXT_FRIDAY = local(date(2027, 4, 22), time(9))
"""Seven days after the day of the last meeting: a Thursday."""


def asked(**changes: object) -> FacilitatorFacts:
    wave = WaveFacts(AFTER, "Europe/Lisbon", LAST_END)
    facts = replace(ines(), waves=(wave,), stops=frozenset({Kind.DIGEST, Kind.MEETINGS}))
    return replace(facts, **changes)  # type: ignore[arg-type]


def leaving(facts: FacilitatorFacts, now: datetime) -> list[str]:
    return [one.letter for one in due(facts, now).letters]


def told(facts: FacilitatorFacts, now: datetime) -> FacilitatorFacts:
    return replace(facts, known=facts.known | {one.key for one in due(facts, now).entering})


def test_she_is_asked_at_nine_after_the_wave_opens_and_once_more_a_week_later() -> None:
    facts = asked()
    assert leaving(facts, FRIDAY - timedelta(minutes=1)) == []
    assert leaving(facts, FRIDAY) == ["staff_questions"]
    facts = told(facts, FRIDAY)
    assert leaving(facts, NEXT_FRIDAY - timedelta(minutes=1)) == []
    assert leaving(facts, NEXT_FRIDAY) == ["staff_questions_again"]
    facts = told(facts, NEXT_FRIDAY)
    assert not any(leaving(facts, NEXT_FRIDAY + timedelta(days=days)) for days in range(1, 60))


def test_whoever_has_answered_is_not_asked_again() -> None:
    done = replace(asked().waves[0], completed=("cbi",), completed_at=FRIDAY + timedelta(days=1))
    answer = due(told(asked(waves=(done,)), FRIDAY), NEXT_FRIDAY)
    assert answer.letters == ()
    again = [one.reason for one in answer.not_due if one.letter == "staff_questions_again"]
    assert again == [Reason.COMPLETE]


@pytest.mark.parametrize(
    "change",
    [
        {"stops": frozenset({Kind.MEASURES, Kind.DIGEST, Kind.MEETINGS})},
        {"paused_until": date(2027, 5, 1)},
        {"has_ended": True},
        {"is_closed": True},
        {"since": FRIDAY + timedelta(hours=1)},
    ],
)
def test_whoever_stopped_paused_or_does_not_run_it_then_is_not_asked(change: dict[str, object]) -> None:
    assert leaving(asked(**change), FRIDAY) == []


def test_after_an_outage_she_is_asked_once_and_never_after_the_last_day() -> None:
    """The wave closes with 13 May, 28 days after the last meeting."""
    assert leaving(asked(), NEXT_FRIDAY + timedelta(days=3)) == ["staff_questions_again"]
    last = local(date(2027, 5, 13), time(19, 59))
    assert leaving(asked(), last) == ["staff_questions_again"]
    assert leaving(asked(), local(date(2027, 5, 14), time(9))) == []


def test_a_wave_of_long_ago_has_no_line_in_the_ledger() -> None:
    assert not [
        one for one in due(asked(), LAST_END + timedelta(days=90)).entering if "questions" in one.letter
    ]


def test_in_a_whole_course_each_wave_asks_twice(world: World) -> None:
    """It begins two weeks before the first meeting, when this world does not stand yet; six months are too far."""
    run_until(world, datetime(2027, 5, 20, tzinfo=UTC))
    mine = {one.partition("|")[0] + one.rpartition("|")[2] for one in keys(world) if "questions" in one}
    assert mine == {"staff_questionsown-after", "staff_questions_againown-after"}


def test_an_answer_given_meanwhile_holds_the_second_letter_back(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    world.at(FRIDAY)
    pump(world.engine, world.settings, smtp)
    [paper] = [one for one in smtp_sink.to("ines@example.org") if one["Subject"] == "A few questions"]
    body = paper.get_body(("plain",))
    assert body is not None
    assert f"/cohorts/{world.cohort}/my-forms/questions" in body.get_content()
    assert "until Thursday 13 May" in " ".join(body.get_content().split())
    answer_all(world, FRIDAY)
    world.at(NEXT_FRIDAY)
    pump(world.engine, world.settings, smtp)
    assert "staff_questions_again" not in {row.letter for row in world.rows()}


def answer_all(world: World, now: datetime) -> None:
    with store.writing(world.engine) as db:
        cohort, who = db.get_one(Cohort, world.cohort), db.get_one(Person, world.ines)
        assert own_asked.open_to(db, cohort, who, meetings(db, cohort), now=now) == date(2027, 5, 13)
        own = next(one for one in staff_wave.waves_of(db, cohort, who, now=now) if one.standing.is_open)
        place = staff_wave.facilitator_of(db, cohort, who)
        for measure, _wording in own.measures:
            given = dict.fromkeys(measure.items, measure.choices[0])
            staff_wave.answer(db, place, own, measure.key, given, client_id=uuid4(), now=now)
        assert own_asked.open_to(db, cohort, who, meetings(db, cohort), now=now) is None
