"""Published bands and cut-offs at their edges, and prorated sums rounded before they are looked up."""

import pytest

from curriculum.bands import band_of, cutoffs_of, pattern_of, reached, rounded
from curriculum.loader import load_measure, measure_keys
from curriculum.scoring import score


def band(key: str, value: float, of: str = "total") -> str | None:
    found = band_of(load_measure(key), of, value)
    return found.title if found else None


@pytest.mark.parametrize(
    ("key", "of", "edges"),
    [
        (
            "phq-9",
            "total",
            {
                0: "minimal", 4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 14: "moderate",
                15: "moderately severe", 19: "moderately severe", 20: "severe", 27: "severe",
            },
        ),
        (
            "phq-8",
            "total",
            {
                0: "none", 4: "none", 5: "mild", 9: "mild", 10: "moderate", 14: "moderate",
                15: "moderately severe", 19: "moderately severe", 20: "severe", 24: "severe",
            },
        ),
        (
            "gad-7",
            "total",
            {
                0: "minimal", 4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 14: "moderate", 15: "severe",
                21: "severe",
            },
        ),
        (
            "dass-21",
            "depression-x2",
            {
                0: "normal", 9: "normal", 10: "mild", 13: "mild", 14: "moderate", 20: "moderate", 21: "severe",
                27: "severe", 28: "extremely severe", 42: "extremely severe",
            },
        ),
        (
            "dass-42",
            "anxiety",
            {
                7: "normal", 8: "mild", 9: "mild", 10: "moderate", 14: "moderate", 15: "severe", 19: "severe",
                20: "extremely severe",
            },
        ),
        (
            "dass-42",
            "stress",
            {
                14: "normal", 15: "mild", 18: "mild", 19: "moderate", 25: "moderate", 26: "severe", 33: "severe",
                34: "extremely severe",
            },
        ),
        (
            "swls",
            "total",
            {
                5: "extremely dissatisfied", 9: "extremely dissatisfied", 10: "dissatisfied", 14: "dissatisfied",
                15: "slightly dissatisfied", 19: "slightly dissatisfied", 20: "neutral", 21: "slightly satisfied",
                25: "slightly satisfied", 26: "satisfied", 30: "satisfied", 31: "extremely satisfied",
                35: "extremely satisfied",
            },
        ),
        (
            "k10",
            "total",
            {
                10: "low", 15: "low", 16: "moderate", 21: "moderate", 22: "high", 29: "high", 30: "very high",
                50: "very high",
            },
        ),
        (
            "proqol-5",
            "burnout",
            {10: "low", 22: "low", 23: "average", 41: "average", 42: "high", 50: "high"},
        ),
        ("brs", "total", {1.0: "low", 2.99: "low", 3.0: "normal", 4.3: "normal", 4.31: "high", 5.0: "high"}),
        (
            "self-compassion-26",
            "total",
            {1.0: "low", 2.49: "low", 2.5: "moderate", 3.5: "moderate", 3.51: "high", 5.0: "high"},
        ),
    ],
)  # fmt: skip
def test_a_score_lies_in_its_band_at_every_edge(key: str, of: str, edges: dict[float, str]) -> None:
    measure = load_measure(key)
    doubled = of.endswith(
        "-x2"
    )  # an odd number cannot be reached there; half a step upwards is the next even one
    found = {value: band(key, value, of) for value in edges if not (doubled and value % 2)}
    assert found == {value: title for value, title in edges.items() if value in found}
    assert measure.published.bands


def test_a_total_of_four_is_minimal_and_never_in_the_heaviest_band() -> None:
    assert (band("phq-9", 4), band("gad-7", 4)) == ("minimal", "minimal")


@pytest.mark.parametrize(
    ("value", "title"), [(9.49, "mild"), (9.5, "moderate"), (4.4, "minimal"), (4.5, "mild"), (26.8, "severe")]
)
def test_a_prorated_sum_is_rounded_before_it_is_looked_up(value: float, title: str) -> None:
    assert band("phq-9", value) == title


def test_a_doubled_sum_is_rounded_as_the_sum_it_doubles() -> None:
    measure = load_measure("dass-21")
    # Six of seven answers of low mood add up to 4: 4.67 by proration, so 5, and 10 when doubled.
    given = dict(zip(["q3", "q5", "q10", "q13", "q16", "q17"], [1, 1, 1, 1, 0, 0], strict=True))
    value = score(measure, given)["depression-x2"].value
    assert value == pytest.approx(28 / 3)
    assert rounded(measure, "depression-x2", 28 / 3) == 10
    assert band("dass-21", 28 / 3, "depression-x2") == "mild"


def test_a_mean_between_two_bands_goes_to_the_nearer_hundredth() -> None:
    assert (band("brs", 2.994), band("brs", 2.995)) == ("low", "normal")
    assert (band("self-compassion-26", 2.4949), band("self-compassion-26", 2.4951)) == ("low", "moderate")


