"""One score at one wave, taken apart: of each cohort the people with both scores, and whoever is left over.

People are sorted by the occasions they answered, written "10" for the first only and "11" for both; with three
occasions, "101" for the first and the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from course.outcomes.gather import AFTER, BEFORE, NONE, Answers
from course.outcomes.suppression import tells_one_apart
from course.statistics.moments import Moments

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """Of one score at one wave. `values` (people, occasions) holds what may enter a change, NaN for all else.

    By cohort: `mixed` are people with both scores who are left out because they were asked in other words the
    second time, or in another form than most of their cohort; `form` is the one that counts.
    """

    occasions: tuple[str, ...]
    cohort: NDArray[np.intp]
    values: Numbers
    mixed: NDArray[np.intp]
    form: tuple[str, ...]

    @cached_property
    def both(self) -> NDArray[np.bool_]:
        return _both(self.values)

    @cached_property
    def n(self) -> NDArray[np.intp]:
        """People with both scores in each cohort."""
        return np.bincount(self.cohort[self.both], minlength=len(self.form))

    @cached_property
    def people(self) -> list[NDArray[np.intp]]:
        """Of each cohort, the places of its people."""
        order = np.argsort(self.cohort, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.cohort, minlength=len(self.form)))[:-1])

    def pairs(self, cohorts: Iterable[int]) -> Moments:
        """The changes of the people of these cohorts, given by their places, together."""
        mine = self._of(cohorts)
        mine = mine[self.both[mine]]
        return Moments.of(self.values[mine, 0], self.values[mine, -1])

    def rows(self, cohorts: Iterable[int], pattern: str) -> Numbers:
        """The scores of whoever in these cohorts answered just these occasions; 0 for the others."""
        mine = self._of(cohorts)
        return np.asarray(np.nan_to_num(self.values[mine[self.patterns[mine] == pattern]]))

    @cached_property
    def patterns(self) -> NDArray[np.str_]:
        """Of every person; "00" for who answered nothing that counts."""
        width = len(self.occasions)
        names = np.array([f"{code:0{width}b}" for code in range(2**width)])
        return names[~np.isnan(self.values) @ (2 ** np.arange(width)[::-1])]

    def left_over(self) -> dict[str, NDArray[np.intp]]:
        """{pattern: how many of each cohort}, without who answered nothing and who is in a sum of both scores alone.

        With an occasion between, who has both scores is counted too: those sums do not hold what is between.
        """
        whole = {"0" * len(self.occasions), "11"}
        return {
            str(pattern): np.bincount(self.cohort[self.patterns == pattern], minlength=len(self.form))
            for pattern in np.unique(self.patterns)
            if pattern not in whole
        }

    def stands_alone_apart(self, cohort: int) -> bool:
        """Whether exactly one person is among those with both scores here and not at an earlier occasion, or there
        and not here."""
        mine = self.values[self.people[cohort]]
        here = _both(mine)
        earlier = (_both(mine[:, [0, place]]) for place in range(1, len(self.occasions) - 1))
        return any(
            tells_one_apart(int(np.sum(here & ~there)), int(np.sum(there & ~here))) for there in earlier
        )

    def _of(self, cohorts: Iterable[int]) -> NDArray[np.intp]:
        return np.concatenate([self.people[one] for one in cohorts])


def cells(answers: Answers, score: str, wave: str) -> Cells:
    """`wave` is the later one; between it and the one before stands the end of the course, when it came earlier."""
    occasions = (BEFORE, AFTER, wave) if _is_after_the_end(wave) else (BEFORE, wave)
    values, words = _columns(answers, score, occasions)
    had_both = _both(values)
    first = _first_words(words)
    values[words != first[:, np.newaxis]] = np.nan
    forms = sorted({kind.form for kind in answers.kinds})
    asked = np.array([*(forms.index(kind.form) for kind in answers.kinds), NONE], dtype=np.intp)[first]
    usual = _usual(answers, asked, _both(values), len(forms))
    values[asked != usual[answers.cohort]] = np.nan
    is_mixed = had_both & ~_both(values)
    values[is_mixed] = np.nan  # else she would be taken for somebody who did not answer again
    mixed = np.bincount(answers.cohort[is_mixed], minlength=len(answers.cohorts))
    return Cells(occasions, answers.cohort, values, mixed, tuple([*forms, ""][one] for one in usual.tolist()))


def _is_after_the_end(wave: str) -> bool:
    return wave.endswith("months")


def _columns(answers: Answers, score: str, occasions: tuple[str, ...]) -> tuple[Numbers, NDArray[np.intp]]:
    """(people, occasions) of scores and of words; a wave nobody answered is empty."""
    values = np.full((len(answers.cohort), len(occasions)), np.nan)
    words = np.full(values.shape, NONE, dtype=np.intp)
    for place, wave in enumerate(occasions):
        if wave in answers.waves and score in answers.scores:
            column = answers.waves.index(wave)
            values[:, place] = answers.values[answers.scores.index(score), :, column]
            words[:, place] = np.where(np.isnan(values[:, place]), NONE, answers.words[:, column])
    return values, words


def _first_words(words: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of each person, the words of the first occasion that has any."""
    return np.asarray(words[np.arange(len(words)), np.argmax(words != NONE, axis=1)])


def _usual(
    answers: Answers, asked: NDArray[np.intp], both: NDArray[np.bool_], forms: int
) -> NDArray[np.intp]:
    """Of each cohort the form of most people with both scores, or, where nobody has them, of most people."""
    some = asked != NONE
    weights = np.where(both[some], len(both) + 1.0, 1.0)
    places = answers.cohort[some] * forms + asked[some]
    votes = np.bincount(places, weights=weights, minlength=len(answers.cohorts) * forms)
    if not forms:
        return np.full(len(answers.cohorts), NONE, dtype=np.intp)
    table = votes.reshape(-1, forms)
    return np.asarray(np.where(table.any(axis=1), table.argmax(axis=1), NONE), dtype=np.intp)


def _both(values: Numbers) -> NDArray[np.bool_]:
    return np.asarray(~np.isnan(values[:, 0]) & ~np.isnan(values[:, -1]))
