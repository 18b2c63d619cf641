"""An answer about harming oneself: help in the same response, a concern in the same transaction, and when it could
not be saved, whatever the reason, a page that says that nobody has been told and whom to call."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from course import store
from course.cohorts.enrolment import Enrolment
from course.measures.assessment import Answer, Assessment
from course.people import token
from course.people.person import Person
from course.people.token import Purpose
from course.safety.concern import INTAKE, Concern, Kind
from course.safety.plan import SafetyPlan
from tests.cast import Cast
from tests.course.safety import official
from tests.site import SignIn
from tests.web.travelling import travel_to

OPEN = datetime(2027, 4, 18, 9, tzinfo=UTC)
"""The course ended on 15 April: the questions after it are open."""
CLOSED = datetime(2027, 7, 1, 9, tzinfo=UTC)
NINTH = 25
"""Twelve and four questions of the course come before the nine of PHQ-9."""
VALUES = ("1", "2", "3")


@pytest.fixture
def base(cast: Cast, site_engine: Engine) -> str:
    """Maya's group took newer content in which its programme asks PHQ-9 after the course."""
    travel_to(site_engine, OPEN)
    with store.writing(site_engine) as db:
        official.ask_phq_9(db, cohort_id=cast.here.cohort, lead_id=cast.lena, now=OPEN)
    return f"/questions/{cast.here.enrolment}/after"


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast, base: str) -> FlaskClient:
    browser = signed_in_as(cast.maya)
    browser.post(base)
    return browser


