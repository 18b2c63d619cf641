"""What stands on a phone for everybody beside her to see: one neutral sentence, in her language."""

import re

import pytest

from course.delivery.rules import KIND_OF
from course.letters.notices import KINDS, NOTICED, notice, to_try, with_code

SITE = "https://house.example.org"
TELLING = re.compile(
    r"course|kurs|compassion|mitgefühl|practi[cs]e|üb(ung|en)|medita|session|week|woche|group|gruppe|kind|freundlich"
    r"|feel|gefühl|health|gesund|overdue|missed|versäumt|überfällig|!",
    re.IGNORECASE,
)


def test_only_letters_that_can_be_stopped_have_a_notice() -> None:
    assert {letter for letter in NOTICED if KIND_OF[letter] is None} == set()
    assert {KIND_OF[letter] for letter in NOTICED} == set(KINDS)


def test_what_says_something_that_is_nowhere_else_or_is_about_the_mail_comes_by_mail() -> None:
    assert NOTICED.isdisjoint({"orientation", "thank_you", "address_note", "meeting_moved", "sign_in"})


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("letter", sorted(NOTICED))
def test_a_notice_is_short_and_says_nothing_of_the_course(letter: str, locale: str) -> None:
    words, link = notice(letter, locale=locale, site=SITE).decode().split("\n")
    assert 10 < len(words) <= 90
    assert not TELLING.search(words)
    assert link == f"{SITE}/"


@pytest.mark.parametrize("letter", sorted(NOTICED))
def test_a_notice_speaks_german_to_whoever_reads_german(letter: str) -> None:
    assert notice(letter, locale="de", site=SITE) != notice(letter, locale="en", site=SITE)


def test_a_code_and_a_notice_to_try_speak_german_too() -> None:
    assert with_code("123456", locale="de", site=SITE).decode() == (
        f"Dein Code für kurze Nachrichten ist 123456.\n{SITE}/"
    )
    assert to_try(locale="de", site=SITE).decode() == f"So sieht eine kurze Nachricht aus.\n{SITE}/"
