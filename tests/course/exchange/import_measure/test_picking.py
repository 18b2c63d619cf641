"""Which questions are the items: by count, answers and names, and in an order that nothing contradicts."""

from pathlib import Path

import pytest

from course.exchange.import_measure.ending import Outcome
from course.exchange.import_measure.nearest import fitting_keys, nearest
from course.exchange.import_measure.picking import Wish
from curriculum.loader import load_measure, measure_keys
from tests.course.exchange.import_measure.made import (
    SENTENCES,
    STEM,
    dictionary,
    ends,
    fitted,
    found_in,
    kept,
    questions,
    radio,
    wording_of,
)

TROUBLE = "0, None | 1, A little | 2, Some | 3, A lot"
EVERYTHING = [load_measure(key) for key in measure_keys()]


def file(folder: Path, rows: list[list[str]]) -> Path:
    return kept(folder, dictionary(rows))


def test_a_further_question_with_other_answers_is_left_out_even_when_it_is_numbered(tmp_path: Path) -> None:
    path = file(tmp_path, [*questions(), radio("garden_8", "How much trouble was it?", TROUBLE)])
    assert wording_of(path).items["q7"].startswith("A blackbird")
    assert ends(path)["line 9"].outcome == Outcome.IGNORED


def test_a_check_of_attention_among_the_items_is_left_out_when_it_is_not_numbered(tmp_path: Path) -> None:
    rows = questions()
    rows.insert(4, radio("garden_check", "Choose the second answer here"))
    path = file(tmp_path, rows)
    assert "Choose the second answer here" not in wording_of(path).items.values()
    assert ends(path)["line 6"].reason == "is not numbered among the 7 items garden_1 to garden_7"


def test_one_that_is_numbered_like_the_items_is_never_counted_off(tmp_path: Path) -> None:
    """Data are about in which an eighth question to check attention hides under the next number."""
    [problem] = fitted(file(tmp_path, questions(8))).problems
    assert problem == (
        "there are 8 questions with such answers (garden_1 to garden_8), and gad-7 has 7 items; "
        "name the items that are meant with --items"
    )


def test_named_items_are_taken_in_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    path = file(tmp_path, questions(8))
    wish = Wish(items=("garden_8", "garden_1", "garden_2", "garden_3", "garden_4", "garden_5", "garden_6"))
    wording = wording_of(path, wish=wish)
    assert wording.items["q1"] == f"{SENTENCES[0]} 8"
    assert ends(path, wish=wish)["line 8"].reason == "is not named in --items"
    assert (
        "no question with answers" in fitted(path, wish=Wish(items=("nobody", *wish.items[1:]))).problems[0]
    )
    assert "names 6 items" in fitted(path, wish=Wish(items=wish.items[1:])).problems[0]
    assert "names 6 items" in fitted(path, wish=Wish(items=(*wish.items[1:], "garden_1"))).problems[0]


def test_rows_in_another_order_than_their_numbers_are_refused(tmp_path: Path) -> None:
    rows = questions()
    rows[2], rows[3] = rows[3], rows[2]
    [problem] = fitted(file(tmp_path, rows)).problems
    assert problem == (
        "line 4: garden_4 stands after garden_2, so the rows are in another order than their numbers. "
        "Name the items in the order of the published form with --items"
    )


def test_a_number_that_is_left_out_is_an_item_that_may_be_missing(tmp_path: Path) -> None:
    rows = questions(8)
    del rows[3]
    [problem] = fitted(file(tmp_path, rows)).problems
    assert "line 5: garden_5 follows garden_3, so a number is left out" in problem


def test_numbers_may_begin_elsewhere(tmp_path: Path) -> None:
    rows = [radio(f"survey_{n}", f"{SENTENCES[n - 11]}", header=STEM) for n in range(11, 18)]
    assert fitted(file(tmp_path, rows)).wording is not None