def form_of(page: TestResponse, **chosen: str) -> dict[str, str]:
    """What the browser would send from this page."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {"act": "continue", **dict(hidden), **chosen}


def answer(browser: FlaskClient, base: str, value: str, **more: str) -> TestResponse:
    page = browser.get(f"{base}/{NINTH}")
    return browser.post(f"{base}/{NINTH}", data=form_of(page, answer=value, **more))


def concerns(engine: Engine) -> list[Concern]:
    """Those of her answers; the one of the cast has been closed for long."""
    with store.reading(engine) as db:
        mine = select(Concern).where(col(Concern.wave_key) == "after")
        return list(db.exec(mine).all())


def is_heard(answered: TestResponse) -> bool:
    said = answered.text
    return (
        answered.status_code == 200
        and "Thank you for telling us" in said
        and "Ines Duarte gets a letter now" in said
        and "weekdays 9 to 17, within one working day" in said
        and "Tomas Reis gets a letter too" in said
        and 0 < said.index("tel:112") < said.index("tel:+351800000002")
        and "Carry on with the questions" in said
        and "Stop here" in said
    )


def says_that_nobody_was_told(answered: TestResponse) -> bool:
    said = answered.text
    return (
        answered.status_code >= 400
        and "Your answer was not saved, and nobody has been told" in said
        and "Thank you for telling us" not in said
        and 0 < said.index("tel:112") < said.index("tel:+351800000002")
        and "Ines Duarte answers" in said
    )


# Saved


@pytest.mark.parametrize("value", VALUES)
def test_the_response_to_the_answer_itself_shows_help(
    maya: FlaskClient, base: str, site_engine: Engine, value: str
) -> None:
    assert is_heard(answer(maya, base, value))
    [one] = concerns(site_engine)
    assert one.kind is Kind.SELF_HARM


@pytest.mark.parametrize("value", VALUES)
def test_stopping_with_it_shows_the_same(maya: FlaskClient, base: str, value: str) -> None:
    assert is_heard(answer(maya, base, value, act="stop"))


def test_the_page_says_nothing_of_a_score_and_alarms_nobody(maya: FlaskClient, base: str) -> None:
    said = re.sub(r"<[^>]+>", " ", answer(maya, base, "3").text).lower()
    for word in ("score", "risk", "suicid", "danger", "urgent", "severe", "crisis", "!"):
        assert word not in said


def test_the_lowest_answer_goes_on_as_always(maya: FlaskClient, base: str, site_engine: Engine) -> None:
    assert answer(maya, base, "0").location == f"{base}/last"
    assert concerns(site_engine) == []


def test_skipping_it_goes_on_as_always(maya: FlaskClient, base: str, site_engine: Engine) -> None:
    assert answer(maya, base, "2", act="skip").location == f"{base}/last"
    assert concerns(site_engine) == []


def test_sent_twice_it_is_one_concern_and_the_same_page(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer="2")
    assert [is_heard(maya.post(f"{base}/{NINTH}", data=data)) for _ in range(2)] == [True, True]
    assert len(concerns(site_engine)) == 1


def test_two_tabs_with_different_answers_are_one_concern_and_both_show_help(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    first, second = (form_of(maya.get(f"{base}/{NINTH}")) for _ in range(2))
    assert is_heard(maya.post(f"{base}/{NINTH}", data={**first, "answer": "3"}))
    assert is_heard(maya.post(f"{base}/{NINTH}", data={**second, "answer": "1"}))
    assert len(concerns(site_engine)) == 1


def test_changed_back_to_the_lowest_the_concern_stands(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    answer(maya, base, "2")
    answer(maya, base, "0")
    assert len(concerns(site_engine)) == 1


def test_by_a_letter_on_somebody_elses_phone_it_is_the_same(
    app: Flask, cast: Cast, base: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        secret = token.mint(db, Purpose.WAVE, about=f"wave:{cast.here.enrolment}:after", person_id=cast.maya)
    borrowed = app.test_client()
    borrowed.set_cookie("opened", secret)
    borrowed.post(base)
    assert is_heard(answer(borrowed, base, "1"))
    assert len(concerns(site_engine)) == 1


def test_the_pump_is_woken_at_once(app: Flask, maya: FlaskClient, base: str) -> None:
    woken: list[bool] = []
    app.extensions["wake"] = lambda: woken.append(True)
    answer(maya, base, "1")
    assert woken == [True]


def test_in_german(maya: FlaskClient, cast: Cast, base: str, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).locale = "de"
    assert "Danke, dass du es uns sagst" in answer(maya, base, "2").text


def test_before_the_first_question_it_says_who_is_told_and_when(
    signed_in_as: SignIn, cast: Cast, base: str
) -> None:
    said = signed_in_as(cast.maya).get(base).text
    assert "Your answers are not watched live. Ines Duarte is told at once" in said
    assert "Nobody is told unless you say yes." in said


def test_without_such_a_question_it_does_not_say_so(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, OPEN)
    said = signed_in_as(cast.maya).get(f"/questions/{cast.here.enrolment}/after").text
    assert "question about harming yourself" not in said


# Left out


def test_when_the_plan_is_no_longer_complete_the_question_is_not_shown(
    maya: FlaskClient, cast: Cast, base: str, site_engine: Engine
) -> None:
    _break_the_plan(site_engine, cast)
    assert maya.get(f"{base}/{NINTH}").status_code == 404
    assert "16 short questions" in maya.get(base).text


@pytest.mark.parametrize("value", VALUES)
def test_a_page_that_was_open_already_is_heard_all_the_same(
    maya: FlaskClient, cast: Cast, base: str, site_engine: Engine, value: str
) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer=value)
    _break_the_plan(site_engine, cast)
    assert "Thank you for telling us" in maya.post(f"{base}/{NINTH}", data=data).text
    assert len(concerns(site_engine)) == 1


def _break_the_plan(engine: Engine, cast: Cast) -> None:
    with store.writing(engine) as db:
        db.get_one(SafetyPlan, cast.here.programme).holiday_cover = ""


# Not saved


@pytest.fixture
def as_served(app: Flask) -> Iterator[Flask]:
    """Mistakes become pages, as for real visitors."""
    app.testing = False
    yield app
    app.testing = True


@pytest.fixture(params=["away", "locked", "read only", "refuses the concern", "fails at the commit"])
def broken(request: pytest.FixtureRequest, as_served: Flask, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Breaks the site's database in one of these ways, for real."""
    kinds = {"away": _away, "locked": _locked, "read only": _read_only}
    engine: Engine = as_served.extensions["engine"]
    undo: list[Callable[[], None]] = []

    def break_it() -> None:
        if request.param in kinds:
            undo.append(kinds[request.param](as_served, engine, tmp_path))
        else:
            _spoil(engine, at_commit=request.param == "fails at the commit")

    yield break_it
    for call in undo:
        call()


@pytest.mark.parametrize("value", VALUES)
def test_whatever_breaks_the_page_says_that_nobody_was_told(
    maya: FlaskClient, base: str, site_engine: Engine, broken: Callable[[], None], value: str
) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer=value)
    broken()
    assert says_that_nobody_was_told(maya.post(f"{base}/{NINTH}", data=data))


def test_after_a_failure_nothing_of_it_is_in_the_database(
    maya: FlaskClient, base: str, site_engine: Engine, as_served: Flask
) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer="3")
    _spoil(site_engine, at_commit=True)
    maya.post(f"{base}/{NINTH}", data=data)
    assert concerns(site_engine) == []
    with store.reading(site_engine) as db:
        hers = select(Answer).join(Assessment).where(Assessment.measure_key == "phq-9")
        assert db.exec(hers).all() == []


