"""Get help: numbers for each country with the day somebody tried them, and asking to be contacted."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlmodel import col, select

from course import store
from course.cohorts.programme import Programme
from course.delivery.channels.mailbox import Mailbox, read_mailbox
from course.delivery.pump import pump
from course.people.person import Person
from course.safety import plan
from course.safety.concern import Concern
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted

ASK = "Ask somebody to contact me"


def of_help(engine: Engine) -> list[Concern]:
    with store.reading(engine) as db:
        return list(
            db.exec(select(Concern).where(Concern.wave_key == "help").order_by(col(Concern.id))).all()
        )


@pytest.fixture
def two_countries(site_engine: Engine, cast: Cast) -> None:
    """Linden House is in Germany, and has a line in Portugal as well, tried two months before."""
    with store.writing(site_engine) as db:
        house = db.get_one(Programme, cast.here.programme)
        house.country = "DE"
        plan.add_resource(
            db,
            house,
            name="Linha de noite",
            phone="213 544 545",
            hours="16:00 to 00:00",
            country="PT",
            checked_on=date(2027, 1, 15),
            by=db.get_one(Person, cast.lena),
        )


@pytest.mark.usefixtures("two_countries")
def test_lines_stand_by_country_her_own_first_each_with_the_day_they_were_tried(
    signed_in_as: SignIn, cast: Cast
) -> None:
    """Maya's clock is that of Lisbon; the house is in Germany, where lines were tried on 17 March 2027."""
    shown = signed_in_as(cast.maya).get("/help").text
    assert (
        shown.index("Portugal")
        < shown.index("213 544 545")
        < shown.index("Germany")
        < shown.index("Night line")
    )
    assert "Somebody last tried them on 15 January 2027." in shown
    assert "Somebody last tried them on 17 March 2027." in shown


@pytest.mark.usefixtures("two_countries")
def test_signed_out_the_lines_of_every_country_are_there_and_she_is_led_to_sign_in_to_ask(
    client: FlaskClient,
) -> None:
    shown = client.get("/help").text
    assert "Portugal" in shown
    assert "Night line" in shown
    assert ASK not in shown
    assert "/sign-in?next=/help%23ask" in shown


def test_one_press_asks_and_the_page_says_who_answers_when_and_where(
    app: Flask, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    before = maya.get("/help").text
    assert ASK in before
    assert "You need not say why." in before
    assert maya.post("/help/word", data={"answer": "yes"}).status_code == 302
    (row,) = of_help(site_engine)
    assert (row.enrolment_id, row.kind.value, row.closed_at) == (cast.here.enrolment, "asked", None)
    shown = maya.get("/help").text
    assert re.search(r"They know since Wednesday 17 March at 12:\d\d that you would like a word\.", shown)
    assert "Somebody writes to you at maya@example.org." in shown
    assert "weekdays 9 to 17, within one working day" in shown
    assert ASK not in shown
    folder = app.extensions["settings"].mailbox
    pump(site_engine, app.extensions["settings"], Mailbox(folder))
    told = [mail for mail in read_mailbox(folder) if "safety list" in mail.text]
    assert told
    assert all("Maya" not in mail.text for mail in told)


def test_pressed_twice_it_is_one_and_after_it_is_closed_she_may_ask_again(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    for _press in range(2):
        maya.post("/help/word", data={"answer": "yes"})
    assert [one.times for one in of_help(site_engine)] == [1]
    with store.writing(site_engine) as db:
        row = db.get_one(Concern, of_help(site_engine)[0].stored_id)
        row.seen_at = row.acted_at = row.closed_at = row.opened_at
    assert ASK in maya.get("/help").text
    maya.post("/help/word", data={"answer": "yes"})
    (again,) = of_help(site_engine)
    assert (again.times, again.closed_at) == (2, None)


def test_the_press_answers_with_its_part_of_the_page_when_a_script_asked(
    signed_in_as: SignIn, cast: Cast
) -> None:
    answer = signed_in_as(cast.maya).post("/help/word", data={"answer": "yes"}, headers={"X-Fragment": "1"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="ask" class="ask" data-say="They know that you would like a word."' in answer.text


def test_the_safety_list_says_where_it_was_asked(signed_in_as: SignIn, cast: Cast) -> None:
    signed_in_as(cast.maya).post("/help/word", data={"answer": "yes"})
    shown = signed_in_as(cast.lena).post(f"/programmes/{cast.here.programme}/concerns").text
    assert "Would like a word: on the help page." in shown


def test_who_has_no_place_is_offered_no_press_and_makes_none(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    ines = signed_in_as(cast.ines)
    assert ASK not in ines.get("/help").text
    assert ines.post("/help/word", data={"answer": "yes"}).status_code == 404
    assert of_help(site_engine) == []


def test_when_it_could_not_be_kept_she_reads_that_nobody_knows_and_whom_to_call(
    app: Flask, signed_in_as: SignIn, cast: Cast, site_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is away, and the form carries the mark of its page."""
    monkeypatch.setattr(app, "testing", False)  # an error is then a page, as for people
    maya = signed_in_as(cast.maya)
    watch = maya.get("/help").text.split('name="watch" value="')[1].split('"')[0]
    with site_engine.begin() as connection:
        connection.execute(text("ALTER TABLE concern RENAME TO concern_away"))
    answer = maya.post("/help/word", data={"answer": "yes", "watch": watch})
    assert answer.status_code >= 400
    assert "nobody has been told" in answer.text
    assert "112" in answer.text


def test_help_takes_at_most_eight_statements(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    maya = signed_in_as(cast.maya)
    maya.get("/help")
    with counted(site_engine) as sent:
        maya.get("/help")
    assert len(sent) <= 8, sent


def test_a_lead_says_for_which_country_a_line_is(signed_in_as: SignIn, cast: Cast) -> None:
    lena = signed_in_as(cast.lena)
    address = f"/programmes/{cast.here.programme}/settings/help-lines"
    line = {"name": "Linha de noite", "phone": "213 544 545", "hours": "16:00 to 00:00"}
    assert "Two letters, for example PT." in lena.post(address, data={**line, "country": "Portugal"}).text
    lena.post(address, data={**line, "country": "pt"})
    assert "Portugal · 213 544 545" in lena.get(address).text
