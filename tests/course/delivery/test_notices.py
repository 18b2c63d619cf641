"""Letters that somebody asked to have as a short notice, on their way through the ledger."""

import json
from datetime import timedelta

import pytest

from course import clock, store
from course.cohorts.cohort import Cohort
from course.delivery import outbox
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery, Status
from course.notice_settings import WebPush
from course.people import letter_limits, notice_choice, notice_place
from course.people.person import Person
from course.people.preference import Kind
from course.settings import Settings
from tests.course.delivery.noticed import (
    EVENING,
    HOME,
    KEY,
    PHONE,
    TABLET,
    TOMORROW,
    WEEK_OPENS,
    add_device,
    add_number,
    hers,
    mails,
    places,
    turn,
)
from tests.course.delivery.world import World
from tests.real.browser_keys import BrowserKeys
from tests.real.mail import Sink
from tests.real.peer import DROP, Peer


def test_who_asked_gets_a_notice_and_no_mail_and_the_others_mail(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    world.at(EVENING)
    assert turn(world, offering, smtp) == 4
    assert [PHONE.read(heard.body) for heard in peer.heard] == [f"{TOMORROW}\n{HOME}"]
    assert mails(smtp_sink) == 0
    assert {one.recipients[0] for one in smtp_sink.accepted} == {
        "person-2@example.org",
        "person-3@example.org",
        "ines@example.org",
    }
    [row] = hers(world)
    assert (row.status, row.channel, row.reason) == (Status.SENT, "push", "")
    assert {row.channel for row in world.rows() if row.person_id != world.people[0]} == {"mail"}
    assert turn(world, offering, smtp) == 0
    assert len(peer.heard) == 1


def test_a_notice_is_in_her_language_and_names_nothing(
    world: World, offering: Settings, peer: Peer, smtp: Smtp
) -> None:
    add_device(world, peer)
    with store.writing(world.engine) as db:
        db.get_one(Person, world.people[0]).locale = "de"
    world.at(EVENING)
    turn(world, offering, smtp)
    words = PHONE.read(peer.heard[0].body)
    assert words == f"Du hast morgen einen Termin. Wann und wo, steht auf deiner Seite.\n{HOME}"


def test_several_devices_get_the_same_letter_once_each(
    world: World, offering: Settings, peer: Peer, smtp: Smtp
) -> None:
    add_device(world, peer)
    add_device(world, peer, TABLET, name="tablet")
    world.at(EVENING)
    turn(world, offering, smtp)
    assert {heard.path for heard in peer.heard} == {"/phone", "/tablet"}
    assert len(peer.heard) == 2


@pytest.mark.parametrize("answer", [404, 410])
def test_a_device_that_is_gone_is_forgotten_and_the_letter_goes_by_mail(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink, answer: int
) -> None:
    add_device(world, peer)
    peer.answers = [answer]
    world.at(EVENING)
    turn(world, offering, smtp)
    assert places(world) == []
    assert mails(smtp_sink) == 1
    [row] = hers(world)
    assert (row.status, row.channel, row.reason, row.attempts) == (Status.SENT, "mail", "", 0)


def test_one_device_of_two_is_enough(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    add_device(world, peer, TABLET, name="tablet")
    peer.answers = [410, 201]
    world.at(EVENING)
    turn(world, offering, smtp)
    assert places(world) == [f"{peer.url}/tablet"]
    assert mails(smtp_sink) == 0
    assert hers(world)[0].status == Status.SENT


@pytest.mark.parametrize("answer", [403, 429, 503])
def test_a_notice_that_was_not_taken_goes_by_mail_and_the_place_stays(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink, answer: int
) -> None:
    add_device(world, peer)
    peer.answers = [answer]
    world.at(EVENING)
    turn(world, offering, smtp)
    assert mails(smtp_sink) == 1
    assert len(peer.heard) == 1
    assert places(world) == [f"{peer.url}/phone"]


def test_a_service_that_cannot_be_reached_costs_no_letter(
    world: World, offering: Settings, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, Peer("http://127.0.0.1:1"))
    away = WebPush(private_key=KEY, subject="mailto:course@example.org", services=("http://127.0.0.1:1",))
    world.at(EVENING)
    turn(world, offering.model_copy(update={"web_push": away}), smtp)
    assert mails(smtp_sink) == 1


def test_a_service_that_does_not_answer_is_asked_once_and_the_others_hear_by_mail(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    for number, person_id in enumerate(world.people):
        with store.writing(world.engine) as db:
            taken = BrowserKeys.made(number + 1).subscription(f"{peer.url}/{number}")
            notice_place.add_device(
                db, person_id, endpoint=taken["endpoint"], keys=taken["keys"], signed_in_id=None
            )
            notice_choice.choose(db, person_id, set(Kind))
    peer.answers = [DROP]
    world.at(EVENING)
    turn(world, offering, smtp)
    assert len(peer.heard) == 1
    became = {row.person_id: (row.status, row.channel) for row in world.rows()}
    assert sorted(became[one] for one in world.people) == [
        (Status.SENT, "mail"),
        (Status.SENT, "mail"),
        (Status.UNKNOWN, "push"),
    ]


def test_a_notice_that_may_have_arrived_is_uncertain_and_never_sent_again_by_itself(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    peer.answers = [DROP]
    world.at(EVENING)
    turn(world, offering, smtp)
    world.at(EVENING + timedelta(hours=1))
    turn(world, offering, smtp)
    [row] = hers(world)
    assert (row.status, row.channel, row.reason) == (Status.UNKNOWN, "push", "notice-no-answer")
    assert len(peer.heard) == 1
    assert mails(smtp_sink) == 0


def test_staff_send_an_uncertain_notice_again_by_mail(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    peer.answers = [DROP]
    world.at(EVENING)
    turn(world, offering, smtp)
    with store.writing(world.engine) as db:
        outbox.resend(
            db, offering, db.get_one(Delivery, hers(world)[0].stored_id), by=db.get_one(Person, world.lead)
        )
    turn(world, offering, smtp)
    assert len(peer.heard) == 1
    assert mails(smtp_sink) == 1
    assert [row.status for row in hers(world)] == [Status.UNKNOWN, Status.SENT]


def test_a_confirmed_number_gets_the_sentence_and_the_address_of_the_site(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_number(world, confirmed=True)
    world.at(EVENING)
    turn(world, offering, smtp)
    [heard] = peer.heard
    assert heard.path == "/+351912345678"
    assert json.loads(heard.body)["message"] == f"{TOMORROW}\n{HOME}"
    assert hers(world)[0].channel == "sms"
    assert mails(smtp_sink) == 0


def test_a_number_that_nobody_confirmed_gets_no_notice(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_number(world, confirmed=False)
    world.at(EVENING)
    turn(world, offering, smtp)
    assert peer.heard == []
    assert mails(smtp_sink) == 1


def test_only_the_kinds_she_chose_come_as_notices(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    with store.writing(world.engine) as db:
        notice_choice.choose(db, world.people[0], {Kind.WEEKS})
    world.at(EVENING)
    turn(world, offering, smtp)
    assert (len(peer.heard), mails(smtp_sink)) == (0, 1)
    world.at(WEEK_OPENS)
    turn(world, offering, smtp)
    assert "Something new is open for you." in PHONE.read(peer.heard[0].body)
    assert [row.channel for row in hers(world, "week_opens")] == ["push"]


def test_a_house_that_no_longer_offers_notices_writes_by_mail(
    world: World, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    world.at(EVENING)
    turn(world, world.settings, smtp)
    assert (len(peer.heard), mails(smtp_sink)) == (0, 1)


def test_a_mail_server_that_is_away_holds_no_notice_back(
    world: World, offering: Settings, peer: Peer
) -> None:
    add_device(world, peer)
    world.at(EVENING)
    assert turn(world, offering, Smtp("smtp://127.0.0.1:1", timeout=1)) == 1
    assert len(peer.heard) == 1


def test_her_hours_hold_for_notices_too(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    with store.writing(world.engine) as db:
        letter_limits.choose(db, world.people[0], begins=8, ends=12, weekly=8, now=clock.now(db))
    world.at(EVENING)
    turn(world, offering, smtp)
    assert (peer.heard, mails(smtp_sink)) == ([], 0)


def test_a_notice_counts_against_the_weekly_number(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    with store.writing(world.engine) as db:
        letter_limits.choose(db, world.people[0], begins=8, ends=20, weekly=1, now=clock.now(db))
    for moment in (EVENING, WEEK_OPENS):
        world.at(moment)
        turn(world, offering, smtp)
    assert (len(peer.heard), mails(smtp_sink)) == (1, 0)
    assert hers(world, "week_opens") == []


def test_staff_see_which_letters_went_as_a_notice(
    world: World, offering: Settings, peer: Peer, smtp: Smtp
) -> None:
    add_device(world, peer)
    world.at(EVENING)
    turn(world, offering, smtp)
    with store.reading(world.engine) as db:
        lines = outbox.for_cohort(db, db.get_one(Cohort, world.cohort))
    assert {line.who: line.is_notice for line in lines} == {
        "Person-1": True,
        "Person-2": False,
        "Person-3": False,
        "Ines": False,
    }
