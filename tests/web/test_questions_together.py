"""Questions four on a page: the same sentences and answers below each other, each saved as if it had stood alone."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.cohorts.enrolment import Enrolment
from course.measures import assessment
from course.measures.assessment import Answer, Assessment, Mode
from course.measures.layout import Layout
from course.safety.concern import Concern
from curriculum.loader import load_wording
from tests.cast import Cast
from tests.course.safety import official
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

pytestmark = pytest.mark.one_engine
OPEN = datetime(2027, 4, 18, 9, tzinfo=UTC)
FIRST = load_wording("self-compassion-12")
SECOND = load_wording("stress-4")


@pytest.fixture
def base(cast: Cast, site_engine: Engine) -> str:
    """Ben answers after the course; he answered nothing before it."""
    travel_to(site_engine, OPEN)
    return f"/questions/{cast.here.other_enrolment}/after"


@pytest.fixture
def ben(signed_in_as: SignIn, cast: Cast, base: str) -> FlaskClient:
    browser = signed_in_as(cast.ben)
    assert browser.post(base, data={"room": "four"}).location == f"{base}/1"
    return browser


def form_of(page: str, **more: str) -> dict[str, str]:
    """What a browser would send: hidden fields and what is checked."""
    form = page[page.index("<form", page.index('id="main"')) :]
    form = form[: form.index("</form>")]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    checked = re.findall(r'name="(answer-\d)" value="(\d+)" checked', form)
    return {**hidden, **dict(checked), "act": "continue", **more}


def send(browser: FlaskClient, base: str, number: int, **more: str) -> str:
    """Open a page, send it; where it leads."""
    data = form_of(
        browser.get(f"{base}/{number}").text, **{key.replace("_", "-"): each for key, each in more.items()}
    )
    return browser.post(f"{base}/{number}", data=data).location or ""


def saved(engine: Engine) -> dict[str, int | None]:
    with store.reading(engine) as db:
        mine = select(Answer.item_key, Answer.value).join(Assessment).where(Assessment.wave_key == "after")
        return dict(db.exec(mine.where(col(Assessment.measure_key) == "self-compassion-12")).all())


def layouts(engine: Engine, wave: str) -> dict[str, int | None]:
    with store.reading(engine) as db:
        mine = select(Assessment.measure_key, Assessment.layout).where(Assessment.wave_key == wave)
        return dict(db.exec(mine).all())


def test_four_stand_below_each_other_with_the_words_they_have_alone(ben: FlaskClient, base: str) -> None:
    shown = ben.get(f"{base}/5").text
    asked = re.findall(r'<h2 class="question">([^<]+)</h2>', shown)
    assert [one.replace("&#39;", "'") for one in asked] == [FIRST.items[f"q{n}"] for n in (5, 6, 7, 8)]
    assert re.findall(r'type="radio"[^>]*>\s*<span>([^<]+)', shown) == list(FIRST.choices.values()) * 4
    assert "Questions 5 to 8 of 16" in shown
    assert "0 of 16 saved." in shown
    assert "<table" not in shown
    assert " checked" not in shown
    assert "Save and stop for now" in shown


def test_a_page_holds_questions_of_one_measure(ben: FlaskClient, base: str) -> None:
    """Twelve and four: three pages and one."""
    shown = ben.get(f"{base}/14").text
    assert re.findall(r'<h2 class="question">([^<]+)', shown) == list(SECOND.items.values())


def test_every_answer_is_saved_and_the_rest_is_asked_about_once(
    ben: FlaskClient, base: str, site_engine: Engine
) -> None:
    data = form_of(ben.get(f"{base}/1").text, **{"answer-0": "4", "answer-2": "2"})
    shown = ben.post(f"{base}/1", data=data).text
    assert "Leave out these 2 questions?" in shown
    assert saved(site_engine) == {"q1": 4, "q3": 2}
    assert ben.post(f"{base}/1", data={**form_of(shown), "act": "leave"}).location == f"{base}/5"
    assert saved(site_engine) == {"q1": 4, "q2": None, "q3": 2, "q4": None}
    assert send(ben, base, 1) == f"{base}/5"  # what was left out is not asked about again


def test_one_is_skipped_and_the_others_stay(ben: FlaskClient, base: str, site_engine: Engine) -> None:
    assert send(ben, base, 1, answer_0="4", answer_1="3", act="skip answer-1") == f"{base}/1#q3"
    assert saved(site_engine) == {"q1": 4, "q2": None}
    assert "Left out for now" in ben.get(f"{base}/1").text


def test_stopping_saves_and_going_on_leads_to_the_first_open_one(
    ben: FlaskClient, base: str, site_engine: Engine
) -> None:
    assert send(ben, base, 1, answer_0="4", act="stop") == f"{base}?stopped=yes"
    assert saved(site_engine) == {"q1": 4}
    assert ben.post(base).location == f"{base}/1#q2"


def test_an_answer_that_was_not_touched_keeps_its_time(
    ben: FlaskClient, base: str, site_engine: Engine
) -> None:
    send(ben, base, 1, answer_0="4", act="stop")
    travel_to(site_engine, datetime(2027, 4, 19, 9, tzinfo=UTC))
    send(ben, base, 1, answer_1="3", act="stop")
    with store.reading(site_engine) as db:
        rows = db.exec(select(Answer.item_key, Answer.answered_at).join(Assessment).where(
            Assessment.wave_key == "after")).all()  # fmt: skip
    assert {item: at.day for item, at in rows} == {"q1": 18, "q2": 19}


def test_two_tabs_lose_nothing_and_what_was_chosen_beside_it_is_saved(
    ben: FlaskClient, base: str, site_engine: Engine
) -> None:
    first, second = ben.get(f"{base}/1").text, ben.get(f"{base}/1").text
    ben.post(f"{base}/1", data=form_of(first, **{"answer-0": "4"}))
    shown = ben.post(f"{base}/1", data=form_of(second, **{"answer-0": "1", "answer-1": "5"})).text
    assert "You answered this one elsewhere too" in shown
    assert saved(site_engine) == {"q1": 4, "q2": 5}
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown))
    ben.post(f"{base}/1", data={**hidden, "act": "leave"})
    assert saved(site_engine) == {"q1": 1, "q2": 5}


def test_what_is_no_answer_is_explained_and_nothing_is_lost(
    ben: FlaskClient, base: str, site_engine: Engine
) -> None:
    data = form_of(ben.get(f"{base}/1").text, **{"answer-0": "4", "answer-1": "often"})
    answer = ben.post(f"{base}/1", data=data)
    assert answer.status_code == 422
    assert 'name="answer-0" value="4" checked' in answer.text
    assert saved(site_engine) == {}


def test_to_the_end_with_the_skipped_ones_listed_once(ben: FlaskClient, base: str) -> None:
    for number in (1, 5, 9, 13):
        three = {f"answer-{n}": "1" for n in range(3)}
        ben.post(
            f"{base}/{number}", data={**form_of(ben.get(f"{base}/{number}").text), **three, "act": "leave"}
        )
    shown = ben.get(f"{base}/last").text
    assert "You skipped 4" in shown
    assert send(ben, base, 4, **{"answer_3": "1", "from": "last"}) == f"{base}/last"
    assert "You skipped 3" in ben.get(f"{base}/last").text
    ben.post(f"{base}/last")
    assert "Thank you" in ben.get(base).text


# Which layout


def test_without_a_script_they_come_one_at_a_time_until_she_says_otherwise(
    signed_in_as: SignIn, cast: Cast, base: str, site_engine: Engine
) -> None:
    ben = signed_in_as(cast.ben)
    ben.post(base)
    assert "Four on a page" in ben.get(f"{base}/1").text
    assert set(layouts(site_engine, "after").values()) == {1}
    ben.post(base, data={"layout": "four"})
    assert set(layouts(site_engine, "after").values()) == {2}
    ben.post(base, data={"room": ""})  # begins again where nothing is said: as it is
    assert "One at a time" in ben.get(f"{base}/1").text
    send(ben, base, 1, answer_0="2", act="stop")
    ben.post(base, data={"layout": "one"})
    assert set(layouts(site_engine, "after").values()) == {2}
    assert "One at a time" not in ben.get(f"{base}/2").text


@pytest.mark.parametrize(("mode", "then"), [(Mode.SITE, 1), (Mode.PAPER, 2)])
def test_later_waves_keep_the_layout_of_the_first_whatever_the_screen(
    signed_in_as: SignIn, cast: Cast, base: str, site_engine: Engine, mode: Mode, then: int
) -> None:
    """Paper has no layout: whoever answered on it before takes what suits the screen."""
    with store.writing(site_engine) as db:
        place = db.get_one(Enrolment, cast.here.other_enrolment)
        for key in ("self-compassion-12", "stress-4"):
            row = assessment.begin(
                db, place, wave_key="before", measure_key=key, locale="en", now=OPEN, mode=mode,
                layout=Layout.ONE if mode is Mode.SITE else None,
            )  # fmt: skip
            row.answered_at = OPEN
    ben = signed_in_as(cast.ben)
    offered = "Begin with four on a page" in ben.get(base).text
    ben.post(base, data={"room": "four", "layout": "four"})
    assert set(layouts(site_engine, "after").values()) == {then}
    assert offered is (then == 2)


def test_a_tap_goes_on_only_where_she_chose_it_and_questions_come_one_at_a_time(
    signed_in_as: SignIn, cast: Cast, base: str
) -> None:
    ben = signed_in_as(cast.ben)
    ben.post(base)
    assert "data-goes-on" not in ben.get(f"{base}/1").text
    about = {"called": "Ben", "theme": "system", "locale": "en", "zone": "Europe/Lisbon", "goes_on": "y"}
    assert ben.post("/me/about", data=about).status_code == 302
    assert ben.get("/me/about").text.count(" checked") == 2  # the theme, and this
    assert "data-goes-on" in ben.get(f"{base}/1").text
    ben.post(base, data={"layout": "four"})
    assert "data-goes-on" not in ben.get(f"{base}/1").text


def test_a_letters_link_leads_to_the_first_open_one(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 2, 20, 9, tzinfo=UTC))
    link, base = f"/open/questions/{cast.here.wave_secret}", f"/questions/{cast.here.other_enrolment}/before"
    assert client.post(link).location == base
    client.post(base, data={"room": "four"})
    send(client, base, 1, answer_0="2", act="stop")
    assert client.post(link).location == f"{base}/1#q2"


def test_four_cost_no_more_statements_than_one(ben: FlaskClient, base: str, site_engine: Engine) -> None:
    ben.get(f"{base}/1")
    with counted(site_engine) as sent:
        assert ben.get(f"{base}/5").status_code == 200
    assert len(sent) <= 8, "\n".join(sent)


def test_a_script_reads_where_it_goes_on_and_what_was_not_taken(ben: FlaskClient, base: str) -> None:
    """What a phone kept without a connection is sent like that; a second sending is the same answer."""
    script = {"X-Fragment": "1"}
    data = form_of(ben.get(f"{base}/1").text, **{f"answer-{n}": "2" for n in range(4)})
    for _again in range(2):
        assert ben.post(f"{base}/1", data=data, headers=script).json == {"to": f"{base}/5"}
    older = {**data, **{f"client_id-{n}": str(uuid4()) for n in range(4)}, "answer-0": "5"}
    answer = ben.post(f"{base}/1", data=older, headers=script)
    assert (answer.status_code, answer.headers["X-Not-Taken"]) == (200, "1")
    assert 'value="2" checked' in ben.get(f"{base}/1").text


def test_only_an_answer_that_asks_for_nobody_may_wait_on_her_phone(watched: FlaskClient, base: str) -> None:
    first, last = watched.get(f"{base}/1").text, watched.get(f"{base}/25").text
    assert "data-waits" in first
    assert "data-untold" not in first
    assert "data-waits" not in last
    assert "nobody has been told" in last


# An answer that asks for somebody


@pytest.fixture
def watched(signed_in_as: SignIn, cast: Cast, base: str, site_engine: Engine) -> FlaskClient:
    """PHQ-9 after the sixteen: pages 17 to 20, 21 to 24, and its ninth question alone on the last."""
    with store.writing(site_engine) as db:
        official.ask_phq_9(db, cohort_id=cast.here.cohort, lead_id=cast.lena, now=OPEN)
    browser = signed_in_as(cast.ben)
    browser.post(base, data={"room": "four"})
    return browser


def concerns(engine: Engine) -> int:
    with store.reading(engine) as db:
        return len(db.exec(select(Concern).where(col(Concern.wave_key) == "after")).all())


def test_the_response_to_the_page_itself_shows_help(
    watched: FlaskClient, base: str, site_engine: Engine
) -> None:
    data = form_of(watched.get(f"{base}/25").text, **{"answer-0": "2"})
    answer = watched.post(f"{base}/25", data=data)
    assert answer.status_code == 200
    assert "Thank you for telling us" in answer.text
    assert answer.text.index("tel:112") > 0
    assert concerns(site_engine) == 1
    assert send(watched, base, 25) == f"{base}/last"  # told already: the same page again does not stop her


def test_a_page_that_could_not_be_saved_says_that_nobody_was_told(
    watched: FlaskClient, base: str, site_engine: Engine
) -> None:
    data = form_of(watched.get(f"{base}/25").text, **{"answer-0": "2"})
    travel_to(site_engine, datetime(2027, 7, 1, 9, tzinfo=UTC))
    answer = watched.post(f"{base}/25", data=data)
    assert answer.status_code >= 400
    assert "Your answer was not saved, and nobody has been told" in answer.text
    travel_to(site_engine, OPEN)
    assert watched.post(f"{base}/25", data={**data, "act": "skip answer-0"}).location == f"{base}/last"
    assert concerns(site_engine) == 0


def test_beside_others_and_beside_a_conflict_it_is_heard_and_everything_else_is_saved(
    watched: FlaskClient, base: str, site_engine: Engine
) -> None:
    """Questions 24 and 25 in one press, as a page of another length would send them; 24 was answered elsewhere too."""
    before, asks = form_of(watched.get(f"{base}/21").text), form_of(watched.get(f"{base}/25").text)
    one = {key.replace("-3", "-0"): each for key, each in before.items() if key.endswith("-3")}
    two = {key.replace("-0", "-1"): each for key, each in asks.items() if key.endswith("-0")}
    send(watched, base, 21, answer_3="1", act="stop")
    both = {**one, **two, "act": "continue", "answer-0": "3", "answer-1": "1"}
    answer = watched.post(f"{base}/25", data=both)
    assert "Thank you for telling us" in answer.text
    assert concerns(site_engine) == 1
    assert 'name="answer-3" value="1" checked' in watched.get(f"{base}/21").text
    assert 'name="answer-0" value="1" checked' in watched.get(f"{base}/25").text
