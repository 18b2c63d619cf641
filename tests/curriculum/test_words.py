"""Counting words and telling how hard a text is, against texts counted by hand."""

from curriculum.schema import Script, ScriptParagraph
from curriculum.words import readability, spoken, spoken_minutes, words


def test_marks_numbers_and_list_signs_are_no_words() -> None:
    assert words("1. **Rest** a _little_.\n- Don't hurry; self-compassion, 20 times.") == [
        "Rest", "a", "little", "Don't", "hurry", "self-compassion", "times",
    ]  # fmt: skip


def test_the_figure_is_words_per_sentence_plus_long_words_in_a_hundred() -> None:
    # 12 words in 3 sentences is 4; of them kindness, breathing and somebody are longer than six letters: 25.
    text = "Let kindness be here. Feel your breathing rest. Greet somebody you know."
    assert readability(text) == 4 + 25


def test_six_letters_are_short_and_seven_are_long() -> None:
    assert readability("gentle") == 1
    assert readability("gentler") == 101


def test_an_apostrophe_is_no_letter() -> None:
    assert readability("you'd've") == 1  # six letters


def test_a_new_paragraph_after_a_full_stop_is_not_a_second_sentence() -> None:
    assert readability("One two three four.\n\nFive six seven eight.") == 4


def test_a_line_without_a_full_stop_ends_with_its_paragraph_or_list_item() -> None:
    assert readability("one two\n\nsix ten") == 2
    assert readability("one two\n- six ten\n- red hat") == 2


def test_a_sentence_may_end_inside_quotation_marks() -> None:
    assert readability("“I am here.” You can rest.") == 3


def test_a_full_stop_inside_a_number_ends_nothing() -> None:
    assert readability("about 2.5 or so") == 3


def test_nothing_is_not_hard() -> None:
    assert readability("") == 0


def test_a_script_lasts_its_words_at_a_hundred_a_minute_and_its_silences() -> None:
    script = Script(
        minutes=1,
        paragraphs=(
            ScriptParagraph(text="Rest " * 24 + "now", pause=30),
            ScriptParagraph(text="Rest " * 24 + "now"),
        ),
    )
    assert spoken(script) == 50
    assert spoken_minutes(script) == 1.0
