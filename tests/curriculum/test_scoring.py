"""Scores against numbers worked out by hand, and against published keys computed elsewhere (R and Python)."""

import pytest

from curriculum.loader import load_measure
from curriculum.measure import Measure
from curriculum.scoring import score

# Item numbers of the 26-item Self-Compassion Scale: Neff (2003), doi:10.1080/15298860309027.
SCALES_26 = {
    "self-kindness": [5, 12, 19, 23, 26],
    "self-judgment": [1, 8, 11, 16, 21],
    "common-humanity": [3, 7, 10, 15],
    "isolation": [4, 13, 18, 25],
    "mindfulness": [9, 14, 17, 22],
    "over-identification": [2, 6, 20, 24],
}
WARM = ["self-kindness", "common-humanity", "mindfulness"]
COLD = ["self-judgment", "isolation", "over-identification"]
RANDOM_1 = [3, 2, 4, 1, 1, 5, 1, 3, 5, 1, 5, 2, 1, 1, 4, 4, 1, 2, 1, 5, 4, 1, 5, 1, 2, 5]
RANDOM_2 = [1, 5, 5, 4, 1, 2, 1, 5, 2, 3, 4, 2, 5, 1, 5, 3, 5, 2, 1, 5, 5, 2, 3, 1, 5, 1]
CYCLE = [1, 2, 3, 4, 5] * 5 + [1]


def composite(key: str, scales: list[str], turned: list[str]) -> dict[str, object]:
    return {
        "key": key, "title": key, "scales": tuple(scales), "reversed": tuple(turned),
        "method": "mean", "range": (1.0, 5.0), "direction": "neither",
    }  # fmt: skip


def scale(key: str, items: tuple[str, ...], **changes: object) -> dict[str, object]:
    plain = {
        "key": key, "title": key, "items": items, "method": "mean", "min_answered": len(items),
        "range": (1.0, 5.0), "direction": "neither",
    }  # fmt: skip
    return plain | changes


def measure(items: tuple[str, ...], choices: tuple[int, ...], **parts: object) -> Measure:
    return Measure.model_validate(
        {
            "key": "fixture", "title": "Fixture", "version": 1, "askable": False, "recall": "a week",
            "items": items, "choices": choices, "licence": "Ours.", "source": "Ours.", "headline": ("total",),
            "examples": ({"name": "none", "answers": (None,) * len(items), "scores": {}},), **parts,
        }
    )  # fmt: skip


def answers(measure: Measure, raw: list[int | None]) -> dict[str, int]:
    pairs = zip(measure.items, raw, strict=True)
    return {item: value for item, value in pairs if value is not None}


def scale_26() -> Measure:
    scales = tuple(scale(key, tuple(f"q{n}" for n in items)) for key, items in SCALES_26.items())
    composites = (
        composite("total", [*WARM, *COLD], COLD),
        composite("warm", WARM, []),
        composite("cold", COLD, []),
    )
    items = tuple(f"q{n}" for n in range(1, 27))
    return measure(items, (1, 2, 3, 4, 5), scales=scales, composites=composites)


@pytest.mark.parametrize(
    ("raw", "total", "warm", "cold"),
    [
        ([1] * 26, 3.0, 1.0, 1.0),
        ([5] * 26, 3.0, 5.0, 5.0),
        (CYCLE, 3.26666666667, 3.25, 2.71666666667),
        (RANDOM_1, 2.79166666667, 2.43333333333, 2.85),
        (RANDOM_2, 2.45833333333, 2.53333333333, 3.61666666667),
    ],
)
def test_a_total_over_scales_mirrors_the_reversed_scales(
    raw: list[int | None], total: float, warm: float, cold: float
) -> None:
    whole = scale_26()
    scores = score(whole, answers(whole, raw))
    assert [scores[key].value for key in ("total", "warm", "cold")] == pytest.approx([total, warm, cold])


def test_the_subscales_of_the_long_form_are_means_of_raw_answers() -> None:
    whole = scale_26()
    scores = score(whole, answers(whole, [*RANDOM_1]))
    values = [scores[key].value for key in SCALES_26]
    assert values == pytest.approx([2.8, 3.8, 2.5, 1.5, 2.0, 3.25])


@pytest.mark.parametrize(
    ("raw", "total"),
    [([0, 0, 0, 0], 8), ([4, 4, 4, 4], 8), ([0, 1, 2, 3], 8), ([3, 4, 4, 3], 6), ([4, 1, 4, 2], 9)],
)
def test_the_four_stress_items_add_up_with_the_middle_two_reversed(raw: list[int | None], total: int) -> None:
    stress = load_measure("stress-4")
    assert score(stress, answers(stress, raw))["total"].value == total


