"""Mistakes that stand in published code, and the numbers that other implementations of the same keys found."""

import json

import pytest

from curriculum.loader import load_measure
from curriculum.measure import Measure
from curriculum.scoring import score

LOW_TO_HIGH_26 = [3, 2, 4, 1, 1, 5, 1, 3, 5, 1, 5, 2, 1, 1, 4, 4, 1, 2, 1, 5, 4, 1, 5, 1, 2, 5]
ONE_TO_FIVE = [1, 2, 3, 4, 5]


def scored(key: str, raw: list[int]) -> dict[str, float | None]:
    measure = load_measure(key)
    found = score(measure, dict(zip(measure.items, raw, strict=True)))
    return {name: each.value for name, each in found.items()}


@pytest.mark.parametrize(
    ("key", "raw", "values"),
    [
        (
            "self-compassion-26",
            [*ONE_TO_FIVE * 5, 1],
            {
                "self-kindness": 3.0, "self-judgment": 1.4, "common-humanity": 3.75, "isolation": 3.75,
                "mindfulness": 3.0, "over-identification": 3.0, "total": 3.26666666667,
                "total-mean26": 3.30769230769, "total-sum6": 19.6, "total-sum26": 86, "compassionate": 3.25,
                "uncompassionate": 2.71666666667,
            },
        ),
        (
            "self-compassion-26",
            LOW_TO_HIGH_26,
            {
                "total": 2.79166666667, "total-mean26": 2.76923076923, "total-sum6": 16.75, "total-sum26": 72,
                "compassionate": 2.43333333333, "uncompassionate": 2.85,
            },
        ),
        (
            "self-compassion-26",
            [1, 5, 5, 4, 1, 2, 1, 5, 2, 3, 4, 2, 5, 1, 5, 3, 5, 2, 1, 5, 5, 2, 3, 1, 5, 1],
            {
                "total": 2.45833333333, "total-mean26": 2.42307692308, "total-sum6": 14.75, "total-sum26": 63,
                "compassionate": 2.53333333333, "uncompassionate": 3.61666666667,
            },
        ),
        (
            "state-self-compassion-18",
            [*ONE_TO_FIVE * 3, 1, 2, 3],
            {
                "self-kindness": 2, "self-judgment": 3.33333333333, "common-humanity": 4, "isolation": 2,
                "mindfulness": 2.66666666667, "over-identification": 3, "total": 3.05555555556,
            },
        ),
        (
            "state-self-compassion-18",
            [4, 5, 4, 1, 1, 3, 4, 1, 1, 3, 5, 4, 3, 4, 3, 1, 4, 3],
            {"self-kindness": 3.66666666667, "self-judgment": 1.66666666667, "total": 3.22222222222},
        ),
        ("state-self-compassion-6", [3, 2, 2, 4, 4, 4], {"total": 2.83333333333}),
        (
            "socs-s",
            [1, 4, 5, 2, 3, 3, 1, 2, 4, 5, 3, 5, 5, 3, 2, 5, 5, 1, 4, 5],
            {"recognising": 12, "universality": 15, "feeling": 13, "tolerating": 13, "acting": 15, "total": 68},
        ),
        (
            "compassion-16",
            [*ONE_TO_FIVE * 3, 1],
            {"kindness": 3, "common-humanity": 2.5, "mindfulness": 3.25, "indifference": 2.75, "total": 3},
        ),
        (
            "compassion-16",
            [1, 1, 1, 5, 2, 5, 1, 3, 5, 1, 1, 2, 5, 4, 2, 3],
            {"kindness": 2.75, "common-humanity": 3.25, "mindfulness": 3.25, "indifference": 1.25, "total": 3.5},
        ),
        (
            "cams-r",
            [3, 1, 1, 3, 4, 3, 2, 3, 4, 3, 3, 1],
            {"attention": 6, "present-focus": 10, "awareness": 11, "acceptance": 7, "total": 34},
        ),
        ("maas", [1, 6, 1, 4, 6, 2, 4, 2, 4, 6, 3, 1, 6, 4, 4], {"total": 3.6}),
        ("phq-9", [3, 2, 1, 1, 0, 0, 0, 1, 3], {"total": 11}),
        ("phq-8", [2, 3, 1, 0, 2, 3, 3, 1], {"total": 15}),
        ("stress-4", [3, 4, 4, 3], {"total": 6}),
        ("stress-4", [4, 1, 4, 2], {"total": 9}),
        (
            "dass-21",
            [1, 0, 3, 3, 1, 1, 1, 3, 3, 2, 3, 1, 2, 2, 0, 2, 0, 2, 3, 3, 0],
            {
                "depression": 10, "anxiety": 13, "stress": 13, "depression-x2": 20, "anxiety-x2": 26,
                "stress-x2": 26,
            },
        ),
        ("swls", [1, 3, 3, 1, 7], {"total": 15}),
        ("swls", [2, 3, 7, 2, 7], {"total": 21}),
        ("k6", [4, 1, 0, 2, 0, 3], {"total": 10}),
        ("k6", [0, 2, 4, 3, 2, 4], {"total": 15}),
        ("ucla-3", [2, 1, 2], {"total": 5}),
    ],
)  # fmt: skip
def test_scores_agree_with_other_implementations(key: str, raw: list[int], values: dict[str, float]) -> None:
    found = scored(key, raw)
    assert {name: found[name] for name in values} == pytest.approx(values)


