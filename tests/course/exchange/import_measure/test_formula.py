"""The formulas of other systems, with the values each of them gives by its own rules."""

import pytest

from course.exchange.import_measure.formula import parse
from course.exchange.import_measure.formula_terms import NotUnderstood

GUARDED = "iif([a].exists() or [b].exists(), iif([a].exists(), [a], 0) + iif([b].exists(), [b], 0), {})"


@pytest.mark.parametrize(
    ("text", "a", "b", "expected"),
    [
        ("[a] + [b] * 2", 1, 3, 7),
        ("([a] + [b]) * 2 - -1", 1, 3, 9),
        ("6 - [a]", 2, None, 4),
        ("[a] + [b]", 2, None, None),
        ("sum([a], [b])", 2, None, 2),
        ("sum([a], 6 - [b])", 2, None, 2),
        ("mean([a], [b])", 2, None, 2),
        ("sum([a], [b])", None, None, None),
        ("round(([a] + [b]) / 3, 1)", 2, 3, 1.7),
        ("if([a] = '', 0, [a]) + [b]", None, 3, 3),
        ('if([a] <> "" and [b] > 2, 1, 0)', 2, 3, 1),
        (
            "iif([a].exists() or [b].exists(), iif([a].exists(), [a], 0) + iif([b].exists(), [b], 0), {})",
            None,
            2,
            2,
        ),
        (
            "iif([a].exists() or [b].exists(), iif([a].exists(), [a], 0) + iif([b].exists(), [b], 0), {})",
            None,
            None,
            None,
        ),
        ("coalesce([a], 0) + coalesce([b], 0)", None, 2, 2),
        ("[a] == 2 ? 10 : [b] div 2", 1, 4, 2),
        ("if(isblankormissingcode([a]), '', [a])", None, 1, None),
        ("[a] >= 1 && ![b].exists() ? 1 : 0", 1, None, 1),
        ("[a].value + number([b])", 1, 2, 3),
    ],
)
def test_a_formula_gives_what_its_own_system_gives(
    text: str, a: float | None, b: float | None, expected: float | None
) -> None:
    answers = {"a": None if a is None else float(a), "b": None if b is None else float(b)}
    assert parse(text).total(answers) == pytest.approx(expected)


def test_references_are_named_once_in_the_order_of_their_use() -> None:
    assert parse("[b] + [a] + [b]").ids == ("b", "a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[a] +",
        "datediff([a], [b], 'd')",
        "[a] [b]",
        "score",
        "(" * 500 + "1",
        "-" * 5_000 + "1",
        "if(1)",
        "[a] ~ 2",
        "{1}",
    ],
)
def test_what_is_not_understood_says_so_and_nothing_else(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(text)


def test_a_result_that_is_no_number_and_a_division_by_zero_are_not_understood() -> None:
    for text in ("'high'", "[a] > 1", "1 / [a]"):
        with pytest.raises(NotUnderstood):
            parse(text).total({"a": 0.0})


def test_a_long_sum_is_added_up_and_one_without_end_is_not_understood() -> None:
    """It does not end the program either, as going down five thousand steps would."""
    assert parse(" + ".join(["[a]"] * 100)).total({"a": 1.0}) == 100
    with pytest.raises(NotUnderstood):
        parse(" + ".join(["[a]"] * 5_000)).total({"a": 1.0})
