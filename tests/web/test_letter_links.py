"""A letter's link opens its one thing after a press, and nothing else of hers."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.people import inviting, preference, token
from course.people.invitation import Role
from course.people.person import Person
from course.people.preference import Kind
from course.people.token import Purpose
from tests.cast import NOW, Cast
from tests.site import SignIn


def test_a_weeks_link_opens_that_week_only(client: FlaskClient, cast: Cast) -> None:
    here = cast.here
    assert client.get(f"/open/week/{here.week_secret}").status_code == 200
    answer = client.post(f"/open/week/{here.week_secret}")
    assert answer.headers["Location"] == f"/course/{here.enrolment}/week-3"
    assert client.get(f"/course/{here.enrolment}/week-3").status_code == 200
    for other in (f"/course/{here.enrolment}/week-2", f"/course/{here.other_enrolment}/week-3"):
        assert client.get(other).status_code == 404
    for closed in ("/journal", "/today", "/me", f"/questions/{here.enrolment}/before"):
        assert client.get(closed).status_code in (302, 404)


def test_a_link_to_questions_opens_them_and_neither_journal_nor_scores(
    client: FlaskClient, cast: Cast
) -> None:
    here = cast.here
    answer = client.post(f"/open/questions/{here.wave_secret}")
    assert answer.headers["Location"] == f"/questions/{here.other_enrolment}/before"
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get(f"/questions/{here.enrolment}/before").status_code == 404
    assert client.get("/journal").status_code == 302


def test_on_a_borrowed_phone_the_link_still_lets_her_finish(cast: Cast, signed_in_as: SignIn) -> None:
    borrowed = signed_in_as(cast.maya)
    borrowed.post(f"/open/questions/{cast.here.wave_secret}")
    assert borrowed.get(f"/questions/{cast.here.other_enrolment}/before").status_code == 200


def test_a_link_of_one_kind_opens_nothing_of_another(client: FlaskClient, cast: Cast) -> None:
    for path in (
        f"/open/week/{cast.here.wave_secret}",
        f"/stop/{cast.here.week_secret}",
        "/open/questions/made-up",
    ):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_one_press_stops_one_kind_of_letter_without_signing_in(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    assert client.get(f"/stop/{cast.here.stop_secret}").status_code == 200
    with store.reading(site_engine) as db:
        assert preference.stopped(db, cast.maya) == frozenset()
    for _again in range(2):
        answer = client.post(f"/stop/{cast.here.stop_secret}", data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    with store.reading(site_engine) as db:
        assert preference.stopped(db, cast.maya) == frozenset({Kind.NUDGES})


def test_an_invitation_is_taken_up_and_leads_to_the_steps(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    path = f"/invitation/{cast.here.invitation_secret}"
    page = client.get(path)
    assert "Thursday evening" in page.text
    wrong = client.post(path, data={"name": "", "zone": "Europe/Lisbon"})
    assert wrong.status_code == 422
    answer = client.post(path, data={"name": "Noor", "zone": "Europe/Madrid"})
    assert answer.headers["Location"].startswith("/welcome/")
    assert client.get(answer.headers["Location"]).status_code == 200
    again = app.test_client().get(path, follow_redirects=True)
    assert again.request.path == "/sign-in"  # the link is used up and lets nobody in
    assert "Noor" not in again.text


def test_consent_wants_an_answer_to_each_and_keeps_the_ones_given(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    with store.reading(site_engine) as db:
        place = db.exec(select(Enrolment.id).where(Enrolment.person_id == cast.nia)).one()
    client, path = signed_in_as(cast.nia), f"/welcome/{place}"
    half = client.post(path, data={"course": "yes", "measures": "no"})
    assert half.status_code == 422
    assert half.text.count(" checked") == 2
    no_course = {"course": "no", "measures": "no", "follow-up": "no", "research": "no", "recording": "no"}
    assert client.post(path, data=no_course).status_code == 422
    assert client.post(path, data={**no_course, "course": "yes"}).status_code == 302


def test_whoever_is_signed_in_and_takes_up_a_role_stays_signed_in(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        asked = inviting.invite(
            db,
            db.get_one(Programme, cast.here.programme),
            email="olga@example.org",
            name="Olga",
            role_wanted=Role.FACILITATOR,
            cohort=db.get_one(Cohort, cast.here.cohort),
            by=db.get_one(Person, cast.lena),
            now=NOW,
        )
        secret = token.mint(db, Purpose.INVITATION, about=f"invitation:{asked.id}", person_id=None)
    olga = signed_in_as(cast.olga)
    assert olga.get(f"/cohorts/{cast.here.cohort}").status_code == 404
    answer = olga.post(f"/invitation/{secret}", data={"name": "Olga", "zone": "Europe/Oslo"})
    assert answer.status_code == 302
    assert "/sign-in" not in answer.headers["Location"]
    assert olga.get(f"/cohorts/{cast.here.cohort}").status_code == 200