def test_the_total_of_the_long_form_is_not_the_mean_of_its_items() -> None:
    found = scored("self-compassion-26", LOW_TO_HIGH_26)
    assert found["total"] == pytest.approx(16.75 / 6)
    assert found["total-mean26"] == pytest.approx(72 / 26)


def test_subscales_are_shown_raw_and_only_the_total_turns_them() -> None:
    found = scored("self-compassion-26", [5] * 26)
    assert (found["self-judgment"], found["uncompassionate"], found["total"]) == (5, 5, 3)


def test_the_short_form_turns_the_items_of_its_authors_and_not_those_of_a_handout() -> None:
    short = load_measure("self-compassion-12")
    (total,) = [scale for scale in short.scales if scale.key == "total"]
    assert total.reversed == ("q1", "q4", "q8", "q9", "q11", "q12")  # not 1, 2, 3, 6, 8, 11
    assert "Raes" in short.form


def test_the_two_forms_of_compassion_for_others_do_not_share_numbers() -> None:
    forms = {key: load_measure(key) for key in ("compassion-16", "compassion-24")}
    kindness = {key: measure.scales[0].items for key, measure in forms.items()}
    assert kindness == {
        "compassion-16": ("q2", "q6", "q10", "q14"),
        "compassion-24": ("q6", "q8", "q16", "q24"),
    }


def test_item_30_of_the_long_dass_is_about_fear() -> None:
    found = scored("dass-42", [0] * 29 + [3] + [0] * 12)
    assert (found["anxiety"], found["depression"], found["stress"]) == (3, 0, 0)


def test_the_short_dass_has_the_numbers_of_the_long_one_up_to_21() -> None:
    short, long = load_measure("dass-21"), load_measure("dass-42")
    for part in ("depression", "anxiety", "stress"):
        shared = {item for item in load_items(long, part) if int(item[1:]) <= 21}
        assert set(load_items(short, part)) == shared
    assert short.form != long.form


def load_items(measure: Measure, key: str) -> tuple[str, ...]:
    (scale,) = [each for each in measure.scales if each.key == key]
    return scale.items


def test_wellbeing_is_scored_by_code_and_never_by_position() -> None:
    measure = load_measure("who-5")
    assert measure.choices == (5, 4, 3, 2, 1, 0)  # as the form lists them
    turned = measure.model_copy(update={"choices": (0, 1, 2, 3, 4, 5)})
    given = dict(zip(measure.items, [5, 4, 0, 3, 1], strict=True))
    for form in (measure, turned):
        assert score(form, given)["total"].value == 13
        assert score(form, given)["index"].value == 52


def test_the_order_of_choices_changes_no_reversed_item() -> None:
    stress = load_measure("stress-4")
    turned = stress.model_copy(update={"choices": (4, 3, 2, 1, 0)})
    given = {"q1": 3, "q2": 1, "q3": 2, "q4": 4}
    assert score(turned, given)["total"].value == score(stress, given)["total"].value == 12


def test_exactly_one_item_of_the_work_burnout_inventory_is_turned_and_it_has_a_name() -> None:
    cbi = load_measure("cbi")
    assert [item for scale in cbi.scales for item in scale.reversed] == ["w_energy"]
    assert not any(item.startswith("q") for item in cbi.items)


def test_the_six_come_out_of_the_ten_with_one_taken_from_each_answer() -> None:
    ten = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]
    found = scored("k10", ten)
    # Items 2 4 5 8 9 10 are 2 4 5 3 4 5, less one each: 1 3 4 2 3 4 = 17.
    assert found["k6"] == 17
    assert found["k6"] == scored("k6", [1, 3, 4, 2, 3, 4])["total"]
    assert (found["total"], found["total-from-0"]) == (30, 20)


def test_the_four_stress_items_come_out_of_the_ten_in_their_order() -> None:
    ten = [0, 1, 4, 2, 3, 4, 0, 4, 0, 4]  # items 2, 4, 5 and 10 are 1, 2, 3 and 4
    assert scored("pss-10", ten)["pss-4"] == scored("stress-4", [1, 2, 3, 4])["total"] == 8


def test_the_first_eight_of_nine_are_the_eight() -> None:
    nine = [3, 0, 1, 1, 1, 0, 1, 3, 3]
    assert scored("phq-9", nine)["phq-8"] == scored("phq-8", nine[:8])["total"] == 10


def test_stress_has_no_bands() -> None:
    for key in ("pss-10", "stress-4"):
        assert load_measure(key).published.bands == ()
        assert load_measure(key).published.cutoffs == ()


def test_the_attention_scale_turns_nothing_round() -> None:
    assert load_measure("maas").scales[0].reversed == ()


def test_a_measure_stored_before_the_newer_fields_existed_is_still_read() -> None:
    stored = {
        "key": "two", "title": "Two", "version": 1, "askable": True, "recall": "a week", "items": ["q1", "q2"],
        "choices": [1, 2, 3], "licence": "Ours.", "source": "Ours.", "note": "", "headline": ["total"],
        "scales": [
            {
                "key": "total", "title": "Total", "items": ["q1", "q2"], "reversed": ["q2"], "method": "sum",
                "min_answered": 2, "range": [2, 6], "direction": "neither",
            }
        ],
        "composites": [],
        "examples": [{"name": "low", "answers": [1, 1], "scores": {"total": 4}}],
    }  # fmt: skip
    measure = Measure.model_validate_json(json.dumps(stored))
    assert (measure.level, measure.form, measure.self_harm, measure.offer_a_word) == ("C", "", (), ())
    assert measure.published.figures == ()
    assert score(measure, {"q1": 3, "q2": 1})["total"].value == 6
