"""A message to a group: whom it reaches as a sentence, how each will read it, the press, and a minute to undo."""

import html
import re
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.enrolment import Enrolment
from course.group.message import GroupMessage, NotForHer
from course.people import preference
from course.people.person import Person
from course.people.preference import Kind
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.pressing import press_twice
from tests.web.travelling import travel_to

WORDS = "We begin in the garden.\n\nBring something warm."


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/messages"


def sent(engine: Engine, cast: Cast) -> list[GroupMessage]:
    """Without the one of two weeks ago."""
    with store.reading(engine) as db:
        rows = db.exec(select(GroupMessage).order_by("id")).all()
        return [row for row in rows if row.id not in {cast.here.message, cast.there.message}]


def fields(page: str) -> dict[str, object]:
    """What the form with Send holds."""
    form = next(part for part in page.split("<form")[1:] if 'name="confirmed"' in part)
    found: dict[str, object] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        found[name] = [*_listed(found.get(name)), value]
    return found


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def test_the_sentence_says_to_how_many_and_not_to_whom_and_why(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    """Of those who have places in this group, Dani has left already."""
    with store.writing(site_engine) as db:
        preference.stop(db, cast.ben, Kind.WORDS, now=NOW)
    page = ines.get(f"{address}/new").text
    heading = page.partition("<h1>")[2].partition("</h1>")[0]
    assert heading.startswith("To one person of Thursday evening, not ")
    assert "not Ben (wants no such letters)" in heading
    assert "not Dani (has left)" in heading
    assert "She stopped this kind of letter." in page


def test_whoever_it_does_not_reach_any_more_is_shown_before_it_is_sent(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    pressed = fields(ines.post(f"{address}/new", data={"words": WORDS}).text)
    with store.writing(site_engine) as db:
        preference.stop(db, cast.ben, Kind.WORDS, now=NOW)
    again = ines.post(f"{address}/new", data=pressed).text
    assert "This was changed after it was shown, so nothing is done yet." in again
    assert "not Ben (wants no such letters)" in again
    assert sent(site_engine, cast) == []
    ines.post(f"{address}/new", data=fields(again))
    assert len(sent(site_engine, cast)) == 1


def test_the_first_press_shows_the_letter_as_one_person_reads_it_and_the_second_sends(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).locale = "de"
    shown = ines.post(f"{address}/new", data={"words": WORDS, "reader": cast.here.enrolment}).text
    assert "So Maya will read it" in shown
    assert "Hallo Maya," in shown
    assert sent(site_engine, cast) == []
    other = ines.post(f"{address}/new", data={"words": WORDS, "reader": cast.here.other_enrolment}).text
    assert "Hello Ben," in other
    for _tap in range(2):
        assert ines.post(f"{address}/new", data=fields(shown)).status_code == 302
    assert [row.words for row in sent(site_engine, cast)] == [WORDS]


def test_the_letter_stands_in_a_frame_that_its_own_style_alone_is_let_into(
    ines: FlaskClient, address: str, cast: Cast
) -> None:
    answer = ines.post(
        f"{address}/new",
        data={"words": "You <must> come.", "subject": "Thursday", "reader": cast.here.enrolment},
    )
    [sandbox, framed] = re.search(
        r'<iframe class="letter-frame" (\S+) srcdoc="([^"]*)"', answer.text
    ).groups()  # type: ignore[union-attr]
    assert sandbox == "sandbox"
    paper = html.unescape(framed)
    assert "<p>You &lt;must&gt; come.</p>" in paper
    [style] = re.findall("<style>(.*?)</style>", paper, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'self' 'sha256-{digest}';" in policy
    assert policy.replace(f" 'sha256-{digest}'", "") == ines.get(address).headers["Content-Security-Policy"]
    assert "Subject: Thursday" in answer.text


def test_a_hard_word_is_named_and_the_message_can_be_sent_all_the_same(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    shown = ines.post(f"{address}/new", data={"words": "You must come. We missed you. Ihr müsst."}).text
    assert "may sound harder than you mean them: must, missed, müsst." in shown
    assert "may sound harder" not in ines.post(f"{address}/new", data={"words": WORDS}).text
    ines.post(f"{address}/new", data=fields(shown))
    assert len(sent(site_engine, cast)) == 1


def test_undone_within_the_minute_it_is_not_sent_and_its_words_are_kept(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    shown = ines.post(f"{address}/new", data={"words": WORDS}).text
    ines.post(f"{address}/new", data=fields(shown))
    [row] = sent(site_engine, cast)
    page = ines.get(address).text
    assert "Your message leaves in a minute" in page
    assert "Undo: do not send it" in page
    answer = ines.post(f"{address}/{row.id}/undo", follow_redirects=True)
    assert "Taken back: nothing was sent." in answer.text
    assert "We begin in the garden." in answer.text
    [row] = sent(site_engine, cast)
    assert row.undone_at is not None


def test_after_the_minute_there_is_nothing_to_undo_and_the_page_says_so(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, NOW)
    shown = ines.post(f"{address}/new", data={"words": WORDS}).text
    ines.post(f"{address}/new", data=fields(shown))
    [row] = sent(site_engine, cast)
    travel_to(site_engine, NOW + timedelta(minutes=2))
    assert "Undo: do not send it" not in ines.get(address).text
    answer = ines.post(f"{address}/{row.id}/undo", follow_redirects=True)
    assert "The minute is over, and the message has left." in answer.text
    assert sent(site_engine, cast)[0].undone_at is None


def test_it_stands_on_today_and_on_the_groups_page_of_those_it_is_for(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine, signed_in_as: SignIn
) -> None:
    travel_to(site_engine, NOW)
    first = {
        "words": WORDS,
        "offered": [cast.here.enrolment, cast.here.other_enrolment],
        "to": cast.here.enrolment,
    }
    shown = ines.post(f"{address}/new", data=first).text
    assert "not Ben (left out by you)" in shown
    ines.post(f"{address}/new", data=fields(shown))
    with store.reading(site_engine) as db:
        assert [one.enrolment_id for one in db.exec(select(NotForHer)).all()] == [cast.here.other_enrolment]
    maya, ben = signed_in_as(cast.maya), signed_in_as(cast.ben)
    pages = ((maya, cast.here.enrolment), (ben, cast.here.other_enrolment))
    assert "We begin in the garden." not in maya.get("/today").text  # while it is held
    travel_to(site_engine, NOW + timedelta(minutes=2))
    for browser, place in pages:
        for path in ("/today", f"/group/{place}"):
            assert ("We begin in the garden." in browser.get(path).text) == (browser is maya)
    travel_to(site_engine, NOW + timedelta(days=8))
    assert "We begin in the garden." not in maya.get("/today").text
    assert "We begin in the garden." in maya.get(f"/group/{cast.here.enrolment}").text


def test_where_it_reaches_nobody_nothing_is_sent_and_the_words_are_kept(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    places = re.findall(r'name="offered" value="(\d+)"', ines.get(f"{address}/new").text)
    answer = ines.post(f"{address}/new", data={"words": WORDS, "offered": places, "confirmed": "yes"})
    assert answer.status_code == 422
    assert "This reaches nobody just now." in answer.text
    assert "Bring something warm." in answer.text
    assert sent(site_engine, cast) == []


def test_a_place_of_another_group_is_not_heard(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    sent_ = {"words": WORDS, "offered": [cast.there.enrolment], "to": [], "client_id": str(uuid4())}
    assert press_twice(ines, f"{address}/new", sent_).status_code == 302
    with store.reading(site_engine) as db:
        assert db.exec(select(NotForHer)).all() == []


def test_the_pages_cost_the_same_for_twelve_people_and_for_five_hundred(
    ines: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    costs = []
    for size in (12, 500):
        with store.writing(site_engine) as db:
            for _one in range(size):
                who = Person(email=f"{uuid4().hex}@example.org", name="One", called="One", created_at=NOW)
                db.add(who)
                db.flush()
                db.add(
                    Enrolment(
                        cohort_id=cast.here.cohort, person_id=who.stored_id, joined_at=NOW, ready_at=NOW
                    )
                )
        for path in (address, f"{address}/new"):
            ines.get(path)
            with counted(site_engine) as statements:
                assert ines.get(path).status_code == 200
            costs.append(len(statements))
    assert costs[:2] == costs[2:]
    assert costs[0] <= 14
