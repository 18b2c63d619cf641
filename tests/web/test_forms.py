"""Forms of one's own: as protected as the journal, kept through errors and tabs, and read by their writer alone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlmodel import SQLModel, col, select

from course import store
from course.people import sign_in, signed_in
from course.people.person import Person
from course.people.sign_in import SignInRequest
from course.people.signed_in import Device, SignedIn
from course.practice.form import FilledForm, ReadForm
from curriculum.loader import load_course
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to
from tests.web.unpacking import everything

MARK = "mark4711 a heron on the weir"


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def log(cast: Cast) -> str:
    return f"/exercise/{cast.here.enrolment}/distress-log"


@pytest.fixture
def own(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/my-forms/own-practice-check"


def written(words: str = MARK, **more: str) -> dict[str, str]:
    return {"client_id": str(uuid4()), "answer-what-was-hard": words, **more}


def rows(engine: Engine, person: int) -> list[FilledForm]:
    with store.reading(engine) as db:
        hers = select(FilledForm).where(FilledForm.person_id == person).order_by(col(FilledForm.id))
        return list(db.exec(hers).all())


def close(engine: Engine) -> None:
    """As if fifteen quiet minutes had passed since the journal was last used."""
    with store.writing(engine) as db:
        for row in db.exec(select(SignedIn)).all():
            row.journal_until -= timedelta(minutes=15)


def code(engine: Engine) -> str:
    """What the letter says that is on its way."""
    with store.writing(engine) as db:
        request = db.exec(select(SignInRequest).order_by(col(SignInRequest.id).desc())).first()
        assert request is not None
        return sign_in.mint_code(db, request)


def version(page: str) -> str:
    found = re.search(r'name="since" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_the_page_says_what_it_asks_before_it_asks(maya: FlaskClient, log: str) -> None:
    shown = maya.get(log).text
    order = [
        "To give a hard moment a name",
        "Fill in what you like and leave the rest.",
        "What it asks of you",
        "Steps",
        "If it is hard",
        'href="/help"',
        "Only you can read this here.",
        "How strong it was",
    ]
    places = [shown.rindex(each) if each.startswith("href") else shown.index(each) for each in order]
    assert places == sorted(places)
    assert "about 5 minutes" in shown


def test_every_kind_of_field_is_kept_and_stands_below_in_words(
    maya: FlaskClient, log: str, cast: Cast, site_engine: Engine
) -> None:
    sent = written(**{"answer-level": "0", "answer-others-too": "not-yet", "answer-touch": "hands"})
    answer = maya.post(log, data=sent)
    assert answer.status_code == 302
    assert answer.location == f"{log}#written"
    shown = maya.get(log).text
    below = shown[shown.index('id="written"') :]
    for words in (MARK, "<dd>0</dd>", "<dd>Not yet</dd>", "<dd>One hand in the other</dd>"):
        assert words in below
    assert "Saved. Only you can read it here." in shown


def test_several_choices_are_kept_together(app: Flask, signed_in_as: SignIn, cast: Cast) -> None:
    """No form of the course has such a field for participants yet, so the reading of one is asked directly."""
    from curriculum.schema.exercise import Choice, FormField
    from web.filling import _answer

    field = FormField(
        key="helped",
        kind="several",
        label="What helped",
        choices=(Choice(key="tea", label="Tea"), Choice(key="nap", label="Nap")),
    )
    with app.test_request_context(method="POST", data={"answer-helped": ["tea", "nap"]}):
        assert _answer(field) == ["tea", "nap"]


def test_a_number_of_five_thousand_digits_is_refused_with_a_sentence(maya: FlaskClient, log: str) -> None:
    answer = maya.post(log, data=written(**{"answer-level": "9" * 5000}))
    assert answer.status_code == 422
    assert "Please choose a number from 0 to 10, or leave it open." in answer.text
    assert MARK in answer.text


def test_many_filled_forms_are_opened_with_one_look_at_the_key(
    maya: FlaskClient, log: str, site_engine: Engine
) -> None:
    for number in range(3):
        maya.post(log, data=written(f"Moment {number}."))
    with counted(site_engine) as sent:
        assert "Moment 2." in maya.get(log).text
    assert sum("FROM data_key" in statement for statement in sent) == 1


def test_what_a_form_no_longer_asks_is_still_shown_to_her(app: Flask) -> None:
    """Her own words stay readable when the content of her group has moved on."""
    exercise = next(one for one in load_course("eight-weeks").exercises if one.key == "distress-log")
    shorter = exercise.model_copy(update={"fields": exercise.fields[:1]})
    then = datetime(2027, 3, 1, tzinfo=UTC)
    row = ReadForm(1, uuid4(), "distress-log", {"what-was-hard": "Rain.", "helped": MARK}, then, then)
    with app.test_request_context():
        macro = app.jinja_env.get_template("forms/_written.html").module.answers_of  # type: ignore[attr-defined]
        assert f"<dt>No longer asked</dt><dd>{MARK}</dd>" in macro(shorter, row)
        assert "No longer asked" not in macro(exercise, row)


def test_the_newest_stands_first(maya: FlaskClient, log: str) -> None:
    maya.post(log, data=written("the older words"))
    maya.post(log, data=written("the newer words"))
    shown = maya.get(log).text
    assert (
        shown.index("the newer words") < shown.index("the older words") < shown.index("Form canary of Maya.")
    )


def test_older_ones_are_one_link_away(maya: FlaskClient, log: str) -> None:
    for number in range(10):
        maya.post(log, data=written(f"Moment {number}."))
    assert "Form canary of Maya." not in maya.get(log).text
    assert "Form canary of Maya." in maya.get(f"{log}?all=yes").text


def test_nothing_of_it_is_stored_in_the_clear(maya: FlaskClient, log: str, site_engine: Engine) -> None:
    """In SQLite's own file, byte for byte, and in every row of every table."""
    maya.post(log, data=written(**{"answer-touch": "object"}))
    with site_engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in connection.execute(text(f'select * from "{table.name}"')):  # noqa: S608
                assert "mark4711" not in repr(
                    tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                )
    if site_engine.dialect.name == "sqlite":
        name = site_engine.url.database
        found = b"".join(
            Path(f"{name}{end}").read_bytes() for end in ("", "-wal") if Path(f"{name}{end}").exists()
        )
        assert b"distress-log" in found
        assert b"mark4711" not in found


