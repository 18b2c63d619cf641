"""The journal is hers alone: sealed, asked for again, saved as she writes, removed when she says so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlmodel import col, select

from course import clock, store
from course.delivery.ledger import Delivery
from course.people import sign_in, signed_in
from course.people.person import Person
from course.people.sign_in import SignInRequest
from course.people.signed_in import Device, SignedIn
from course.practice.journal import JournalEntry
from tests.cast import Cast
from tests.site import SignIn

CANARY = "A heron on the weir, and nobody else awake."


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def words(browser: FlaskClient, address: str = "/journal") -> str:
    return browser.get(address).get_data(as_text=True)


def write(browser: FlaskClient, text_: str = CANARY, **more: str) -> int:
    return browser.post("/journal", data={"client_id": str(uuid4()), "text": text_, **more}).status_code


def entries(engine: Engine, person: int) -> list[JournalEntry]:
    with store.reading(engine) as db:
        mine = select(JournalEntry).where(JournalEntry.person_id == person).order_by(col(JournalEntry.id))
        return list(db.exec(mine).all())


def close(engine: Engine, *, minutes: int = 15) -> None:
    """As if so many quiet minutes had passed since the journal was last used."""
    with store.writing(engine) as db:
        for row in db.exec(select(SignedIn)).all():
            row.journal_until -= timedelta(minutes=minutes)


def code(engine: Engine) -> str:
    """What the letter says that is on its way."""
    with store.writing(engine) as db:
        request = db.exec(select(SignInRequest).order_by(col(SignInRequest.id).desc())).first()
        assert request is not None
        return sign_in.mint_code(db, request)


def test_an_entry_is_listed_by_its_first_line_and_read_in_full(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    assert write(maya, f"{CANARY}\nAnd then a second line.", unit="week-3") == 302
    shown = words(maya)
    assert CANARY in shown
    assert "second line" not in shown
    newest = entries(site_engine, cast.maya)[-1]
    assert newest.unit_key == "week-3"
    assert "second line" in words(maya, f"/journal/{newest.id}")


def test_no_word_of_an_entry_is_stored_in_the_clear(maya: FlaskClient, site_engine: Engine) -> None:
    write(maya)
    with site_engine.connect() as connection:
        for (name,) in connection.execute(
            text("select name from sqlite_master where type = 'table'")
            if connection.dialect.name == "sqlite"
            else text("select tablename from pg_tables where schemaname = 'public'")
        ).all():
            for row in connection.execute(text(f'select * from "{name}"')):  # noqa: S608
                assert "heron" not in str(row), name


def test_nobody_else_reads_an_entry_whatever_their_role(signed_in_as: SignIn, cast: Cast) -> None:
    for person in (cast.olga, cast.ben, cast.ines, cast.lena):
        browser, address = signed_in_as(person), f"/journal/{cast.here.entry}"
        assert browser.get(address).status_code == 404
        assert browser.post(address, data={"text": "Mine now."}).status_code == 404
        assert browser.get(f"{address}/remove").status_code == 404
        assert browser.post(f"{address}/remove").status_code == 404
        assert "Canary of Maya" not in words(browser)
        assert "Canary of Maya" not in words(browser, "/journal/all.txt")


def test_the_words_for_the_script_have_their_gap_for_the_time(maya: FlaskClient) -> None:
    assert 'data-saved="Saved %s"' in words(maya)


def test_the_page_claims_only_what_is_true(maya: FlaskClient) -> None:
    assert "Only you can read this here. Facilitators and the programme cannot." in words(maya)


def test_the_prompt_is_this_weeks_and_can_be_left_out(maya: FlaskClient) -> None:
    assert "Write without a prompt" in words(maya)
    assert "Write without a prompt" not in words(maya, "/journal?unit=none")


def test_a_prompt_of_a_closed_week_is_not_shown(maya: FlaskClient) -> None:
    assert "The wish behind the voice" not in words(maya, "/journal?unit=week-4")


def test_autosave_keeps_one_entry_however_often_it_saves(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    before, same = len(entries(site_engine, cast.maya)), str(uuid4())
    for so_far in ("", "A heron", "A heron on the weir"):
        answer = maya.post("/journal", data={"client_id": same, "text": so_far}, headers={"X-Fragment": "1"})
        assert answer.status_code == 204
    maya.post("/journal", data={"client_id": same, "text": CANARY})
    assert len(entries(site_engine, cast.maya)) == before + 1
    assert CANARY in words(maya)


def test_saving_and_autosave_at_the_same_moment_make_one_entry(
    app: Flask, maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    before, same = len(entries(site_engine, cast.maya)), str(uuid4())
    cookie = maya.get_cookie("kindly")
    assert cookie is not None

    def send(number: int) -> int:
        browser = app.test_client()
        browser.set_cookie("kindly", cookie.value)
        return browser.post("/journal", data={"client_id": same, "text": f"{CANARY} {number}"}).status_code

    with ThreadPoolExecutor(6) as at_once:
        assert set(at_once.map(send, range(6))) == {302}
    assert len(entries(site_engine, cast.maya)) == before + 1


def test_two_tabs_on_one_entry_lose_nothing(maya: FlaskClient, cast: Cast) -> None:
    """The older tab is shown both; what it then saves was seen. A page that saved by itself goes on undisturbed."""
    address = f"/journal/{cast.here.entry}"
    version = _since(maya.get(address).text)
    first = maya.post(
        address, data={"text": "From the first tab.", "since": version}, headers={"X-Fragment": "1"}
    )
    assert first.status_code == 204
    quiet = maya.post(
        address, data={"text": "From the second.", "since": version}, headers={"X-Fragment": "1"}
    )
    assert quiet.status_code == 409
    both = maya.post(address, data={"text": "From the second.", "since": version})
    assert both.status_code == 422
    assert "Another tab has saved this meanwhile." in both.text
    assert "From the second.</textarea>" in both.text
    assert "From the first tab." in both.text
    assert "From the first tab." in words(maya, address)
    goes_on = {"text": "From the first tab, and on.", "since": first.headers["X-Since"]}
    assert maya.post(address, data=goes_on).status_code == 302
    seen = {"text": "From the second.", "since": _since(words(maya, address))}
    assert maya.post(address, data=seen).status_code == 302
    assert "From the second.</textarea>" in words(maya, address)


def test_more_words_after_the_same_beginning_are_no_other_tab(maya: FlaskClient, cast: Cast) -> None:
    """Saved by itself while she went on writing and pressed Save: nothing would be lost, so nothing is asked."""
    address = f"/journal/{cast.here.entry}"
    version = _since(maya.get(address).text)
    maya.post(address, data={"text": "A heron", "since": version}, headers={"X-Fragment": "1"})
    assert maya.post(address, data={"text": "A heron on the weir", "since": version}).status_code == 302


def test_a_hundred_thousand_characters_come_back_in_the_box(maya: FlaskClient, cast: Cast) -> None:
    long = "Word " * 20_000
    answer = maya.post(f"/journal/{cast.here.entry}", data={"text": long})
    assert answer.status_code == 422
    assert "Please keep it as two." in answer.text
    assert answer.text.count("Word ") >= 20_000


def _since(page: str) -> str:
    return page.partition('name="since" value="')[2].partition('"')[0]


def test_an_empty_entry_is_explained(maya: FlaskClient) -> None:
    answer = maya.post("/journal", data={"client_id": str(uuid4()), "text": "  \n"})
    assert answer.status_code == 422
    assert "One word is enough" in answer.get_data(as_text=True)


def test_an_entry_is_changed_and_removed_after_a_page_that_asks(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    address = f"/journal/{cast.here.entry}"
    maya.post(address, data={"text": CANARY})
    assert CANARY in words(maya, address)
    assert "Remove this entry?" in words(maya, f"{address}/remove")
    assert len(entries(site_engine, cast.maya)) == 1
    maya.post(f"{address}/remove")
    assert entries(site_engine, cast.maya) == []


def test_an_entry_emptied_by_mistake_keeps_its_words(maya: FlaskClient, cast: Cast) -> None:
    address = f"/journal/{cast.here.entry}"
    assert maya.post(address, data={"text": " "}).status_code == 422
    assert "Canary of Maya." in words(maya, address)


def test_older_entries_are_one_link_away(maya: FlaskClient) -> None:
    for number in range(31):
        write(maya, f"Entry number {number}.")
    assert "Canary of Maya." not in words(maya)
    assert "Entry number 30." in words(maya)
    assert "/journal?all=yes" in words(maya)
    assert "Canary of Maya." in words(maya, "/journal?all=yes")


def test_all_entries_can_be_taken_home_as_text(maya: FlaskClient) -> None:
    write(maya)
    answer = maya.get("/journal/all.txt")
    assert answer.mimetype == "text/plain"
    assert CANARY in answer.get_data(as_text=True)
    assert "Canary of Maya." in answer.get_data(as_text=True)


def test_after_fifteen_quiet_minutes_it_asks_again_and_the_rest_of_the_site_does_not(
    maya: FlaskClient, site_engine: Engine
) -> None:
    close(site_engine)
    for address in ("/journal", "/journal/1", "/journal/all.txt", "/me/download"):
        assert maya.get(address).location.startswith("/journal/confirm")
    assert maya.get("/today").status_code == 200


def test_every_visit_gives_it_another_fifteen_minutes(maya: FlaskClient, site_engine: Engine) -> None:
    close(site_engine, minutes=14)
    assert maya.get("/journal").status_code == 200
    close(site_engine, minutes=14)
    assert maya.get("/journal").status_code == 200
    close(site_engine, minutes=16)
    assert maya.get("/journal").status_code == 302


def test_the_code_of_a_letter_to_her_own_address_opens_it_again(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    close(site_engine)
    shown = maya.post("/journal/confirm", data={"act": "send"}).get_data(as_text=True)
    assert "maya@example.org" in shown
    with store.reading(site_engine) as db:
        letter = db.exec(select(Delivery).where(Delivery.letter == "sign_in")).one()
        assert letter.person_id == cast.maya
    assert maya.get("/journal").status_code == 302
    assert (
        maya.post("/journal/confirm", data={"act": "open", "code": code(site_engine)}).location == "/journal"
    )
    assert maya.get("/journal").status_code == 200


def test_words_that_were_being_sent_are_kept_on_the_page_and_saved_after_the_code(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    close(site_engine)
    before = len(entries(site_engine, cast.maya))
    sent = {"client_id": str(uuid4()), "text": CANARY, "unit": "week-3"}
    held = maya.post("/journal", data=sent)
    assert held.status_code == 401
    assert CANARY in held.get_data(as_text=True)
    assert len(entries(site_engine, cast.maya)) == before
    asked = maya.post("/journal/confirm", data={**sent, "act": "send"})
    assert CANARY in asked.get_data(as_text=True)
    wrong = maya.post("/journal/confirm", data={**sent, "act": "open", "code": "not it"})
    assert wrong.status_code == 422
    assert CANARY in wrong.get_data(as_text=True)
    maya.post("/journal/confirm", data={**sent, "act": "open", "code": code(site_engine)})
    assert CANARY in words(maya)
    assert len(entries(site_engine, cast.maya)) == before + 1


def test_changed_words_of_an_old_entry_go_back_into_it_after_the_code(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    close(site_engine)
    sent = {"text": CANARY, "entry": str(cast.here.entry)}
    assert maya.post(f"/journal/{cast.here.entry}", data=sent).status_code == 401
    maya.post("/journal/confirm", data={**sent, "act": "send"})
    maya.post("/journal/confirm", data={**sent, "act": "open", "code": code(site_engine)})
    assert CANARY in words(maya, f"/journal/{cast.here.entry}")
    assert len(entries(site_engine, cast.maya)) == 1


def test_a_wrong_code_counts_and_the_fifth_is_the_last(maya: FlaskClient, site_engine: Engine) -> None:
    close(site_engine)
    maya.post("/journal/confirm", data={"act": "send"})
    right = code(site_engine)
    for _try in range(5):
        assert maya.post("/journal/confirm", data={"act": "open", "code": "000-no"}).status_code == 422
    assert maya.post("/journal/confirm", data={"act": "open", "code": right}).status_code == 422
    assert maya.get("/journal").status_code == 302


def test_the_code_of_somebody_else_opens_nothing(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    close(site_engine)
    ben = signed_in_as(cast.ben)
    close(site_engine)
    ben.post("/journal/confirm", data={"act": "send"})
    bens = code(site_engine)
    asked = ben.get_cookie("asked")
    assert asked is not None
    maya.set_cookie("asked", asked.value)
    assert maya.post("/journal/confirm", data={"act": "open", "code": bens}).status_code == 422
    assert maya.get("/journal").status_code == 302


def test_the_way_on_stays_behind_the_journals_door(maya: FlaskClient, site_engine: Engine) -> None:
    close(site_engine)
    maya.post("/journal/confirm", data={"act": "send"})
    answer = maya.post(
        "/journal/confirm",
        data={"act": "open", "code": code(site_engine), "next": "//elsewhere.example/journal/"},
    )
    assert answer.location == "/journal"


def test_a_shared_device_keeps_no_draft_and_shows_days_without_words(
    app: Flask, site_engine: Engine, cast: Cast
) -> None:
    with store.writing(site_engine) as db:
        _row, secret = signed_in.begin(db, db.get_one(Person, cast.maya), Device.SHARED)
    browser = app.test_client()
    browser.set_cookie("kindly", secret)
    shown = words(browser)
    assert "data-draft=" not in shown
    assert "Canary of Maya" not in shown
    assert f"/journal/{cast.here.entry}" in shown


def test_the_clock_of_the_journal_is_the_real_one(site_engine: Engine, maya: FlaskClient) -> None:
    """Course time is months ahead here; the door still opens for fifteen minutes from now."""
    maya.get("/journal")
    with store.reading(site_engine) as db:
        row = db.exec(select(SignedIn)).one()
        assert timedelta(minutes=14) < row.journal_until - clock.real_now(db) <= timedelta(minutes=15)


def test_an_entry_that_is_too_long_comes_back_whole(cast: Cast, signed_in_as: SignIn) -> None:
    words = "river " * 9_000
    answer = signed_in_as(cast.maya).post(
        "/journal", data={"text": words, "client_id": "00000000-0000-4000-8000-0000000000aa"}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert "longer than one entry" in answer.text
