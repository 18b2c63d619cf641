"""Unwanted effects as numbers: what is shown, what is not, and that nothing under five can be subtracted."""

from itertools import product

from course.outcomes.harm_counts import Counts, Few, of_several, of_unit, released


def unit(answered: int, named: int, lasting: int = 0, serious: int = 0, with_help: int = 0) -> Counts:
    return Counts(answered + 1, answered, named, lasting, serious, with_help)


def sentence(counts: Counts) -> str:
    return of_unit("after", "After week 8", counts).sentence


def test_a_small_number_is_not_told_and_the_sentence_says_so() -> None:
    found = of_unit("after", "After week 8", unit(14, 2, 1))
    assert (found.asked, found.answered, found.named, found.lasting) == (15, 14, None, None)
    assert found.few is Few.NAMED
    assert found.sentence == (
        "Of 14 people who answered, fewer than five named something unwanted; too few to say more."
    )


def test_nobody_may_be_told_and_so_may_five_beside_five() -> None:
    assert sentence(unit(14, 0)) == "Of 14 people who answered, nobody named anything unwanted."
    found = of_unit("after", "After week 8", unit(14, 6, lasting=1, serious=0, with_help=6))
    assert (found.named, found.lasting, found.serious, found.with_help) == (6, None, 0, 6)
    assert (
        "6 named something unwanted; too few to say how many of them something that lasts" in found.sentence
    )
    assert sentence(unit(14, 6)).endswith("6 named something unwanted, and all of it passed.")
    assert sentence(unit(30, 12, lasting=5)).endswith(
        "12 named something unwanted, 5 of them something that lasts."
    )


def test_the_rest_is_protected_as_well() -> None:
    """9 of 12 would tell that three said no."""
    found = of_unit("after", "After week 8", unit(12, 9))
    assert (found.named, found.few) == (None, Few.NOT_NAMED)
    assert "nearly all" in found.sentence
    assert of_unit("after", "", unit(4, 0)).few is Few.ANSWERED


def test_not_asked_open_and_unanswered_are_three_different_things() -> None:
    assert "Nobody has been asked" in sentence(Counts())
    assert "nobody answered" in sentence(Counts(asked=6))
    assert of_unit("after", "", Counts(asked=6)).named is None
    assert of_several("after", "", [Counts(asked=6), Counts(asked=3)]).named is None
    found = of_unit("after", "", unit(9, 6), is_open=True)
    assert (found.answered, found.named, found.few) == (9, None, None)
    assert "9 of 10 people have answered so far" in found.sentence


def test_small_cohorts_are_counted_together_once_five_stand_behind_the_sum() -> None:
    units = [unit(10, 2), unit(11, 0), unit(9, 3)]
    first = of_several("after", "", units[:2])
    assert (first.named, first.answered, first.waiting) == (0, 11, 1)
    both = of_several("after", "", units)
    assert (both.named, both.answered, both.waiting) == (5, 30, 0)


def test_while_every_cohort_waits_only_how_many_answered_is_said() -> None:
    found = of_several("after", "", [unit(10, 2), unit(9, 1)])
    assert (found.named, found.answered, found.few, found.waiting) == (None, 19, Few.NAMED, 2)


def test_a_number_of_those_named_waits_for_every_group_of_them() -> None:
    units = [unit(20, 8, lasting=2), unit(20, 9, lasting=3)]
    assert of_several("after", "", units[:1]).lasting is None
    assert of_several("after", "", units).lasting == 5


def test_what_one_more_closing_cohort_adds_is_never_fewer_than_five() -> None:
    """Groups once counted stay, and each adds nobody or at least five, of those who have it and of those who have
    not."""
    for units in product([(0, 9), (2, 8), (3, 6), (6, 7), (4, 0)], repeat=4):
        before: list[list[int]] = []
        for size in range(1, len(units) + 1):
            now = released(units[:size], 5)
            assert now[: len(before)] == before
            for group, side in product(now[len(before) :], (0, 1)):
                added = sum(units[number][side] for number in group)
                assert added == 0 or added >= 5, (units, group)
            before = now
