"""Courses are for adults. Where a programme takes younger people, a place stands once a guardian's consent is noted."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.audit import AuditEvent
from course.people.guardian import GuardianConsent
from tests.cast import Cast
from tests.site import SignIn
from tests.web.test_joining import Way, hidden_of

pytestmark = pytest.mark.one_engine
SAID = {"name": "Amal Haddad", "relation": "mother", "given_on": "2027-03-15", "how": "called"}


@pytest.fixture
def way(client: FlaskClient, cast: Cast, site_engine: Engine) -> Way:
    return Way(client, site_engine, cast.here.invitation_secret)


def takes_from(lena: FlaskClient, cast: Cast, age: str) -> int:
    sent = {"asks": "yes", "younger_from": age}
    return lena.post(f"/programmes/{cast.here.programme}/settings/joining", data=sent).status_code


def decide(ines: FlaskClient, address: str) -> int:
    """Fits, with both presses."""
    sent = {**hidden_of(ines.get(address).text), "outcome": "fits", "confirmed": "yes"}
    return ines.post(address, data=sent).status_code


def test_without_a_word_of_the_programme_nobody_under_18_is_let_on(way: Way) -> None:
    way.accept()
    assert "At least" not in way.page("adult")
    assert way.client.post(f"{way.base}/adult", data={"answer": "younger"}).status_code == 422


def test_under_18_the_place_stands_only_once_the_consent_of_a_guardian_is_noted(
    way: Way, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    lena, ines = signed_in_as(cast.lena), signed_in_as(cast.ines)
    assert takes_from(lena, cast, "12") == 422
    assert takes_from(lena, cast, "16") == 302
    way.accept()
    assert "At least 16, and under 18" in way.page("adult")
    assert "16 or older" in way.client.post(f"{way.base}/adult", data={"answer": "no"}).text
    assert way.client.post(f"{way.base}/adult", data={"answer": "younger"}).location == f"{way.base}/reads"
    way.client.post(f"{way.base}/reads", data={"answer": "yes"})
    way.all_open()
    way.client.post(f"{way.base}/look-over")
    # Once it is handed in she is as old as she said.
    way.client.post(f"{way.base}/adult", data={"answer": "yes"})

    address = f"/cohorts/{cast.here.cohort}/joining/{way.enrolment}"
    assert "Under 18" in ines.get(address).text
    assert decide(ines, address) == 422
    assert way.client.get(f"/welcome/{way.enrolment}").location == f"{way.base}/steps"
    for missing in SAID:
        refused = ines.post(f"{address}/guardian", data={**SAID, missing: ""})
        assert refused.status_code == 422
        assert missing == "name" or 'value="Amal Haddad"' in refused.text
    assert ines.post(f"{address}/guardian", data={**SAID, "given_on": "2027-03-18"}).status_code == 422
    assert ines.post(f"{address}/guardian", data=SAID).location == address
    assert "Amal Haddad (mother) agreed on 15 March 2027." in ines.get(address).text
    assert decide(ines, address) == 302
    assert way.client.get(f"/welcome/{way.enrolment}").status_code == 200
    with store.reading(site_engine) as db:
        row = db.exec(select(GuardianConsent).where(GuardianConsent.enrolment_id == way.enrolment)).one()
        assert (row.noted_by, b"Amal" in row.sealed) == (cast.ines, False)
        assert not any("Amal" in str(one.detail) for one in db.exec(select(AuditEvent)).all())