def test_numbers_before_the_words_have_to_agree_with_the_order(tmp_path: Path) -> None:
    names = ("tomato", "fence", "gate", "snail", "barrow", "rain", "bird")
    rows = [radio(name, f"{n}. {SENTENCES[n - 1]}", header=STEM) for n, name in enumerate(names, start=1)]
    assert wording_of(file(tmp_path, rows)).items["q2"] == SENTENCES[1]
    rows[1], rows[2] = rows[2], rows[1]
    assert "line 3" in fitted(file(tmp_path, rows)).problems[0]


def test_without_any_numbers_the_order_of_the_file_is_taken_and_that_is_said(tmp_path: Path) -> None:
    names = ("tomato", "fence", "gate", "snail", "barrow", "rain", "bird")
    rows = [radio(name, sentence, header=STEM) for name, sentence in zip(names, SENTENCES, strict=True)]
    found = fitted(file(tmp_path, rows))
    assert found.wording is not None
    assert "nothing in the file says in which order" in found.warnings[0]


def test_question_numbers_of_the_file_count_too(tmp_path: Path) -> None:
    names = ("tomato", "fence", "gate", "snail", "barrow", "rain", "bird")
    rows = [radio(name, SENTENCES[0] + name, header=STEM, number=str(n)) for n, name in enumerate(names, 1)]
    assert not any("in which order" in one for one in fitted(file(tmp_path, rows)).warnings)
    rows[4][14], rows[5][14] = rows[5][14], rows[4][14]
    assert fitted(file(tmp_path, rows)).wording is None


def test_one_item_with_other_words_for_its_answers_is_not_quietly_one_of_them(tmp_path: Path) -> None:
    rows = questions()
    rows[6][5] = "0, Not one morning | 1, A few mornings | 2, Most mornings | 3, Everymorning"
    [problem] = fitted(file(tmp_path, rows)).problems
    assert "6 questions" in problem
    assert "the words of their answers differ" in problem


def test_sixteen_questions_with_the_same_answers_are_told_apart_by_their_names(tmp_path: Path) -> None:
    rows = [*questions(7, prefix="garden_"), *questions(9, prefix="shed_")]
    assert wording_of(file(tmp_path, rows)).items["q1"] == f"{SENTENCES[0]} 1"
    nine = wording_of(file(tmp_path, rows), "phq-9")
    assert len(nine.items) == 9


def test_a_file_of_nine_is_no_file_of_eight(tmp_path: Path) -> None:
    assert "phq-8 has 8 items" in fitted(file(tmp_path, questions(9)), "phq-8").problems[0]


def test_which_keys_a_file_could_be_of_goes_by_count_and_answers(tmp_path: Path) -> None:
    found = found_in(file(tmp_path, questions(7)))
    assert [one.key for one in fitting_keys(found, EVERYTHING, Wish())] == ["gad-7"]
    assert next(nearest(found, EVERYTHING)) == "gad-7: 7 items, answers 0, 1, 2, 3"
    six = found_in(file(tmp_path, questions(6, choices="1, a | 2, b | 3, c | 4, d | 5, e")))
    assert {one.key for one in fitting_keys(six, EVERYTHING, Wish())} >= {"brs", "state-self-compassion-6"}


def test_a_file_without_questions_says_so(tmp_path: Path) -> None:
    path = file(tmp_path, [radio("record_id", "Record ID", "", kind="text")])
    assert fitted(path).problems == ("there is no question with answers to choose from in this file",)


@pytest.mark.parametrize("key", measure_keys())
def test_every_key_can_be_installed_from_a_dictionary_of_its_shape(tmp_path: Path, key: str) -> None:
    measure = load_measure(key)
    choices = " | ".join(f"{value}, Answer {value}" for value in measure.choices)
    rows = questions(len(measure.items), choices=choices)
    wording = wording_of(file(tmp_path, rows), key)
    assert tuple(wording.items) == measure.items
    assert set(wording.choices) == set(measure.choices)