def test_nobody_else_reads_changes_or_removes_it_whatever_their_role(
    signed_in_as: SignIn, cast: Cast, log: str
) -> None:
    for person in (cast.olga, cast.ben, cast.ines, cast.lena):
        browser = signed_in_as(person)
        for address in (f"{log}/{cast.here.form}", f"{log}/{cast.here.form}/remove"):
            assert browser.get(address).status_code == 404
            assert browser.post(address, data=written("Mine now.")).status_code == 404
    bens = f"/exercise/{cast.here.other_enrolment}/distress-log"
    ben = signed_in_as(cast.ben)
    assert "Form canary of Maya." not in ben.get(bens).text
    assert ben.get(f"{bens}/{cast.here.form}").status_code == 404


def test_a_form_is_found_under_its_own_exercise_only(maya: FlaskClient, cast: Cast) -> None:
    other = f"/exercise/{cast.here.enrolment}/weekly-rating/{cast.here.form}"
    assert maya.get(other).status_code == 404


def test_no_staff_page_and_no_file_for_staff_holds_a_word_of_it(
    maya: FlaskClient, ines: FlaskClient, log: str, cast: Cast
) -> None:
    maya.post(log, data=written())
    for page in ("", "/people", "/outbox", "/my-forms", "/my-forms/own-practice-check"):
        shown = ines.get(f"/cohorts/{cast.here.cohort}{page}").text
        assert "mark4711" not in shown
        assert "Form canary of Maya." not in shown


def test_the_same_form_sent_twice_is_one_row(
    maya: FlaskClient, log: str, cast: Cast, site_engine: Engine
) -> None:
    before, sent = len(rows(site_engine, cast.maya)), written()
    for _twice in range(2):
        assert maya.post(log, data=sent).status_code == 302
    assert len(rows(site_engine, cast.maya)) == before + 1


def test_the_same_form_from_six_taps_at_the_same_moment_is_one_row(
    app: Flask, maya: FlaskClient, log: str, cast: Cast, site_engine: Engine
) -> None:
    before, sent, cookie = len(rows(site_engine, cast.maya)), written(), maya.get_cookie("kindly")
    assert cookie is not None

    def send(_number: int) -> int:
        browser = app.test_client()
        browser.set_cookie("kindly", cookie.value)
        return browser.post(log, data=sent).status_code

    with ThreadPoolExecutor(6) as at_once:
        assert set(at_once.map(send, range(6))) == {302}
    assert len(rows(site_engine, cast.maya)) == before + 1