def test_a_score_without_bands_lies_in_none() -> None:
    assert band("dass-21", 9, "depression") is None
    assert band("pss-10", 30) is None
    assert band("self-compassion-12", 2.0) is None


@pytest.mark.parametrize(
    ("key", "of", "below", "from_on"),
    [
        ("phq-9", "total", 9, 10),
        ("phq-8", "total", 9, 10),
        ("cbi", "personal", 49.99, 50),
        ("ucla-3", "total", 5, 6),
        ("k6", "total", 4, 5),
        ("k10", "k6", 4, 5),
        ("gad-7", "total", 7, 8),
    ],
)
def test_a_cut_off_counts_itself(key: str, of: str, below: float, from_on: float) -> None:
    measure = load_measure(key)
    assert reached(measure, of, below) == ()
    assert len(reached(measure, of, from_on)) == 1


def test_a_higher_cut_off_is_reached_beside_the_lower_one() -> None:
    assert [each.at for each in reached(load_measure("gad-7"), "total", 10)] == [10, 8]
    assert [each.at for each in reached(load_measure("k6"), "total", 13)] == [13, 5]


def test_low_wellbeing_is_below_fifty_and_fifty_is_not() -> None:
    who = load_measure("who-5")
    assert [each.at for each in cutoffs_of(who, "index")] == [50, 28]
    assert reached(who, "index", 52) == ()
    assert [each.at for each in reached(who, "index", 48)] == [50]  # a raw sum of 12, the highest below 13
    assert [each.at for each in reached(who, "index", 28)] == [50, 28]


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ([2, 2, 2, 2, 2, 0, 0, 0, 0], "many"),
        ([2, 2, 2, 2, 0, 0, 0, 0, 1], "many"),  # the ninth counts from its second answer on
        ([2, 2, 2, 2, 0, 0, 0, 0, 0], "some"),
        ([0, 2, 1, 1, 1, 1, 1, 1, 1], "some"),
        ([3, 1, 1, 1, 1, 1, 1, 1, 0], None),  # one alone is too few
        ([1, 1, 3, 3, 3, 3, 3, 3, 0], None),  # neither of the first two
    ],
)
def test_a_pattern_counts_answers_and_asks_for_one_of_the_first_two(
    answers: list[int], key: str | None
) -> None:
    nine = load_measure("phq-9")
    found = pattern_of(nine, dict(zip(nine.items, answers, strict=True)))
    assert (found.key if found else None) == key


def test_a_pattern_is_not_read_into_missing_answers() -> None:
    nine = load_measure("phq-9")
    given = dict(zip(nine.items, [3] * 9, strict=True))
    del given["q4"]
    assert pattern_of(nine, given) is None


@pytest.mark.parametrize(
    ("key", "score_key", "kind", "value", "checked"),
    [
        ("self-compassion-26", "total", "alpha", 0.92, False),
        ("self-compassion-26", "total", "retest", 0.93, False),
        ("self-compassion-12", "total", "alpha", 0.86, True),
        ("phq-9", "total", "alpha", 0.89, False),
        ("gad-7", "total", "alpha", 0.92, False),
        ("pss-10", "total", "alpha", 0.78, False),
        ("dass-21", "anxiety", "alpha", 0.82, False),
        ("swls", "total", "retest", 0.82, False),
        ("cbi", "client", "alpha", 0.85, False),
        ("proqol-5", "secondary-traumatic-stress", "alpha", 0.81, False),
    ],
)
def test_a_reliability_stands_with_whether_anybody_read_it(
    key: str, score_key: str, kind: str, value: float, checked: bool
) -> None:
    found = next(
        each
        for each in load_measure(key).published.reliability
        if (each.score, each.kind) == (score_key, kind)
    )
    assert (found.value, found.checked) == (value, checked)
    assert found.source


def test_reliable_change_is_published_for_two_measures_and_for_no_self_compassion() -> None:
    points = {
        key: [each.points for each in load_measure(key).published.reliable_change]
        for key in measure_keys()
        if load_measure(key).published.reliable_change
    }
    assert points == {"phq-9": [6], "gad-7": [4]}


def test_what_is_from_memory_is_never_marked_as_checked() -> None:
    for key in measure_keys():
        for each in load_measure(key).published.figures:
            assert not (each.checked and ("memory" in each.source or "convention" in each.source.lower())), (
                key
            )


def test_no_norm_was_read_where_it_is_published() -> None:
    norms = [each for key in measure_keys() for each in load_measure(key).published.norms]
    assert len(norms) == 4 + 1 + 1 + 1 + 1 + 4 + 1 + 3  # SCS, PHQ, GAD, PSS-10, PSS-4, DASS, SWLS, CBI
    assert not any(each.checked for each in norms)
