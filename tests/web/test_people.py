"""Inviting one and many, withdrawing, asking again, ending a place and the people who run a cohort."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.cohorts.enrolment import Enrolment
from course.people import role
from course.people.invitation import Invitation, Role
from course.people.role import is_facilitator
from course.safety.plan import CrisisResource
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.pressing import good_lines, second_press


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/people"


def test_inviting_one_address_makes_one_open_invitation(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    for _twice in range(2):
        answer = ines.post(address, data={"email": "Mira@Example.org", "name": "Mira"}, follow_redirects=True)
        assert "Mira is invited." in answer.text
    assert _invited(site_engine, cast.here.cohort).count("mira@example.org") == 1


@pytest.mark.parametrize("typed", ["", "mira", "mira@", "mira@example.org\nbcc: x@y.z", "<b>@example.org"])
def test_an_address_that_is_none_is_explained_and_stays_in_the_form(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine, typed: str
) -> None:
    before = _invited(site_engine, cast.here.cohort)
    answer = ines.post(address, data={"email": typed, "name": "Mira Novak"})
    assert answer.status_code == 422
    assert "address" in answer.text
    assert 'value="Mira Novak"' in answer.text
    assert _invited(site_engine, cast.here.cohort) == before


def test_a_withdrawn_invitation_is_gone_from_the_list_and_its_link_opens_nothing(
    ines: FlaskClient, address: str, cast: Cast, app: object
) -> None:
    assert "new-maya@example.org" in ines.get(address).text
    ines.post(f"{address}/invitations/{cast.here.invitation}/withdraw")
    assert "new-maya@example.org" not in ines.get(address).text
    assert ines.get(f"/invitation/{cast.here.invitation_secret}").status_code == 404


def test_asking_again_looks_at_the_invitation_anew(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    ines.post(f"{address}/invitations/{cast.here.invitation}/again")
    with store.reading(site_engine) as db:
        invitation = db.get_one(Invitation, cast.here.invitation)
        assert invitation.asked_again == 1
        assert invitation.look_at is not None
        assert invitation.look_at >= NOW


def test_a_dry_run_shows_the_fate_of_every_line_and_invites_nobody(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    before = _invited(site_engine, cast.here.cohort)
    lines = "mira@example.org, Mira Novak\nnot an address\nmaya@example.org\nnew-maya@example.org\nMIRA@example.org"
    shown = ines.post(f"{address}/list", data={"text": lines}).text
    for fate in ("Will be invited", "To correct", "Already here", "Already invited", "Stands twice"):
        assert fate in shown
    assert "not an address" in shown
    assert _invited(site_engine, cast.here.cohort) == before


def test_after_sending_the_bad_lines_wait_in_the_box(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    looked = ines.post(
        f"{address}/list", data={"text": "mira@example.org, Mira\nliv at example.org, Liv"}
    ).text
    good = good_lines(looked)
    assert good.strip() == "mira@example.org,Mira"
    left = {"good": good, "text": "liv at example.org, Liv"}
    done = ines.post(f"{address}/list", data={**left, "confirmed": second_press(looked)})
    assert "1 person is invited." in done.text
    assert "liv at example.org, Liv</textarea>" in done.text
    assert "mira@example.org" in _invited(site_engine, cast.here.cohort)
    seen = ines.post(f"{address}/list", data={"text": "liv@example.org, Liv", "confirmed": "yes"}).text
    assert "liv@example.org" not in _invited(site_engine, cast.here.cohort)
    read = {"good": good_lines(seen), "text": "", "confirmed": second_press(seen)}
    whole = ines.post(f"{address}/list", data=read)
    assert whole.headers["Location"].endswith("/people")
    assert "liv@example.org" in _invited(site_engine, cast.here.cohort)


def test_a_csv_with_named_columns_in_any_order_and_an_old_encoding_is_understood(
    ines: FlaskClient, address: str
) -> None:
    file = BytesIO("Name;Phone;E-mail\nJosé;123;jose@example.org\n".encode("cp1252"))
    shown = ines.post(
        f"{address}/list", data={"file": (file, "list.csv")}, content_type="multipart/form-data"
    ).text
    assert "jose@example.org,José" in shown
    assert "Invite 1 person" in shown


def test_a_name_with_a_comma_survives_the_dry_run(ines: FlaskClient, address: str) -> None:
    shown = ines.post(f"{address}/list", data={"text": 'name,email\n"Novak, Mira",mira@example.org'}).text
    good = good_lines(shown)
    again = ines.post(f"{address}/list", data={"good": good, "text": ""}).text
    assert good_lines(again) == good


def test_an_empty_list_is_explained(ines: FlaskClient, address: str) -> None:
    answer = ines.post(f"{address}/list", data={"text": "  \n "})
    assert answer.status_code == 422
    assert "Please put at least one line into the box." in answer.text


def test_more_than_five_hundred_lines_are_refused_and_kept(ines: FlaskClient, address: str) -> None:
    lines = "\n".join(f"p{n}@example.org" for n in range(501))
    answer = ines.post(f"{address}/list", data={"text": lines})
    assert answer.status_code == 422
    assert "p500@example.org" in answer.text


def test_while_the_programme_lacks_its_help_lines_nobody_can_be_invited(
    ines: FlaskClient, signed_in_as: SignIn, address: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        for one in db.exec(select(CrisisResource).where(CrisisResource.programme_id == cast.here.programme)):
            one.removed_at = NOW
    before = _invited(site_engine, cast.here.cohort)
    assert "Invitations are closed for now" in ines.get(address).text
    assert "Add this under Settings" not in ines.get(address).text
    assert "Add this under Settings" in signed_in_as(cast.lena).get(address).text
    assert ines.post(address, data={"email": "mira@example.org"}).status_code == 422
    looked = ines.post(f"{address}/list", data={"text": "mira@example.org"}).text
    read = {"good": good_lines(looked), "text": "", "confirmed": second_press(looked)}
    refused = ines.post(f"{address}/list", data=read)
    assert refused.status_code == 422
    assert "mira@example.org" in refused.text
    assert _invited(site_engine, cast.here.cohort) == before


def test_ending_a_place_is_said_first_and_can_be_taken_back(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    assert "Nothing more is sent" in ines.get(f"{address}/{cast.here.enrolment}/end").text
    assert _left(site_engine, cast.here.enrolment) is False
    ines.post(f"{address}/{cast.here.enrolment}/end")
    assert _left(site_engine, cast.here.enrolment) is True
    ines.post(f"{address}/{cast.here.enrolment}/back")
    assert _left(site_engine, cast.here.enrolment) is False


def test_a_co_facilitator_is_asked_and_the_last_one_stays(
    ines: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    team = f"/cohorts/{cast.here.cohort}/team"
    ines.post(team, data={"email": "rui@example.org", "name": "Rui"})
    assert "rui@example.org" in ines.get(team).text
    alone = ines.post(f"{team}/{cast.ines}/end")
    assert alone.status_code == 422
    assert "at least one facilitator" in alone.text
    with store.writing(site_engine) as db:
        role.make_facilitator(db, cohort_id=cast.here.cohort, person_id=cast.sam)
    ines.post(f"{team}/{cast.sam}/end")
    with store.reading(site_engine) as db:
        assert not is_facilitator(db, cohort_id=cast.here.cohort, person_id=cast.sam)


def test_ending_the_role_of_somebody_who_has_none_is_not_there(ines: FlaskClient, cast: Cast) -> None:
    assert ines.post(f"/cohorts/{cast.here.cohort}/team/{cast.maya}/end").status_code == 404


def test_things_of_another_cohort_are_not_there_under_this_address(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    oda = signed_in_as(cast.there.facilitator)
    mixed = f"/cohorts/{cast.there.cohort}/people"
    assert oda.post(f"{mixed}/invitations/{cast.here.invitation}/withdraw").status_code == 404
    assert oda.post(f"{mixed}/{cast.here.enrolment}/end").status_code == 404
    with store.writing(site_engine) as db:
        role.make_facilitator(db, cohort_id=cast.here.cohort, person_id=cast.there.facilitator)
    assert oda.post(f"{mixed}/invitations/{cast.here.invitation}/withdraw").status_code == 404
    assert oda.post(f"{mixed}/{cast.here.enrolment}/end").status_code == 404
    assert _left(site_engine, cast.here.enrolment) is False


def test_a_stranger_finds_no_page_of_people(signed_in_as: SignIn, cast: Cast, address: str) -> None:
    for stranger in (cast.maya, cast.sam, cast.there.lead):
        for page in ("", "/list", f"/{cast.here.enrolment}/end"):
            assert signed_in_as(stranger).get(address + page).status_code == 404


def _invited(engine: Engine, cohort_id: int) -> list[str]:
    with store.reading(engine) as db:
        mine = select(Invitation.email).where(
            Invitation.cohort_id == cohort_id, Invitation.role == Role.PARTICIPANT
        )
        return list(db.exec(mine.order_by(col(Invitation.id))).all())


def _left(engine: Engine, enrolment_id: int) -> bool:
    with store.reading(engine) as db:
        return not db.get_one(Enrolment, enrolment_id).is_active
