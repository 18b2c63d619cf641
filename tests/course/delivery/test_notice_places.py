"""Where notices go: a code first, one to try, one way at a time."""

import json
import re

from sqlmodel import col, select, update

from course import clock, store
from course.delivery.channels.smtp import Smtp
from course.people import notice_errand, notice_place
from course.people.notice_errand import Became, Errand, NoticeErrand
from course.people.notice_place import NoticePlace
from course.settings import Settings
from tests.course.delivery.noticed import (
    PHONE,
    add_device,
    add_number,
    places,
    turn,
)
from tests.course.delivery.world import World
from tests.real.mail import Sink
from tests.real.peer import DROP, Peer


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
