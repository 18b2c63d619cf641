"""Who is told of an item of the safety list, when, and what a letter about it never says."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from course import clock, store
from course.cohorts.programme import Programme
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.facts import ConcernFacts
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.delivery.returns.report import Report, Taken, take
from course.delivery.rules import AGAIN
from course.people import role
from course.people.person import Person
from course.safety import concern, plan, policy
from course.safety.concern import Concern, Kind
from course.safety.plan import Answering, SafetyPlan
from tests.course.delivery.world import BEGIN, World, made
from tests.real.mail import Sink

NIGHT = datetime(2027, 2, 25, 2, 30, tzinfo=UTC)
INES, TOMAS, LENA = "ines@example.org", "tomas@example.org", "lena@example.org"


@pytest.fixture
def opened(world: World) -> World:
    """At half past two in the night somebody's answer opens a concern."""
    world.at(NIGHT)
    with store.writing(world.engine) as db:
        concern.begin(db, enrolment_id=world.enrolments[0], wave_key="before", kind=Kind.SELF_HARM, now=NIGHT)
    return world


def turn(world: World, smtp: Smtp, *, after: timedelta = timedelta()) -> None:
    if after:
        world.at(NIGHT + after)
    pump(world.engine, world.settings, smtp)


def told(sink: Sink) -> list[str]:
    """Recipients of letters about the list, in the order they came."""
    return [
        one.recipients[0] for one in sink.accepted if "safety list" in str(one.message["Subject"])
    ]  # fmt: skip


def see(world: World) -> None:
    with store.writing(world.engine) as db:
        [one] = db.exec(select(Concern)).all()
        concern.see(db, one, now=NIGHT, by=db.get_one(Person, world.ines))


