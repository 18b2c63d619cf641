"""Figures side by side: no adding and subtracting isolates a few people."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from course.outcomes.beside import may_show, showable, standardised

SETS = st.lists(st.frozensets(st.integers(0, 6), min_size=1), min_size=1, max_size=4)


def test_two_figures_of_nearly_the_same_people_would_tell_the_few() -> None:
    everybody, most = frozenset(range(14)), frozenset(range(11))
    assert may_show(most, beside=[], threshold=8)
    assert not may_show(most, beside=[everybody], threshold=8)
    assert may_show(frozenset(range(8)), beside=[frozenset(range(16))], threshold=8)


def test_the_last_part_of_a_whole_is_protected_from_all_the_others() -> None:
    room, online, away = frozenset(range(10)), frozenset(range(10, 20)), frozenset(range(20, 23))
    found = showable({"all": room | online | away, "room": room, "online": online, "away": away}, threshold=8)
    assert found == {"all": True, "room": True, "online": False, "away": False}


def test_the_same_people_twice_are_as_safe_as_once() -> None:
    people = frozenset(range(9))
    assert showable({"one": people, "two": people}, threshold=8) == {"one": True, "two": True}


@given(SETS, st.integers(2, 4))
@settings(max_examples=150, deadline=None)
def test_no_sum_or_difference_of_shown_selections_isolates_a_few_people(
    selections: list[frozenset[int]], threshold: int
) -> None:
    """By brute force: every combination with coefficients from -2 to 2."""
    named = {str(i): chosen for i, chosen in enumerate(selections)}
    shown = [named[key] for key, ok in showable(named, threshold=threshold).items() if ok]
    indicators = np.array([[person in chosen for person in range(7)] for chosen in shown], dtype=int)
    for coefficients in product(range(-2, 3), repeat=len(shown)):
        totals = np.array(coefficients, dtype=int) @ indicators if shown else np.zeros(7, dtype=int)
        isolated = totals[totals != 0]
        if len(isolated) and (isolated == isolated[0]).all():
            assert len(isolated) >= threshold


def test_many_waves_of_a_large_group_are_judged_at_once() -> None:
    """Forty people with six patterns of answering each: too many sums to try, so what comes late stays hidden."""
    chance = Random(3)
    waves = {str(wave): frozenset(n for n in range(40) if chance.random() < 0.7) for wave in range(8)}
    assert showable(waves, threshold=8)["0"]


def test_a_spread_is_told_unless_one_person_more_or_less_would_be() -> None:
    ten, nine, eight = (frozenset(range(n)) for n in (10, 9, 8))
    assert standardised([ten, nine, eight]) == [True, False, True]
    assert standardised([ten, ten]) == [True, True]
