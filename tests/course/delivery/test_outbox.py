"""What staff see of the letters, what the preview promises, and sending one again."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from course import clock, store
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery, Status
from course.delivery.outbox import everything_going_out, for_cohort, going_out, resend, uncertain
from course.delivery.pump import pump
from course.errors import Refused
from course.people import preference
from course.people.person import Person
from course.people.preference import Kind
from tests.course.delivery.world import World
from tests.real.mail import Sink

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)


def cohort_of(world: World) -> Cohort:
    with store.reading(world.engine) as db:
        return db.get_one(Cohort, world.cohort)


@pytest.mark.slow
def test_the_preview_says_what_then_leaves(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    """Every letter of the next seven days, with nobody doing anything, hour by hour through the real machine."""
    with store.reading(world.engine) as db:
        coming = going_out(db, cohort_of(world), now=clock.now(db), days=7)
    promised = sorted((one.letter, who) for one in coming for who in one.people)
    for hours in range(7 * 24 + 1):
        world.at(datetime(2027, 2, 24, 12, 1, tzinfo=UTC) + timedelta(hours=hours))
        pump(world.engine, world.settings, smtp)
    with store.reading(world.engine) as db:
        names = {person.stored_id: person.name for person in db.exec(select(Person)).all()}
    left = sorted(
        (row.letter, names[row.person_id or 0]) for row in world.rows() if row.status == Status.SENT
    )
    assert left == promised
    assert {letter for letter, _who in left} == {
        "meeting_tomorrow", "staff_meeting_tomorrow", "measure_invitation", "week_opens", "homework_nudge",
        "staff_digest",
    }  # fmt: skip


def test_the_preview_names_who_is_left_out_and_why(world: World) -> None:
    with store.writing(world.engine) as db:
        preference.stop(db, world.people[0], Kind.MEETINGS, now=EVENING)
        db.get_one(Enrolment, world.enrolments[1]).paused_until = datetime(2027, 3, 20, tzinfo=UTC).date()
    with store.reading(world.engine) as db:
        coming = going_out(db, cohort_of(world), now=clock.now(db), days=2)
    meeting = next(one for one in coming if one.letter == "meeting_tomorrow")
    assert meeting.people == ("Person-3",)
    assert dict(meeting.left_out) == {
        "Person-1": "She stopped this kind of letter.",
        "Person-2": "She asked for a pause.",
    }


def test_the_preview_writes_nothing(world: World) -> None:
    with store.reading(world.engine) as db:
        assert everything_going_out(db, now=clock.now(db), days=7)
    assert not world.rows()


def doubtful(world: World, smtp: Smtp, smtp_sink: Sink) -> Delivery:
    """A letter nobody knows the fate of."""
    smtp_sink.recipient_replies = {"person-1@example.org": "550 5.1.1 nobody"}
    world.at(EVENING)
    pump(world.engine, world.settings, smtp)
    smtp_sink.recipient_replies.clear()
    return next(row for row in world.rows() if row.status == Status.DEAD)


def test_staff_see_every_letter_of_their_cohort_with_a_reason_in_words(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    doubtful(world, smtp, smtp_sink)
    with store.reading(world.engine) as db:
        lines = for_cohort(db, cohort_of(world))
        assert uncertain(db, cohort_of(world)) == 1
    assert {(line.who, line.status) for line in lines} == {
        ("Person-1", "not sent"), ("Person-2", "sent"), ("Person-3", "sent"), ("Ines", "sent"),
    }  # fmt: skip


def test_a_letter_that_did_not_arrive_can_be_sent_again_once_more_as_a_letter_of_its_own(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    dead = doubtful(world, smtp, smtp_sink)
    with store.writing(world.engine) as db:
        again = resend(db, world.settings, db.get_one(Delivery, dead.id), by=db.get_one(Person, world.lead))
        assert again.message_id != dead.message_id
    pump(world.engine, world.settings, smtp)
    assert len(smtp_sink.to("person-1@example.org")) == 1
    assert {row.status for row in world.rows() if row.person_id == dead.person_id} == {
        Status.DEAD,
        Status.SENT,
    }


def test_a_letter_that_arrived_is_not_sent_again(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    doubtful(world, smtp, smtp_sink)
    sent = next(row for row in world.rows() if row.status == Status.SENT)
    with pytest.raises(Refused), store.writing(world.engine) as db:
        resend(db, world.settings, db.get_one(Delivery, sent.id), by=db.get_one(Person, world.lead))


def test_nothing_is_sent_again_when_it_is_too_late_to_be_of_use(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    dead = doubtful(world, smtp, smtp_sink)
    world.at(datetime(2027, 2, 25, 19, 0, tzinfo=UTC))
    with pytest.raises(Refused), store.writing(world.engine) as db:
        resend(db, world.settings, db.get_one(Delivery, dead.id), by=db.get_one(Person, world.lead))
