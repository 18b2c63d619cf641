"""Your choices: five steps of leaving from one page, and each counts from the press on."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import privacy, store
from course.audit import AuditEvent
from course.cohorts.enrolment import Enrolment
from course.people import consent, preference
from course.people.consent import ConsentTo
from course.people.consent_text import consent_texts
from course.people.key import DataKey
from course.people.person import Person
from course.people.preference import Kind
from course.people.signed_in import SignedIn
from course.practice.journal import JournalEntry
from course.privacy.kept import KEPT, kept_of
from course.safety import concern
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted

STEPS = ("nudges", "measures", "research", "leave", "erase")


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> FlaskClient:
    """She agreed to research as well."""
    with store.writing(site_engine) as db:
        [agreed] = [one for one in consent_texts() if one.purpose is ConsentTo.RESEARCH]
        consent.answer(
            db, enrolment_id=cast.here.enrolment, purpose=agreed.purpose, given=True, text=agreed.whole, locale="en"
        )  # fmt: skip
    return signed_in_as(cast.maya)


def given(engine: Engine, cast: Cast) -> dict[ConsentTo, bool]:
    with store.reading(engine) as db:
        return consent.given(db, cast.here.enrolment)


def test_all_five_stand_on_one_page_and_each_leads_to_what_it_changes(maya: FlaskClient, cast: Cast) -> None:
    shown = maya.get("/me/leaving").text
    assert [step for step in STEPS if f'value="{step}"' in shown] == list(STEPS)
    for step in STEPS:
        sent = {"choice": step, "place": str(cast.here.enrolment)}
        there = maya.post("/me/leaving", data=sent).location
        assert there == ("/me/erase" if step == "erase" else f"/me/leaving/{cast.here.enrolment}/{step}")
        assert maya.get(there).status_code == 200


def test_a_step_that_is_taken_is_offered_no_more_and_leads_back(maya: FlaskClient, cast: Cast) -> None:
    for step in ("nudges", "measures", "research"):
        maya.post(f"/me/leaving/{cast.here.enrolment}/{step}")
        shown = maya.get("/me/leaving").text
        assert f'value="{step}"' not in shown
    assert "No reminders between the sessions" in shown
    assert "No questions before and after" in shown
    assert "No research with your answers" in shown
    assert f"/welcome/{cast.here.enrolment}" in shown


def test_reminders_stop_and_every_other_letter_stays(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    maya.post(f"/me/leaving/{cast.here.enrolment}/nudges")
    with store.reading(site_engine) as db:
        assert preference.stopped(db, cast.maya) == {Kind.NUDGES}
        assert db.get_one(Enrolment, cast.here.enrolment).left_at is None


def test_research_stops_and_questions_go_on(maya: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    assert given(site_engine, cast)[ConsentTo.RESEARCH] is True
    maya.post(f"/me/leaving/{cast.here.enrolment}/research")
    now = given(site_engine, cast)
    assert (now[ConsentTo.RESEARCH], now[ConsentTo.MEASURES]) == (False, True)


def test_erasing_wants_a_tick_and_then_everything_is_gone_at_once(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    elsewhere = signed_in_as(cast.maya)
    unsure = maya.post("/me/erase", data={})
    assert unsure.status_code == 422
    assert "Nothing has changed yet." in unsure.text
    done = maya.post("/me/erase", data={"sure": "yes"}, follow_redirects=True)
    assert "It is erased" in done.text
    for browser in (maya, elsewhere):
        assert "/sign-in" in browser.get("/today").location
    with store.reading(site_engine) as db:
        gone = db.get_one(Person, cast.maya)
        assert (gone.email, gone.name) == (None, "erased")
        assert gone.erased_at is not None
        assert db.exec(select(JournalEntry).where(JournalEntry.person_id == cast.maya)).all() == []
        assert set(db.exec(select(DataKey.wrapped).where(DataKey.person_id == cast.maya)).all()) == {None}
        assert all(row.ended_at for row in db.exec(select(SignedIn).where(SignedIn.person_id == cast.maya)))
        last = db.exec(select(AuditEvent).where(AuditEvent.what == "person.erase")).one()
        assert (last.about, last.actor_id) == (f"person:{cast.maya}", cast.maya)


def test_erasing_asks_again_whether_it_is_her(maya: FlaskClient, site_engine: Engine, cast: Cast) -> None:
    with store.writing(site_engine) as db:
        for row in db.exec(select(SignedIn)).all():
            row.journal_until = row.seen_at
    for answer in (maya.get("/me/erase"), maya.post("/me/erase", data={"sure": "yes"})):
        assert answer.location == "/journal/confirm?next=/me/erase"
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.maya).erased_at is None


def test_whom_others_rely_on_is_told_why_it_does_not_go_yet(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    answer = signed_in_as(cast.lena).post("/me/erase", data={"sure": "yes"})
    assert answer.status_code == 422
    assert "A programme keeps at least one lead." in answer.text
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.lena).erased_at is None


def test_everything_that_the_registry_keeps_has_its_sentence() -> None:
    kept = {name for name, rule in privacy.REGISTRY.items() if rule.keep}
    assert kept == set(KEPT)


def test_the_page_says_what_stays_of_her_and_not_what_stays_of_others(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    shown = maya.get("/me/erase").text
    assert "What was agreed to and when, without a name, as proof for ten years." in shown
    assert "as one of its staff" not in shown
    with store.reading(site_engine) as db:
        assert any("as one of its staff" in one for one in kept_of(db, db.get_one(Person, cast.ines)))


def test_who_sees_what_says_which_concerns_are_kept_and_how_long(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        concern.begin(
            db, enrolment_id=cast.here.enrolment, wave_key="before", kind=concern.Kind.ASKED, now=NOW
        )
    shown = maya.get("/me/sharing").text
    assert "17 March 2027: You said that you would like a word" in shown
    assert "kept for ten years" in shown
    assert "Nothing of this kind is kept about you." in signed_in_as(cast.nia).get("/me/sharing").text


def test_the_pages_of_choices_send_few_statements(maya: FlaskClient, site_engine: Engine) -> None:
    for address in ("/me/leaving", "/me/sharing"):
        with counted(site_engine) as sent:
            maya.get(address)
        assert len(sent) <= 8, address
