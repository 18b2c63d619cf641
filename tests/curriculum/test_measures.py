"""Every scoring key against facts written down beside it, and a plain scorer that knows nothing of ours."""

import re
from random import Random

import pytest

from curriculum.checks.measure_words import wording_languages
from curriculum.files import ROOT
from curriculum.loader import load_measure, measure_keys
from curriculum.measure import Composite, Measure, Scale
from curriculum.scoring import score
from tests.curriculum.measure_facts import FACTS, LEVELS, Facts

DRAWS = 40


def scales(measure: Measure) -> dict[str, Scale]:
    return {scale.key: scale for scale in measure.scales}


def positions(measure: Measure, items: tuple[str, ...]) -> list[int]:
    return sorted(measure.items.index(item) + 1 for item in items)


def expected(facts: Facts, key: str, given: dict[int, int]) -> float | None:
    """The score worked out from the facts alone; a doubled score is twice its namesake."""
    lowest, highest = facts.ends
    there = [number for number in facts.members(key) if number in given]
    if len(there) < facts.needs[key]:
        return None
    turned = facts.reversed_in(key)
    values = [lowest + highest - given[n] if n in turned else given[n] for n in there]
    mean = sum(values) / len(values)
    times = 2 if key.endswith("-x2") else 1
    return times * (mean if key in facts.means else mean * len(facts.members(key)))


def test_every_measure_has_its_facts() -> None:
    assert set(measure_keys()) == set(FACTS) == LEVELS["A"] | LEVELS["B"] | LEVELS["C"]


@pytest.mark.parametrize("key", FACTS)
def test_items_and_choices_are_those_of_the_published_form(key: str) -> None:
    measure, facts = load_measure(key), FACTS[key]
    assert len(measure.items) == facts.items
    assert (min(measure.choices), max(measure.choices)) == facts.ends


@pytest.mark.parametrize("key", FACTS)
def test_scores_take_the_published_items_and_turn_the_published_ones(key: str) -> None:
    measure, facts = load_measure(key), FACTS[key]
    ours = scales(measure)
    assert {name: positions(measure, ours[name].items) for name in facts.scores} == {
        name: facts.members(name) for name in facts.scores
    }
    assert {name: positions(measure, ours[name].reversed) for name in facts.scores} == {
        name: facts.reversed_in(name) for name in facts.scores
    }


@pytest.mark.parametrize("key", FACTS)
def test_ranges_are_the_published_ones(key: str) -> None:
    ours = scales(load_measure(key))
    assert {name: ours[name].range for name in FACTS[key].ranges} == dict(FACTS[key].ranges)


@pytest.mark.parametrize("key", FACTS)
def test_any_answers_score_as_the_facts_say(key: str) -> None:
    measure, facts, chance = load_measure(key), FACTS[key], Random(key)
    for _ in range(DRAWS):
        left_out = chance.choice((0.0, 0.0, 0.1, 0.3))
        given = {
            number: chance.choice(measure.choices)
            for number in range(1, facts.items + 1)
            if chance.random() >= left_out
        }
        scores = score(measure, {measure.items[number - 1]: value for number, value in given.items()})
        for name in facts.scores:
            wanted = expected(facts, name, given)
            assert scores[name].value == (None if wanted is None else pytest.approx(wanted)), (name, given)


@pytest.mark.parametrize(("level", "keys"), LEVELS.items())
def test_a_key_says_how_sure_it_is(level: str, keys: set[str]) -> None:
    assert {key for key in measure_keys() if load_measure(key).level == level} == keys


def test_what_is_unchecked_says_so_in_its_note() -> None:
    assert [key for key in LEVELS["C"] if not load_measure(key).note.startswith("Unchecked:")] == []


