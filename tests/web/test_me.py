"""Me: what she changes counts from now on, and leaving asks first."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.enrolment import Enrolment
from course.measures import assessment
from course.people import consent, letter_pause, preference
from course.people.consent import ConsentTo
from course.people.person import Person
from course.people.preference import Kind
from course.people.signed_in import SignedIn
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.travelling import travel_to
from tests.web.unpacking import everything, unpacked

LATER = NOW + timedelta(days=400)


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def words(browser: FlaskClient, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def person(engine: Engine, key: int) -> Person:
    with store.reading(engine) as db:
        return db.get_one(Person, key)


def place(engine: Engine, cast: Cast) -> Enrolment:
    with store.reading(engine) as db:
        return db.get_one(Enrolment, cast.here.enrolment)


def look_later(engine: Engine, cast: Cast) -> None:
    """Nothing is due for her for a long while."""
    with store.writing(engine) as db:
        db.get_one(Enrolment, cast.here.enrolment).look_at = LATER


def test_a_new_name_zone_and_theme_are_kept_and_shown(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    look_later(site_engine, cast)
    about = {"called": " May ", "zone": "America/New_York", "theme": "dark"}
    assert maya.post("/me/about", data=about).status_code == 302
    found = person(site_engine, cast.maya)
    assert (found.called, found.zone, found.theme) == ("May", "America/New_York", "dark")
    shown = words(maya, "/today")
    assert "Good morning, May" in shown
    assert 'data-theme="dark"' in shown
    looked = place(site_engine, cast).look_at
    assert looked is not None
    assert looked < LATER


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"called": "", "zone": "Europe/Lisbon", "theme": "light"}, "Please give a name to call you by."),
        (
            {"called": "May", "zone": "Europe/Nowhere", "theme": "light"},
            "There is no time zone of this name.",
        ),
    ],
)
def test_what_cannot_be_kept_is_explained(
    about: dict[str, str], sentence: str, maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answer = maya.post("/me/about", data=about)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert person(site_engine, cast.maya).zone == "Europe/Lisbon"


def test_letters_are_stopped_by_kind_and_everything_due_is_asked_again(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    look_later(site_engine, cast)
    maya.post("/me/letters", data={"kind": ["weeks", "measures"], "until": ""})
    with store.reading(site_engine) as db:
        assert preference.stopped(db, cast.maya) == {Kind.NUDGES, Kind.MEETINGS, Kind.WORDS}
    looked = place(site_engine, cast).look_at
    assert looked is not None
    assert looked < LATER
    maya.post("/me/letters", data={"kind": [kind.value for kind in Kind], "until": ""})
    with store.reading(site_engine) as db:
        assert preference.stopped(db, cast.maya) == frozenset()


def test_letters_are_paused_until_a_day_and_the_pause_ends_when_she_says_so(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    everything = {"kind": [kind.value for kind in Kind]}
    maya.post("/me/letters", data={**everything, "until": "2027-04-01"})
    assert "quiet until 1 April 2027" in words(maya, "/me/letters")
    maya.post("/me/letters", data={**everything, "until": "2027-04-01", "act": "resume"})
    with store.reading(site_engine) as db:
        assert letter_pause.paused_until(db, cast.maya, today=NOW.date()) is None


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2027-03-17", "Please choose a day after today."),
        ("2029-01-01", "Please choose a day within a year."),
        ("spring", "Please give a day"),
    ],
)
def test_a_pause_that_makes_no_sense_is_explained_and_keeps_the_choices(
    until: str, sentence: str, maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answer = maya.post("/me/letters", data={"kind": ["weeks"], "until": until})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in shown
    assert f'value="{until}"' in shown
    assert shown.count(" checked") == 1
    with store.reading(site_engine) as db:
        assert preference.stopped(db, cast.maya) == frozenset()


def test_sharing_practice_days_is_off_until_she_turns_it_on(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    assert not place(site_engine, cast).shares_practice
    maya.post("/me/sharing", data={"shares": str(cast.here.enrolment)})
    assert place(site_engine, cast).shares_practice
    maya.post("/me/sharing", data={})
    assert not place(site_engine, cast).shares_practice


def test_sharing_for_somebody_else_changes_nothing(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    signed_in_as(cast.olga).post("/me/sharing", data={"shares": str(cast.here.enrolment)})
    assert not place(site_engine, cast).shares_practice


def test_signing_out_everywhere_ends_every_device_at_once(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    other, ben = signed_in_as(cast.maya), signed_in_as(cast.ben)
    assert words(maya, "/me/devices").count("A device of your own") == 2
    maya.post("/me/devices")
    assert maya.get("/today").status_code == 302
    assert other.get("/today").status_code == 302
    assert ben.get("/today").status_code == 200
    with store.reading(site_engine) as db:
        hers = db.exec(select(SignedIn).where(SignedIn.person_id == cast.maya)).all()
        assert all(row.ended_at for row in hers)


def test_leaving_asks_first_and_then_ends_her_place(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answer = maya.post("/me/leaving", data={"choice": "leave", "place": str(cast.here.enrolment)})
    address = f"/me/leaving/{cast.here.enrolment}/leave"
    assert answer.location == address
    assert "They are not told why." in words(maya, address)
    assert place(site_engine, cast).left_at is None
    maya.post(address)
    assert place(site_engine, cast).left_at is not None
    assert "You left this group" in words(maya, "/today")
    maya.post(f"/me/leaving/{cast.here.enrolment}/return")
    assert place(site_engine, cast).left_at is None


def test_stopping_the_questions_changes_only_what_she_agreed_to(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    maya.post(f"/me/leaving/{cast.here.enrolment}/measures")
    with store.reading(site_engine) as db:
        given = consent.given(db, cast.here.enrolment)
    assert given[ConsentTo.MEASURES] is False
    assert given[ConsentTo.FOLLOW_UP] is False
    assert given[ConsentTo.COURSE] is True
    assert place(site_engine, cast).left_at is None


def test_choosing_nothing_is_explained(maya: FlaskClient) -> None:
    answer = maya.post("/me/leaving", data={})
    assert answer.status_code == 422
    assert "Please choose one of these." in answer.get_data(as_text=True)


def test_nobody_leaves_for_another_person(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    for who in (cast.olga, cast.ines):
        browser = signed_in_as(who)
        for choice in ("leave", "measures", "return"):
            assert browser.get(f"/me/leaving/{cast.here.enrolment}/{choice}").status_code == 404
            assert browser.post(f"/me/leaving/{cast.here.enrolment}/{choice}").status_code == 404
    assert place(site_engine, cast).left_at is None


def test_one_archive_holds_everything_about_her_and_nobody_else(maya: FlaskClient, cast: Cast) -> None:
    answer = maya.get("/me/download")
    assert answer.mimetype == "application/zip"
    files = unpacked(answer)
    assert sorted(files) == ["everything.json", "forms.txt", "journal.txt", "read-me.txt", "weeks.txt"]
    whole = b"\n".join(files.values()).decode()
    assert "Canary of Maya." in files["journal.txt"].decode()
    assert [one["id"] for one in everything(answer)["enrolment"]] == [cast.here.enrolment]
    assert "Canary of Ben" not in whole
    assert "ben@example.org" not in whole


def test_the_archive_of_a_facilitator_holds_her_voice(signed_in_as: SignIn, cast: Cast) -> None:
    files = unpacked(signed_in_as(cast.ines).get("/me/download"))
    assert f"voice-{cast.here.recording}.mp3" in files


def test_looking_back_shows_both_means_side_by_side_once_there_are_two(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    assert "side by side" in words(maya, "/me/looking-back")
    assert "Compassionate responding" not in words(maya, "/me/looking-back")
    _answer_again(site_engine, cast)
    travel_to(site_engine, NOW + timedelta(days=60))
    shown = words(maya, "/me/looking-back")
    assert "Compassionate responding" in shown
    assert "Uncompassionate responding" in shown
    assert "3.0" in shown
    assert "4.0" in shown
    assert "A small difference in either direction is ordinary" in shown


def test_while_the_course_runs_two_answers_are_not_set_side_by_side(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    _answer_again(site_engine, cast)
    assert "Compassionate responding" not in words(maya, "/me/looking-back")


def test_a_programme_may_keep_own_change_off_and_says_so(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    _answer_again(site_engine, cast)
    travel_to(site_engine, NOW + timedelta(days=60))
    about = f"/programmes/{cast.here.programme}/settings/about"
    kept = {"name": "Linden House", "smallest_group": "8", "locale": "en"}
    lena = signed_in_as(cast.lena)
    lena.post(about, data={**kept, "own_change": "no"})
    off = words(maya, "/me/looking-back")
    assert "Compassionate responding" not in off
    assert "Your programme does not show them here." in off
    assert "People do not see their own change." in words(lena, f"/programmes/{cast.here.programme}/settings")
    lena.post(about, data={**kept, "own_change": "yes"})
    assert "Compassionate responding" in words(maya, "/me/looking-back")


def test_looking_back_counts_days_in_words(maya: FlaskClient) -> None:
    assert "You set time aside on 1 day in 3 weeks of the course." in words(maya, "/me/looking-back")


def test_staff_without_a_place_have_their_settings_on_a_plain_page(signed_in_as: SignIn, cast: Cast) -> None:
    browser = signed_in_as(cast.ines)
    shown = words(browser, "/me")
    assert "Sign out" in shown
    assert 'class="tabs"' not in shown
    assert "Your choices" not in shown
    for address in (
        "/me/about",
        "/me/letters",
        "/me/devices",
        "/me/sharing",
        "/me/looking-back",
        "/me/leaving",
    ):
        assert browser.get(address).status_code == 200


def _answer_again(engine: Engine, cast: Cast) -> None:
    """Her answers after week 8: every item 4."""
    with store.writing(engine) as db:
        hers = db.get_one(Enrolment, cast.here.enrolment)
        row = assessment.begin(
            db, hers, wave_key="after", measure_key="self-compassion-12", locale="en", now=NOW
        )
        for item in assessment.definition(db, row).items:
            assessment.save_answer(db, row, item=item, value=4, client_id=uuid4(), now=NOW)
        assessment.complete(db, row, now=NOW)


def test_every_page_of_hers_keeps_help_in_its_place(maya: FlaskClient, cast: Cast) -> None:
    """Get help is the last link of the header on every page a participant opens."""
    for address in (
        "/today",
        "/course",
        "/journal",
        "/me",
        "/me/about",
        "/log",
        f"/course/{cast.here.enrolment}/week-1",
    ):
        header = words(maya, address).partition("<header")[2].partition("</header>")[0]
        assert header.rindex("<a ") == header.index('<a class="help" href="/help"')