def test_a_database_that_was_away_gives_503_and_the_answer_can_be_sent_again(
    maya: FlaskClient, base: str, site_engine: Engine, as_served: Flask, tmp_path: Path
) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer="2")
    put_back = _away(as_served, site_engine, tmp_path)
    gone = maya.post(f"{base}/{NINTH}", data=data)
    assert gone.status_code == 503
    put_back()
    assert is_heard(maya.post(f"{base}/{NINTH}", data=form_of(gone)))


def test_with_the_lowest_answer_a_failure_is_an_ordinary_failure(
    maya: FlaskClient, base: str, site_engine: Engine, as_served: Flask, tmp_path: Path
) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer="0")
    _away(as_served, site_engine, tmp_path)
    gone = maya.post(f"{base}/{NINTH}", data=data)
    assert gone.status_code == 503
    assert "nobody has been told" not in gone.text
    assert "tel:112" in gone.text


@pytest.mark.parametrize("value", VALUES)
def test_when_the_window_has_closed(maya: FlaskClient, base: str, site_engine: Engine, value: str) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer=value)
    travel_to(site_engine, CLOSED)
    assert says_that_nobody_was_told(maya.post(f"{base}/{NINTH}", data=data))


@pytest.mark.parametrize("value", VALUES)
def test_when_she_was_signed_out_meanwhile(maya: FlaskClient, app: Flask, base: str, value: str) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer=value)
    gone = app.test_client().post(f"{base}/{NINTH}", data=data)
    assert says_that_nobody_was_told(gone)
    assert gone.status_code == 401
    assert "Sign in, in a new window" in gone.text


@pytest.mark.parametrize("value", VALUES)
def test_when_the_form_is_too_old(maya: FlaskClient, app: Flask, base: str, value: str) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer=value)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        old = {**data, "csrf_token": "of another day"}
        assert says_that_nobody_was_told(maya.post(f"{base}/{NINTH}", data=old))
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("value", [*VALUES, "7", "many"])
def test_when_something_of_the_form_is_lost(maya: FlaskClient, base: str, value: str) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer=value)
    assert says_that_nobody_was_told(maya.post(f"{base}/{NINTH}", data={**data, "client_id": "lost"}))


def test_the_page_of_a_failure_is_in_her_language(
    maya: FlaskClient, cast: Cast, base: str, site_engine: Engine, as_served: Flask, tmp_path: Path
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).locale = "de"
    data = form_of(maya.get(f"{base}/{NINTH}"), answer="2")
    _away(as_served, site_engine, tmp_path)
    assert "niemand wurde benachrichtigt" in maya.post(f"{base}/{NINTH}", data=data).text


def test_a_process_that_knows_nothing_yet_names_the_numbers_of_most_countries(
    maya: FlaskClient, base: str, site_engine: Engine, as_served: Flask, tmp_path: Path
) -> None:
    data = form_of(maya.get(f"{base}/{NINTH}"), answer="2")
    as_served.extensions["known_help"] = {}
    _away(as_served, site_engine, tmp_path)
    said = maya.post(f"{base}/{NINTH}", data=data).text
    assert "nobody has been told" in said
    assert "in most of Europe is 112, in North America 911 or 988" in said


def test_nobody_else_can_make_the_site_show_that_page(app: Flask, base: str) -> None:
    made_up = {"answer": "3", "watch": "WzEsImVuIiwiMCJd.made-up"}
    assert "nobody has been told" not in app.test_client().post(f"{base}/{NINTH}", data=made_up).text


def _away(app: Flask, engine: Engine, folder: Path) -> Callable[[], None]:
    """Nothing answers: a server that is gone, a file in a folder that is gone."""
    gone = f"sqlite:///{folder}/gone/kindly.sqlite"
    if engine.dialect.name == "postgresql":
        gone = "postgresql+psycopg://nobody@127.0.0.1:1/kindly"
    return _swap(app, engine, store.make_engine(gone))


def _locked(app: Flask, engine: Engine, _folder: Path) -> Callable[[], None]:
    """Somebody else writes and does not end; a page waits a moment and gives up."""
    blocker = store.make_engine(_url(engine)).execution_options(writes=True).connect()
    if engine.dialect.name == "sqlite":
        blocker.execute(text("SELECT 1"))  # with it the one write lock
    else:
        blocker.execute(text("LOCK TABLE assessment, answer, concern IN ACCESS EXCLUSIVE MODE"))
    put_back = _swap(app, engine, store.make_engine(_url(engine), patience=1))

    def let_go() -> None:
        blocker.close()
        blocker.engine.dispose()
        put_back()

    return let_go


