"""How sure a mixed model is of its averages when cohorts or people are few.

For y with mean X b and covariance V = sum of theta_i G_i, fitted by REML. Satterthwaite: Giesbrecht and Burns
1985, Biometrics 41:477-486; Fai and Cornelius 1996, JSCS 54:363-378. Kenward and Roger 1997, Biometrics
53:983-997, as Halekoh and Højsgaard 2014, JSS 59(9) write it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.statistics.quantiles import t_quantile, t_two_sided
from course.statistics.undetermined import Undetermined

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Contrast:
    """One figure made of the coefficients, in their units."""

    value: float
    se: float
    df: float

    @property
    def p(self) -> float:
        return t_two_sided(self.value / self.se, self.df)

    def interval(self, *, level: float = 0.95) -> tuple[float, float]:
        half = float(t_quantile(0.5 + level / 2, self.df)) * self.se
        return self.value - half, self.value + half


@dataclass(frozen=True)
class Curvature:
    """How the fit bends when a variance theta_i changes. q variances, p coefficients; r = y - X b.

    `slopes` (q, p, p): X'V^-1 G_i V^-1 X; `bends` (q, q, p, p): X'V^-1 G_i V^-1 G_j V^-1 X; `traces` (q, q):
    tr(V^-1 G_i V^-1 G_j); `rest` (q, q): r'V^-1 G_i P G_j V^-1 r with P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1.
    """

    slopes: Numbers
    bends: Numbers
    traces: Numbers
    rest: Numbers


@dataclass(frozen=True)
class Fixed:
    """The coefficients and their covariance (X'V^-1 X)^-1. `free` (q) is False for a variance that ended at 0."""

    coef: Numbers
    cov: Numbers
    curvature: Curvature
    free: NDArray[np.bool_]

    @property
    def se(self) -> Numbers:
        return np.sqrt(np.diag(self.cov))

    @property
    def expected_information(self) -> Numbers:
        """Of the variances: tr(P G_i P G_j) / 2."""
        c = self.curvature
        turned = self.cov @ c.slopes
        crossed = np.einsum("iab,jba->ij", turned, turned)
        return np.asarray(0.5 * (c.traces - 2 * np.einsum("ab,ijba->ij", self.cov, c.bends) + crossed))

    @property
    def observed_information(self) -> Numbers:
        """Minus the second derivative of the restricted likelihood: r'V^-1 G_i P G_j V^-1 r - tr(P G_i P G_j) / 2."""
        return self.curvature.rest - self.expected_information

    def satterthwaite(self, weights: ArrayLike) -> Contrast:
        """`weights` (p) times the coefficients; df = 2 v^2 / (g'A g), v the variance, g its slopes, A = information^-1.

        A variance at 0 is taken as known to be 0. Undetermined as for `kenward_roger`.
        """
        w, free = np.asarray(weights, dtype=np.float64), self.free
        df = self._df(w, _inverse(self.observed_information[np.ix_(free, free)]), free)
        if not df > 0:
            raise Undetermined("too few rows to say how sure the model is")
        return Contrast(float(w @ self.coef), sqrt(w @ self.cov @ w), df)

    def kenward_roger(self, weights: ArrayLike) -> Contrast:
        """The same with the expected information, and a standard error that allows for the variances being guessed.

        Undetermined where rows are so few that the approximation gives no variance above zero.
        """
        w = np.asarray(weights, dtype=np.float64)
        uncertainty = _inverse(self.expected_information)
        variance, df = (
            w @ self._adjusted(uncertainty) @ w,
            self._df(w, uncertainty, np.full(len(self.free), True)),
        )
        if not (variance > 0 and df > 0):
            raise Undetermined("too few rows to say how sure the model is")
        return Contrast(float(w @ self.coef), sqrt(variance), df)

    def _df(self, w: Numbers, uncertainty: Numbers, free: NDArray[np.bool_]) -> float:
        spread = self.cov @ w
        slopes = np.array([spread @ slope @ spread for slope in self.curvature.slopes[free]])
        return float(2 * (w @ spread) ** 2 / (slopes @ uncertainty @ slopes))

    def _adjusted(self, uncertainty: Numbers) -> Numbers:
        """cov + 2 cov (sum of A_ij (bends_ij - slopes_i cov slopes_j)) cov."""
        c = self.curvature
        excess = c.bends - np.einsum("iab,bc,jcd->ijad", c.slopes, self.cov, c.slopes)
        return np.asarray(self.cov + 2 * self.cov @ np.einsum("ij,ijab->ab", uncertainty, excess) @ self.cov)


def _inverse(matrix: Numbers) -> Numbers:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
