"""The sentences people read are ours, say so, and ask nothing that our own words may not ask."""

import re

import pytest

from curriculum.checks.measure_words import wording_languages
from curriculum.files import ROOT
from curriculum.loader import load_measure, load_wording, measure_keys

OURS = {
    "self-compassion-12": {"de", "en"}, "stress-4": {"de", "en"}, "phq-8": {"de", "en"}, "gad-7": {"de", "en"},
    "who-5": {"de", "en"}, "cbi": {"de", "en"}, "proqol-5": {"de", "en"}, "self-compassion-26": {"en"},
    "state-self-compassion-18": {"en"}, "state-self-compassion-6": {"en"}, "compassion-16": {"en"},
    "ffmq-15": {"en"}, "maas": {"en"}, "pss-10": {"en"}, "swls": {"en"}, "k6": {"en"}, "brs": {"en"},
    "ucla-3": {"en"}, "dass-21": {"en"},
}  # fmt: skip
EVERY = [(key, language) for key, languages in OURS.items() for language in sorted(languages)]
HARM = {
    "en": r"\b(dead|death|die|dying|kill\w*|suicid\w*|harm(?:ed|ing)?|hurt(?:ing)? myself|end my life|better off)\b",
    "de": r"\b(tot|tod|sterben|umbring\w*|suizid\w*|selbstmord|verletz\w*|nicht mehr leben)\b",
}


def test_the_measures_with_words_of_our_own_are_these() -> None:
    found = {key: set(wording_languages(key, ROOT)) for key in measure_keys()}
    assert {key: languages for key, languages in found.items() if languages} == OURS


def test_a_measure_can_be_asked_exactly_when_it_has_words() -> None:
    assert {key for key in measure_keys() if load_measure(key).askable} == set(OURS)


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_words_say_that_they_are_ours_and_not_the_validated_form(key: str, language: str) -> None:
    wording = load_wording(key, language)
    assert wording.ours
    assert wording.form is None
    says = {"en": "our own wording and not the validated form", "de": "unser eigener Wortlaut"}[language]
    assert says in wording.note.replace("\n", " ")


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_no_sentence_of_ours_asks_about_harming_oneself_or_about_death(key: str, language: str) -> None:
    wording = load_wording(key, language)
    asked = [wording.stem, wording.intro, *wording.items.values()]
    assert [sentence for sentence in asked if re.search(HARM[language], sentence.lower())] == []


def test_the_nine_questions_have_no_words_of_ours_and_name_the_item_that_asks_about_self_harm() -> None:
    nine = load_measure("phq-9")
    assert (nine.askable, nine.self_harm) == (False, ("q9",))
    assert wording_languages("phq-9", ROOT) == []
    assert [key for key in measure_keys() if load_measure(key).self_harm] == ["phq-9"]


@pytest.mark.parametrize("key", [key for key, languages in OURS.items() if "de" in languages])
def test_german_asks_the_same_items_with_words_of_its_own(key: str) -> None:
    english, german = load_wording(key), load_wording(key, "de")
    assert list(german.items) == list(english.items)
    assert set(german.choices) == set(english.choices)
    assert not set(german.items.values()) & set(english.items.values())


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_every_choice_has_a_word_of_its_own(key: str, language: str) -> None:
    choices = load_wording(key, language).choices
    assert len(set(choices.values())) == len(choices) == len(load_measure(key).choices)
