"""The questions: one a page, saved at once, skipped freely, taken up again, and opened by a letter alone."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.measures.assessment import Answer, Assessment, StoredScore, WaveDecline
from course.people import consent
from course.people.consent import ConsentTo
from curriculum.loader import load_wording
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

# The course ends with session 8 on Thursday 15 April 2027.
OPEN = datetime(2027, 4, 18, 9, tzinfo=UTC)
FIRST = load_wording("self-compassion-12")
SECOND = load_wording("stress-4")


@pytest.fixture
def base(cast: Cast, site_engine: Engine) -> str:
    travel_to(site_engine, OPEN)
    return f"/questions/{cast.here.enrolment}/after"


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def words(browser: FlaskClient, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def give(browser: FlaskClient, base: str, number: int, **fields: str) -> str:
    """Open one page and send it; returns where it leads."""
    data = {**hidden(browser, base, number), "act": "continue", **fields}
    return browser.post(f"{base}/{number}", data=data).location or ""


def hidden(browser: FlaskClient, base: str, number: int) -> dict[str, str]:
    """What a page carries without showing it: its own id, and that of the answer it was made on top of."""
    shown = words(browser, f"{base}/{number}")
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', shown) for name in ("client_id", "seen")}
    return {name: match.group(1) for name, match in found.items() if match}


def saved(engine: Engine) -> dict[tuple[str, str], int | None]:
    with store.reading(engine) as db:
        both = select(Assessment.measure_key, Answer.item_key, Answer.value).join(
            Answer, col(Answer.assessment_id) == Assessment.id
        )
        rows = db.exec(both.where(Assessment.wave_key == "after")).all()
        return {(measure, item): value for measure, item, value in rows}


def test_the_start_says_how_many_how_long_and_who_sees_what(maya: FlaskClient, base: str) -> None:
    shown = words(maya, base)
    assert "16 short questions" in shown
    assert "About 3 minutes" in shown
    assert "never what you answered" in shown
    assert "our own wording and not the validated form" in shown
    assert "You can leave out any question, stop at any point" in shown
    assert "They are open until Thursday 6 May." in shown


def test_every_question_is_asked_once_and_both_measures_follow_each_other(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    assert maya.post(base).location == f"{base}/1"
    asked = []
    for number in range(1, 17):
        shown = words(maya, f"{base}/{number}")
        asked.append(
            next(text for text in (*FIRST.items.values(), *SECOND.items.values()) if text in _plain(shown))
        )
        assert f"Question {number} of 16" in shown
        following = f"{base}/{number + 1}" if number < 16 else f"{base}/last"
        assert give(maya, base, number, answer="2") == following
    assert asked == [*FIRST.items.values(), *SECOND.items.values()]
    assert len(saved(site_engine)) == 16
    assert maya.post(f"{base}/last").location == f"{base}/effects"
    assert "Thank you" in words(maya, base)
    with store.reading(site_engine) as db:
        means = dict(
            db.exec(
                select(StoredScore.score_key, StoredScore.value)
                .join(Assessment, col(Assessment.id) == StoredScore.assessment_id)
                .where(Assessment.wave_key == "after")
            ).all()
        )
    assert (means["compassionate"], means["uncompassionate"]) == (2, 2)


def test_options_are_words_without_numbers_in_their_fixed_order(maya: FlaskClient, base: str) -> None:
    maya.post(base)
    shown = words(maya, f"{base}/1")
    places = [shown.index(f"<span>{words_}") for words_ in FIRST.choices.values()]
    assert places == sorted(places)
    assert not any(f"<span>{value}" in shown for value in FIRST.choices)
    assert " checked" not in shown


def test_an_answer_is_saved_at_once_and_can_be_changed(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    maya.post(base)
    give(maya, base, 1, answer="4")
    assert saved(site_engine) == {("self-compassion-12", "q1"): 4}
    give(maya, base, 1, answer="5")
    assert saved(site_engine) == {("self-compassion-12", "q1"): 5}
    assert 'value="5" checked' in words(maya, f"{base}/1")


def test_the_same_answer_sent_twice_is_one_answer(maya: FlaskClient, base: str, site_engine: Engine) -> None:
    maya.post(base)
    same = str(uuid4())
    give(maya, base, 1, answer="4", client_id=same)
    give(maya, base, 1, answer="4", client_id=same)
    assert saved(site_engine) == {("self-compassion-12", "q1"): 4}


def test_two_tabs_lose_nothing_and_both_answers_are_shown(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    maya.post(base)
    first, second = hidden(maya, base, 1), hidden(maya, base, 1)
    assert maya.post(f"{base}/1", data={**first, "answer": "4"}).status_code == 302
    answer = maya.post(f"{base}/1", data={**second, "answer": "2"})
    assert answer.status_code == 409
    shown = answer.get_data(as_text=True)
    assert "another window or device has saved an answer" in shown
    kept, here = FIRST.choices[4], FIRST.choices[2]
    assert f"Keep “{kept}”" in _plain(shown)
    assert f"Take “{here}” instead" in _plain(shown)
    assert saved(site_engine) == {("self-compassion-12", "q1"): 4}
    again = dict(re.findall(r'name="(client_id|seen|answer)" value="([^"]*)"', shown))
    assert maya.post(f"{base}/1", data={**again, "act": "continue"}).location == f"{base}/2"
    assert saved(site_engine) == {("self-compassion-12", "q1"): 2}


def test_the_same_page_sent_again_or_with_another_choice_is_no_conflict(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    """A lost connection, and the browser's Back to a page that it kept."""
    maya.post(base)
    page = hidden(maya, base, 1)
    for choice in ("4", "4", "5"):
        assert maya.post(f"{base}/1", data={**page, "answer": choice}).status_code == 302
    assert saved(site_engine) == {("self-compassion-12", "q1"): 5}