def _read_only(app: Flask, engine: Engine, _folder: Path) -> Callable[[], None]:
    """A disk, or a server, that takes no writing."""
    changed = store.make_engine(_url(engine))

    @event.listens_for(changed, "connect")
    def forbid(connection: object, _record: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA query_only=ON")  # type: ignore[attr-defined]
        else:
            with closing(connection.cursor()) as cursor:  # type: ignore[attr-defined]
                cursor.execute("SET default_transaction_read_only = on")
            connection.commit()  # type: ignore[attr-defined]

    return _swap(app, engine, changed)


def _swap(app: Flask, engine: Engine, other: Engine) -> Callable[[], None]:
    app.extensions["engine"] = other

    def put_back() -> None:
        other.dispose()
        app.extensions["engine"] = engine

    return put_back


def _spoil(engine: Engine, *, at_commit: bool) -> None:
    """A rule of the database that no concern fits, at once or only when the transaction ends."""
    with store.writing(engine) as db:
        for statement in _at_commit(db) if at_commit else _at_once(db):
            db.execute(text(statement))


def _at_once(db: Session) -> list[str]:
    if db.get_bind().dialect.name == "sqlite":
        return ["CREATE TRIGGER spoilt BEFORE INSERT ON concern BEGIN SELECT RAISE(ABORT, 'spoilt'); END"]
    return ["ALTER TABLE concern ADD CONSTRAINT spoilt CHECK (id < 0) NOT VALID"]


def _at_commit(db: Session) -> list[str]:
    table = (
        "CREATE TABLE spoilt (id INTEGER PRIMARY KEY, other INTEGER REFERENCES spoilt (id) "
        "DEFERRABLE INITIALLY DEFERRED)"
    )
    if db.get_bind().dialect.name == "sqlite":
        return [
            table,
            "CREATE TRIGGER spoil AFTER INSERT ON concern BEGIN INSERT INTO spoilt VALUES (1, 99); END",
        ]
    return [
        table,
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO spoilt VALUES (1, 99); RETURN NEW; END $$",
        "CREATE TRIGGER spoil AFTER INSERT ON concern FOR EACH ROW EXECUTE FUNCTION spoil()",
    ]


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


# At joining


@pytest.fixture
def joining(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> tuple[FlaskClient, str]:
    with store.reading(site_engine) as db:
        mine = select(Enrolment.id).where(Enrolment.person_id == cast.nia)
        return signed_in_as(cast.nia), f"/welcome/{db.exec(mine).one()}"


def test_after_the_first_consent_it_is_asked_once_and_an_empty_page_goes_on(
    joining: tuple[FlaskClient, str], site_engine: Engine
) -> None:
    nia, address = joining
    page = nia.get(address).text
    agreed = dict.fromkeys(re.findall(r'name="([a-z-]+)" value="yes"', page), "yes")
    assert nia.post(address, data=agreed).location == f"{address}/before"
    shown = nia.get(f"{address}/before").text
    assert "I would like a word before we start" in shown
    assert "Ines Duarte is told at once" in shown
    assert (
        "/welcome" not in nia.post(f"{address}/before", data=form_of(nia.get(f"{address}/before"))).location
    )
    assert nia.post(address, data=agreed).location != f"{address}/before"
    assert _said_at_joining(site_engine) == set()


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (["word"], {Kind.ASKED}),
        (["harm"], {Kind.INTAKE}),
        (["word", "harm"], {Kind.ASKED, Kind.INTAKE}),
    ],
)
def test_what_she_says_at_joining_is_heard_in_the_same_response(
    joining: tuple[FlaskClient, str], site_engine: Engine, said: list[str], kinds: set[Kind]
) -> None:
    nia, address = joining
    hidden = form_of(nia.get(f"{address}/before"))
    answered = nia.post(f"{address}/before", data={**hidden, "answer": said})
    assert answered.status_code == 200
    assert "Thank you for telling us" in answered.text
    assert "tel:112" in answered.text
    assert _said_at_joining(site_engine) == kinds


@pytest.mark.parametrize("said", ["word", "harm"])
def test_when_it_could_not_be_saved_at_joining_the_page_says_so(
    joining: tuple[FlaskClient, str], broken: Callable[[], None], said: str
) -> None:
    nia, address = joining
    hidden = form_of(nia.get(f"{address}/before"))
    broken()
    assert says_that_nobody_was_told(nia.post(f"{address}/before", data={**hidden, "answer": said}))


def test_at_joining_nothing_is_asked_while_help_is_not_complete(
    joining: tuple[FlaskClient, str], cast: Cast, site_engine: Engine
) -> None:
    nia, address = joining
    _break_the_plan(site_engine, cast)
    assert nia.get(f"{address}/before").status_code == 302


def _said_at_joining(engine: Engine) -> set[Kind]:
    with store.reading(engine) as db:
        open_ones = select(Concern).where(Concern.wave_key == INTAKE, col(Concern.closed_at).is_(None))
        return {one.kind for one in db.exec(open_ones).all()}
