"""How often equal cohorts of 6 to 20 people fall outside the funnel's limits: 1 in 20 and 1 in 500 is right.

Run `python -m tests.bench.funnel`. Every world has 5 or 24 cohorts that differ by chance alone; what is counted is
the rule of course/statistics/equal_cohorts.py, beside the textbook limits with the same estimated mean and sigma.
Cohorts of one world share a mean and a spread, so the interval of a rate is taken over worlds; it is one of 99 %,
because eight rates are looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from course.statistics.equal_cohorts import EqualCohorts, equal_cohorts
from course.statistics.funnel import ALMOST_ALL, NINETEEN_IN_TWENTY

Numbers = NDArray[np.float64]

COHORTS_IN_ALL, FEWEST, MOST = 72_000, 6, 20


def after_normally(rng: np.random.Generator, before: Numbers) -> Numbers:
    return np.asarray(0.6 * before + rng.normal(1.7, 0.5, len(before)))


def after_in_steps(rng: np.random.Generator, before: Numbers) -> Numbers:
    """Means of twelve answers from 1 to 5, many of them at the upper end."""
    answers = (
        before[:, np.newaxis] + rng.normal(0.9, 0.4, (len(before), 1)) + rng.normal(0, 0.8, (len(before), 12))
    )
    return np.asarray(np.clip(np.rint(answers), 1, 5).mean(axis=1))


def world(
    rng: np.random.Generator, cohorts: int, after: Callable[[np.random.Generator, Numbers], Numbers]
) -> tuple[EqualCohorts, EqualCohorts]:
    """The same cohorts by their changes, and by their scores after the course adjusted for those before."""
    n = rng.integers(FEWEST, MOST + 1, cohorts)
    owner, before = np.repeat(np.arange(cohorts), n), rng.normal(2.9, 0.6, int(n.sum()))
    scores = after(rng, before)
    return equal_cohorts(owner, scores - before), equal_cohorts(owner, scores, known=before)


def shares(cohorts: EqualCohorts) -> tuple[float, float, float, float]:
    """The share outside the limits of 95 and of 99.8 %, ours and then the textbook's."""
    textbook = np.abs(cohorts.values - cohorts.mean) / (cohorts.sigma / np.sqrt(cohorts.n))
    ours = (cohorts.outside(0.95), cohorts.outside(0.998))
    return tuple(  # type: ignore[return-value]  # four of them
        float(out.mean()) for out in (*ours, textbook > NINETEEN_IN_TWENTY, textbook > ALMOST_ALL)
    )


def rate(of_worlds: Numbers) -> tuple[float, float, float]:
    """The mean over worlds with its 99 % Monte Carlo interval."""
    mean, half = float(of_worlds.mean()), 2.576 * float(of_worlds.std(ddof=1)) / sqrt(len(of_worlds))
    return mean, mean - half, mean + half


def main() -> None:
    rng = np.random.default_rng(20)
    for cohorts in (5, 24):
        worlds = COHORTS_IN_ALL // cohorts
        print(f"{worlds:,} worlds of {cohorts} equal cohorts of {FEWEST} to {MOST} people")
        for words, after in (("normal scores", after_normally), ("means of answers 1 to 5", after_in_steps)):
            found = np.array([[shares(each) for each in world(rng, cohorts, after)] for _ in range(worlds)])
            for which, kind in enumerate(("changes", "adjusted for scores before")):
                say(f"{words}, {kind}", found[:, which])


def say(words: str, found: Numbers) -> None:
    (inner, low, high), (outer, outer_low, outer_high) = rate(found[:, 0]), rate(found[:, 1])
    verdict = "within" if low <= 0.05 <= high else "beyond"
    print(f"  {words}")
    print(f"    outside 95 %: {inner:.2%} ({low:.2%} to {high:.2%}), {verdict} Monte Carlo error of 5 %")
    print(f"    outside 99.8 %: {outer:.3%} ({outer_low:.3%} to {outer_high:.3%})")
    print(f"    by the textbook: {found[:, 2].mean():.2%} and {found[:, 3].mean():.3%}")


if __name__ == "__main__":
    main()
