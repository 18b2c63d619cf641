"""A full group from outside and inside: wait, take what is kept, let it go; and the list that staff keep."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import clock, store
from course.cohorts import enrolment, offering
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.cohorts.waiting import State, Waiting, waiting_list
from course.people import inviting, token
from course.people.invitation import Role
from course.people.person import Person
from course.people.token import Purpose
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.test_doors import _checksum
from tests.web.travelling import travel_to

EARLY = NOW - timedelta(days=30)
"""Some days before the first session; Maya, Ben and Dani have places, and the invitation of New stands."""


@pytest.fixture
def full(cast: Cast, site_engine: Engine) -> int:
    """Maya's group before it begins, with as many places as people."""
    travel_to(site_engine, EARLY)
    with store.writing(site_engine) as db:
        group = db.get_one(Cohort, cast.here.cohort)
        inside = db.exec(select(Enrolment).where(Enrolment.cohort_id == group.id)).all()
        for one in inside:
            one.left_at = one.left_by = None
        group.capacity = len(inside)
    return cast.here.cohort


def another(engine: Engine, cast: Cast, name: str) -> str:
    """The path of another invitation to the same group."""
    with store.writing(engine) as db:
        invitation = inviting.invite(
            db, db.get_one(Programme, cast.here.programme), email=f"{name}@example.org", name=name,
            role_wanted=Role.PARTICIPANT, cohort=db.get_one(Cohort, cast.here.cohort),
            by=db.get_one(Person, cast.ines), now=EARLY,
        )  # fmt: skip
        return f"/invitation/{token.mint(db, Purpose.INVITATION, about=f'invitation:{invitation.id}', person_id=None)}"


def leave(engine: Engine, cast: Cast) -> None:
    """Ben leaves, and the clock looks."""
    with store.writing(engine) as db:
        ben = db.get_one(Enrolment, cast.here.other_enrolment)
        enrolment.leave(db, ben, now=clock.now(db), by=None)
    offering.look(engine)


def states(engine: Engine, cast: Cast) -> list[tuple[str, State]]:
    with store.reading(engine) as db:
        return [(who.name, row.state(clock.now(db))) for row, who in waiting_list(db, cast.here.cohort)]


ACCEPT = {"name": "Noor", "zone": "Europe/Lisbon"}


