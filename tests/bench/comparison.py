"""How long a comparison of 1,000 cohorts of 12 people takes, beside the plain loop one would write by hand.

Run `python -m tests.bench.comparison`. The loop starts from lists of scores, ours from the sums that are frozen; both
end with every cohort's mean change, interval and standardised change, and ours also pools, judges, hides and words. The
rounds alternate, so a busy machine slows both; medians of CPU seconds are compared.
"""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from time import process_time

import numpy as np
from scipy.special import gammaln, stdtrit

from course.outcomes.compare import compare
from course.outcomes.comparison import Comparison
from course.outcomes.scores import CohortScores, Measured
from course.statistics.effects import MeanChange, Standardised
from course.statistics.moments import CohortMoments, Moments, mean_change, smcr

COHORTS, PEOPLE, ROUNDS = 1_000, 12, 7
MEASURE = Measured("kindness", "Self-compassion", "self-compassion", 1, 5)


Scores = list[tuple[np.ndarray, np.ndarray]]


def world() -> tuple[Scores, list[CohortScores]]:
    rng = np.random.default_rng(11)
    before = rng.normal(2.8, 0.6, (COHORTS, PEOPLE))
    after = before + rng.normal(0.5, 0.5, (COHORTS, PEOPLE))
    scores = list(zip(before, after, strict=True))
    cohorts = [
        CohortScores(
            str(i),
            f"Cohort {i}",
            date(2015, 1, 1) + timedelta(days=i),
            started=PEOPLE + 2,
            finished=PEOPLE,
            n=PEOPLE,
            pairs=Moments.of(*pairs),
        )
        for i, pairs in enumerate(scores)
    ]
    return scores, cohorts


def by_hand(scores: Scores) -> list[tuple[float, float, float, float]]:
    """numpy and scipy.special, one cohort after the other: mean change, its interval, SMCR."""
    found = []
    for before, after in scores:
        change, n = after - before, len(before)
        half = stdtrit(n - 1, 0.975) * change.std(ddof=1) / np.sqrt(n)
        j = np.exp(gammaln((n - 1) / 2) - np.log(np.sqrt((n - 1) / 2)) - gammaln((n - 2) / 2))
        mean = change.mean()
        found.append(
            (float(mean), float(mean - half), float(mean + half), float(j * mean / before.std(ddof=1)))
        )
    return found


def figures_alone(cohorts: list[CohortScores]) -> tuple[MeanChange, Standardised]:
    sums = CohortMoments.of([cohort.pairs for cohort in cohorts if cohort.pairs])
    return mean_change(sums), smcr(sums)


def main() -> None:
    scores, cohorts = world()
    hand_seconds, figure_seconds, our_seconds = [], [], []
    for _ in range(ROUNDS):
        start = process_time()
        plain = by_hand(scores)
        after_hand = process_time()
        figures_alone(cohorts)
        after_figures = process_time()
        ours = compare(cohorts, MEASURE)
        our_seconds.append(process_time() - after_figures)
        figure_seconds.append(after_figures - after_hand)
        hand_seconds.append(after_hand - start)
    difference = largest_difference(plain, ours)
    hand, figures, own = median(hand_seconds), median(figure_seconds), median(our_seconds)
    print(f"plain loop {hand * 1000:.1f} ms")
    print(f"the same figures {figures * 1000:.1f} ms: {hand / figures:.1f} times as fast")
    print(f"the whole comparison {own * 1000:.1f} ms: {hand / own:.1f} times as fast")
    print(f"largest difference in any figure {difference:.1e}")


def largest_difference(plain: list[tuple[float, float, float, float]], ours: Comparison) -> float:
    figures = [(c.mean, c.low, c.high, c.g or 0.0) for row in ours.rows if (c := row.change)]
    return float(np.abs(np.array(plain) - np.array(figures)).max())


if __name__ == "__main__":
    main()
