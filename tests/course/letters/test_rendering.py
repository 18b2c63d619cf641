"""What all letters share is worked out once, and nothing of one reader comes into the letter of another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_time
from hypothesis import given, settings
from hypothesis import strategies as st

from course import days
from course.letters.made_up import scenes
from course.letters.rendering import STYLE
from course.letters.scene import DigestScene
from course.letters.table import write
from course.words import LANGUAGES
from tests.course.letters.test_letters import page
from tests.course.letters.written import MAYA, WEEK_3

WEEK = replace(MAYA, about="week:1:week-3", week=WEEK_3)
ZONES = ("Europe/Lisbon", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Pacific/Kiritimati")
NAMES = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="<>&\"'/{}%= styleb-!", max_size=80),
    st.sampled_from(
        ["</title>", "</style>", "<style>\n</style>\n", "{{ 7 * 7 }}", "%(name)s", "مها", "👩‍🦰"]
    ),
)


@settings(deadline=None)
@given(called=NAMES, cohort=NAMES, writer=NAMES, title=NAMES)
def test_no_name_brings_a_tag_an_attribute_or_a_link_into_a_letter(
    called: str, cohort: str, writer: str, title: str
) -> None:
    week = replace(WEEK_3, title=title)
    found = page(
        write("week_opens", replace(WEEK, called=called, cohort=cohort, writer=writer, week=week)).html
    )
    plain = page(write("week_opens", WEEK).html)
    assert (found.tags, found.attributes, found.links) == (plain.tags, plain.attributes, plain.links)


def test_what_stands_in_braces_is_a_name_and_no_template() -> None:
    written = write("week_opens", replace(WEEK, called="{{ 7 * 7 }}", cohort="%(week)s {% if %}"))
    for words in (written.text, written.html):
        assert "Hello {{ 7 * 7 }}," in words
        assert "a week of %(week)s {% if %} opens" in words


def test_each_reader_finds_the_foot_in_a_language_of_hers_whoever_was_written_to_before() -> None:
    feet = {"en": "Help, at any hour", "de": "Hilfe, zu jeder Stunde"}
    for locale in ("en", "de", "de", "en", "de"):
        written = write("week_opens", replace(WEEK, locale=locale))
        for words in (written.text, written.html):
            assert [one for one, foot in feet.items() if foot in words] == [locale]
        assert f'<html lang="{locale}" dir="ltr">' in written.html


def test_the_style_of_a_page_is_the_one_that_is_quoted_once_for_all() -> None:
    assert STYLE.count("\n") > 15
    assert f"\n{STYLE}\n" in write("week_opens", WEEK).html


def test_a_language_that_is_read_from_the_right_says_so() -> None:
    assert '<html lang="ar-EG" dir="rtl">' in write("week_opens", replace(WEEK, locale="ar_EG")).html


@settings(deadline=None)
@given(
    st.integers(0, 2**32),
    st.sampled_from(ZONES),
    st.sampled_from(["en", "de_AT", "ar_EG", "fa", "th"]),
)
def test_an_hour_is_the_one_that_the_clock_of_the_reader_shows(second: int, zone: str, locale: str) -> None:
    scene, at = replace(MAYA, zone=zone, locale=locale), datetime.fromtimestamp(second, UTC)
    assert scene.hour(at) == format_time(at, "HH:mm", tzinfo=ZoneInfo(zone), locale=locale)


def test_a_day_is_said_in_each_language_on_its_own() -> None:
    day = datetime(2026, 11, 26, tzinfo=UTC).date()
    for _time in range(2):
        assert days.day(day, "en") == "Thursday 26 November"
        assert days.day(day, "de") == "Donnerstag, 26. November"
        assert days.weekday(day, "de") == "Donnerstag"
        assert days.short_day(day + timedelta(days=1), "en") == "Fri 27 Nov"


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_letter_can_be_written_in_each_language(locale: str) -> None:
    for _name, letter, scene in scenes():
        assert write(letter, replace(scene, locale=locale)).text


def test_a_digest_counts_the_people_and_the_questions_it_speaks_of() -> None:
    one = DigestScene(people=1, practised=None, answered=2, asked=1, not_arrived=0, waiting=0)
    ines = replace(MAYA, about="digest:1", digest=one)
    assert "Thursday evening: one person takes part." in write("staff_digest", ines).text
    assert "are answered by 2 of one." in write("staff_digest", ines).text
    two = replace(ines, digest=replace(one, people=2, answered=1, asked=2))
    assert "Thursday evening: 2 people take part." in write("staff_digest", two).text
    assert "are answered by 1 of 2." in write("staff_digest", two).text
