"""People who answered the same waves, counted and added up: all that a model of a few waves needs of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Patterns:
    """People with the same waves answered (s patterns) in the same arm (a), for m waves.

    `there` (s, m); `n` (a, s); `total` (a, s, m) and `products` (a, s, m, m): sums of scores and of their products,
    0 where a wave is not there.
    """

    there: NDArray[np.bool_]
    n: Numbers
    total: Numbers
    products: Numbers

    @classmethod
    def of(cls, scores: Numbers, arm: NDArray[np.intp]) -> Patterns:
        """`scores` (people, m) with NaN for a wave not answered; `arm` (people) the index of each person's arm."""
        there, which = np.unique(~np.isnan(scores), axis=0, return_inverse=True)
        known = np.nan_to_num(scores)
        n = np.zeros((int(arm.max()) + 1, len(there)))
        total = np.zeros((*n.shape, scores.shape[1]))
        products = np.zeros((*total.shape, scores.shape[1]))
        np.add.at(n, (arm, which), 1.0)
        np.add.at(total, (arm, which), known)
        np.add.at(products, (arm, which), known[:, :, np.newaxis] * known[:, np.newaxis, :])
        return cls(there, n, total, products)

    @property
    def rows(self) -> int:
        """How many scores there are."""
        return int((self.n.sum(axis=0) @ self.there).sum())
