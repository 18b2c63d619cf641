"""A message to a group that waits for its hour, and what is known afterwards: whom it may not have reached."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery.ledger import Delivery, Status
from course.group.message import GroupMessage
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.test_messages import WORDS, fields, sent
from tests.web.travelling import travel_to


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/messages"


def test_it_waits_for_an_hour_of_tomorrow_on_the_groups_clock_and_is_changed_meanwhile(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, NOW)
    with store.reading(site_engine) as db:
        zone = ZoneInfo(db.get_one(Cohort, cast.here.cohort).zone)
    tomorrow = NOW.astimezone(zone).date() + timedelta(days=1)
    first = {"words": WORDS, "on": tomorrow.isoformat(), "at": "07:30"}
    shown = ines.post(f"{address}/new", data=first).text
    assert "It leaves tomorrow, Thursday 18 March, at 07:30" in shown
    ines.post(f"{address}/new", data=fields(shown))
    [row] = sent(site_engine, cast)
    assert row.leaves_at == datetime.combine(tomorrow, time(7, 30), zone)
    assert "Leaves tomorrow, Thursday 18 March, at 07:30" in ines.get(address).text
    begun = ines.get(f"{address}/new?change={row.id}").text
    assert "We begin in the garden." in begun
    assert 'value="07:30"' in begun
    changed = ines.post(
        f"{address}/new?change={row.id}", data={**first, "words": "In the hall.", "at": "09:00"}
    )
    assert sent(site_engine, cast)[0].words == WORDS
    ines.post(f"{address}/new?change={row.id}", data=fields(changed.text))
    [row] = sent(site_engine, cast)
    assert (row.words, row.leaves_at) == ("In the hall.", datetime.combine(tomorrow, time(9), zone))
    travel_to(site_engine, NOW + timedelta(days=2))
    assert ines.get(f"{address}/new?change={row.id}").status_code == 302


@pytest.mark.parametrize(
    ("on", "at", "sentence"),
    [
        ("2027-03-17", "08:00", "That moment has passed."),
        ("2027-03-19", "08:00", "Please choose today or tomorrow"),
        ("2027-03-18", "early", "Please write an hour like 08:00."),
        ("2027-03-18", "", "Please write an hour like 08:00."),
    ],
)
def test_a_moment_that_cannot_be_is_said_in_a_sentence_and_nothing_is_lost(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine, on: str, at: str, sentence: str
) -> None:
    travel_to(site_engine, NOW)
    answer = ines.post(f"{address}/new", data={"words": WORDS, "subject": "Garden", "on": on, "at": at})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Bring something warm." in answer.text
    assert 'value="Garden"' in answer.text
    assert sent(site_engine, cast) == []


def test_whom_it_could_not_reach_is_named_and_tried_again_alone(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, NOW)
    ines.post(f"{address}/new", data=fields(ines.post(f"{address}/new", data={"words": WORDS}).text))
    [row] = sent(site_engine, cast)
    travel_to(site_engine, NOW + timedelta(minutes=5))
    states = {cast.here.enrolment: Status.SENT, cast.here.other_enrolment: Status.DEAD}
    with store.writing(site_engine) as db:
        for place, status in states.items():
            db.add(_letter(db.get_one(Enrolment, place), row, status))
    page = ines.get(address).text
    assert "Whom it may not have reached:" in page
    assert "<dt>Ben" in page
    assert "<dt>Maya" not in page
    assert "Try this one again" in page
    answers = [ines.post(f"{address}/{row.id}/try-again", follow_redirects=True).text for _press in range(2)]
    assert "Written again to Ben" in answers[0]
    assert "Written again" not in answers[1]
    with store.reading(site_engine) as db:
        found = select(Delivery.enrolment_id, Delivery.status).where(Delivery.about == f"message:{row.id}")
        assert sorted(db.exec(found).all()) == sorted(
            [*states.items(), (cast.here.other_enrolment, Status.PENDING)]
        )


def _letter(place: Enrolment, row: GroupMessage, status: Status) -> Delivery:
    key = f"group_message|message:{row.id}|p{place.person_id}|1"
    return Delivery(
        key=key,
        letter="group_message",
        about=f"message:{row.id}",
        occurrence="1",
        person_id=place.person_id,
        enrolment_id=place.id,
        due_at=row.leaves_at,
        useful_until=row.leaves_at + timedelta(days=3),
        status=status,
        next_try_at=row.leaves_at,
        message_id=key,
    )