def test_a_second_tab_loses_nothing(maya: FlaskClient, log: str, cast: Cast, site_engine: Engine) -> None:
    """Both tabs show the same form; the second to save is told, keeps its words, and may then replace the first."""
    address = f"{log}/{cast.here.form}"
    both_saw = version(maya.get(address).text)
    assert maya.post(address, data=written("from the left", since=both_saw)).status_code == 302
    told = maya.post(address, data=written("from the right", since=both_saw))
    assert told.status_code == 422
    assert "Another tab has saved this meanwhile." in told.text
    assert "from the right" in told.text
    assert "from the left" in maya.get(address).text
    again = maya.post(address, data=written("from the right", since=version(told.text)))
    assert again.status_code == 302
    assert "from the right" in maya.get(address).text
    assert len(rows(site_engine, cast.maya)) == 1


def test_a_copied_tab_of_a_new_form_loses_nothing(maya: FlaskClient, log: str) -> None:
    sent = written("from the left")
    maya.post(log, data=sent)
    told = maya.post(log, data={**sent, "answer-what-was-hard": "from the right"})
    assert told.status_code == 422
    assert "from the right</textarea>" in told.text
    assert "from the left" in told.text


def test_it_is_changed_and_removed_after_a_page_that_asks(
    maya: FlaskClient, log: str, cast: Cast, site_engine: Engine
) -> None:
    address = f"{log}/{cast.here.form}"
    shown = maya.get(address).text
    assert "Form canary of Maya.</textarea>" in shown
    maya.post(address, data=written(since=version(shown)))
    assert MARK in maya.get(address).text
    assert "Remove what you wrote?" in maya.get(f"{address}/remove").text
    assert len(rows(site_engine, cast.maya)) == 1
    maya.post(f"{address}/remove")
    assert rows(site_engine, cast.maya) == []


def test_a_number_can_be_left_open_again(maya: FlaskClient, log: str, cast: Cast) -> None:
    maya.post(log, data=written(**{"answer-level": "7"}))
    assert "<dd>7</dd>" in maya.get(log).text
    newest = re.search(rf"{log}/(\d+)\"", maya.get(log).text)
    assert newest is not None
    address = f"{log}/{newest[1]}"
    shown = maya.get(address).text
    assert re.search(r'value="7" checked', shown)
    maya.post(address, data=written(since=version(shown), **{"answer-level": ""}))
    assert "<dd>7</dd>" not in maya.get(log).text


@pytest.mark.parametrize(
    ("field", "typed"), [("answer-level", "11"), ("answer-level", "seven"), ("answer-others-too", "perhaps")]
)
def test_an_answer_that_does_not_fit_is_explained_and_everything_typed_stays(
    maya: FlaskClient, log: str, cast: Cast, site_engine: Engine, field: str, typed: str
) -> None:
    before = len(rows(site_engine, cast.maya))
    answer = maya.post(
        log, data=written(**{field: typed, "answer-touch": "belly", "answer-helped": "Tea & rain"})
    )
    assert answer.status_code == 422
    assert "or leave it open" in answer.text
    assert f'href="#{field}"' in answer.text
    assert f"{MARK}</textarea>" in answer.text
    assert "Tea &amp; rain</textarea>" in answer.text
    assert re.search(r'value="belly" checked', answer.text)
    assert len(rows(site_engine, cast.maya)) == before


def test_words_too_long_for_one_answer_come_back_whole(maya: FlaskClient, log: str) -> None:
    words = "river " * 4_000
    answer = maya.post(log, data=written(words))
    assert answer.status_code == 422
    assert words in answer.text
    assert "The journal has more room." in answer.text


def test_an_empty_form_is_explained(maya: FlaskClient, log: str) -> None:
    answer = maya.post(log, data=written("  "))
    assert answer.status_code == 422
    assert "One word is enough, and leaving is fine too." in answer.text


def test_an_exercise_of_a_closed_week_says_when_it_opens(maya: FlaskClient, cast: Cast) -> None:
    """Week 4 opens tomorrow evening, when its session ends."""
    address = f"/exercise/{cast.here.enrolment}/motivating-with-kindness"
    week = next(unit for unit in _units(cast) if "motivating-with-kindness" in unit[1])
    assert week[0] == "week-4"
    shown = maya.get(address)
    assert shown.status_code == 200
    assert "Not open yet" in shown.text
    assert "Steps" not in shown.text
    assert maya.post(address, data=written()).status_code == 404


def test_it_opens_with_its_week(
    maya: FlaskClient, cast: Cast, site_engine: Engine, signed_in_as: SignIn
) -> None:
    travel_to(site_engine, datetime(2027, 3, 19, 9, tzinfo=UTC))
    address = f"/exercise/{cast.here.enrolment}/motivating-with-kindness"
    assert "Steps" in maya.get(address).text
    assert f'href="{address}"' in maya.get(f"/course/{cast.here.enrolment}/week-4").text


