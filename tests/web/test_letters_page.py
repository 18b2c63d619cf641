"""The lead reads every letter before anybody gets one."""

import re
from html import unescape

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from course import store
from course.delivery.rules import RULES
from course.letters.table import LETTERS, title
from course.people.token import Token
from tests.cast import Cast
from tests.course.letters.written import letters
from tests.site import SignIn

ESSENTIAL = {
    "invitation", "invitation_reminder", "place_offered", "no_place", "waiting_called_off", "invitation_called_off",
    "staff_invitation", "place_answered", "sign_in", "address_change",
    "concern_opened", "concern_waiting", "concern_still_waiting", "cohort_cancelled", "meeting_moved",
    "meeting_cancelled", "meeting_put_back", "staff_meeting_moved", "staff_meeting_cancelled", "staff_meeting_put_back",
    "place_changed", "staff_place_changed", "groups_joined", "people_join",
    "staff_people_join", "own_letter", "staff_post_asked", "consent_copy", "step_receipt",
    "staff_intakes",
}  # fmt: skip


@pytest.fixture
def shown(signed_in_as: SignIn, cast: Cast) -> str:
    return unescape(signed_in_as(cast.lena).get(f"/programmes/{cast.here.programme}/letters").text)


def part_of(shown: str, letter: str) -> str:
    return re.split(r"<section", shown.partition(f'id="{letter}')[2], maxsplit=1)[0]


def test_every_letter_stands_there_with_subject_and_words(shown: str) -> None:
    written = {letter for _name, letter, _scene, _written in letters()}
    assert written == set(LETTERS) == {rule.letter for rules in RULES.values() for rule in rules}
    for _name, letter, _scene, text in letters():
        part = part_of(shown, letter)
        assert title(letter) in part
        assert text.subject in part
        assert text.text in part


def test_each_says_when_to_whom_and_why_it_can_or_cannot_be_stopped(shown: str) -> None:
    for letter in LETTERS:
        part = part_of(shown, letter)
        assert len(re.findall(r"<dd>[^<]{8,}</dd>", part)) == 3, letter
        assert ("cannot be stopped" in part) == (letter in ESSENTIAL), letter


def test_nothing_is_minted_and_nobody_of_the_house_is_in_it(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    def minted() -> int:
        with store.reading(site_engine) as db:
            return db.exec(select(func.count()).select_from(Token)).one()

    before = minted()
    shown = signed_in_as(cast.lena).get(f"/programmes/{cast.here.programme}/letters").text
    assert minted() == before
    assert "SECRET-" in shown
    assert "course.example.org" in shown


def test_settings_lead_to_it(signed_in_as: SignIn, cast: Cast) -> None:
    settings = signed_in_as(cast.lena).get(f"/programmes/{cast.here.programme}/settings").text
    assert f"/programmes/{cast.here.programme}/letters" in settings
