"""The course in a second language: the first week is whole, the rest falls back and says so."""

from pathlib import Path

import pytest

from curriculum.checks import language
from curriculum.gaps import gaps, measures_without
from curriculum.loader import load_course, load_measure, load_wording, wording_for
from curriculum.schema import Course

SAFETY = {
    "backdraft", "cautions", "opening-and-closing", "steadying-yourself", "what-do-i-need", "when-to-ask-for-help",
    "zones",
}  # fmt: skip
FORMS = {"friend-and-self", "journal-three-parts", "distress-log", "weekly-reframe", "weekly-rating"}


@pytest.fixture(scope="module")
def english() -> Course:
    return load_course("eight-weeks")


@pytest.fixture(scope="module")
def german(english: Course) -> Course:
    return english.in_language("de")


@pytest.mark.parametrize(
    "file",
    [
        "course.yaml",
        *(
            f"{unit}/{name}"
            for unit in ("orientation", "week-1")
            for name in ("unit.yaml", "outline.yaml", "handout.md", "letter-before.md", "letter-after.md")
        ),
        "practices/supportive-touch.md",
        "practices/self-compassion-break.md",
        *sorted(f"exercises/{key}.md" for key in FORMS),
        *sorted(f"cards/{key}.md" for key in SAFETY),
        "cards/glossary.md",
    ],
)
def test_the_first_week_and_what_is_always_there_are_german(german: Course, file: str) -> None:
    assert german.language_of(file) == "de"


def test_every_card_of_the_first_week_is_german(german: Course) -> None:
    cards = [card.key for card in german.cards if card.unit == "week-1"]
    assert len(cards) >= 20
    assert [key for key in cards if german.language_of(f"cards/{key}.md") != "de"] == []


def test_no_english_text_is_left_in_the_german_first_week(english: Course, german: Course) -> None:
    before, after = english.unit("week-1"), german.unit("week-1")
    for was, now in zip(before.agenda, after.agenda, strict=True):
        assert was.title != now.title
        assert (was.say, was.close) != (now.say, now.close)
        for lines, translated in (
            (was.cues, now.cues),
            (was.offer, now.offer),
            (was.watch, now.watch),
            (before.key_ideas, after.key_ideas),
        ):
            assert not set(lines) & set(translated)
    assert before.home_practice is not None
    assert after.home_practice is not None
    for item, other in zip(before.home_practice.items, after.home_practice.items, strict=True):
        assert item.text != other.text


def test_a_translation_changes_no_key_no_minute_and_no_order(english: Course, german: Course) -> None:
    for before, after in zip(english.units, german.units, strict=True):
        assert [part.key for part in before.agenda] == [part.key for part in after.agenda]
        assert [part.by_length for part in before.agenda] == [part.by_length for part in after.agenda]
    for practice, other in zip(english.practices, german.practices, strict=True):
        assert [one.serves for one in practice.variants] == [one.serves for one in other.variants]
    for form, translated in zip(english.exercises, german.exercises, strict=True):
        assert [(one.key, one.kind) for one in form.fields] == [
            (one.key, one.kind) for one in translated.fields
        ]


def test_what_is_not_translated_is_the_original_and_says_so(english: Course, german: Course) -> None:
    assert german.unit("week-5").reading == english.unit("week-5").reading
    assert german.language_of("week-5/handout.md") == "en"
    assert english.language_of("week-1/handout.md") == "en"


@pytest.mark.parametrize(
    ("locale", "got"), [("de", "de"), ("de-AT", "de"), ("de_CH", "de"), ("pt", "en"), ("en", "en")]
)
def test_a_reader_gets_the_nearest_language_there_is(english: Course, locale: str, got: str) -> None:
    assert english.in_language(locale).language == got
    assert wording_for("stress-4", locale).language == got


@pytest.mark.parametrize("key", ["self-compassion-12", "stress-4"])
def test_the_questions_are_asked_in_german_with_the_same_items_and_choices(key: str) -> None:
    measure, german, english = load_measure(key), load_wording(key, "de"), load_wording(key)
    assert german.ours
    assert set(german.items) == set(measure.items)
    assert set(german.choices) == set(measure.choices)
    assert not set(german.items.values()) & set(english.items.values())


def test_a_gap_names_what_is_still_in_the_original(english: Course) -> None:
    (german,) = gaps(english)
    names = {text.path.removeprefix("courses/eight-weeks/") for text in german.texts}
    assert german.language == "de"
    assert {"week-5/handout.md", "guides/inquiry.md"} <= names
    assert "week-1/handout.md" not in names
    assert not any(name.startswith("de/") for name in names)
    assert german.translated + len(german.texts) == german.of == len(english.texts)
    assert {text.kind for text in german.shown_to_facilitators} <= {"outline", "guide", "exercise"}
    assert measures_without(english, "de") == ()


def test_a_course_without_a_translation_is_one_gap(english: Course) -> None:
    german, french = gaps(english, ["fr"])
    assert (german.language, french.language) == ("de", "fr")
    assert french.texts == english.texts
    assert measures_without(english, "fr") == ("self-compassion-12", "stress-4")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Du hast zwei Tage verpasst.", 1),
        ("Das musst du üben.", 1),
        ("Kein Versäumnis, kein Streak.", 2),
        ("Gut gemacht!", 2),
        ("Du brauchst nichts zu tun, und niemand muss etwas sagen.", 0),
        ("Die Serie der Zahlen geht auf und ab.", 0),
    ],
)
def test_german_texts_have_unkind_words_of_their_own(tmp_path: Path, line: str, found: int) -> None:
    for folder in ("courses/eight-weeks/de", "courses/eight-weeks"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / "courses/eight-weeks/de/handout.md").write_text(line, encoding="utf-8")
    assert len(list(language.problems(tmp_path))) == found


def test_english_texts_keep_their_own_words(tmp_path: Path) -> None:
    (tmp_path / "courses/eight-weeks").mkdir(parents=True)
    (tmp_path / "courses/eight-weeks/one.md").write_text("Nothing is overdue.\n", encoding="utf-8")
    (problem,) = language.problems(tmp_path)
    assert "overdue" in problem.message
