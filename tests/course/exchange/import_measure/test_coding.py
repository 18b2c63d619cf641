"""What an answer counts: from codes, scores or what somebody states, and never from its place."""

from pathlib import Path

import pytest

from course.exchange.import_measure.ending import Outcome
from course.exchange.import_measure.picking import Wish
from tests.course.exchange.import_measure.made import (
    SENTENCES,
    STEM,
    calc,
    dictionary,
    ends,
    fitted,
    kept,
    questions,
    radio,
    wording_of,
)

WORDS = ["Not one morning", "A few mornings", "Most mornings", "Every morning"]
FROM_1 = "1, Not one morning | 2, A few mornings | 3, Most mornings | 4, Every morning"
OF_FIVE = "1, Never | 2, Seldom | 3, Sometimes | 4, Often | 5, Always"
TURNED = "5, Never | 4, Seldom | 3, Sometimes | 2, Often | 1, Always"


def file(folder: Path, rows: list[list[str]]) -> Path:
    return kept(folder, dictionary(rows))


def stress(turned: set[int]) -> list[list[str]]:
    """Four questions answered 0 to 4, some with their codes from the other end."""
    straight = "0, Never | 1, Seldom | 2, Sometimes | 3, Often | 4, Always"
    other = "4, Never | 3, Seldom | 2, Sometimes | 1, Often | 0, Always"
    return [
        radio(f"s{n}", SENTENCES[n], other if n in turned else straight, header=STEM) for n in range(1, 5)
    ]


def test_a_list_from_the_best_answer_down_keeps_each_code(tmp_path: Path) -> None:
    """The WHO-5 is often shown from its highest answer down: 5 to 0 are its values, not its places."""
    best_first = "5, Always | 4, Mostly | 3, Often | 2, Seldom | 1, Hardly | 0, Never"
    wording = wording_of(file(tmp_path, questions(5, choices=best_first)), "who-5")
    assert wording.choices == {0: "Never", 1: "Hardly", 2: "Seldom", 3: "Often", 4: "Mostly", 5: "Always"}


def test_a_coding_that_begins_elsewhere_is_converted_and_said(tmp_path: Path) -> None:
    """Public data of the DASS is coded 1 to 4 where the key has 0 to 3."""
    path = file(tmp_path, questions(choices=FROM_1))
    assert wording_of(path).choices == dict(enumerate(WORDS))
    row = ends(path)["line 2"]
    assert (row.outcome, row.reason) == (Outcome.CONVERTED, "item 1; 1 to 4 have become 0 to 3")


def test_ten_questions_from_0_to_4_become_those_of_the_form_coded_1_to_5(tmp_path: Path) -> None:
    """The same ten items of the K10 are coded 0 to 4 in one country and 1 to 5 in another."""
    path = file(tmp_path, questions(10, choices="0, a | 1, b | 2, c | 3, d | 4, e"))
    assert sorted(wording_of(path, "k10").choices) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "choices",
    [
        "0, Never | 2, Seldom | 4, Often | 6, Always",
        "0, Never | 1, Often | 2, Always",
        f"{FROM_1} | 9, I would rather not say",
        "0, Never | 1, Seldom | 3, Often | 4, Always",
    ],
)
def test_other_values_are_refused_with_those_of_the_key(tmp_path: Path, choices: str) -> None:
    assert "gad-7 has 0, 1, 2, 3" in fitted(file(tmp_path, questions(choices=choices))).problems[0]


def test_half_points_and_answers_alike_are_refused(tmp_path: Path) -> None:
    halves = questions(choices="0, a | 0.5, b | 1, c | 2, d")
    assert "has no scores" in fitted(file(tmp_path, halves)).problems[0]
    alike = questions(choices="0, Never | 1, Often | 2, often. | 3, Always")
    assert "the same words" in fitted(file(tmp_path, alike)).problems[0]


