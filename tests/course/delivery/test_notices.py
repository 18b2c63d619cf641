"""Letters that somebody asked to have as a short notice, on their way through the ledger."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select, update

from course import clock, store
from course.cohorts.cohort import Cohort
from course.delivery import outbox
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.notice_settings import Template, WebPush
from course.people import letter_limits, notice_choice, notice_errand, notice_place
from course.people.notice_errand import Became, Errand, NoticeErrand
from course.people.notice_place import NoticePlace
from course.people.person import Person
from course.people.preference import Kind
from course.settings import Settings
from tests.course.delivery.world import World
from tests.real import peer as peers
from tests.real.browser_keys import BrowserKeys
from tests.real.mail import Sink
from tests.real.peer import DROP, Peer

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
WEEK_OPENS = datetime(2027, 2, 26, 8, 0, tzinfo=UTC)
KEY = "uwdOB3VXe2sN8ACPaTTc2c6FEuXNtHSnaDYDfNhXnJ0"
PHONE, TABLET = BrowserKeys.made(1), BrowserKeys.made(2)
TOMORROW = "You have an appointment tomorrow. When and where is on your page."
HOME = "http://127.0.0.1:8000/"


@pytest.fixture
def peer() -> Iterator[Peer]:
    with peers.running() as peer:
        yield peer


@pytest.fixture
def offering(world: World, peer: Peer) -> Settings:
    """A house with Web Push and a text message gateway of its own, both at `peer`."""
    return world.settings.model_copy(
        update={
            "web_push": WebPush(private_key=KEY, subject="mailto:course@example.org", services=(peer.url,)),
            "notices": {"sms": Template(url=peer.url.replace("http", "json") + "/{number}", wants="number")},
        }
    )


def add_device(world: World, peer: Peer, keys: BrowserKeys = PHONE, *, name: str = "phone") -> None:
    taken = keys.subscription(f"{peer.url}/{name}")
    with store.writing(world.engine) as db:
        person_id = world.people[0]
        notice_place.add_device(
            db, person_id, endpoint=taken["endpoint"], keys=taken["keys"], signed_in_id=None
        )
        notice_choice.choose(db, person_id, set(Kind))


def add_number(world: World, *, confirmed: bool) -> None:
    with store.writing(world.engine) as db:
        place = notice_place.add_number(
            db, world.people[0], way="sms", wants="number", typed="+351 912-345 678"
        )
        if confirmed:
            assert notice_place.confirm(db, place, code=notice_place.mint_code(db, place))
        notice_choice.choose(db, world.people[0], set(Kind))


def hers(world: World, letter: str = "meeting_tomorrow") -> list[Delivery]:
    return [row for row in world.rows() if row.person_id == world.people[0] and row.letter == letter]


def mails(sink: Sink) -> int:
    return len(sink.to("person-1@example.org"))


def places(world: World) -> list[str]:
    with store.reading(world.engine) as db:
        return [place.address for place in notice_place.of(db, world.people[0])]


def turn(world: World, settings: Settings, smtp: Smtp) -> int:
    return pump(world.engine, settings, smtp).sent


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


def ask(world: World, what: Errand) -> None:
    with store.writing(world.engine) as db:
        [place] = notice_place.of(db, world.people[0])
        notice_errand.ask(db, world.people[0], place.stored_id, what)


def became(world: World) -> list[Became | None]:
    with store.reading(world.engine) as db:
        return [row.became for row in db.exec(select(NoticeErrand).order_by(col(NoticeErrand.id))).all()]


def test_a_code_comes_to_the_number_and_opens_it(
    world: World, offering: Settings, peer: Peer, smtp: Smtp
) -> None:
    add_number(world, confirmed=False)
    ask(world, Errand.CODE)
    turn(world, offering, smtp)
    turn(world, offering, smtp)
    [heard] = peer.heard
    code = re.findall(r"\b\d{6}\b", json.loads(heard.body)["message"])[0]
    assert became(world) == [Became.TAKEN]
    with store.writing(world.engine) as db:
        [place] = notice_place.of(db, world.people[0])
        assert not notice_place.confirm(db, place, code="000000" if code != "000000" else "1")
        assert notice_place.confirm(db, place, code=code)
        assert place.confirmed_at is not None


def test_five_wrong_codes_end_a_code_and_so_does_time(world: World, offering: Settings) -> None:
    add_number(world, confirmed=False)
    with store.writing(world.engine) as db:
        [place] = notice_place.of(db, world.people[0])
        code = notice_place.mint_code(db, place)
        for _time in range(notice_place.TRIES):
            assert not notice_place.confirm(db, place, code="12345")
        assert not notice_place.confirm(db, place, code=code)
        code = notice_place.mint_code(db, place)
        db.exec(update(NoticePlace).values(code_until=clock.real_now(db)))
        db.refresh(place)
        assert not notice_place.confirm(db, place, code=code)


def test_a_notice_to_try_leaves_once_whatever_becomes_of_it(
    world: World, offering: Settings, peer: Peer, smtp: Smtp, smtp_sink: Sink
) -> None:
    add_device(world, peer)
    peer.answers = [DROP, 503, 410]
    for _time in range(3):
        ask(world, Errand.TRY)
        turn(world, offering, smtp)
        turn(world, offering, smtp)
    assert [PHONE.read(heard.body).splitlines()[0] for heard in peer.heard] == [
        "This is how a short notice looks."
    ] * 3
    assert became(world) == [Became.UNKNOWN, Became.NOT_TAKEN, Became.NOT_TAKEN]
    assert places(world) == []
    assert world.rows() == []
    assert smtp_sink.accepted == []


def test_who_confirms_another_way_has_only_that_one(world: World, peer: Peer) -> None:
    add_device(world, peer)
    add_number(world, confirmed=True)
    assert places(world) == ["+351912345678"]
    add_device(world, peer)
    assert places(world) == [f"{peer.url}/phone"]


def test_the_same_number_may_be_reached_another_way(world: World) -> None:
    add_number(world, confirmed=True)
    with store.writing(world.engine) as db:
        again = notice_place.add_number(
            db, world.people[0], way="signal", wants="number", typed="+351912345678"
        )
        assert [place.way for place in notice_place.of(db, world.people[0])] == ["sms", "signal"]
        assert notice_place.confirm(db, again, code=notice_place.mint_code(db, again))
        assert [place.way for place in notice_place.of(db, world.people[0])] == ["signal"]


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
