"""The file's own totals beside the key. The keys and the formulas' answers are worked out by hand."""

from collections.abc import Collection
from pathlib import Path

import pytest

from course.exchange.import_measure.fitting import Fitted
from course.exchange.import_measure.picking import Wish
from tests.course.exchange.import_measure.made import (
    calc,
    dictionary,
    ends,
    fitted,
    kept,
    questions,
    wording_of,
)

FIVE = "1, Never | 2, Seldom | 3, Sometimes | 4, Often | 5, Always"
UP_TO_4 = "0, Never | 1, Seldom | 2, Sometimes | 3, Often | 4, Always"
UP_TO_5 = "0, Never | 1, Hardly | 2, Seldom | 3, Often | 4, Mostly | 5, Always"


def with_total(
    folder: Path, count: int, choices: str, formula: str, key: str, wish: Wish | None = None
) -> Fitted:
    return fitted(saved(folder, count, choices, formula), key, wish)


def saved(folder: Path, count: int, choices: str, formula: str) -> Path:
    return kept(folder, dictionary([*questions(count, prefix="q", choices=choices), calc("total", formula)]))


def plus(count: int, *, turned: Collection[int] = (), ends: int = 6) -> str:
    return " + ".join(f"({ends} - [q{n}])" if n in turned else f"[q{n}]" for n in range(1, count + 1))


def test_a_formula_without_reversal_is_named_with_the_items_of_the_key(tmp_path: Path) -> None:
    found = with_total(tmp_path, 10, UP_TO_4, plus(10), "pss-10")
    [warning] = [one for one in found.warnings if "total" in one]
    assert warning == "line 12: the formula of total turns round no item; the key reverses items 4, 5, 7, 8."
    assert found.wording is not None


def test_a_formula_that_reverses_what_the_key_reverses_agrees(tmp_path: Path) -> None:
    path = saved(tmp_path, 10, UP_TO_4, plus(10, turned={4, 5, 7, 8}, ends=4))
    assert ends(path, "pss-10")["line 12"].reason.endswith("agrees with the score total of the key")


def test_as_many_others_reversed_is_another_order_of_the_items_and_stops_it(tmp_path: Path) -> None:
    """A hand-out of the twelve-item scale in another order reverses 1, 2, 3, 6, 8 and 11."""
    formula = f"({plus(12, turned={1, 2, 3, 6, 8, 11})}) / 12"
    found = with_total(tmp_path, 12, FIVE, formula, "self-compassion-12")
    assert found.wording is None
    [problem] = found.problems
    assert "turns round items 1, 2, 3, 6, 8, 11; the key reverses items 1, 4, 8, 9, 11, 12" in problem
    assert "another order" in problem
    named = Wish(items=tuple(f"q{n}" for n in (1, 2, 4, 3, 5, 7, 9, 6, 8, 10, 11, 12)))
    assert with_total(tmp_path, 12, FIVE, formula, "self-compassion-12", named).wording is not None


def test_one_item_less_reversed_is_a_slip_of_the_file(tmp_path: Path) -> None:
    """A public scorer of another scale leaves one negatively worded item as it is."""
    found = with_total(tmp_path, 10, UP_TO_4, plus(10, turned={4, 5, 7}, ends=4), "pss-10")
    assert found.wording is not None
    assert any(
        "turns round items 4, 5, 7; the key reverses items 4, 5, 7, 8" in one for one in found.warnings
    )


def test_every_item_turned_round_says_that_the_codes_run_the_other_way(tmp_path: Path) -> None:
    """A sheet of the five questions lists the best answer first as 0 and reverses all five in its total."""
    formula = plus(5, turned={1, 2, 3, 4, 5}, ends=5)
    found = with_total(tmp_path, 5, UP_TO_5, formula, "who-5")
    assert found.wording is None
    assert "turns round every item" in found.problems[0]
    stated = Wish(values={str(code): 5 - code for code in range(6)})
    wording = wording_of(saved(tmp_path, 5, UP_TO_5, formula), "who-5", stated)
    assert wording.choices[5] == "Never"  # the file's 0


def test_a_mean_of_26_items_is_not_the_mean_of_six_means(tmp_path: Path) -> None:
    turned = {1, 2, 4, 6, 8, 11, 13, 16, 18, 20, 21, 24, 25}
    formula = f"({plus(26, turned=turned)}) / 26"
    assert ends(saved(tmp_path, 26, FIVE, formula), "self-compassion-26")["line 28"].reason.endswith(
        "agrees with the score total-mean26 of the key"
    )


def test_a_total_that_counts_one_item_twice_is_named(tmp_path: Path) -> None:
    found = with_total(tmp_path, 7, "0, a | 1, b | 2, c | 3, d", plus(7) + " + [q1]", "gad-7")
    assert found.wording is not None
    assert any("weighs the items otherwise than the score total" in one for one in found.warnings)


def test_a_subscale_is_compared_with_the_score_of_its_items(tmp_path: Path) -> None:
    path = saved(tmp_path, 21, "0, a | 1, b | 2, c | 3, d", "([q3]+[q5]+[q10]+[q13]+[q16]+[q17]+[q21])*2")
    assert ends(path, "dass-21")["line 23"].reason.endswith("agrees with the score depression of the key")


def test_items_that_are_no_score_and_formulas_of_other_things_are_said_to_be_so(tmp_path: Path) -> None:
    some = ends(saved(tmp_path, 21, "0, a | 1, b | 2, c | 3, d", "[q1]+[q2]"), "dass-21")["line 23"]
    assert "no score of just these items" in some.reason
    other = ends(saved(tmp_path, 7, "0, a | 1, b | 2, c | 3, d", "[q1]+[age]"))["line 9"]
    assert "it uses age, so it was not compared" in other.reason
    odd = ends(saved(tmp_path, 7, "0, a | 1, b | 2, c | 3, d", "stdev([q1],[q2])"))["line 9"]
    assert "not understood" in odd.reason


@pytest.mark.parametrize(
    ("formula", "warned"),
    [
        ("sum([q1],[q2],[q3],[q4],[q5],[q6],[q7])", True),
        ("[q1]+[q2]+[q3]+[q4]+[q5]+[q6]+[q7]", False),
        ("+".join(f"if([q{n}]='',0,[q{n}])" for n in range(1, 8)), True),
        ("+".join(f"coalesce([q{n}], 0)" for n in range(1, 8)), True),
        ("mean([q1],[q2],[q3],[q4],[q5],[q6],[q7])*7", None),
    ],
)
def test_a_missing_answer_that_counts_as_zero_is_named(
    tmp_path: Path, formula: str, warned: bool | None
) -> None:
    found = with_total(tmp_path, 7, "0, a | 1, b | 2, c | 3, d", formula, "gad-7")
    said = [one for one in found.warnings if "missing" in one]
    if warned is None:
        assert "gives a total although an answer is missing" in said[0]
    else:
        assert [("counts a missing answer as zero; here a score needs 5 of 7" in one) for one in said] == [
            True
        ] * warned
