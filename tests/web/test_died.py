"""A death is recorded once: everything to that person stops, nothing is erased, and no figure calls it leaving."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.cohorts.enrolment import DIED, Enrolment
from course.delivery.ledger import Delivery, Status
from course.outcomes.cohort_facts import CohortFacts, Fate, Someone
from course.outcomes.flow import Kind, flow
from course.people import death, sign_in, token
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.token import Purpose
from course.practice.journal import JournalEntry
from course.safety import concern
from course.safety.concern import Concern
from tests.cast import FIRST_THURSDAY, NOW, Cast
from tests.site import SignIn


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/died"


def place(engine: Engine, cast: Cast) -> Enrolment:
    with store.reading(engine) as db:
        return db.get_one(Enrolment, cast.here.enrolment)


def test_what_stops_is_said_before_it_is_recorded_and_the_way_there_is_beside_ending_a_place(
    ines: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    assert address in ines.get(address.removesuffix("died") + "end").text
    assert "It is no leaving" in ines.get(address).text
    assert place(site_engine, cast).left_at is None


def test_everything_to_that_person_stops_at_once_and_nothing_is_erased(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    with store.writing(site_engine) as db:
        secret = token.mint(db, Purpose.WAVE, about=f"wave:{cast.here.enrolment}:before", person_id=cast.maya)
        raised = concern.begin(
            db, enrolment_id=cast.here.enrolment, wave_key="before", kind=concern.Kind.ASKED, now=NOW
        ).stored_id
    assert ines.post(address).status_code == 302
    assert maya.get("/today").status_code == 302
    assert maya.get(f"/open/questions/{secret}").status_code == 404
    with store.writing(site_engine) as db:
        hers = db.get_one(Enrolment, cast.here.enrolment)
        assert hers.left_at is not None
        assert hers.left_reason == DIED
        open_ones = (Status.PENDING, Status.CLAIMED)
        waiting = select(Delivery).where(Delivery.person_id == cast.maya, col(Delivery.status).in_(open_ones))
        assert db.exec(waiting).all() == []
        invited = select(Invitation).where(
            Invitation.email == "maya@example.org",
            col(Invitation.accepted_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
        assert db.exec(invited).all() == []
        assert db.get_one(Concern, raised).look_at is None
        asked, _browser = sign_in.ask(db, email="maya@example.org", origin="here", shared=False)
        assert asked.person_id is None
        assert db.get_one(Person, cast.maya).email == "maya@example.org"
        assert db.exec(select(JournalEntry).where(JournalEntry.person_id == cast.maya)).all() != []


def test_who_recorded_it_is_said_and_a_mistake_is_taken_back(
    ines: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    ines.post(address)
    people = ines.get(f"/cohorts/{cast.here.cohort}/people").text
    assert "Has died" in people
    assert "Has died" in ines.get(f"/cohorts/{cast.here.cohort}").text
    assert "Recorded by Ines" in ines.get(address).text
    back = f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/back"
    assert ines.post(back).status_code == 422
    assert place(site_engine, cast).left_at is not None
    ines.post(f"{address}/mistake")
    assert place(site_engine, cast).left_at is None
    with store.reading(site_engine) as db:
        assert death.of(db, db.get_one(Person, cast.maya)) is None


def test_recorded_twice_is_once_and_a_place_left_before_stays_left(
    ines: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    ines.post(address.removesuffix("died") + "end")
    for _ in range(2):
        assert ines.post(address).status_code == 302
    assert place(site_engine, cast).left_reason != DIED
    ines.post(f"{address}/mistake")
    assert place(site_engine, cast).left_at is not None


def test_the_flow_counts_a_death_by_itself() -> None:
    """Four agreed: one came often enough, one left, one died, one came to fewer."""
    people = (
        Someone(1, True, False, {"before": Fate.ANSWERED}, came=6),
        Someone(2, True, True, {"before": Fate.ANSWERED}, came=1),
        Someone(3, True, False, {"before": Fate.ANSWERED}, came=2, died=True),
        Someone(4, True, False, {"before": Fate.ANSWERED}, came=3),
    )
    facts = CohortFacts(
        cohort_id=1, name="A", programme="B", starts_on=FIRST_THURSDAY, people=people, waves=(), enough=6
    )
    [came] = [step for step in flow(facts) if step.kind is Kind.CAME]
    assert (came.of, came.n) == (4, 1)
    assert {loss.why: loss.n for loss in came.losses} == {Fate.LEFT: 1, Fate.DIED: 1, Fate.FEWER: 1}