def test_a_number_in_the_code_is_its_value_where_all_codes_are_alike(tmp_path: Path) -> None:
    path = file(tmp_path, questions(choices="m0, Not one | m1, A few | m2, Most | m3, Every"))
    assert wording_of(path).choices[3] == "Every"
    assert "the number in the codes m0 to m3 is the value" in ends(path)["line 2"].reason


def test_codes_of_a_catalogue_are_no_values(tmp_path: Path) -> None:
    path = file(
        tmp_path, questions(choices="LA6568-5, Not one | LA6569-3, A few | LA6570-1, Most | LA6571-9, Every")
    )
    assert "has no scores" in fitted(path).problems[0]


def test_stated_values_are_taken_and_said(tmp_path: Path) -> None:
    path = file(tmp_path, questions(choices="none, Not one | few, A few | most, Most | all, Every"))
    wish = Wish(values={"none": 0, "few": 1, "Most": 2, "all": 3})
    assert wording_of(path, wish=wish).choices == {0: "Not one", 1: "A few", 2: "Most", 3: "Every"}
    assert "as stated with --value" in ends(path, wish=wish)["line 2"].reason
    lacking = Wish(values={"none": 0, "few": 1})
    assert "--value states nothing" in fitted(path, wish=lacking).problems[0]


def test_items_coded_from_the_other_end_are_converted_where_the_key_reverses_just_these(
    tmp_path: Path,
) -> None:
    path = file(tmp_path, stress({2, 3}))
    assert wording_of(path, "stress-4").choices[0] == "Never"
    assert ends(path, "stress-4")["line 3"].outcome == Outcome.CONVERTED
    assert "the key reverses it" in ends(path, "stress-4")["line 3"].reason
    assert ends(path, "stress-4")["line 2"].outcome == Outcome.IMPORTED


def test_when_the_first_item_is_one_of_them_the_others_are_straight(tmp_path: Path) -> None:
    rows = [
        radio(f"b{n}", SENTENCES[n], TURNED if n in {2, 4, 6} else OF_FIVE, header=STEM) for n in range(1, 7)
    ]
    assert wording_of(file(tmp_path, rows), "brs").choices[1] == "Never"


def test_items_coded_from_the_other_end_that_the_key_does_not_reverse_are_refused(tmp_path: Path) -> None:
    [problem] = fitted(file(tmp_path, stress({1})), "stress-4").problems
    assert "the key reverses other items" in problem


def test_a_total_over_items_coded_from_the_other_end_agrees_without_reversing(tmp_path: Path) -> None:
    path = file(tmp_path, [*stress({2, 3}), calc("total", "[s1]+[s2]+[s3]+[s4]")])
    assert ends(path, "stress-4")["line 6"].reason.endswith("agrees with the score total of the key")


def test_a_form_that_changes_its_answers_midway_needs_its_items_named(tmp_path: Path) -> None:
    often = "0, Never | 25, Seldom | 50, Sometimes | 75, Often | 100, Always"
    much = "0, Not at all | 25, A little | 50, Some | 75, Much | 100, Very much"
    rows = [
        radio(f"c{n}", f"{SENTENCES[n % 7]} {n}", often if n < 10 else much, header=STEM)
        for n in range(1, 20)
    ]
    path = file(tmp_path, rows)
    assert "the words of their answers differ" in fitted(path, "cbi").problems[0]
    wish = Wish(items=tuple(f"c{n}" for n in range(1, 20)))
    wording = wording_of(path, "cbi", wish)
    assert wording.choices[100] == "Always"
    assert wording.words("p1")[100] == "Always"
    assert wording.words("c6")[100] == "Very much"
    assert any("other words for the answers" in one for one in fitted(path, "cbi", wish).warnings)


def test_very_long_numbers_in_codes_and_names_end_in_a_sentence(tmp_path: Path) -> None:
    long = "9" * 5_000
    assert fitted(file(tmp_path, questions(choices=f"{long}, a | 1, b | 2, c | 3, d"))).wording is None
    rows = [radio(f"g{long}{n}", sentence) for n, sentence in enumerate(SENTENCES)]
    assert fitted(file(tmp_path, rows)).wording is not None
