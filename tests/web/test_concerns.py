"""The safety list: who sees it, what it says, that each look is written down; and the offer of a word after the
questions."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.measures import choosing
from course.people import role
from course.people.key import Keyring
from course.people.person import Person, welcome
from course.privacy import export_person
from course.safety import concern, policy
from course.safety.concern import Concern, Kind
from course.safety.plan import SafetyPlan
from tests.cast import NOW, Cast
from tests.course.safety import official
from tests.site import SignIn
from tests.web.travelling import travel_to

OPEN = datetime(2027, 4, 18, 9, tzinfo=UTC)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}/concerns"


@pytest.fixture
def item(cast: Cast, site_engine: Engine) -> int:
    """Ben's answer to the question about harming oneself, an hour ago."""
    with store.writing(site_engine) as db:
        one = concern.begin(
            db, enrolment_id=cast.here.other_enrolment, wave_key="before", kind=Kind.SELF_HARM,
            now=NOW - timedelta(hours=1),
        )  # fmt: skip
        return one.stored_id


def looks(engine: Engine) -> list[int | None]:
    """Who looked at the list, in order."""
    with store.reading(engine) as db:
        mine = select(AuditEvent.actor_id).where(AuditEvent.what == "concern.look")
        return list(db.exec(mine.order_by(col(AuditEvent.id))).all())


def state(engine: Engine, item: int) -> str:
    with store.reading(engine) as db:
        return db.get_one(Concern, item).state.value


