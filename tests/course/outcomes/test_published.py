"""Reference effects stand in words, with their comparator, and only beside official words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from course.outcomes.gather import measured
from course.outcomes.published import CONSTRUCTS, published
from curriculum.loader import load_measure


@pytest.mark.parametrize("key", sorted(CONSTRUCTS))
def test_every_score_with_a_reference_effect_exists(key: str) -> None:
    measure, score = key.split("/")
    assert score in load_measure(measure).score_keys


def test_while_the_words_are_ours_there_is_none() -> None:
    ours = measured("self-compassion-12", "total", "ours")
    assert published(ours) == ()
    assert len(published(replace(ours, validated=True))) == 2


def test_a_score_no_review_speaks_of_has_none() -> None:
    assert published(replace(measured("self-compassion-12", "mindfulness"), validated=True)) == ()
    assert published(measured("ahi", "total")) == ()


def test_an_effect_is_told_with_its_interval_its_trials_and_what_it_was_compared_with() -> None:
    wilson, ferrari = published(measured("self-compassion-12", "total", "the 12 items"))
    assert "22 randomised trials" in wilson
    assert "g 0.52 (95% interval 0.32 to 0.71)" in wilson
    assert "from groups with another treatment it did not differ" in wilson
    assert "27 randomised trials" in ferrari
    assert "from the control groups by g 0.75." in ferrari


def test_no_sentence_speaks_of_a_change_within_a_group() -> None:
    for key in CONSTRUCTS:
        for sentence in published(replace(measured(*key.split("/")), validated=True)):
            assert "control groups" in sentence
            assert not re.search(r"rose|fell|change", sentence)
