"""Something that somebody should know: numbers first, a record that is only added to, and letters as for any other."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.safety.concern import Concern, ConcernStep, Kind, Step
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted

HEARD = "After the session she said that nothing makes sense any more."


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/people/{cast.here.other_enrolment}/concern"


def said(**more: object) -> dict[str, object]:
    fields = {"heard": HEARD, "danger": "unsure", "did": ["spoke", "agreed-next"], "client_id": str(uuid4())}
    return {**fields, **more}


def noted(engine: Engine) -> list[Concern]:
    with store.reading(engine) as db:
        return list(db.exec(select(Concern).where(Concern.kind == Kind.NOTED)).all())


def steps(engine: Engine) -> list[ConcernStep]:
    with store.reading(engine) as db:
        mine = select(ConcernStep).join(Concern).where(Concern.kind == Kind.NOTED)
        return list(db.exec(mine.order_by("id")).all())


def test_the_numbers_and_what_happens_next_stand_before_the_first_field(
    ines: FlaskClient, address: str, cast: Cast
) -> None:
    assert address in ines.get(f"/cohorts/{cast.here.cohort}/people").text
    before = ines.get(address).text.partition('<form method="post" class="form-fields"')[0]
    for words in (
        'href="tel:112"',
        'href="tel:+351210000001"',
        "Ines Duarte gets a letter at once",
        "Tomas Reis",
    ):
        assert words in before
    assert before.index("tel:112") < before.index("gets a letter at once")


def test_a_record_opens_a_concern_that_nobody_has_seen_with_one_sealed_note(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    sent = said(told="Sam, by phone", check_on="2027-03-20")
    for _tap in range(2):
        assert ines.post(address, data=sent).status_code == 302
    [row] = noted(site_engine)
    assert (row.state, row.wave_key, str(row.check_on)) == ("open", "week-3", "2027-03-20")
    assert [(one.step, one.taken_by) for one in steps(site_engine)] == [
        (Step.OPENED, cast.ines),
        (Step.ACTED, cast.ines),
    ]
    assert HEARD.encode() not in (steps(site_engine)[1].sealed or b"")


def test_the_list_shows_what_was_written_and_it_is_closed_only_after_somebody_did_something(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    ines.post(address, data=said(told="Sam, by phone", check_on="2027-03-20"))
    there = f"/programmes/{cast.here.programme}/concerns"
    page = ines.post(there).text
    for words in (
        HEARD, "Not sure whether there is danger.", "Spoke with the person alone, Agreed on when we speak again.",
        "Told: Sam, by phone", "To be looked at again on Sat 20 Mar", "Ines raised it", "Nobody has seen it",
    ):  # fmt: skip
        assert words in page
    [row] = noted(site_engine)
    assert (
        ines.post(f"{there}/{row.id}/note", data={"close": "yes", "client_id": str(uuid4())}).status_code
        == 422
    )
    ines.post(
        f"{there}/{row.id}/note", data={"note": "Spoke with her.", "close": "yes", "client_id": str(uuid4())}
    )
    assert noted(site_engine)[0].state == "closed"


def test_a_further_record_in_the_same_week_is_added_and_opens_it_once_more(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    ines.post(address, data=said())
    [row] = noted(site_engine)
    ines.post(f"/programmes/{cast.here.programme}/concerns/{row.id}/seen")
    ines.post(address, data=said(heard="She called again."))
    [row] = noted(site_engine)
    assert (row.state, row.times) == ("open", 2)
    assert [one.step for one in steps(site_engine)] == ["opened", "acted", "seen", "again", "acted"]


def test_in_danger_now_the_answer_says_what_to_do_first(
    ines: FlaskClient, address: str, site_engine: Engine
) -> None:
    answer = ines.post(address, data=said(danger="yes"))
    assert answer.status_code == 200
    assert "It is written down" in answer.text
    now = answer.text.partition("In danger now: this first")[2]
    assert now.index("Call the emergency number") < now.index("tel:112")
    assert len(noted(site_engine)) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"heard": " "}, "Please write in a line what you saw or heard."),
        ({"danger": ""}, "Please say whether there is danger now"),
        ({"heard": "x" * 4001}, "A little shorter, please."),
        ({"check_on": "2027-03-01"}, "Please choose a day from today on."),
        ({"check_on": "soon"}, "Please give the day like"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    ines: FlaskClient, address: str, site_engine: Engine, change: dict[str, object], words: str
) -> None:
    answer = ines.post(address, data=said(told="Sam, by phone", **change))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Sam, by phone" in answer.text
    assert noted(site_engine) == []


def test_the_page_costs_few_statements(ines: FlaskClient, address: str, site_engine: Engine) -> None:
    ines.get(address)
    with counted(site_engine) as sent:
        ines.get(address)
    assert len(sent) <= 14
