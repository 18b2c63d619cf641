"""Cards are open from the first day; evidence says what is needed to judge it, and the group's question stays out."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.meeting import Meeting
from curriculum.loader import load_course
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

COURSE = load_course("eight-weeks")


class Cells(HTMLParser):
    """The words of every table cell, with the heading it carries on a phone."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._heading: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            self._heading = dict(attrs).get("data-head")
            self.found.append((self._heading or "", ""))

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            heading, words = self.found[-1]
            self.found[-1] = (heading, words + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._heading = None


def words(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def card(cast: Cast, key: str) -> str:
    return f"/cards/{cast.here.enrolment}/{key}"


def test_cards_stand_by_kind_in_plain_words_and_are_open_before_any_week(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """Session 1 is on 25 February."""
    travel_to(site_engine, datetime(2027, 2, 24, 12, tzinfo=UTC))
    page = words(signed_in_as(cast.maya), f"/cards/{cast.here.enrolment}")
    for heading in (
        "In a hard moment",
        "Doubts many people have",
        "What research shows, and what it does not",
    ):
        assert heading in page
    assert f'href="{card(cast, "feeling-words")}"' in page


def test_a_card_of_a_late_week_is_open_on_the_first_day(maya: FlaskClient, cast: Cast) -> None:
    """Feeling words belong to week 6; Maya's group is in week 3."""
    assert "Words for feelings" in words(maya, card(cast, "feeling-words"))


def test_feeling_words_stand_by_family_and_strength(maya: FlaskClient, cast: Cast) -> None:
    cells = Cells()
    cells.feed(words(maya, card(cast, "feeling-words")))
    assert ("Quieter", "wistful, low, subdued, let down, blue") in cells.found
    assert ("Stronger", "grieving, heartbroken, desolate, hopeless, bereft") in cells.found


def test_a_component_has_its_opposite(maya: FlaskClient, cast: Cast) -> None:
    page = words(maya, card(cast, "component-kindness"))
    assert "Its opposite" in page
    assert "Self-judgement" in page


def test_a_finding_says_everything_needed_to_judge_it(maya: FlaskClient, cast: Cast) -> None:
    cells = Cells()
    cells.feed(words(maya, card(cast, "evidence-common-factors")))
    assert ("Effect", "d 0.62 to 1.01") in cells.found
    assert ("Interval", "not reported") in cells.found
    assert ("Compared with", "The same people before and after") in cells.found
    assert ("Year", "2022") in cells.found
    assert ("Rests on", "another published study") in cells.found
    assert any(
        heading == "To bear in mind" and "cannot be set beside them" in text for heading, text in cells.found
    )


def test_no_card_shows_the_question_for_the_group(maya: FlaskClient, cast: Cast) -> None:
    """Some of it may stand in the text itself, so whole questions are looked for."""
    asked = {one.key: one.discussion for one in COURSE.cards if one.discussion}
    assert len(asked) >= 20
    assert [key for key, question in asked.items() if question in words(maya, card(cast, key))] == []


def test_cards_of_a_pack_open_with_it(signed_in_as: SignIn, cast: Cast) -> None:
    """Dani left after week 1; the pack opens with week 2."""
    dani = signed_in_as(cast.dani)
    place = words(dani, "/course").split('href="/cards/')[1].split('"')[0]
    assert "You left the group before this opened." in words(dani, f"/cards/{place}/tricky-brain")
    assert "tricky-brain" not in words(dani, f"/cards/{place}")


def test_a_card_of_another_person_or_of_nobody_is_not_there(signed_in_as: SignIn, cast: Cast) -> None:
    olga, maya = signed_in_as(cast.olga), signed_in_as(cast.maya)
    assert olga.get(f"/cards/{cast.here.enrolment}").status_code == 404
    assert olga.get(card(cast, "backdraft")).status_code == 404
    assert maya.get(card(cast, "nothing")).status_code == 404


def test_today_the_course_and_the_week_lead_to_cards(maya: FlaskClient, cast: Cast) -> None:
    for address, key in (
        ("/today", "what-do-i-need"),
        (f"/course/{cast.here.enrolment}/week-2", "backdraft"),
    ):
        assert f'href="{card(cast, key)}"' in words(maya, address)
    assert f'href="/cards/{cast.here.enrolment}"' in words(maya, "/course")


def test_cards_cost_few_statements_however_many_there_are(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    for address in (f"/cards/{cast.here.enrolment}", card(cast, "backdraft")):
        maya.get(address)
        with counted(site_engine) as sent:
            maya.get(address)
        assert len(sent) <= 6, "\n".join(sent)


def test_a_card_of_a_pack_whose_week_never_meets_is_not_there(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        meets = select(Meeting).where(Meeting.cohort_id == cast.here.cohort, Meeting.unit_key == "week-2")
        # no page drops a meeting; content that was taken later may bring a week without one
        db.exec(meets).one().unit_key = "week-x"
    assert signed_in_as(cast.maya).get(f"/cards/{cast.here.enrolment}/tricky-brain").status_code == 404
