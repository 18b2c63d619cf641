"""Who changed by more than the questionnaire's wobble, and which of these numbers may be said."""

from __future__ import annotations

from itertools import product

import pytest

from course.outcomes.change_classes import Class, Crossing, classes, crossings
from course.outcomes.cohort_words import class_lines, class_note, crossing_lines, yardstick_words
from course.outcomes.scores import Better, Measured
from course.outcomes.suppression import showable
from course.outcomes.yardstick import (
    Basis,
    Chosen,
    Lacking,
    Own,
    PublishedFigures,
    Yardstick,
    yardstick,
)
from curriculum.figures import Cutoff
from tests.course.outcomes.cases import ATTENTION, KINDNESS, LOW_MOOD

HALF = Yardstick(Basis.OWN, 0.5)


def pairs(up: int, same: int, down: int) -> list[tuple[float, float]]:
    return [(2.0, 3.0)] * up + [(2.0, 2.5)] * same + [(3.0, 2.0)] * down


def test_a_class_is_shown_only_when_it_and_the_rest_are_both_at_least_five() -> None:
    for counts in product(range(14), repeat=3):
        everybody = sum(counts)
        shown = showable(dict(zip("abc", counts, strict=True)), 5)
        told = list(shown.values())
        assert all(5 <= n <= everybody - 5 for n in told)
        rest = everybody - sum(told)
        assert len(shown) in {0, 1, 3}
        assert not shown or len(shown) == 3 or rest >= 5  # and the rest is of two classes, so neither is told


def test_three_of_five_or_more_are_all_shown() -> None:
    found = classes(pairs(7, 6, 5), HALF, Better.HIGHER, fewest=5)
    assert found.shown == {Class.IMPROVED: 7, Class.UNCHANGED: 6, Class.DETERIORATED: 5}
    assert class_note(found, fewest=5) == ""


@pytest.mark.parametrize(
    ("up", "same", "down", "shown"),
    [
        (7, 5, 1, {Class.IMPROVED: 7}),  # two of them would tell the one
        (7, 5, 0, {Class.IMPROVED: 7}),
        (13, 0, 0, {}),  # everybody did the same
        (4, 4, 4, {}),
        (5, 1, 5, {Class.DETERIORATED: 5}),  # harm first
        (1, 9, 1, {}),  # all but two
        (2, 9, 3, {Class.UNCHANGED: 9}),
    ],
)
def test_of_small_classes_at_most_one_is_shown(
    up: int, same: int, down: int, shown: dict[Class, int]
) -> None:
    assert classes(pairs(up, same, down), HALF, Better.HIGHER, fewest=5).shown == shown


def test_where_less_is_better_a_fall_is_an_improvement() -> None:
    found = classes(pairs(5, 5, 6), HALF, Better.LOWER, fewest=5)
    assert (found.shown[Class.IMPROVED], found.shown[Class.DETERIORATED]) == (6, 5)
    assert next(words for words, _ in class_lines(found, LOW_MOOD)) == "Reliably worse"
    assert "Fell" in dict(class_lines(found, ATTENTION))


def test_a_change_of_just_the_threshold_counts_only_where_the_published_rule_says_from_it_on() -> None:
    exactly = [(2.0, 2.5)] * 6 + [(2.0, 2.0)] * 6
    ours = classes(exactly, HALF, Better.HIGHER, fewest=5)
    published = classes(exactly, Yardstick(Basis.PUBLISHED, 0.5, reaches=True), Better.HIGHER, fewest=5)
    assert ours.shown == {}
    assert published.shown == {Class.IMPROVED: 6}


def test_what_is_hidden_is_named_beside_what_is_shown() -> None:
    found = classes(pairs(7, 5, 1), HALF, Better.HIGHER, fewest=5)
    assert class_lines(found, KINDNESS) == [
        ("Reliably better", "7"),
        ("All others (reliably worse or no reliable change)", "6"),
    ]
    assert class_note(found, fewest=5).endswith("Those who got reliably worse are fewer than 5, or nobody.")


def test_when_no_worse_class_is_shown_it_follows_that_it_is_small() -> None:
    """The note may say so only because it is true of all groups in which another class is shown."""
    for up, same, down in product(range(15), repeat=3):
        found = classes(pairs(up, same, down), HALF, Better.HIGHER, fewest=5)
        if found.shown and Class.DETERIORATED not in found.shown:
            assert down < 5


def test_a_cut_off_is_crossed_from_its_own_side() -> None:
    severe = Cutoff(
        score="total", source="A study", checked=True, at=10, side="at_least", meaning="a full picture"
    )
    out, into, same = [(12.0, 9.0)] * 6, [(9.0, 10.0)] * 5, [(12.0, 15.0)] * 3 + [(1.0, 2.0)] * 4
    found = crossings([*out, *into, *same], severe, fewest=5)
    assert found.shown == {Crossing.OUT: 6, Crossing.INTO: 5, Crossing.NEITHER: 7}
    assert ("Crossed out of a full picture", "6") in crossing_lines(found)
    assert crossings([*out, (9.0, 10.0)], severe, fewest=5).shown == {}


def test_the_threshold_is_jacobsons_with_the_inputs_that_are_shown() -> None:
    """1.96 · 0.62 · sqrt(2 · 0.07) = 0.4547, the table of reference values has 0.455."""
    found = yardstick(Own(40, 0.62, 0.93))
    assert isinstance(found, Yardstick)
    assert found.points == pytest.approx(0.45469, abs=1e-5)
    said = yardstick_words(found, KINDNESS)
    assert "more than 0.45 points, from 40 first scores" in said
    assert "standard deviation 0.62, Cronbach’s alpha 0.93" in said


def test_with_fewer_than_thirty_people_nothing_is_worked_out_and_the_page_says_so() -> None:
    assert yardstick(Own(29, 0.6, 0.9)) is Lacking.PEOPLE
    assert "the first scores of 30 people" in yardstick_words(Lacking.PEOPLE, KINDNESS)
    assert yardstick(Own(30, None, 0.9)) is Lacking.ITEMS
    assert yardstick(Own(30, 0.6, -0.1)) is Lacking.ITEMS
    assert yardstick(Own(30, 0.6, None)) is Lacking.ITEMS


def test_a_leads_choice_comes_first_then_what_is_published_then_our_own_scores() -> None:
    own, lead = Own(40, 0.6, 0.8), Chosen(0.7, 0.9, "Pilot of 2025")
    points = PublishedFigures(points=6.0, reliability=0.9, source="A study")
    only_r = PublishedFigures(reliability=0.9, source="A study")
    basis = [
        yardstick(own, chosen=lead, published=points),
        yardstick(own, published=points),
        yardstick(own, published=only_r),
        yardstick(own),
    ]
    assert [one.basis for one in basis if isinstance(one, Yardstick)] == [
        Basis.LEAD,
        Basis.PUBLISHED,
        Basis.PUBLISHED_RELIABILITY,
        Basis.OWN,
    ]
    assert "(Pilot of 2025)" in yardstick_words(basis[0], KINDNESS)
    assert yardstick_words(basis[1], Measured("p", "P", "p", 0, 27)) == (
        "Reliable: 6.0 points or more, as published (A study)."
    )


def test_a_published_threshold_needs_no_people() -> None:
    found = yardstick(Own(0, None, None), published=PublishedFigures(points=6.0, source="A study"))
    assert isinstance(found, Yardstick)
    assert found.points == 6.0