def test_the_responsible_person_is_told_at_once_and_at_night(
    opened: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    turn(opened, smtp)
    turn(opened, smtp)
    assert told(smtp_sink) == [INES]


def test_the_deputy_after_four_hours_and_the_lead_after_a_day_each_once(
    opened: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    for hours in (0, 3.9, 4, 5, 23.9, 24, 25, 80):
        turn(opened, smtp, after=timedelta(hours=hours))
    assert told(smtp_sink) == [INES, TOMAS, LENA]
    due_at = {row.letter: row.due_at - NIGHT for row in opened.rows() if row.about.startswith("concern:")}
    assert due_at == {
        "concern_opened": timedelta(0),
        "concern_waiting": timedelta(hours=4),
        "concern_still_waiting": timedelta(hours=24),
    }


def test_the_hours_are_those_that_the_programme_states(opened: World, smtp: Smtp, smtp_sink: Sink) -> None:
    """Changed while it waits: whoever is told later is told by the new hours."""
    turn(opened, smtp)
    with store.writing(opened.engine) as db:
        [one] = db.exec(select(Concern)).all()
        policy.set_policy(
            db, db.get_one(Programme, one.programme_id), scores_are_told=False, facilitators_see=False,
            deputy_after=2, leads_after=6, now=NIGHT, by=db.get_one(Person, opened.ines),
        )  # fmt: skip
    for hours, so_far in ((1.9, [INES]), (2, [INES, TOMAS]), (5.9, [INES, TOMAS]), (6, [INES, TOMAS, LENA])):
        turn(opened, smtp, after=timedelta(hours=hours))
        assert told(smtp_sink) == so_far


def test_once_somebody_has_seen_it_nobody_else_is_told(opened: World, smtp: Smtp, smtp_sink: Sink) -> None:
    turn(opened, smtp)
    see(opened)
    for hours in (4, 24, 48):
        turn(opened, smtp, after=timedelta(hours=hours))
    assert told(smtp_sink) == [INES]


def test_a_letter_that_still_waits_when_it_is_seen_is_not_sent(
    opened: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {INES: "450 4.2.0 later"}
    turn(opened, smtp)
    smtp_sink.recipient_replies.clear()
    see(opened)
    _hurry(opened)
    turn(opened, smtp)
    assert told(smtp_sink) == []
    assert [(row.status, row.reason) for row in opened.rows() if row.letter == "concern_opened"] == [
        (Status.CANCELLED, "seen")
    ]


def test_an_address_nobody_answers_brings_the_deputy_at_once_and_then_the_lead(
    opened: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    smtp_sink.recipient_replies = {INES: "550 5.1.1 nobody", TOMAS: "550 5.1.1 nobody"}
    for minutes in (0, 16, 32, 48):
        turn(opened, smtp, after=timedelta(minutes=minutes))
    assert told(smtp_sink) == [LENA]


def test_a_letter_that_was_taken_and_came_back_brings_the_deputy_and_the_address_is_tried_again_all_the_same(
    opened: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    turn(opened, smtp)
    went = next(row for row in opened.rows() if row.letter == "concern_opened")
    with store.writing(opened.engine) as db:
        assert take(db, Report(went.message_id, INES, "5.1.1"), now=clock.now(db)) == Taken.SUPPRESSED
    turn(opened, smtp, after=timedelta(minutes=16))
    assert told(smtp_sink) == [INES, TOMAS]
    with store.writing(opened.engine) as db:
        concern.begin(
            db, enrolment_id=opened.enrolments[1], wave_key="before", kind=Kind.SELF_HARM, now=clock.now(db)
        )
    turn(opened, smtp, after=timedelta(minutes=20))
    assert told(smtp_sink) == [INES, TOMAS, INES]


def test_while_the_mail_server_is_away_everything_waits_and_then_all_of_it_leaves(
    opened: World, smtp_sink: Sink
) -> None:
    away = Smtp("smtp://127.0.0.1:1", timeout=1)
    for hours in (0, 4, 24):
        turn(opened, away, after=timedelta(hours=hours))
    assert {row.status for row in opened.rows() if row.about.startswith("concern:")} == {Status.PENDING}
    _hurry(opened)
    turn(opened, Smtp(smtp_sink.url, timeout=5), after=timedelta(hours=25))
    assert sorted(told(smtp_sink)) == [INES, LENA, TOMAS]


def test_a_letter_that_may_not_have_arrived_is_written_again_at_most_twice(
    opened: World, smtp_sink: Sink
) -> None:
    smtp_sink.hold.clear()  # the server takes the letter and never says so
    for quarter in range(5):
        turn(opened, Smtp(smtp_sink.url, timeout=1), after=timedelta(minutes=16 * quarter))
    smtp_sink.hold.set()
    mine = [(row.occurrence, row.status) for row in opened.rows() if row.letter == "concern_opened"]
    assert mine == [(one, Status.UNKNOWN) for one in ("1", f"1{AGAIN}1", f"1{AGAIN}2")]


def test_whoever_answers_from_now_on_hears_of_what_nobody_has_seen(
    opened: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    turn(opened, smtp)
    with store.writing(opened.engine) as db:
        house = db.get_one(Programme, opened.programme)
        said = db.get_one(SafetyPlan, opened.programme).model_dump(exclude={"programme_id", "updated_at"})
        new = Answering(**{**said, "responsible": "Vera Lund", "responsible_email": "vera@example.org"})
        plan.set_plan(db, house, new, by=db.get_one(Person, opened.lead))
    turn(opened, smtp, after=timedelta(minutes=1))
    assert told(smtp_sink) == [INES, "vera@example.org"]


def test_without_a_plan_the_leads_are_told_at_once(opened: World, smtp: Smtp, smtp_sink: Sink) -> None:
    with store.writing(opened.engine) as db:
        db.delete(db.get_one(SafetyPlan, opened.programme))
        role.make_lead(db, programme_id=opened.programme, person_id=made(db, "lars").stored_id)
    turn(opened, smtp)
    assert sorted(told(smtp_sink)) == ["lars@example.org", LENA]


def test_no_letter_says_who_or_why(opened: World, smtp: Smtp, smtp_sink: Sink) -> None:
    for hours in (0, 4, 24):
        turn(opened, smtp, after=timedelta(hours=hours))
    papers = [paper for to in (INES, TOMAS, LENA) for paper in smtp_sink.to(to)]
    papers = [paper for paper in papers if "safety list" in str(paper["Subject"])]
    assert len(papers) == 3
    for paper in papers:
        assert "List-Unsubscribe" not in paper
        said = paper.as_string().lower()
        for word in ("person-", "thursday evening", "self-harm", "question", "score", "answer"):
            assert word not in said.replace("help, at any hour", "")


def test_the_ledger_holds_no_address(opened: World, smtp: Smtp) -> None:
    turn(opened, smtp, after=timedelta(hours=25))
    assert not [row for row in opened.rows() if "@" in f"{row.key}{row.about}{row.occurrence}{row.reason}"]


def test_said_again_after_it_was_seen_it_is_told_again(opened: World, smtp: Smtp, smtp_sink: Sink) -> None:
    turn(opened, smtp)
    see(opened)
    later = NIGHT + timedelta(days=3)
    with store.writing(opened.engine) as db:
        concern.begin(
            db, enrolment_id=opened.enrolments[0], wave_key="before", kind=Kind.SELF_HARM, now=later, again=True
        )  # fmt: skip
    turn(opened, smtp, after=timedelta(days=3))
    assert told(smtp_sink) == [INES, INES]


def test_the_rules_name_each_recipient_by_itself() -> None:
    facts = ConcernFacts(
        zone="UTC", concern_id=5, programme_id=1, opened_at=BEGIN, times=1, is_seen=False,
        responsible="a1", deputy="a2", leads=(7, 8),
    )  # fmt: skip
    letters = due(facts, BEGIN + timedelta(hours=24)).letters
    assert [one.key for one in letters] == [
        "concern_opened|concern:5|a1|1",
        "concern_waiting|concern:5|a2|1",
        "concern_still_waiting|concern:5|p7|1",
        "concern_still_waiting|concern:5|p8|1",
    ]
    assert all(one.useful_until is None and one.urgent for one in letters)


def _hurry(world: World) -> None:
    with store.writing(world.engine) as db:
        for row in db.exec(select(Delivery).where(Delivery.status == Status.PENDING)).all():
            row.next_try_at = row.next_try_at - timedelta(days=1)
            db.add(row)