def test_a_skip_on_an_old_page_does_not_wipe_an_answer(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    maya.post(base)
    old = hidden(maya, base, 1)
    give(maya, base, 1, answer="4")
    answer = maya.post(f"{base}/1", data={**old, "act": "skip"})
    assert answer.status_code == 409
    assert "Take “Skipped” instead" in answer.get_data(as_text=True)
    assert saved(site_engine) == {("self-compassion-12", "q1"): 4}


def test_a_page_that_was_left_open_changes_nothing_once_she_has_finished(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    maya.post(base)
    old = hidden(maya, base, 1)
    for number in range(1, 17):
        give(maya, base, number, answer="1")
    maya.post(f"{base}/last")
    maya.post(f"{base}/1", data={**old, "answer": "5"})
    assert set(saved(site_engine).values()) == {1}


def test_answers_and_their_days_are_kept_when_it_is_late(
    maya: FlaskClient, base: str, cast: Cast, site_engine: Engine
) -> None:
    """The window ends on 6 May; until the 13th somebody may still begin, and it counts as late."""
    travel_to(site_engine, datetime(2027, 5, 10, 9, tzinfo=UTC))
    assert "They are open until Thursday 13 May." in words(maya, base)
    maya.post(base)
    for number in range(1, 17):
        give(maya, base, number, answer="1")
    maya.post(f"{base}/last")
    with store.reading(site_engine) as db:
        after = select(Assessment).where(Assessment.wave_key == "after")
        assert {one.days_from_target for one in db.exec(after).all()} == {25}
    assert "Thank you" in words(maya, base)


def test_nothing_chosen_asks_whether_to_skip_and_saves_nothing(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    maya.post(base)
    answer = maya.post(f"{base}/1", data={"client_id": str(uuid4()), "act": "continue"})
    assert answer.status_code == 200
    assert "Skip this question?" in answer.get_data(as_text=True)
    assert saved(site_engine) == {}
    assert give(maya, base, 1, act="skip") == f"{base}/2"
    assert saved(site_engine) == {("self-compassion-12", "q1"): None}


def test_stopping_saves_what_was_chosen_and_beginning_again_goes_to_the_first_open_one(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    maya.post(base)
    give(maya, base, 1, answer="4")
    assert give(maya, base, 2, answer="3", act="stop") == f"{base}?stopped=yes"
    assert len(saved(site_engine)) == 2
    assert "2 of 16 are saved" in words(maya, f"{base}?stopped=yes")
    assert maya.post(base).location == f"{base}/3"


def test_skipped_ones_are_listed_once_and_may_stay_so(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    maya.post(base)
    for number in range(1, 17):
        give(maya, base, number, **({"act": "skip"} if number in (2, 5) else {"answer": "1"}))
    shown = words(maya, f"{base}/last")
    assert "You skipped 2" in shown
    assert FIRST.items["q2"] in _plain(shown)
    assert give(maya, base, 5, answer="1", **{"from": "last"}) == f"{base}/last"
    assert "You skipped one" in words(maya, f"{base}/last")
    maya.post(f"{base}/last")
    assert "Thank you" in words(maya, base)
    assert saved(site_engine)[("self-compassion-12", "q2")] is None


def test_the_end_waits_for_questions_that_were_not_reached(maya: FlaskClient, base: str) -> None:
    maya.post(base)
    assert maya.get(f"{base}/last").location == f"{base}/1"
    assert maya.post(f"{base}/last").location == f"{base}/1"


def test_an_answer_that_is_not_one_of_the_choices_is_explained(
    maya: FlaskClient, base: str, site_engine: Engine
) -> None:
    maya.post(base)
    for wrong in ("9", "often"):
        answer = maya.post(f"{base}/1", data={"client_id": str(uuid4()), "answer": wrong})
        assert answer.status_code == 422
        assert "Please choose one of the answers, or skip this one." in answer.get_data(as_text=True)
    assert saved(site_engine) == {}


def test_a_closed_wave_says_that_it_is_fine(maya: FlaskClient, cast: Cast, base: str) -> None:
    shown = words(maya, f"/questions/{cast.here.enrolment}/before")
    # The first meeting was on Thursday the 25th; she had begun, and could go on for three days.
    assert "This closed on Sunday 28 February. That is fine." in shown


def test_answers_to_a_closed_wave_are_not_taken(maya: FlaskClient, base: str, site_engine: Engine) -> None:
    maya.post(base)
    travel_to(site_engine, datetime(2027, 7, 1, tzinfo=UTC))
    give(maya, base, 1, answer="4")
    assert saved(site_engine) == {}
    assert maya.post(base).status_code == 422


def test_a_wave_to_come_says_when_it_opens(signed_in_as: SignIn, cast: Cast) -> None:
    shown = words(signed_in_as(cast.maya), f"/questions/{cast.here.enrolment}/after")
    assert "These questions open on Thursday 15 April." in shown


def test_no_more_about_this_one_ends_it(
    maya: FlaskClient, base: str, cast: Cast, site_engine: Engine
) -> None:
    assert maya.post(f"{base}/no-more").location == base
    assert "No more about this one." in words(maya, base)
    with store.reading(site_engine) as db:
        assert db.get(WaveDecline, (cast.here.enrolment, "after")) is not None


def test_whoever_did_not_agree_to_questions_is_asked_none(
    maya: FlaskClient, base: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        consent.answer(
            db,
            enrolment_id=cast.here.enrolment,
            purpose=ConsentTo.MEASURES,
            given=False,
            text="",
            locale="en",
        )
    assert "No questions for now." in words(maya, base)
    assert maya.post(base).status_code == 422


def test_an_unknown_wave_or_question_is_not_there(maya: FlaskClient, base: str, cast: Cast) -> None:
    maya.post(base)
    assert maya.get(f"/questions/{cast.here.enrolment}/never").status_code == 404
    assert maya.get(f"{base}/17").status_code == 404
    assert maya.get(f"{base}/0").status_code == 404


def test_a_stranger_finds_nothing(signed_in_as: SignIn, cast: Cast, base: str, site_engine: Engine) -> None:
    olga = signed_in_as(cast.olga)
    for address in (base, f"{base}/1", f"{base}/last"):
        assert olga.get(address).status_code == 404
    assert olga.post(base).status_code == 404
    assert olga.post(f"{base}/1", data={"client_id": str(uuid4()), "answer": "1"}).status_code == 404
    assert olga.post(f"{base}/no-more").status_code == 404
    assert saved(site_engine) == {}


def test_a_letter_opens_the_questions_and_nothing_else(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 2, 20, 9, tzinfo=UTC))
    client.post(f"/open/questions/{cast.here.wave_secret}")
    base = f"/questions/{cast.here.other_enrolment}/before"
    assert client.post(base).location == f"{base}/1"
    assert give(client, base, 1, answer="3") == f"{base}/2"
    assert client.get(f"/questions/{cast.here.other_enrolment}/after").status_code == 404
    assert client.get(f"/questions/{cast.here.enrolment}/before").status_code == 404
    assert client.get("/today").status_code == 302
    assert client.get("/me/looking-back").status_code == 302


def test_the_same_link_goes_on_where_she_stopped_on_another_device(
    app: Flask, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 2, 20, 9, tzinfo=UTC))
    link, base = f"/open/questions/{cast.here.wave_secret}", f"/questions/{cast.here.other_enrolment}/before"
    phone, laptop = app.test_client(), app.test_client()
    phone.post(link)
    assert phone.post(base).location == f"{base}/1"
    give(phone, base, 1, answer="1")
    assert give(phone, base, 2, answer="2", act="stop") == f"{base}?stopped=yes"
    assert "2 of 16 are saved" in words(phone, f"{base}?stopped=yes")
    laptop.post(link)
    assert "2 of 16 are saved." in words(laptop, base)
    assert "Go on with the questions" in words(laptop, base)
    assert laptop.post(base).location == f"{base}/3"


def test_a_question_costs_few_statements_signed_in_and_by_letter(
    maya: FlaskClient, client: FlaskClient, base: str, cast: Cast, site_engine: Engine
) -> None:
    maya.post(base)
    maya.get(f"{base}/1")
    with counted(site_engine) as sent:
        assert maya.get(f"{base}/2").status_code == 200
    assert len(sent) <= 8, "\n".join(sent)
    travel_to(site_engine, datetime(2027, 2, 20, 9, tzinfo=UTC))
    client.post(f"/open/questions/{cast.here.wave_secret}")
    other = f"/questions/{cast.here.other_enrolment}/before"
    client.post(other)
    with counted(site_engine) as sent:
        assert client.get(f"{other}/2").status_code == 200
    assert len(sent) <= 8, "\n".join(sent)


def _plain(page: str) -> str:
    return page.replace("&#34;", '"').replace("&#39;", "'")
