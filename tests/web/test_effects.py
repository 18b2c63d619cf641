"""Did anything do you harm? Asked once after the last questions and of who leaves, counted, and never left alone."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.audit import AuditEvent
from course.measures.unwanted_effects import Harm, UnwantedEffects
from course.people import token
from course.people.token import Purpose
from course.safety.concern import Concern, Kind
from tests.cast import Cast
from tests.site import SignIn
from tests.web.travelling import travel_to

AFTER = datetime(2027, 4, 18, 9, tzinfo=UTC)
"""Session 8 ended on 15 April."""
WORDS = "Nights with pictures of the accident."


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def page(cast: Cast) -> str:
    """The cast has it offered to Maya."""
    return f"/questions/{cast.here.enrolment}/after/effects"


def row(engine: Engine, wave: str = "after", enrolment_id: int | None = None) -> UnwantedEffects:
    """Maya's, unless another place is named."""
    mine = select(UnwantedEffects).where(UnwantedEffects.wave_key == wave)
    with store.reading(engine) as db:
        found = db.exec(mine.order_by(col(UnwantedEffects.enrolment_id))).all()
        return next(one for one in found if enrolment_id in (None, one.enrolment_id))


def test_it_follows_the_last_question_after_the_course_and_not_the_first_ones(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    ben, other = signed_in_as(cast.ben), cast.here.other_enrolment
    travel_to(site_engine, AFTER)
    base = f"/questions/{other}/after"
    assert ben.get(f"{base}/effects").status_code == 404
    ben.post(base)
    _answer_all(ben, base)
    assert ben.post(f"{base}/last").headers["Location"] == f"{base}/effects"
    assert "One more page, if you like" in ben.get(base).text
    ben.post(f"{base}/effects", data={"act": "leave", "harm": "lasting"})
    assert row(site_engine, enrolment_id=other).harm is None
    assert "One more page, if you like" not in ben.get(base).text


def test_before_the_course_nobody_is_asked_about_harm(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    ben, base = signed_in_as(cast.ben), f"/questions/{cast.here.other_enrolment}/before"
    travel_to(site_engine, datetime(2027, 2, 20, 9, tzinfo=UTC))
    ben.post(base)
    _answer_all(ben, base)
    assert ben.post(f"{base}/last").headers["Location"] == base


def _answer_all(browser: FlaskClient, base: str) -> None:
    number = 1
    while browser.get(f"{base}/{number}").status_code == 200:
        sent = {"act": "skip", "client_id": f"00000000-0000-4000-8000-{number:012d}"}
        browser.post(f"{base}/{number}", data=sent)
        number += 1


def test_what_is_sent_stays_as_it_is_and_the_words_are_sealed(
    maya: FlaskClient, page: str, site_engine: Engine
) -> None:
    sent = {"harm": "passing", "kind": ["sleep", "memories"], "helped": "not-needed", "more": WORDS}
    answer = maya.post(page, data=sent)
    assert answer.headers["Location"] == page.removesuffix("/effects")
    maya.post(page, data={"harm": "no"})
    found = row(site_engine)
    assert (found.harm, found.kinds) == (Harm.PASSING, "memories sleep")
    assert found.sealed is not None
    assert b"accident" not in found.sealed
    assert found.shared is None
    with store.reading(site_engine) as db:
        assert not any(WORDS in str(one.detail) for one in db.exec(select(AuditEvent)).all())


def test_shared_words_reach_the_facilitators_and_choices_reach_nobody(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, page: str
) -> None:
    maya.post(page, data={"harm": "passing", "kind": "group", "more": WORDS, "share": "yes"})
    shown = signed_in_as(cast.ines).get(f"/cohorts/{cast.here.cohort}/check-ins").text
    assert WORDS in shown
    assert "passed" not in shown
    assert signed_in_as(cast.lena).get(f"/cohorts/{cast.here.cohort}/check-ins").status_code == 404


@pytest.mark.parametrize("sent", [{"harm": "lasting"}, {"harm": "passing", "kind": "daily-life"}], ids=str)
def test_what_lasts_or_weighs_shows_help_in_the_same_answer_and_offers_contact(
    sent: dict[str, str], maya: FlaskClient, page: str, site_engine: Engine
) -> None:
    answer = maya.post(page, data=sent)
    assert answer.status_code == 200
    assert 'href="tel:112"' in answer.text
    asked_for = select(Concern.kind).where(Concern.wave_key == "after")
    with store.reading(site_engine) as db:
        assert db.exec(asked_for).all() == []  # nobody is told unless she asks
    asked = maya.post(f"{page}/word")
    assert "Nobody learns from it what you chose or wrote." in asked.text
    with store.reading(site_engine) as db:
        assert db.exec(asked_for).all() == [Kind.ASKED]


def test_a_word_asked_for_here_is_not_on_the_facilitators_page(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, page: str
) -> None:
    """The page names those who answer for the programme, and nobody else."""
    maya.post(page, data={"harm": "lasting"})
    maya.post(f"{page}/word")
    ines = signed_in_as(cast.ines)
    assert "would like a word" not in ines.get(f"/cohorts/{cast.here.cohort}").text
    assert "would like a word" not in ines.get(f"/cohorts/{cast.here.cohort}/check-ins").text


@pytest.mark.parametrize("sent", [{"harm": "awful"}, {"kind": "dying"}, {"helped": "maybe"}], ids=str)
def test_what_it_does_not_offer_is_refused_and_what_was_typed_stays(
    sent: dict[str, str], maya: FlaskClient, page: str, site_engine: Engine
) -> None:
    answer = maya.post(page, data={**sent, "more": WORDS, "share": "yes"})
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert row(site_engine).done_at is None


def test_the_link_of_the_letter_opens_it_and_nobody_elses(
    client: FlaskClient, cast: Cast, page: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        secret = token.mint(db, Purpose.WAVE, about=f"wave:{cast.here.enrolment}:after", person_id=cast.maya)
    assert client.get(page).status_code == 302
    client.post(f"/open/questions/{secret}")
    assert "did anything in the course do you harm?" in client.get(page).text
    assert client.post(page, data={"harm": "no"}).status_code == 302
    assert row(site_engine).harm is Harm.NO
    assert client.get(f"/questions/{cast.there.enrolment}/after/effects").status_code != 200


def test_whoever_leaves_early_is_asked_once(maya: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    leave = f"/me/leaving/{cast.here.enrolment}/leave"
    asked = maya.post(leave)
    page = f"/questions/{cast.here.enrolment}/left/effects"
    assert asked.headers["Location"] == page
    assert "Before you go" in maya.get(page).text
    assert maya.post(page, data={"harm": "no"}).headers["Location"] == "/me/leaving"
    assert row(site_engine, "left").harm is Harm.NO
    maya.post(f"/me/leaving/{cast.here.enrolment}/return")
    assert maya.post(leave).headers["Location"] == "/me/leaving"


def test_who_agreed_to_no_questions_is_not_asked_on_leaving(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    maya.post(f"/me/leaving/{cast.here.enrolment}/measures")
    assert maya.post(f"/me/leaving/{cast.here.enrolment}/leave").headers["Location"] == "/me/leaving"
    with store.reading(site_engine) as db:
        asked = select(UnwantedEffects.id).where(col(UnwantedEffects.wave_key) == "left")
        assert db.exec(asked).all() == []
