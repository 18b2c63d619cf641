"""Everybody's rows in one model: score ~ wave + (1 | person), by REML, for tens of thousands of people at once.

Whoever answered at any wave counts, so nobody is dropped for a wave she left out; right when what decides about
leaving out is already in the scores that are there (missing at random). Laird and Ware 1982, Biometrics 38:963.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from course.statistics.random_intercept import RandomIntercept, fit
from course.statistics.small_sample import Contrast
from course.statistics.undetermined import Undetermined


@dataclass(frozen=True)
class PooledWaves:
    """`waves` in ascending order; coefficient 0 is the first wave's mean, the others how far each wave is from it."""

    waves: tuple[int, ...]
    model: RandomIntercept

    def change(self, wave: int) -> Contrast:
        """How far the mean at this wave is from the first one, with Satterthwaite's degrees of freedom.

        ValueError for the first wave itself or one that is not there.
        """
        place = self.waves.index(wave)
        if not place:
            raise ValueError("the first wave is what the others are compared with")
        return self.model.fixed.satterthwaite(np.eye(len(self.waves))[place])


def pooled_waves(person: ArrayLike, wave: ArrayLike, score: ArrayLike) -> PooledWaves:
    """From three arrays of one entry per answered wave: whose it is, which wave (a number), the score.

    From a table with a column per wave: `people, waves = np.nonzero(~np.isnan(table))`, then
    `pooled_waves(people, waves, table[people, waves])`. `found.model.coef`, `.between` and `.within` are then what
    statsmodels' MixedLM("score ~ C(wave)", groups=person).fit(reml=True, method=["bfgs"], gtol=1e-9) calls
    fe_params, cov_re and scale; at its default tolerance its variances are off by some 1e-5.
    ValueError and Undetermined as `random_intercept.fit`; Undetermined too for a single wave.
    """
    labels, index = np.unique(np.asarray(wave, dtype=np.intp), return_inverse=True)
    if len(labels) < 2:
        raise Undetermined("a change over time needs answers at two waves or more")
    design = (index[:, np.newaxis] == np.arange(len(labels))).astype(np.float64)
    design[:, 0] = 1.0
    return PooledWaves(tuple(int(one) for one in labels), fit(score, design, person))
