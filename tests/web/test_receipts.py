"""A step of leaving and what was agreed to come on paper as well: once for each, however often it is pressed."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.cohorts.programme import Programme
from course.delivery.ledger import Delivery
from course.people import consent
from course.people.consent import ConsentTo
from course.people.last_letter import LastLetter
from course.people.person import Person
from course.people.suppressed import SuppressedAddress, Why
from course.people.token import digest
from tests.cast import NOW, Cast
from tests.site import SignIn

pytestmark = pytest.mark.one_engine
YES = dict.fromkeys(("course", "measures", "follow-up", "research", "recording"), "yes")


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def entered(engine: Engine, letter: str) -> list[str]:
    """What each letter of this sort is about."""
    with store.reading(engine) as db:
        rows = select(Delivery.about).where(Delivery.letter == letter).order_by(col(Delivery.id))
        return list(db.exec(rows).all())


def test_each_step_that_ends_something_has_one_receipt(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    place = cast.here.enrolment
    for step in ("nudges", "measures", "leave"):
        for _tap in range(2):
            maya.post(f"/me/leaving/{place}/{step}")
    assert entered(site_engine, "step_receipt") == [
        f"step-nudges:{place}",
        f"step-measures:{place}",
        f"step-leave:{place}",
    ]
    maya.post(f"/me/leaving/{place}/return")
    maya.post(f"/me/leaving/{place}/research")  # she never agreed to it, so nothing ended
    assert len(entered(site_engine, "step_receipt")) == 3


def test_erasing_leaves_one_letter_whose_address_nobody_can_read_and_none_where_letters_come_back(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    shown = maya.get("/me/erase").text
    assert "one that says that it is done" in shown
    maya.post("/me/erase", data={"sure": "yes"})
    with store.reading(site_engine) as db:
        [row] = db.exec(select(LastLetter)).all()
        assert b"maya" not in row.sealed


def test_no_last_letter_is_kept_for_an_address_that_letters_do_not_reach(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        email = db.get_one(Person, cast.maya).email or ""
        db.add(SuppressedAddress(email_hash=digest(email), why=Why.NO_MAILBOX, since=NOW))
    maya.post("/me/erase", data={"sure": "yes"})
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.maya).erased_at is not None
        assert db.exec(select(LastLetter)).all() == []


def test_what_is_agreed_to_comes_as_a_copy_once_for_each_change(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    place = f"/welcome/{cast.here.enrolment}"
    for sent in (YES, YES, {**YES, "research": "no"}):
        maya.post(place, data=sent)
    assert entered(site_engine, "consent_copy") == [f"consents:{cast.here.enrolment}"] * 2


def test_where_the_programme_asks_for_a_signature_nothing_is_kept_without_a_name(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    place = f"/welcome/{cast.here.enrolment}"
    assert "as your signature" not in maya.get(place).text
    settings = f"/programmes/{cast.here.programme}/settings/joining"
    lena = signed_in_as(cast.lena)
    assert lena.post(settings, data={"asks": "yes", "signs": "yes", "kept_days": "5"}).status_code == 422
    lena.post(settings, data={"asks": "yes", "signs": "yes", "kept_days": "60"})
    with store.reading(site_engine) as db:
        house = db.get_one(Programme, cast.here.programme)
        assert (house.signed_since is not None, house.intake_kept_days, house.younger_from) == (
            True,
            60,
            None,
        )
    unsigned = maya.post(place, data=YES)
    assert unsigned.status_code == 422
    assert 'href="#signed"' in unsigned.text
    assert entered(site_engine, "consent_copy") == []
    maya.post(place, data={**YES, "signed": "  Maya\u00a0 Lind "})
    with store.reading(site_engine) as db:
        known = consent.newest(db, cast.here.enrolment)
        assert known[ConsentTo.RESEARCH].signed_as == "Maya Lind"
