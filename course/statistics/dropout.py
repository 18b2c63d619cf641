"""Do those who did not answer later differ from those who did, in what is known of both?"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from course.statistics.quantiles import t_two_sided
from course.statistics.two_groups import Apart, Group
from course.statistics.undetermined import Undetermined

NOTABLE = 0.25
"""A standardised difference larger than this, either way, is worth a sentence (Rubin 2001, HSORM 2:169-188)."""


@dataclass(frozen=True)
class Dropout:
    """First scores of those who left and of those who stayed. `t`, `df` and `p` are Welch's, stayed minus left."""

    left: Group
    stayed: Group
    t: float
    df: float

    @property
    def p(self) -> float:
        return t_two_sided(self.t, self.df)

    @property
    def smd(self) -> float | None:
        """(mean of those who left - mean of those who stayed) / pooled sd."""
        return Apart(self.left, self.stayed).d

    @property
    def is_notable(self) -> bool:
        return self.smd is not None and abs(self.smd) > NOTABLE


def dropout(first_scores: ArrayLike, left: ArrayLike) -> Dropout:
    """One first score, and whether she left, for each person.

    t = (mean 1 - mean 2) / sqrt(s1^2/n1 + s2^2/n2); df = (s1^2/n1 + s2^2/n2)^2 / ((s1^2/n1)^2/(n1-1) +
    (s2^2/n2)^2/(n2-1)) (Welch 1947, Biometrika 34:28-35). ValueError for lengths that differ or a score that is not
    a number; Undetermined when fewer than two left or stayed, or nobody differs.
    """
    scores, gone = np.asarray(first_scores, dtype=np.float64), np.asarray(left, dtype=bool)
    if scores.shape != gone.shape:
        raise ValueError("a dropout check needs a first score, and whether she left, for each person")
    if min(gone.sum(), (~gone).sum()) < 2:
        raise Undetermined("a dropout check needs two people who left and two who stayed")
    lost, kept = Group.of(scores[gone]), Group.of(scores[~gone])
    a, b = kept.sd**2 / kept.n, lost.sd**2 / lost.n
    if not a + b:
        raise Undetermined("first scores do not differ")
    df = (a + b) ** 2 / (a**2 / (kept.n - 1) + b**2 / (lost.n - 1))
    return Dropout(lost, kept, (kept.mean - lost.mean) / sqrt(a + b), df)