def test_exercises_for_facilitators_are_not_there_for_participants(maya: FlaskClient, cast: Cast) -> None:
    for key in (
        "own-practice-check",
        "own-practice-log",
        "own-three-circles",
        "supervision-page",
        "co-facilitator-journal",
        "nothing-of-the-kind",
    ):
        address = f"/exercise/{cast.here.enrolment}/{key}"
        assert maya.get(address).status_code == 404
        assert maya.post(address, data=written()).status_code == 404


def test_the_journal_leads_to_the_forms_that_are_always_there(maya: FlaskClient, cast: Cast) -> None:
    every = f"/exercise/{cast.here.enrolment}"
    assert f'href="{every}"' in maya.get("/journal").text
    shown = maya.get(every).text
    for name in ("Journal in three parts", "A hard moment", "One number for the week"):
        assert name in shown
    assert f"{every}/weekly-reframe" in shown
    assert "How I am, as the one who leads" not in shown
    assert "motivating-with-kindness" not in shown


def test_numbers_stand_alone_by_date_and_are_not_judged(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    address = f"/exercise/{cast.here.enrolment}/weekly-rating"
    for day, number in ((17, "8"), (24, "6")):
        travel_to(site_engine, datetime(2027, 3, day, 12, tzinfo=UTC))
        maya.post(address, data={"client_id": str(uuid4()), "answer-how-often": number})
    shown = maya.get(address).text
    alone = shown[shown.index('class="numbers"') :]
    assert re.findall(r"<b>(\d+)</b>", alone[: alone.index("</ol>")]) == ["8", "6"]
    below = shown[shown.index('id="written"') :]
    assert not re.search(r"better|worse|average|higher|lower|up by|down by|%", below)


def test_after_fifteen_quiet_minutes_the_words_are_gone_from_the_page_and_the_steps_are_not(
    maya: FlaskClient, log: str, cast: Cast, site_engine: Engine
) -> None:
    close(site_engine)
    shown = maya.get(log)
    assert shown.status_code == 200
    assert "Steps" in shown.text
    assert "Form canary of Maya." not in shown.text
    assert f"/journal/confirm?next={log}" in shown.text
    for address in (f"{log}/{cast.here.form}", f"{log}/{cast.here.form}/remove"):
        assert maya.get(address).location == f"/journal/confirm?next={address}"
    assert maya.post(f"{log}/{cast.here.form}/remove").status_code == 401
    assert len(rows(site_engine, cast.maya)) == 1


def test_what_was_being_sent_is_kept_while_the_door_asks_and_saved_after_the_code(
    maya: FlaskClient, log: str, cast: Cast, site_engine: Engine
) -> None:
    close(site_engine)
    sent = written(**{"answer-level": "6"})
    held = maya.post(log, data=sent)
    assert held.status_code == 401
    assert f'value="{MARK}"' in held.text
    assert len(rows(site_engine, cast.maya)) == 1
    kept = {**sent, "next": log}
    assert f'value="{MARK}"' in maya.post("/journal/confirm", data={**kept, "act": "send"}).text
    opened = {**kept, "act": "open", "code": code(site_engine)}
    done = maya.post("/journal/confirm", data=opened)
    assert (done.status_code, done.location) == (307, log)  # a browser sends the same once more, to the form
    assert maya.post(done.location, data=opened).location == f"{log}#written"
    assert MARK in maya.get(log).text
    assert len(rows(site_engine, cast.maya)) == 2


def test_the_door_opens_to_the_form_it_was_asked_for(
    maya: FlaskClient, log: str, site_engine: Engine
) -> None:
    close(site_engine)
    maya.post("/journal/confirm", data={"act": "send"})
    opened = maya.post("/journal/confirm", data={"act": "open", "code": code(site_engine), "next": log})
    assert opened.location == log
    assert "Form canary of Maya." in maya.get(log).text


def test_a_shared_device_shows_days_without_words(
    app: Flask, site_engine: Engine, cast: Cast, log: str
) -> None:
    with store.writing(site_engine) as db:
        _row, secret = signed_in.begin(db, db.get_one(Person, cast.maya), Device.SHARED)
    browser = app.test_client()
    browser.set_cookie("kindly", secret)
    shown = browser.get(log).text
    assert "Form canary of Maya." not in shown
    assert f"{log}/{cast.here.form}" in shown
    assert "Form canary of Maya." in browser.get(f"{log}/{cast.here.form}").text


def test_forms_are_in_the_copy_of_everything_about_her(maya: FlaskClient, log: str) -> None:
    maya.post(log, data=written(**{"answer-level": "6"}))
    copy = everything(maya.get("/me/download"))
    answers = [one["answers"] for one in copy["filled_form"]]
    assert answers == [{"what-was-hard": "Form canary of Maya."}, {"what-was-hard": MARK, "level": 6}]
    assert {"sealed", "key_id"}.isdisjoint(copy["filled_form"][0])


OWN = (
    "own-practice-check",
    "own-practice-log",
    "own-three-circles",
    "supervision-page",
    "co-facilitator-journal",
)


def test_a_facilitators_own_pages_are_in_her_language(
    ines: FlaskClient, own: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.ines).locale = "de"
    every = own.rpartition("/")[0]
    listed = ines.get(every).text
    assert '<html lang="de"' in listed
    for name in (
        "Wie es mir geht",
        "Mein eigenes Üben",
        "Meine drei Kreise",
        "Eine Seite für die Supervision",
    ):
        assert name in listed
    page = ines.get(f"{every}/own-practice-log").text
    assert "Was ich getan habe" in page
    assert 'lang="en"' not in page


def test_the_three_circles_are_drawn_as_she_said_last_and_are_sealed(
    ines: FlaskClient, own: str, cast: Cast, site_engine: Engine
) -> None:
    circles = own.rpartition("/")[0] + "/own-three-circles"
    alike = re.findall(r'<circle class="circle-(\w+)"[^>]* r="(\d+)"', ines.get(circles).text)
    assert len({size for _name, size in alike}) == 1
    sent = {
        "client_id": str(uuid4()),
        "answer-threat-size": "most",
        "answer-drive-size": "dot",
        "answer-beside-me": MARK,
    }
    assert ines.post(circles, data=sent).location == f"{circles}#written"
    page = ines.get(circles).text
    drawn = dict(re.findall(r'<circle class="circle-(\w+)"[^>]* r="(\d+)"', page))
    assert int(drawn["drive"]) < int(drawn["safeness"]) < int(drawn["threat"])
    assert "The numbers alone" not in page
    assert b"mark4711" not in rows(site_engine, cast.ines)[-1].sealed
    for page in ("", "/people"):
        assert "mark4711" not in ines.get(f"/cohorts/{cast.here.cohort}{page}").text


def test_a_facilitator_has_pages_of_her_own(
    ines: FlaskClient, own: str, cast: Cast, site_engine: Engine
) -> None:
    every = own.rpartition("/")[0]
    listed = ines.get(every).text
    for key in OWN:
        assert f"{every}/{key}" in listed
    shown = ines.get(own).text
    assert "Form canary of Ines." in shown
    assert "Your co-facilitators and the programme cannot." in shown
    sent = {"client_id": str(uuid4()), "answer-my-practice": MARK}
    assert ines.post(own, data=sent).location == f"{own}#written"
    assert MARK in ines.get(own).text
    assert b"mark4711" not in rows(site_engine, cast.ines)[-1].sealed


def test_a_leads_page_of_the_same_group_shows_her_own_and_nobody_elses(
    signed_in_as: SignIn, own: str, cast: Cast
) -> None:
    lena = signed_in_as(cast.lena)
    assert "Form canary of Ines." not in lena.get(own).text
    assert lena.get(f"{own}/{cast.here.staff_form}").status_code == 404
    assert lena.post(f"{own}/{cast.here.staff_form}/remove").status_code == 404


def test_forms_for_participants_are_not_among_a_facilitators_own(ines: FlaskClient, cast: Cast) -> None:
    assert ines.get(f"/cohorts/{cast.here.cohort}/my-forms/distress-log").status_code == 404


def test_a_facilitators_words_stand_behind_the_same_door(
    ines: FlaskClient, own: str, cast: Cast, site_engine: Engine
) -> None:
    close(site_engine)
    assert "Form canary of Ines." not in ines.get(own).text
    assert ines.get(f"{own}/{cast.here.staff_form}").status_code == 302
    sent = {"client_id": str(uuid4()), "answer-my-practice": MARK, "next": own}
    assert ines.post(own, data=sent).status_code == 401
    ines.post("/journal/confirm", data={**sent, "act": "send"})
    opened = {**sent, "act": "open", "code": code(site_engine)}
    done = ines.post("/journal/confirm", data=opened)
    assert (done.status_code, done.location) == (307, own)
    ines.post(done.location, data=opened)
    assert MARK in ines.get(own).text


def _units(cast: Cast) -> list[tuple[str, tuple[str, ...]]]:

    return [(unit.key, unit.exercises) for unit in load_course("eight-weeks").units]
