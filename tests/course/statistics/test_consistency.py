from __future__ import annotations

import pytest

from course.statistics.consistency import consistency


def test_two_items_by_hand() -> None:
    """Variances 1 and 1, covariance 0.5, sum's variance 3: alpha = 2 (1 - 2/3) = 2/3, and r = 0.5 gives the same."""
    found = consistency([[1, 1], [2, 3], [3, 2]])
    assert found.alpha == pytest.approx(2 / 3)
    assert found.standardised == pytest.approx(2 / 3)
    assert found.item_rest == pytest.approx([0.5, 0.5])


def test_items_that_say_the_same_thing_have_an_alpha_of_one() -> None:
    found = consistency([[1, 1, 1], [4, 4, 4], [2, 2, 2]])
    assert found.alpha == pytest.approx(1)
    assert found.standardised == pytest.approx(1)


def test_an_item_that_everybody_answers_alike_has_no_correlation_with_the_rest() -> None:
    found = consistency([[1, 3, 1], [2, 3, 3], [3, 3, 2]])
    assert found.item_rest[1] is None
    assert found.standardised is None
    assert found.alpha is not None


def test_people_who_all_answer_alike_have_no_alpha() -> None:
    found = consistency([[1, 3], [1, 3]])
    assert (found.alpha, found.standardised, found.item_rest) == (None, None, (None, None))


@pytest.mark.parametrize("answers", [[[1, 2]], [[1], [2]], [1, 2, 3], [[1, float("nan")], [2, 3]]])
def test_too_little_for_consistency_is_refused(answers: list[object]) -> None:
    with pytest.raises(ValueError, match="consistency needs"):
        consistency(answers)  # type: ignore[arg-type]