def test_the_twelve_items_go_to_the_subscales_of_the_short_form() -> None:
    short = load_measure("self-compassion-12")
    places = {each.key: each.items for each in short.scales if each.key != "total"}
    assert places == {
        "self-kindness": ("q2", "q6"),
        "self-judgment": ("q11", "q12"),
        "common-humanity": ("q5", "q10"),
        "isolation": ("q4", "q8"),
        "mindfulness": ("q3", "q7"),
        "over-identification": ("q1", "q9"),
    }


def test_the_compassionate_and_uncompassionate_means_come_before_the_total() -> None:
    short = load_measure("self-compassion-12")
    assert short.headline == ("compassionate", "uncompassionate", "total")
    scores = score(short, answers(short, [2, 4, 5, 1, 3, 5, 4, 2, 3, 4, 1, 2]))
    # By hand: (4+5)/2=4.5, (3+4)/2=3.5, (5+4)/2=4.5 and (1+2)/2=1.5, (1+2)/2=1.5, (2+3)/2=2.5.
    assert scores["compassionate"].value == pytest.approx(12.5 / 3)
    assert scores["uncompassionate"].value == pytest.approx(5.5 / 3)


def test_a_total_needs_ten_of_its_twelve_answers() -> None:
    short = load_measure("self-compassion-12")
    ten: list[int | None] = [2, 4, 5, 1, 3, 5, 4, 2, 3, 4, None, None]
    total = score(short, answers(short, ten))["total"]
    # By hand, reversed items as 6 - raw: 4+4+5+5+3+5+4+4+3+4 = 41 over ten answers.
    assert total.value == pytest.approx(4.1)
    assert (total.answered, total.items, total.prorated) == (10, 12, True)
    nine = score(short, answers(short, [None, *ten[1:]]))["total"]
    assert (nine.value, nine.answered, nine.prorated) == (None, 9, False)


def test_a_missing_scale_leaves_the_score_over_scales_empty() -> None:
    short = load_measure("self-compassion-12")
    scores = score(short, answers(short, [2, None, 5, 1, 3, 5, 4, 2, 3, 4, 1, 2]))
    assert scores["self-kindness"].value is None
    assert scores["compassionate"].value is None
    assert scores["compassionate"].answered == 5
    assert scores["uncompassionate"].value is not None


def test_a_sum_with_missing_answers_is_filled_with_the_persons_own_mean() -> None:
    items = tuple(f"q{n}" for n in range(1, 6))
    adding = measure(
        items,
        (0, 1, 2, 3),
        scales=(scale("total", items, method="sum", min_answered=4, reversed=("q1",), range=(0.0, 15.0)),),
    )
    total = score(adding, {"q1": 0, "q2": 1, "q3": 2, "q4": 0})["total"]
    # By hand: the first answer turns from 0 into 3; 3+1+2+0 = 6 over four, so 7.5 over five.
    assert (total.value, total.prorated) == (7.5, True)


def test_something_added_to_each_answer_comes_before_the_factor_and_after_reversing() -> None:
    items = ("q1", "q2")
    from_nought = scale(
        "total", items, method="sum", min_answered=1, reversed=("q1",), add=-1, factor=3.0, range=(0.0, 24.0)
    )
    shifted = measure(items, (1, 2, 3, 4, 5), scales=(from_nought,))
    # By hand: 2 turns into 4; 4 and 5 less one each are 3 and 4; three times 7.
    assert score(shifted, {"q1": 2, "q2": 5})["total"].value == 21
    # With the second left out: 3 alone, so 6 over two, three times.
    assert score(shifted, {"q1": 2})["total"].value == 18


def test_nothing_answered_scores_nothing() -> None:
    stress = load_measure("stress-4")
    total = score(stress, {})["total"]
    assert (total.value, total.answered, total.items) == (None, 0, 4)


def test_an_answer_that_is_no_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="q1: 5 is not one of its choices"):
        score(load_measure("stress-4"), {"q1": 5})


def test_an_answer_to_another_questionnaire_is_refused() -> None:
    with pytest.raises(ValueError, match="stress-4 has no item q12"):
        score(load_measure("stress-4"), {"q12": 1})


def test_ces_d_in_its_published_coding_reverses_the_four_positive_items() -> None:
    cesd = load_measure("ces-d")
    assert cesd.scales[0].reversed == ("cesd04", "cesd08", "cesd12", "cesd16")
    # Answers in a file coded 1 to 4, less one each: 1 0 2 (3) 0 1 1 (2) 0 0 1 (3) 0 0 1 (2) 2 0 1 0.
    coded = [2, 1, 3, 4, 1, 2, 2, 3, 1, 1, 2, 4, 1, 1, 2, 3, 3, 1, 2, 1]
    raw: list[int | None] = [value - 1 for value in coded]
    # By hand: the four in brackets turn into 0 1 0 1, and the sum of all twenty is 12.
    assert score(cesd, answers(cesd, raw))["total"].value == 12