def test_the_page_about_measures_names_each_with_its_level_and_its_words() -> None:
    page = (ROOT.parent / "docs" / "measures.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| [^|]+ \| ([ABC]) \| ([^|]*) ?\|", page, re.MULTILINE)
    assert {key: (level, words.strip()) for key, level, words in rows} == {
        key: (load_measure(key).level, ", ".join(reversed(wording_languages(key, ROOT))))
        for key in measure_keys()
    }


def test_no_measure_that_costs_money_is_here() -> None:
    assert [key for key in measure_keys() if key.startswith(("csq", "mbi", "bdi", "rosenberg"))] == []


@pytest.mark.parametrize(
    ("key", "composites"),
    [
        ("ffmq-15", {"total": (15, 75), "total-without-observe": (12, 60)}),
        ("dass-21", {"total": (0, 63)}),
        ("dass-42", {"total": (0, 126)}),
        ("compassion-24", {"total": (1, 5)}),
        (
            "self-compassion-26",
            {"total": (1, 5), "total-sum6": (6, 30), "compassionate": (1, 5), "uncompassionate": (1, 5)},
        ),
        ("self-compassion-12", {"compassionate": (1, 5), "uncompassionate": (1, 5)}),
        ("state-self-compassion-18", {"compassionate": (1, 5), "uncompassionate": (1, 5)}),
    ],
)
def test_scores_over_scores_have_the_published_ranges(
    key: str, composites: dict[str, tuple[float, float]]
) -> None:
    measure = load_measure(key)
    assert {each.key: each.range for each in measure.composites} == composites


@pytest.mark.parametrize("key", ["self-compassion-26", "self-compassion-12", "state-self-compassion-18"])
def test_the_total_never_stands_without_the_two_means(key: str) -> None:
    assert load_measure(key).headline == ("compassionate", "uncompassionate", "total")


@pytest.mark.parametrize("key", ["cbi", "proqol-5", "aim-iam-fim"])
def test_three_scores_are_not_added_up_where_no_total_is_published(key: str) -> None:
    measure = load_measure(key)
    assert len(measure.headline) == 3
    assert not [each for each in measure.all_scores if isinstance(each, Composite) or "total" in each.key]


@pytest.mark.parametrize("key", ["stress-4", "who-5", "ucla-3", "state-self-compassion-6", "ahi", "ces-d"])
def test_nothing_is_prorated_where_all_answers_are_needed(key: str) -> None:
    assert all(scale.min_answered == len(scale.items) for scale in load_measure(key).scales)


WORSE = {
    "phq-8", "phq-9", "gad-7", "dass-21", "dass-42", "k10", "k6", "pss-10", "stress-4", "ces-d",
}  # fmt: skip


def test_a_talk_is_offered_for_symptoms_and_low_wellbeing_and_nothing_else() -> None:
    offering = {key for key in measure_keys() if load_measure(key).offer_a_word}
    assert offering == WORSE | {"who-5"}


@pytest.mark.parametrize("key", sorted(WORSE))
def test_a_heavy_score_is_high_where_higher_is_worse(key: str) -> None:
    for rule in load_measure(key).offer_a_word:
        assert rule.from_score is not None
        assert rule.up_to_score is None


def test_a_heavy_score_of_wellbeing_is_low() -> None:
    (rule,) = load_measure("who-5").offer_a_word
    assert (rule.score, rule.from_score, rule.up_to_score) == ("index", None, 28)


def test_a_rule_stands_on_the_score_that_has_the_published_bands() -> None:
    for key in measure_keys():
        measure = load_measure(key)
        banded = {table.score for table in measure.published.bands}
        ruled = {rule.score for rule in measure.offer_a_word}
        assert not banded or not ruled or ruled == banded, key


def test_each_part_of_the_dass_offers_a_talk_by_itself() -> None:
    parts = ["depression", "anxiety", "stress"]
    assert [rule.score for rule in load_measure("dass-42").offer_a_word] == parts
    assert [rule.score for rule in load_measure("dass-21").offer_a_word] == [f"{part}-x2" for part in parts]
