"""Letters as staff see them: what became of each, once more when asked, and the next seven days."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.delivery.ledger import Delivery, Status
from course.people import preference, role
from course.people.preference import Kind
from tests.cast import NOW, Cast
from tests.site import SignIn


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/letters"


def test_a_letter_that_may_not_have_arrived_stands_first_with_its_reason(
    ines: FlaskClient, address: str
) -> None:
    shown = ines.get(address).text
    assert "One letter may not have arrived" in shown
    assert "The mail server stopped answering midway." in shown
    assert "Sent again, it can arrive twice." in shown


def test_sending_again_makes_a_second_row_and_leaves_the_first(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    answer = ines.post(f"{address}/{cast.here.delivery}/again", follow_redirects=True)
    assert "leaves in a moment" in answer.text
    assert "may not have arrived</h1>" not in answer.text
    assert "did not arrive" not in ines.get(f"/cohorts/{cast.here.cohort}").text
    with store.reading(site_engine) as db:
        first = db.get_one(Delivery, cast.here.delivery)
        mine = select(Delivery.status).where(
            Delivery.letter == first.letter, Delivery.person_id == first.person_id
        )
        states = db.exec(mine.order_by(col(Delivery.id))).all()
    assert list(states) == [Status.UNKNOWN, Status.PENDING]


def test_a_letter_that_arrived_cannot_be_sent_again(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        first = db.get_one(Delivery, cast.here.delivery)
        fields = {**first.model_dump(exclude={"id"}), "status": Status.SENT, "sent_at": NOW}
        arrived = Delivery(**{**fields, "key": "arrived", "message_id": "arrived", "occurrence": "9"})
        db.add(arrived)
        db.flush()
        key = arrived.stored_id
    answer = ines.post(f"{address}/{key}/again")
    assert answer.status_code == 422
    assert "Only a letter that may not have arrived" in answer.text


def test_the_next_days_name_who_is_left_out_and_why(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        preference.stop(db, cast.ben, Kind.MEETINGS, now=NOW)
    shown = ines.get(address).text.partition("In the next seven days")[2]
    assert "The meeting tomorrow" in shown
    assert "Ben" in shown
    assert "She stopped this kind of letter." in shown


def test_letters_are_counted_by_what_became_of_them_and_one_state_can_be_read_alone(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        first = db.get_one(Delivery, cast.here.delivery)
        fields = first.model_dump(exclude={"id"}) | {"reason": ""}
        for number, status in enumerate((Status.SENT, Status.SENT, Status.CLAIMED, Status.TRANSMITTING)):
            own = {
                "key": f"k{number}",
                "message_id": f"m{number}",
                "occurrence": f"{number}",
                "status": status,
            }
            db.add(Delivery(**(fields | own)))
    everything = ines.get(address).text
    for said in ("1 may not have arrived", "2 sent", "2 leaving now"):
        assert said in everything
    assert "3 sent" not in everything
    leaving = ines.get(f"{address}?state=claimed").text.partition('id="gone"')[2]
    assert leaving.count(">Leaving now</span>") == 2
    assert ">Sent</span>" not in leaving
    assert ines.get(f"{address}?state=lost").status_code == 404


def test_letters_of_another_cohort_are_not_there_even_under_my_address(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    oda = signed_in_as(cast.there.facilitator)
    mixed = f"/cohorts/{cast.there.cohort}/letters/{cast.here.delivery}/again"
    assert oda.post(mixed).status_code == 404
    with store.writing(site_engine) as db:
        role.make_facilitator(db, cohort_id=cast.here.cohort, person_id=cast.there.facilitator)
    assert oda.post(mixed).status_code == 404
    assert signed_in_as(cast.maya).get(f"/cohorts/{cast.here.cohort}/letters").status_code == 404
