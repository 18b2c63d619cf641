"""What several cohorts say of one thing: an estimate each, and how sure each is of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Estimates:
    """`y` and the sampling variances `v`, one per cohort. `tau2` below is the variance between cohorts."""

    y: Numbers
    v: Numbers

    @classmethod
    def of(cls, estimates: ArrayLike, variances: ArrayLike) -> Estimates:
        """ValueError unless there is one variance above zero for each of one or more estimates."""
        y, v = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
        if y.ndim != 1 or not len(y) or y.shape != v.shape:
            raise ValueError("pooling needs one variance for each estimate, and at least one of them")
        if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
            raise ValueError("pooling needs finite estimates and variances above zero")
        return cls(y, v)

    @property
    def k(self) -> int:
        return len(self.y)

    def weights(self, tau2: float = 0.0) -> Numbers:
        """1 / (v + tau2)."""
        return np.asarray(1 / (self.v + tau2))

    def mean(self, tau2: float = 0.0) -> float:
        """sum(w y) / sum(w)."""
        w = self.weights(tau2)
        return float(np.sum(w * self.y) / w.sum())

    def se(self, tau2: float = 0.0) -> float:
        """1 / sqrt(sum w)."""
        return float(1 / np.sqrt(self.weights(tau2).sum()))

    def q(self, tau2: float = 0.0) -> float:
        """sum w (y - mean)^2: Cochran's Q (1954) for tau2 = 0, else its generalised form."""
        return float(np.sum(self.weights(tau2) * (self.y - self.mean(tau2)) ** 2))

    @property
    def typical_variance(self) -> float | None:
        """(k-1) S1 / (S1^2 - S2), S1 = sum 1/v, S2 = sum 1/v^2 (Higgins and Thompson 2002). None for one cohort."""
        if self.k < 2:
            return None
        s1, s2 = float(np.sum(1 / self.v)), float(np.sum(1 / self.v**2))
        return (self.k - 1) * s1 / (s1**2 - s2)