@pytest.mark.usefixtures("item")
def test_opening_the_address_names_nobody_and_is_no_look(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    said = signed_in_as(cast.lena).get(address).text
    assert "1 item in the safety list is open" in said
    assert "Ben" not in said
    assert "harming" not in said
    assert looks(site_engine) == []


@pytest.mark.usefixtures("item")
def test_each_look_is_written_down_with_who_looked(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    lena, ines = signed_in_as(cast.lena), signed_in_as(cast.ines)
    said = lena.post(address).text
    ines.post(address)
    lena.post(address)
    assert looks(site_engine) == [cast.lena, cast.ines, cast.lena]
    for words in ("Ben", "Thursday evening", "Nobody has seen it", "mailto:ben@example.org"):
        assert words in said
    assert "An answer to the question about harming oneself is above its lowest choice" in said


def test_open_items_come_first_the_oldest_on_top(
    signed_in_as: SignIn, cast: Cast, address: str, item: int, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        older = concern.begin(
            db, enrolment_id=cast.here.enrolment, wave_key="before", kind=Kind.SELF_HARM,
            now=NOW - timedelta(days=2),
        ).stored_id  # fmt: skip
    said = signed_in_as(cast.lena).post(address).text
    assert re.findall(r'id="item-(\d+)"', said) == [str(one) for one in (older, item, cast.here.concern)]


def test_the_steps_are_seen_then_written_down_then_closed(
    signed_in_as: SignIn, cast: Cast, address: str, item: int, site_engine: Engine
) -> None:
    ines = signed_in_as(cast.ines)
    assert "Ines has seen it" in ines.post(f"{address}/{item}/seen").text
    assert state(site_engine, item) == "seen"
    written = {"client_id": str(uuid4()), "note": "Called Ben, he is with his brother."}
    assert "he is with his brother" in ines.post(f"{address}/{item}/note", data=written).text
    assert "he is with his brother" in ines.post(f"{address}/{item}/note", data=written).text
    assert state(site_engine, item) == "acted"
    closing = {"client_id": str(uuid4()), "note": "Spoke again, all well.", "close": "yes"}
    assert "Ines closed it" in ines.post(f"{address}/{item}/note", data=closing).text
    assert state(site_engine, item) == "closed"
    assert ines.post(address).text.count("he is with his brother") == 1


def test_closing_without_a_word_on_what_was_done_comes_back_and_that_look_counts(
    signed_in_as: SignIn, cast: Cast, address: str, item: int, site_engine: Engine
) -> None:
    data = {"client_id": str(uuid4()), "note": " ", "close": "yes"}
    answered = signed_in_as(cast.ines).post(f"{address}/{item}/note", data=data)
    assert answered.status_code == 422
    assert "Please write in a line what was done, then close it." in answered.text
    assert state(site_engine, item) == "open"
    assert looks(site_engine) == [cast.ines]


def test_what_was_typed_stays_when_it_is_refused(
    signed_in_as: SignIn, cast: Cast, address: str, item: int
) -> None:
    data = {"client_id": str(uuid4()), "note": "long " * 1000}
    answered = signed_in_as(cast.ines).post(f"{address}/{item}/note", data=data)
    assert answered.status_code == 422
    assert "long long long" in answered.text


@pytest.mark.parametrize("who", ["maya", "ben", "olga", "sam", "dani"])
@pytest.mark.usefixtures("item")
def test_to_everybody_else_it_is_not_there(
    signed_in_as: SignIn, cast: Cast, address: str, who: str, site_engine: Engine
) -> None:
    browser = signed_in_as(getattr(cast, who))
    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code == 404
    assert looks(site_engine) == []


def _facilitator(db_engine: Engine, cohort_id: int, name: str) -> int:
    with store.writing(db_engine) as db:
        person = welcome(db, email=f"{name}@example.org", name=name.title(), zone="UTC")
        role.make_facilitator(db, cohort_id=cohort_id, person_id=person.stored_id)
        return person.stored_id


def _show_facilitators(db_engine: Engine, cast: Cast, *, since: datetime) -> None:
    with store.writing(db_engine) as db:
        policy.set_policy(
            db, db.get_one(Programme, cast.here.programme), scores_are_told=False, facilitators_see=True,
            now=since, by=db.get_one(Person, cast.lena),
        )  # fmt: skip


@pytest.fixture
def another_cohort(cast: Cast, site_engine: Engine) -> int:
    with store.writing(site_engine) as db:
        old = db.get_one(Cohort, cast.here.cohort)
        fields = old.model_dump(exclude={"id", "name"})
        new = Cohort(**fields, name="Monday morning")
        db.add(new)
        db.flush()
        return new.stored_id


def test_facilitators_see_nothing_unless_the_programme_says_so(
    signed_in_as: SignIn, cast: Cast, address: str, item: int, site_engine: Engine
) -> None:
    vera = signed_in_as(_facilitator(site_engine, cast.here.cohort, "vera"))
    assert vera.post(address).status_code == 404
    assert vera.post(f"{address}/{item}/seen").status_code == 404
    _show_facilitators(site_engine, cast, since=NOW - timedelta(days=1))
    said = vera.post(address).text
    assert f'id="item-{item}"' in said
    assert vera.post(f"{address}/{item}/seen").status_code == 200


def test_and_then_only_what_came_from_their_own_cohort_since(
    signed_in_as: SignIn, cast: Cast, address: str, item: int, another_cohort: int, site_engine: Engine
) -> None:
    _show_facilitators(site_engine, cast, since=NOW - timedelta(days=1))
    vera = signed_in_as(_facilitator(site_engine, cast.here.cohort, "vera"))
    assert re.findall(r'id="item-(\d+)"', vera.post(address).text) == [str(item)]  # not the older, closed one
    assert vera.post(f"{address}/{cast.here.concern}/seen").status_code == 404
    other = signed_in_as(_facilitator(site_engine, another_cohort, "otis"))
    assert re.findall(r'id="item-(\d+)"', other.post(address).text) == []
    assert other.post(f"{address}/{item}/seen").status_code == 404
    assert state(site_engine, item) == "open"


def test_another_programmes_lead_finds_nothing_even_with_the_numbers(
    signed_in_as: SignIn, cast: Cast, address: str, item: int, site_engine: Engine
) -> None:
    otto = signed_in_as(cast.there.lead)
    assert otto.post(f"/programmes/{cast.there.programme}/concerns/{item}/seen").status_code == 404
    assert otto.post(f"{address}/{item}/seen").status_code == 404
    assert state(site_engine, item) == "open"


@pytest.mark.usefixtures("item")
def test_whoever_the_plan_names_gets_in_with_an_account_and_nothing_else(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        tomas = welcome(db, email="tomas@example.org", name="Tomas Reis", zone="UTC").stored_id
    browser = signed_in_as(tomas)
    assert "Ben" in browser.post(address).text
    assert browser.get(f"/programmes/{cast.here.programme}").status_code == 404
    assert browser.get(f"/programmes/{cast.here.programme}/settings").status_code == 404


def test_the_board_leads_to_the_list_and_names_nobody(
    signed_in_as: SignIn, cast: Cast, item: int, site_engine: Engine
) -> None:
    board = f"/cohorts/{cast.here.cohort}"
    assert "One item of this group stands in the safety list" in signed_in_as(cast.ines).get(board).text
    vera = signed_in_as(_facilitator(site_engine, cast.here.cohort, "vera"))
    assert "safety list" not in vera.get(board).text
    with store.writing(site_engine) as db:
        row, ines = db.get_one(Concern, item), db.get_one(Person, cast.ines)
        row.acted_at = NOW
        concern.close(db, row, now=NOW, by=ines)
    assert "safety list" not in signed_in_as(cast.ines).get(board).text


def test_settings_say_who_of_the_plan_has_no_account(signed_in_as: SignIn, cast: Cast) -> None:
    said = signed_in_as(cast.lena).get(f"/programmes/{cast.here.programme}/settings").text
    assert "No account here with the address of Tomas Reis." in said
    assert "address of Ines" not in said


def test_her_copy_says_that_a_concern_was_opened_and_holds_no_note(
    cast: Cast, site_engine: Engine, app_ring: Keyring
) -> None:
    with store.reading(site_engine) as db:
        copy = export_person(db, app_ring, db.get_one(Person, cast.maya))
    [mine] = copy["concern"]
    assert mine["in_words"] == "You said that you would like a word, and the person responsible was told."
    assert [one["step"] for one in copy["concern_step"]] == ["opened", "seen", "acted", "closed"]
    assert "canary about" not in str(copy)


@pytest.fixture
def app_ring(app: Flask) -> Keyring:
    found: Keyring = app.extensions["ring"]
    return found


# The offer of a word


def finish(browser: FlaskClient, base: str, stress: tuple[int, ...]) -> str:
    """All twelve of the first measure in the middle, then the four of the second; where it leads."""
    browser.post(base)
    for number, value in enumerate((*[3] * 12, *stress), start=1):
        page = browser.get(f"{base}/{number}").text
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        browser.post(f"{base}/{number}", data={**hidden, "act": "continue", "answer": str(value)})
    return browser.post(f"{base}/last").location or ""


@pytest.fixture
def after(cast: Cast, site_engine: Engine) -> str:
    travel_to(site_engine, OPEN)
    return f"/questions/{cast.here.enrolment}/after"


def asked(engine: Engine) -> set[Kind]:
    with store.reading(engine) as db:
        return {one.kind for one in db.exec(select(Concern).where(Concern.wave_key == "after")).all()}


def test_very_heavy_answers_lead_to_an_offer_without_a_number(
    signed_in_as: SignIn, cast: Cast, after: str, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    assert finish(maya, after, (4, 0, 0, 4)) == f"{after}/word"
    said = re.sub(r"<[^>]+>", " ", maya.get(f"{after}/word").text)
    assert "Would you like a word with Ines Duarte?" in said
    assert "16" not in said
    assert "score" not in said.lower()
    assert asked(site_engine) == set()


def test_saying_yes_opens_one_concern_and_says_what_happens(
    signed_in_as: SignIn, cast: Cast, after: str, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    finish(maya, after, (4, 0, 0, 4))
    for _ in range(2):
        answered = maya.post(f"{after}/word", data={"answer": "yes"})
        assert "Ines Duarte gets a letter now" in answered.text
    assert asked(site_engine) == {Kind.ASKED}


def test_saying_no_tells_nobody(signed_in_as: SignIn, cast: Cast, after: str, site_engine: Engine) -> None:
    maya = signed_in_as(cast.maya)
    finish(maya, after, (4, 0, 0, 4))
    assert maya.post(f"{after}/word", data={"answer": "no"}).location == after
    assert asked(site_engine) == set()


def test_light_answers_lead_to_no_offer(signed_in_as: SignIn, cast: Cast, after: str) -> None:
    maya = signed_in_as(cast.maya)
    assert "word" not in finish(maya, after, (0, 4, 4, 0))
    assert maya.get(f"{after}/word").location == after


def test_where_the_programme_tells_of_scores_the_first_page_says_so_and_it_is_told(
    signed_in_as: SignIn, cast: Cast, after: str, site_engine: Engine
) -> None:
    lena = signed_in_as(cast.lena)
    lena.post(f"/programmes/{cast.here.programme}/settings/safety", data={"policy": "scores"})
    maya = signed_in_as(cast.maya)
    assert "This programme tells Ines Duarte as well, without a score" in maya.get(after).text
    finish(maya, after, (4, 0, 0, 4))
    assert asked(site_engine) == {Kind.SEVERE}


# What is asked


def test_a_lead_is_told_why_phq_9_cannot_be_added(signed_in_as: SignIn, cast: Cast) -> None:
    address = f"/programmes/{cast.here.programme}/questions"
    answered = signed_in_as(cast.lena).post(address, data={"measure": "phq-9", "wave": "after"})
    assert answered.status_code == 422
    assert "such as PHQ-8" in answered.text


def test_a_measure_is_added_listed_and_removed(signed_in_as: SignIn, cast: Cast) -> None:
    lena, address = signed_in_as(cast.lena), f"/programmes/{cast.here.programme}/questions"
    assert lena.post(address, data={"measure": "stress-4", "wave": "six-months"}).status_code == 302
    said = lena.get(address).text
    assert said.count("/questions/") == 2  # the one of the cast, and this one
    for number in re.findall(r"/questions/(\d+)/remove", said):
        lena.post(f"{address}/{number}/remove")
    assert "Nothing is added." in lena.get(address).text


def test_a_plan_without_a_deputy_shows_beside_what_is_not_asked(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        official.install(db, "phq-9")
        house, lena = db.get_one(Programme, cast.here.programme), db.get_one(Person, cast.lena)
        choosing.add(
            db, house, wave_key="after", measure_key="phq-9", knows_unchecked=False, waves=["after"], now=NOW, by=lena
        )  # fmt: skip
        db.get_one(SafetyPlan, cast.here.programme).deputy = ""
    said = signed_in_as(cast.lena).get(f"/programmes/{cast.here.programme}/questions").text
    assert "Not asked just now" in said
    assert "A deputy with an address." in said


def test_the_hours_the_programme_states_are_said_wherever_the_way_of_a_concern_is_said(
    signed_in_as: SignIn, cast: Cast
) -> None:
    lena, settings = signed_in_as(cast.lena), f"/programmes/{cast.here.programme}/settings/safety"
    record = f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/concern"
    assert "After 4 hours in which nobody has seen it" in lena.get(record).text
    for wrong in ({"deputy_after": "0"}, {"deputy_after": "soon"}, {"deputy_after": "9", "leads_after": "8"}):
        answer = lena.post(settings, data={"leads_after": "24", **wrong})
        assert answer.status_code == 422
        assert f'value="{wrong["deputy_after"]}"' in answer.text
    assert lena.post(settings, data={"deputy_after": "1", "leads_after": "48"}).status_code == 302
    assert "After one hour in which nobody has seen it" in lena.get(record).text
    assert "after 2 days the leads" in lena.post(f"/programmes/{cast.here.programme}/concerns").text
