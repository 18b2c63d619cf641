"""A word about the week: private unless shared, read by whoever facilitates, and help at once where it is needed."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.audit import AuditEvent
from course.cohorts import enrolment
from course.cohorts.enrolment import Enrolment
from course.people.person import Person
from course.people.signed_in import SignedIn
from course.practice.check_in import CheckIn
from course.safety.concern import Concern, ConcernStep, Step
from tests.cast import NOW, Cast
from tests.site import SignIn

WORDS = "It was a heavy week, and nobody saw."


@pytest.fixture
def week(cast: Cast) -> str:
    """Week 3, of which Maya has said nothing yet."""
    return f"/check-in/{cast.here.enrolment}/week-3"


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


def stored(engine: Engine, unit: str = "week-3") -> list[CheckIn]:
    with store.reading(engine) as db:
        return list(db.exec(select(CheckIn).where(CheckIn.unit_key == unit)).all())


def asked_for(engine: Engine) -> list[Concern]:
    with store.reading(engine) as db:
        return list(db.exec(select(Concern).where(Concern.wave_key == "week-3")).all())


def close_the_door(engine: Engine) -> None:
    with store.writing(engine) as db:
        for row in db.exec(select(SignedIn)).all():
            row.journal_until = row.seen_at - timedelta(hours=1)


def of_board(browser: FlaskClient, cast: Cast) -> str:
    return browser.get(f"/cohorts/{cast.here.cohort}").text


def heard(browser: FlaskClient, cast: Cast) -> str:
    return browser.get(f"/cohorts/{cast.here.cohort}/check-ins").text


def test_it_is_offered_under_today_and_on_the_page_of_a_week_that_is_open(
    maya: FlaskClient, cast: Cast, week: str
) -> None:
    assert f'href="{week}"' in maya.get("/today").text
    assert f'href="{week}"' in maya.get(f"/course/{cast.here.enrolment}/week-3").text
    assert maya.get(week).status_code == 200
    assert maya.get(f"/check-in/{cast.here.enrolment}/week-6").status_code == 404
    assert maya.get(f"/check-in/{cast.here.enrolment}/orientation").status_code == 404


def test_the_page_says_by_name_who_reads_what(maya: FlaskClient, week: str) -> None:
    shown = maya.get(week).text
    assert "Your facilitators: Ines. Nobody else." in shown
    assert "Only you, unless you tick that your facilitators may read it" in shown


def test_what_is_written_is_sealed_and_only_what_is_ticked_reaches_the_facilitators(
    maya: FlaskClient, ines: FlaskClient, cast: Cast, week: str, site_engine: Engine
) -> None:
    sent = {
        "answer-hard": WORDS, "answer-need": "More time in pairs", "answer-share-need": "yes", "answer-safe": "mostly",
    }  # fmt: skip
    assert maya.post(week, data=sent, follow_redirects=True).status_code == 200
    (row,) = stored(site_engine)
    assert row.sealed is not None
    assert row.shared is not None
    assert b"heavy" not in row.sealed
    assert b"pairs" not in row.shared
    shown = heard(ines, cast)
    assert "More time in pairs" in shown
    assert "Mostly safe" in shown
    assert WORDS not in shown
    assert "Check-in canary of Maya." not in shown
    assert "Shared by Maya." in shown
    assert WORDS in maya.get(week).text


def test_the_words_are_in_no_audit_line(maya: FlaskClient, week: str, site_engine: Engine) -> None:
    maya.post(week, data={"answer-hard": WORDS, "answer-share-hard": "yes"})
    with store.reading(site_engine) as db:
        assert not any(WORDS in str(one.detail) for one in db.exec(select(AuditEvent)).all())


def test_taking_the_tick_away_takes_the_words_from_the_facilitators(
    maya: FlaskClient, ines: FlaskClient, cast: Cast, week: str, site_engine: Engine
) -> None:
    maya.post(week, data={"answer-hard": WORDS, "answer-share-hard": "yes"})
    assert WORDS in heard(ines, cast)
    since = stored(site_engine)[0].changed_at.isoformat()
    maya.post(week, data={"answer-hard": WORDS, "since": since})
    assert WORDS not in heard(ines, cast)
    assert WORDS in maya.get(week).text


def test_everything_can_be_skipped_and_nothing_at_all_is_kept_as_nothing(
    maya: FlaskClient, week: str, site_engine: Engine
) -> None:
    assert maya.post(week, data={"answer-helped": "  ", "answer-safe": ""}).status_code == 422
    assert stored(site_engine) == []
    assert maya.post(week, data={"answer-safe": "safe"}).status_code == 302
    assert len(stored(site_engine)) == 1


def test_what_it_does_not_offer_is_refused_and_what_was_typed_stays(
    maya: FlaskClient, week: str, site_engine: Engine
) -> None:
    answer = maya.post(week, data={"answer-safe": "very", "answer-hard": WORDS, "answer-share-hard": "yes"})
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert 'name="answer-share-hard" value="yes" checked' in answer.text
    long = maya.post(week, data={"answer-hard": "x" * 5001})
    assert long.status_code == 422
    assert "longer than one answer can hold" in long.text
    assert stored(site_engine) == []


def test_the_same_sent_twice_is_one_and_another_tab_does_not_overwrite(
    maya: FlaskClient, week: str, site_engine: Engine
) -> None:
    for _twice in range(2):
        assert maya.post(week, data={"answer-hard": WORDS}).status_code == 302
    other = maya.post(week, data={"answer-hard": "from the other tab"})
    assert other.status_code == 422
    assert "from the other tab" in other.text
    assert len(stored(site_engine)) == 1
    assert WORDS in maya.get(week).text


def test_once_the_journal_has_closed_her_words_wait_behind_its_door(
    maya: FlaskClient, cast: Cast, week: str, site_engine: Engine
) -> None:
    maya.post(week, data={"answer-hard": WORDS})
    close_the_door(site_engine)
    shown = maya.get(week).text
    assert WORDS not in shown
    assert "Confirm that it is me" in shown
    changed = maya.post(week, data={"answer-hard": "something else"})
    assert changed.status_code == 422  # not over words that she does not see
    assert "something else" in changed.text
    assert WORDS not in changed.text
    new = f"/check-in/{cast.here.enrolment}/week-1"
    assert maya.post(new, data={"answer-hard": "a first word needs no door"}).status_code == 302
    assert "a first word" not in maya.get(new).text


def test_not_at_all_safe_shows_help_in_the_same_answer_and_offers_contact(
    maya: FlaskClient, ines: FlaskClient, cast: Cast, week: str
) -> None:
    answer = maya.post(week, data={"answer-safe": "not-at-all"})
    assert answer.status_code == 200
    assert 'href="tel:112"' in answer.text
    assert f'action="{week}/word"' in answer.text
    assert "Maya does not feel safe in the group" in of_board(ines, cast)
    assert "Maya would like a word" not in of_board(ines, cast)
    maya.post(f"{week}/word")
    assert "Maya would like a word" in of_board(ines, cast)


def test_asking_for_a_word_stands_on_the_board_until_a_facilitator_has_spoken(
    maya: FlaskClient, ines: FlaskClient, cast: Cast, week: str, site_engine: Engine
) -> None:
    maya.post(week, data={"answer-word": "yes"})
    assert stored(site_engine) == []
    (asked,) = asked_for(site_engine)
    assert "Maya would like a word" in of_board(ines, cast)
    assert "You asked for a word on Wednesday 17 March" in maya.get(week).text
    done = f"/cohorts/{cast.here.cohort}/check-ins/{asked.id}/spoken"
    for _twice in range(2):
        sent = {"client_id": "00000000-0000-4000-8000-00000000c0de"}
        assert ines.post(done, data=sent).status_code == 302
    assert "would like a word" not in of_board(ines, cast)
    with store.reading(site_engine) as db:
        taken = select(ConcernStep.step).where(ConcernStep.concern_id == asked.id)
        steps = db.exec(taken.order_by(col(ConcernStep.id))).all()
        assert list(steps) == [Step.OPENED, Step.SEEN, Step.ACTED, Step.CLOSED]
    maya.post(f"{week}/word")
    assert "Maya would like a word" in of_board(ines, cast)


@pytest.mark.parametrize("asks", [{"answer-word": "yes"}, {"answer-safe": "not-at-all"}], ids=str)
def test_what_asks_for_somebody_and_is_not_saved_says_that_nobody_has_been_told(
    asks: dict[str, str], maya: FlaskClient, cast: Cast, week: str, site_engine: Engine
) -> None:
    watch = re.search(r'name="watch" value="([^"]+)"', maya.get(week).text)
    assert watch is not None
    sent = {**asks, "answer-hard": "x" * 5001, "watch": watch[1]}
    refused = maya.post(week, data=sent)
    assert refused.status_code == 422
    assert "Nothing is saved yet, and nobody has been told." in refused.text
    assert asked_for(site_engine) == []
    with store.writing(site_engine) as db:
        enrolment.leave(db, db.get_one(Enrolment, cast.here.enrolment), now=NOW, by=None)
    gone = maya.post(week, data={**sent, "answer-hard": ""})
    assert gone.status_code == 404
    assert "nobody has been told" in gone.text
    assert 'href="tel:112"' in gone.text


def test_a_lead_who_does_not_facilitate_reads_none_of_it(
    signed_in_as: SignIn, maya: FlaskClient, cast: Cast, week: str, site_engine: Engine
) -> None:
    maya.post(week, data={"answer-safe": "not-at-all", "answer-word": "yes"})
    lena = signed_in_as(cast.lena)
    assert lena.get(f"/cohorts/{cast.here.cohort}/check-ins").status_code == 404
    shown = of_board(lena, cast)
    assert "does not feel safe" not in shown
    assert "check-ins" not in shown
    (asked,) = asked_for(site_engine)
    sent = {"client_id": "00000000-0000-4000-8000-00000000c0de"}
    away = f"/cohorts/{cast.there.cohort}/check-ins/{asked.id}/spoken"
    assert lena.post(away, data=sent).status_code == 404
    assert signed_in_as(cast.there.facilitator).post(away, data=sent).status_code == 404


def test_nothing_says_who_gave_none(ines: FlaskClient, cast: Cast) -> None:
    """Ben said nothing about week 2."""
    shown = heard(ines, cast)
    assert "Maya" in shown
    assert "Ben" not in shown


def test_who_has_left_gives_none(maya: FlaskClient, cast: Cast, week: str, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        enrolment.leave(db, db.get_one(Enrolment, cast.here.enrolment), now=NOW, by=cast.maya)
    assert maya.get(week).status_code == 404
    assert maya.post(week, data={"answer-safe": "safe"}).status_code == 404


def test_it_can_be_removed(maya: FlaskClient, week: str, site_engine: Engine) -> None:
    maya.post(week, data={"answer-hard": WORDS})
    assert maya.post(f"{week}/remove").status_code == 302
    assert stored(site_engine) == []


def test_it_speaks_german(maya: FlaskClient, cast: Cast, week: str, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).locale = "de"
    shown = maya.get(week).text
    assert "Ein Wort zur Woche" in shown
    assert "Wie sicher fühlst du dich in dieser Gruppe?" in shown
