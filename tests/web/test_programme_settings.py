"""Settings of a programme: who answers, the lines people can call, the smallest group, the leads."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.audit import AuditEvent
from course.cohorts.programme import Programme
from course.people import role
from course.people.role import is_lead
from course.safety.plan import CrisisResource, SafetyPlan
from tests.cast import NOW, Cast
from tests.site import SignIn

ANSWERING = {
    "responsible": "Ana Reis",
    "responsible_email": "ana@example.org",
    "responsible_phone": "+351 210 000 009",
    "deputy": "Tomas Reis",
    "deputy_email": "tomas@example.org",
    "deputy_phone": "",
    "reply_hours": "Monday to Friday, 9 to 17",
    "holiday_cover": "Tomas, the whole of August",
}
LINE = {
    "name": "Evening line",
    "phone": "+351 800 000 007",
    "text_to": "",
    "web": "",
    "hours": "18 to 23",
}


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}/settings"


def test_who_answers_can_be_changed_and_is_shown(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    answer = lena.post(f"{address}/answering", data=ANSWERING, follow_redirects=True)
    assert "Ana Reis, and Tomas Reis as deputy." in answer.text
    assert "Ana Reis" in lena.get("/help").text
    with store.reading(site_engine) as db:
        assert db.get_one(SafetyPlan, cast.here.programme).holiday_cover == "Tomas, the whole of August"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"responsible": ""}, "Please name the responsible person."),
        ({"deputy_email": "tomas at home"}, "This is not an address we can write to."),
        ({"reply_hours": "x" * 201}, "A little shorter, please."),
    ],
)
def test_a_plan_with_a_gap_is_explained_and_keeps_what_was_typed(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine, wrong: dict[str, str], sentence: str
) -> None:
    answer = lena.post(f"{address}/answering", data={**ANSWERING, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Tomas, the whole of August"' in answer.text
    with store.reading(site_engine) as db:
        assert db.get_one(SafetyPlan, cast.here.programme).responsible == "Ines Duarte"


def test_a_help_line_is_added_checked_and_removed(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    lines = f"{address}/help-lines"
    assert "Added, and checked today." in lena.post(lines, data=LINE, follow_redirects=True).text
    with store.writing(site_engine) as db:
        added = db.exec(select(CrisisResource).where(CrisisResource.name == "Evening line")).one()
        key, added.checked_on = added.stored_id, NOW.date().replace(year=2026)
    assert "Try it again" in lena.get(lines).text
    lena.post(f"{lines}/{key}/checked")
    assert "Try it again" not in lena.get(lines).text
    lena.post(f"{lines}/{key}/remove")
    assert "+351 800 000 007" not in lena.get(lines).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": ""}, "Please give at least one way to reach it."),
        ({"phone": "call us"}, "A number has digits"),
        ({"web": "http://example.org"}, "A link begins with https://"),
        ({"name": ""}, "Please say what it is called."),
    ],
)
def test_a_help_line_nobody_could_use_is_explained_and_kept_in_the_form(
    lena: FlaskClient, address: str, wrong: dict[str, str], sentence: str
) -> None:
    answer = lena.post(f"{address}/help-lines", data={**LINE, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="18 to 23"' in answer.text


def test_without_an_emergency_number_the_settings_say_that_invitations_are_closed(
    lena: FlaskClient, address: str, cast: Cast
) -> None:
    assert "Invitations are closed" not in lena.get(address).text
    lena.post(f"{address}/help-lines/{cast.here.resource}/remove")
    shown = lena.get(address).text
    assert "Invitations are closed until help is in place" in shown
    assert "The emergency number of the country." in shown


@pytest.mark.parametrize(("number", "is_kept"), [("12", True), ("8", True), ("7", False), ("many", False)])
def test_the_smallest_group_can_be_raised_and_never_goes_below_eight(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine, number: str, is_kept: bool
) -> None:
    answer = lena.post(f"{address}/about", data={"name": "Linden House", "smallest_group": number})
    assert (answer.status_code == 302) is is_kept
    with store.reading(site_engine) as db:
        assert db.get_one(Programme, cast.here.programme).smallest_group == (int(number) if is_kept else 8)


def test_a_lead_is_asked_and_the_last_one_cannot_go(
    lena: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    people = f"/programmes/{cast.here.programme}/people"
    lena.post(people, data={"email": "rui@example.org", "name": "Rui"})
    assert "rui@example.org" in lena.get(people).text
    alone = lena.post(f"{people}/{cast.lena}/end")
    assert alone.status_code == 422
    assert "at least one lead" in alone.text
    with store.writing(site_engine) as db:
        role.make_lead(db, programme_id=cast.here.programme, person_id=cast.sam)
    lena.post(f"{people}/{cast.sam}/end")
    with store.reading(site_engine) as db:
        assert not is_lead(db, programme_id=cast.here.programme, person_id=cast.sam)
        said = db.exec(select(AuditEvent.what).where(col(AuditEvent.what) == "lead.end")).all()
    assert len(said) == 1


def test_what_belongs_to_another_programme_is_not_there_under_mine(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    otto = signed_in_as(cast.there.lead)
    mixed = f"/programmes/{cast.there.programme}/settings/help-lines/{cast.here.resource}/remove"
    assert otto.post(mixed).status_code == 404
    with store.writing(site_engine) as db:
        role.make_lead(db, programme_id=cast.here.programme, person_id=cast.there.lead)
    assert otto.post(mixed).status_code == 404
    withdraw = f"/programmes/{cast.there.programme}/people/invitations/{cast.here.invitation}/withdraw"
    assert otto.post(withdraw).status_code == 404
    with store.reading(site_engine) as db:
        assert db.get_one(CrisisResource, cast.here.resource).removed_at is None


def test_a_facilitator_finds_no_settings(signed_in_as: SignIn, cast: Cast, address: str) -> None:
    for page in ("", "/about", "/answering", "/help-lines"):
        assert signed_in_as(cast.ines).get(address + page).status_code == 404


def test_a_new_programme_is_led_by_whoever_made_it(
    lena: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    sent = {"name": "Night school", "zone": "Europe/Lisbon", "country": "pt"}
    answer = lena.post("/programmes/new", data=sent, follow_redirects=True)
    assert "Invitations are closed until help is in place" in answer.text
    with store.reading(site_engine) as db:
        made = db.exec(select(Programme).where(Programme.name == "Night school")).one()
        assert (made.country, made.zone) == ("PT", "Europe/Lisbon")
        assert is_lead(db, programme_id=made.stored_id, person_id=cast.lena)


@pytest.mark.parametrize("wrong", [{"name": "  "}, {"country": "Portugal"}, {"zone": "Mars/Base"}])
def test_a_programme_with_a_gap_is_not_made(
    lena: FlaskClient, site_engine: Engine, wrong: dict[str, str]
) -> None:
    sent = {"name": "Night school", "zone": "Europe/Lisbon", "country": "PT", **wrong}
    answer = lena.post("/programmes/new", data=sent)
    assert answer.status_code == 422
    with store.reading(site_engine) as db:
        assert db.exec(select(Programme).where(Programme.name == "Night school")).first() is None


def test_who_leads_nothing_finds_no_form_for_a_programme(signed_in_as: SignIn, cast: Cast) -> None:
    for stranger in (cast.ines, cast.maya):
        assert signed_in_as(stranger).get("/programmes/new").status_code == 404
        assert signed_in_as(stranger).post("/programmes/new", data={"name": "X"}).status_code == 404