@pytest.mark.usefixtures("full")
def test_who_opens_an_invitation_to_a_full_group_may_wait_and_looking_changes_nothing(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    path, before = f"/invitation/{cast.here.invitation_secret}", _checksum(site_engine)
    for _time in range(5):
        page = client.get(path).text
        assert "All places are taken at the moment." in page
        assert "Take the place" not in page
    assert _checksum(site_engine) == before
    assert client.get(f"{path}/wait").status_code in {404, 405}
    page = client.post(f"{path}/wait", follow_redirects=True).text
    assert "You are first on it." in page
    assert states(site_engine, cast) == [("New", State.WAITS)]
    second = another(site_engine, cast, "Fay")
    assert "You are number 2 on it." in client.post(f"{second}/wait", follow_redirects=True).text


@pytest.mark.usefixtures("full")
def test_the_offer_is_taken_with_one_press(client: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    path = f"/invitation/{cast.here.invitation_secret}"
    client.post(f"{path}/wait")
    leave(site_engine, cast)
    page = client.get(path).text
    assert "A place is kept for you until Wednesday 17 February at 20:00 (Europe/Lisbon)." in page
    answer = client.post(path, data=ACCEPT)
    assert "/welcome/" in answer.headers["Location"]
    assert states(site_engine, cast) == []


@pytest.mark.usefixtures("full")
def test_letting_it_go_keeps_her_turn_or_ends_it_as_she_likes(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    path, other = f"/invitation/{cast.here.invitation_secret}", another(site_engine, cast, "Fay")
    client.post(f"{path}/wait")
    client.post(f"{other}/wait")
    leave(site_engine, cast)
    page = client.post(f"{path}/later", follow_redirects=True).text
    assert "You let a place go and keep your turn." in page
    offering.look(site_engine)
    assert states(site_engine, cast) == [("New", State.RESTS), ("Fay", State.OFFERED)]
    assert "You are off the list" in client.post(f"{other}/no").text
    assert client.get(other).status_code == 404
    assert states(site_engine, cast) == [("New", State.RESTS)]


@pytest.mark.usefixtures("full")
def test_an_offer_that_has_ended_is_said_kindly_and_the_place_is_hers_while_nobody_else_wants_it(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    path, other = f"/invitation/{cast.here.invitation_secret}", another(site_engine, cast, "Fay")
    client.post(f"{path}/wait")
    client.post(f"{other}/wait")
    leave(site_engine, cast)
    travel_to(site_engine, EARLY + timedelta(days=3))
    assert "A place is kept" not in client.get(path).text
    assert "Take the place" in client.get(other).text  # no clock has run since
    assert "/welcome/" in client.post(other, data=ACCEPT).headers["Location"]
    page = client.get(path).text
    assert "That is fine." in page
    assert "I would still like a place" in page


@pytest.mark.usefixtures("full")
def test_who_presses_a_moment_too_late_waits_and_is_first(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    path, other = f"/invitation/{cast.here.invitation_secret}", another(site_engine, cast, "Fay")
    leave(site_engine, cast)
    assert "Take the place" in client.get(path).text
    assert "/welcome/" in client.post(other, data=ACCEPT).headers["Location"]
    page = client.post(path, data=ACCEPT, follow_redirects=True).text
    assert "The last place was taken a moment ago." in page
    assert "You are first on it." in page
    assert states(site_engine, cast) == [("New", State.WAITS)]


def test_after_the_group_has_begun_nobody_is_promised_a_place(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Cohort, cast.here.cohort).capacity = 2
    path = f"/invitation/{cast.here.invitation_secret}"
    page = client.get(path).text
    assert "no place will be free" in page
    assert "Put me on the waiting list" not in page
    answer = client.post(path, data=ACCEPT, follow_redirects=True)
    assert "no place will be free" in answer.text
    assert states(site_engine, cast) == []


@pytest.mark.usefixtures("full")
def test_staff_put_somebody_on_the_list_pass_her_over_with_a_reason_and_take_that_back(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    ines, path = signed_in_as(cast.ines), f"/cohorts/{cast.here.cohort}/waiting"
    page = ines.post(path, data={"email": "cleo@example.org", "name": "Cleo"}, follow_redirects=True).text
    assert "1 person waits for a place" in page
    with store.reading(site_engine) as db:
        number = db.exec(select(Waiting.invitation_id)).one()
    people = f"/cohorts/{cast.here.cohort}/people"
    assert "waits for a place" in ines.get(people).text
    assert ines.post(f"{people}/invitations/{number}/again").status_code == 422
    assert ines.post(f"{path}/{number}/skip", data={"because": " "}).status_code == 422
    page = ines.post(f"{path}/{number}/skip", data={"because": "Autumn group"}, follow_redirects=True).text
    assert "because: Autumn group" in page
    leave(site_engine, cast)
    assert states(site_engine, cast) == [("Cleo", State.SKIPPED)]
    ines.post(f"{path}/{number}/in-turn")
    offering.look(site_engine)
    assert states(site_engine, cast) == [("Cleo", State.OFFERED)]
    assert "kept until" in ines.get(path).text
    ines.post(f"{path}/{number}/off")
    assert states(site_engine, cast) == []


@pytest.mark.usefixtures("full")
def test_more_places_are_offered_in_the_order_of_the_list(
    signed_in_as: SignIn, client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    client.post(f"/invitation/{cast.here.invitation_secret}/wait")
    ines, path = signed_in_as(cast.ines), f"/cohorts/{cast.here.cohort}/waiting"
    assert ines.post(f"{path}/room", data={"capacity": "1", "offer_hours": "48"}).status_code == 422
    ines.post(f"{path}/room", data={"capacity": "20", "offer_hours": "72"})
    offering.look(site_engine)
    assert states(site_engine, cast) == [("New", State.OFFERED)]


@pytest.mark.usefixtures("full")
def test_whoever_left_early_reads_that_her_place_is_somebody_elses(
    signed_in_as: SignIn, client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    client.post(f"/invitation/{cast.here.invitation_secret}/wait")
    leave(site_engine, cast)
    answer = signed_in_as(cast.ben).post(f"/me/leaving/{cast.here.other_enrolment}/return")
    assert answer.status_code == 422
    assert "The group is full now." in answer.text
    with store.reading(site_engine) as db:
        assert db.get_one(Enrolment, cast.here.other_enrolment).left_at is not None


def test_before_a_group_is_called_off_its_lead_reads_that_whoever_waits_is_told(
    full: int, client: FlaskClient, signed_in_as: SignIn, site_engine: Engine, cast: Cast
) -> None:
    other = another(site_engine, cast, "other")
    client.post(f"{other}/wait")
    lena = signed_in_as(cast.lena)
    assert "1 person waits for a place." in lena.get(f"/cohorts/{full}/call-off").text
    seen = lena.post(f"/cohorts/{full}/call-off", data={"reason": "Ill"}).text
    assert "The group somebody waited for does not begin" in seen
