"""One person's questions as her facilitators see them: how far, in which days, and more time where it is needed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.enrolment import Enrolment
from course.measures import assessment
from course.measures.assessment import Answer
from course.measures.extension import WaveExtension
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/questions"


def test_every_wave_is_named_with_how_far_she_is_and_never_what_she_said(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    ines = signed_in_as(cast.ines)
    with counted(site_engine) as sent:
        shown = ines.get(address).text
    for words in ("Before the course", "Half done", "After week 8", "Still to come", "from 15 April 2027"):
        assert words in shown
    assert "Not asked" in shown  # the second time before the course: she did not wait
    with store.reading(site_engine) as db:
        assert db.exec(select(Answer)).first() is not None
    assert not [one for one in sent if "answer." in one or "FROM score" in one or "journal_entry" in one]


def test_a_no_looks_like_somebody_who_is_not_asked_any_more(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        assessment.decline(db, db.get_one(Enrolment, cast.here.enrolment), "after", now=NOW)
    shown = signed_in_as(cast.ines).get(address).text
    assert "Not asked any more" in shown
    assert "no more about" not in shown.lower()


def test_more_time_is_given_with_a_reason_and_the_link_of_the_letter_works_again(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 5, 20, 9, tzinfo=UTC))
    ines, maya = signed_in_as(cast.ines), signed_in_as(cast.maya)
    hers = f"/questions/{cast.here.enrolment}/after"
    assert "This closed on Thursday 13 May. That is fine." in maya.get(hers).text
    given = {"wave": "after", "until": "2027-06-01", "reason": "In hospital until May"}
    assert ines.post(address, data=given).status_code == 302
    shown = ines.get(address).text
    assert "Maya has until Tuesday 1 June now." in shown
    assert "In hospital until May" in shown
    assert "They are open until Tuesday 1 June." in maya.get(hers).text
    assert "Questions: After week 8" in maya.get("/today").text
    with store.reading(site_engine) as db:
        row = db.exec(select(WaveExtension)).one()
        assert (row.until, row.extended_by) == (date(2027, 6, 1), cast.ines)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"until": "2027-06-01", "reason": ""}, "Please say why"),
        ({"until": "soon", "reason": "Was ill"}, "Please give a day"),
        ({"until": "2027-05-01", "reason": "Was ill"}, "Please choose a later day"),
        ({"until": "2029-05-01", "reason": "Was ill"}, "within three months"),
    ],
)
def test_what_makes_no_sense_is_explained_and_what_was_typed_stays(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine, given: dict[str, str], sentence: str
) -> None:
    travel_to(site_engine, datetime(2027, 5, 20, 9, tzinfo=UTC))
    answer = signed_in_as(cast.ines).post(address, data={"wave": "after", **given})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{given["until"]}"' in answer.text
    with store.reading(site_engine) as db:
        assert not db.exec(select(WaveExtension)).all()


def test_a_wave_that_is_not_there_or_is_answered_cannot_be_named(
    signed_in_as: SignIn, cast: Cast, address: str
) -> None:
    given = {"wave": "before-again", "until": "2027-06-01", "reason": "Was ill"}
    assert signed_in_as(cast.ines).post(address, data=given).status_code == 404


def test_it_is_not_there_for_others_nor_under_another_cohort(
    signed_in_as: SignIn, cast: Cast, address: str
) -> None:
    for stranger in (cast.maya, cast.sam, cast.there.facilitator, cast.there.lead):
        assert signed_in_as(stranger).get(address).status_code == 404
    wrong = f"/cohorts/{cast.there.cohort}/people/{cast.here.enrolment}/questions"
    assert signed_in_as(cast.there.facilitator).get(wrong).status_code == 404
