"""Whoever is answered at joining gets one letter that says so, also when the answer gave her place on."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

from course import clock, store
from course.cohorts.enrolment import Enrolment
from course.delivery.channels.smtp import Smtp
from course.delivery.due import due
from course.delivery.facts import AnswerFacts
from course.delivery.ledger import Status
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.people import intake, intake_decision
from course.people.intake_decision import Outcome, Seen
from course.people.person import Person
from tests.course.delivery.people import local, maya
from tests.course.delivery.world import World
from tests.real.mail import Sink

AT = local(date(2027, 2, 20), time(22, 30))
"""At night: what somebody waits for does not wait for the morning."""
FACTS = replace(maya(), ready_at=None, answer=AnswerFacts(4, AT))


def letters(**changes: object) -> list[str]:
    now = AT + timedelta(minutes=1)
    return [one.letter for one in due(replace(FACTS, **changes), now).letters]  # type: ignore[arg-type]


def test_it_leaves_at_once_and_each_answer_has_its_own() -> None:
    assert letters() == ["place_answered"]
    first = due(FACTS, AT).letters[0].key
    again = replace(FACTS, known=frozenset({first}))
    assert due(again, AT).letters == ()
    assert len(due(replace(again, answer=AnswerFacts(5, AT)), AT).letters) == 1


def test_a_place_that_the_answer_gave_on_still_gets_it_and_one_that_was_left_does_not() -> None:
    assert letters(left_at=AT) == ["place_answered"]
    assert letters(left_at=AT - timedelta(days=1)) == []
    assert letters(left_at=AT, has_address=False) == []
    assert letters(answer=None) == []


def test_after_two_weeks_it_is_too_late() -> None:
    late = due(FACTS, AT + timedelta(days=15))
    assert late.letters == ()
    assert [one.reason for one in late.not_due if one.letter == "place_answered"] == [Reason.STALE]


def test_the_letter_says_that_there_is_an_answer_and_nothing_of_it(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        now = clock.now(db)
        place = db.get_one(Enrolment, world.enrolments[0])
        place.ready_at = None
        row = intake.begin(db, place, now=now)
        intake.send(db, row, now=now)
        writer = db.get_one(Person, world.people[1])
        intake_decision.decide(
            db, place, outcome=Outcome.NOT_NOW, because=["crisis"], seen=Seen(None, row.changed_at),
            client_id=uuid4(), now=now, by=writer,
        )  # fmt: skip
        assert not place.is_active
    for _turn in range(2):
        pump(world.engine, world.settings, smtp)
    assert [row.status for row in world.rows() if row.letter == "place_answered"] == [Status.SENT]
    [paper] = [one for one in smtp_sink.to("person-1@example.org") if "answer for you" in one["Subject"]]
    body = paper.get_body(("plain",))
    assert body is not None
    said = f"{paper['Subject']} {body.get_content()}".lower()
    assert f"/welcome/{world.enrolments[0]}/answer" in said
    assert not [word for word in ("not-now", "crisis", "not this time", "compassion") if word in said]
