"""A pack opens together with its unit, and brings its own practices, exercises and cards."""

from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

# The pack of the compassion-focused line opens with week 2, whose session ends on Thursday 4 March 2027 at 21:15.
IN_WEEK_1 = datetime(2027, 3, 4, 21, 14, tzinfo=UTC)
IN_WEEK_2 = datetime(2027, 3, 4, 21, 15, 1, tzinfo=UTC)


def words(browser: FlaskClient, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def pack(cast: Cast) -> str:
    return f"/packs/{cast.here.enrolment}/compassion-focused"


def test_a_pack_opens_with_its_unit(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    maya = signed_in_as(cast.maya)
    travel_to(site_engine, IN_WEEK_1)
    assert "This week opens on Thursday 4 March at 21:15" in words(maya, pack(cast))
    assert "Opens together with “Practising Mindfulness”" in words(maya, "/course")
    travel_to(site_engine, IN_WEEK_2)
    assert "Three systems and a kind guide" in words(maya, pack(cast))
    assert f'href="{pack(cast)}"' in words(maya, "/course")


def test_a_pack_leads_to_its_practices_exercises_and_cards(signed_in_as: SignIn, cast: Cast) -> None:
    maya = signed_in_as(cast.maya)
    page = words(maya, pack(cast))
    for address in (
        f"/practice/{cast.here.enrolment}/soothing-rhythm-breathing",
        f"/exercise/{cast.here.enrolment}/three-circles",
        f"/cards/{cast.here.enrolment}/three-systems",
    ):
        assert f'href="{address}"' in page
        assert maya.get(address).status_code == 200


def test_a_practice_of_a_pack_leads_back_to_the_pack(signed_in_as: SignIn, cast: Cast) -> None:
    page = words(signed_in_as(cast.maya), f"/practice/{cast.here.enrolment}/safe-place")
    assert f'href="{pack(cast)}"' in page


def test_a_pack_of_another_person_or_of_nobody_is_not_there(signed_in_as: SignIn, cast: Cast) -> None:
    assert signed_in_as(cast.olga).get(pack(cast)).status_code == 404
    assert signed_in_as(cast.maya).get(f"/packs/{cast.here.enrolment}/nothing").status_code == 404


def test_a_pack_costs_few_statements(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    maya = signed_in_as(cast.maya)
    maya.get(pack(cast))
    with counted(site_engine) as sent:
        maya.get(pack(cast))
    assert len(sent) <= 6, "\n".join(sent)
