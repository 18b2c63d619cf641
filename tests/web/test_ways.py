"""How somebody likes to practise: one setting that her weeks, practices and player go by, and nobody else sees."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from course import store
from course.people.person import Person
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

SETTING = "/me/practising"
EYES_OPEN_HERE = "Let your gaze rest on one quiet thing a little below eye level"
"""The variant that affectionate breathing has of its own."""
NO_TOUCH_ANYWHERE = "Where the words speak of a hand, let your hands rest as they are"


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def practice(browser: FlaskClient, cast: Cast) -> str:
    return browser.get(f"/practice/{cast.here.enrolment}/affectionate-breathing").text


def week(browser: FlaskClient, cast: Cast) -> str:
    return browser.get(f"/course/{cast.here.enrolment}/week-3").text


def test_nothing_is_chosen_for_her(maya: FlaskClient, cast: Cast) -> None:
    assert "checked" not in maya.get(SETTING).text
    assert "In your way" not in practice(maya, cast)
    assert "Leave now" not in practice(maya, cast)
    assert "in your way" not in week(maya, cast)


def test_what_she_chose_stands_on_its_page_again(maya: FlaskClient) -> None:
    assert maya.post(SETTING, data={"way": ["no-touch", "leave-quickly"]}).status_code == 302
    assert maya.get(SETTING).text.count("checked") == 2
    maya.post(SETTING, data={})
    assert "checked" not in maya.get(SETTING).text


def test_a_practice_that_has_her_way_shows_it_once_before_anything_is_played_and_once_in_the_player(
    maya: FlaskClient, cast: Cast
) -> None:
    maya.post(SETTING, data={"way": "eyes-open"})
    shown = practice(maya, cast)
    sound, stage = shown.index("<audio"), shown.index("data-stage")
    assert [part.count(EYES_OPEN_HERE) for part in (shown[:sound], shown[stage:])] == [1, 1]


def test_a_practice_without_a_variant_of_its_own_says_how_it_is_done_her_way(
    maya: FlaskClient, cast: Cast
) -> None:
    """The words are general: every practice is shown her way, whichever it is."""
    maya.post(SETTING, data={"way": "no-imagery"})
    every = [
        maya.get(f"/practice/{cast.here.enrolment}/{key}").text
        for key in ("affectionate-breathing", "soles-of-the-feet")
    ]
    assert all("In your way" in one for one in every)


def test_a_week_says_that_its_practices_follow_her_setting(maya: FlaskClient, cast: Cast) -> None:
    maya.post(SETTING, data={"way": ["eyes-open", "no-touch"]})
    assert "Each one is shown in your way: With my eyes open · Without touch" in week(maya, cast)


def test_the_player_and_the_practice_have_a_way_out_when_she_wants_one(maya: FlaskClient, cast: Cast) -> None:
    maya.post(SETTING, data={"way": "leave-quickly"})
    assert practice(maya, cast).count("Leave now") == 2
    assert maya.get("/timer").text.count("Leave now") == 1


def test_something_else_is_refused_and_what_was_chosen_is_kept_on_the_page(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answer = maya.post(SETTING, data={"way": ["no-touch", "all of it"]})
    assert answer.status_code == 422
    assert answer.text.count("checked") == 1
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.maya).ways == []


def test_facilitators_read_nothing_of_it(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    ines = signed_in_as(cast.ines)
    pages = (
        f"/cohorts/{cast.here.cohort}",
        f"/cohorts/{cast.here.cohort}/people",
        f"/cohorts/{cast.here.cohort}/everybody",
    )
    before = [len(ines.get(page).text) for page in pages]
    maya.post(SETTING, data={"way": ["no-touch", "no-body"]})
    assert [len(ines.get(page).text) for page in pages] == before


def test_after_a_practice_that_was_a_lot_a_link_leads_to_her_facilitators(
    maya: FlaskClient, cast: Cast
) -> None:
    """Week 3 is the newest that has opened: its word goes to those who run the group."""
    shown = practice(maya, cast)
    assert f'href="/check-in/{cast.here.enrolment}/week-3"' in shown
    assert "ask your facilitators for a word" in shown


def short(browser: FlaskClient, cast: Cast, key: str = "affectionate-breathing") -> str:
    return browser.get(f"/practice/{cast.here.enrolment}/{key}?minutes=short").text


@pytest.mark.parametrize(
    ("way", "other", "where", "nothing"),
    [
        # title of its own other way, where the script of five minutes asks, a practice that asks for nothing of it
        ("no-touch", "A shawl in place of a hand", "Your eyes may close", "soles-of-the-feet"),
        ("eyes-open", "Eyes open", "Your eyes may close", "soles-of-the-feet"),
        ("no-body", "Listening", "Take two or three breaths", "my-phrases-in-daily-life"),
        ("no-imagery", "Plain counting", "Perhaps you can look at your breathing", "soles-of-the-feet"),
    ],
)
def test_each_choice_reshapes_week_practice_and_player(
    maya: FlaskClient, cast: Cast, way: str, other: str, where: str, nothing: str
) -> None:
    maya.post(SETTING, data={"way": way})
    player = short(maya, cast)
    player = player[player.index("data-along") :]
    here = player[: player.index(where)].rindex('class="in-her-way"')
    assert player[here : player.index(where)].count("data-paragraph") == 0
    assert f"<b>{other}.</b>" in player[here : player.index(where)]
    assert "Nothing here asks for anything else." in short(maya, cast, nothing)
    listed = maya.get(f"/course/{cast.here.enrolment}/week-2").text
    assert f"“{other}” where it asks for" in listed
    assert "In your way: " in maya.get("/today").text


def test_whoever_chose_nothing_reads_weeks_and_practices_as_they_are(maya: FlaskClient, cast: Cast) -> None:
    shown = [
        short(maya, cast),
        maya.get(f"/course/{cast.here.enrolment}/week-2").text,
        maya.get("/today").text,
    ]
    assert not any("in-her-way" in one or "where it asks for" in one or "In your way" in one for one in shown)


def test_another_practice_stands_before_one_that_goes_where_she_would_rather_not(
    maya: FlaskClient, cast: Cast
) -> None:
    """In week 2 the stone stands in for affectionate breathing, once, and is not listed a second time."""
    usual = _practices(maya, cast)
    assert usual.index("affectionate-breathing") < usual.index("here-and-now-stone")
    maya.post(SETTING, data={"way": "no-body"})
    hers = _practices(maya, cast)
    assert hers.index("here-and-now-stone") < hers.index("affectionate-breathing")
    assert sorted(hers) == sorted(usual)
    assert (
        "In your way, in place of “Affectionate breathing”"
        in maya.get(f"/course/{cast.here.enrolment}/week-2").text
    )


def test_today_offers_what_suits_her_and_names_her_setting_with_a_way_to_change_it(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    """Of week 3's three home practices, affectionate breathing alone has another named in its place."""
    seen: dict[str, set[str]] = {}
    for way in ("leave-quickly", "no-body"):
        maya.post(SETTING, data={"way": way})
        seen[way] = set()
        for day in (13, 14, 15):
            travel_to(site_engine, datetime(2027, 3, day, 9, tzinfo=UTC))
            today = maya.get("/today").text
            hero = today[today.index("Today’s practice") : today.index("Already practised today?")]
            seen[way] |= set(re.findall(rf"/practice/{cast.here.enrolment}/([a-z-]+)", hero))
            assert f'<a href="{SETTING}">' in hero
    assert "affectionate-breathing" in seen["leave-quickly"]
    assert seen["no-body"] == {"loving-kindness-for-a-loved-one", "my-phrases-in-daily-life"}


def test_her_setting_costs_today_and_the_week_no_statement(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    def costs() -> list[int]:
        found = []
        for page in ("/today", f"/course/{cast.here.enrolment}/week-3"):
            maya.get(page)
            with counted(site_engine) as sent:
                maya.get(page)
            found.append(len(sent))
        return found

    before = costs()
    maya.post(SETTING, data={"way": ["no-touch", "no-body", "no-imagery", "eyes-open", "leave-quickly"]})
    assert costs() == before


def _practices(browser: FlaskClient, cast: Cast) -> list[str]:
    listed = browser.get(f"/course/{cast.here.enrolment}/week-2").text
    part = listed[listed.index('aria-labelledby="practise"') :]
    return re.findall(r'class="row" href="/practice/\d+/([a-z-]+)"', part[: part.index("</section>")])
