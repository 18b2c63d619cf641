"""A mixed model the long way round: whole matrices, and derivatives by small differences. For small data only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Dense:
    """y with mean X b and covariance `parts` weighed by `theta`, both as they are at the top of the likelihood."""

    y: Numbers
    x: Numbers
    parts: Numbers
    theta: Numbers

    def covariance_of_coef(self, theta: Numbers) -> Numbers:
        return np.asarray(np.linalg.inv(self.x.T @ np.linalg.solve(self.v(theta), self.x)))

    def v(self, theta: Numbers) -> Numbers:
        return np.asarray(np.tensordot(theta, self.parts, axes=1))

    def coef(self, theta: Numbers) -> Numbers:
        return np.asarray(
            self.covariance_of_coef(theta) @ (self.x.T @ np.linalg.solve(self.v(theta), self.y))
        )

    def log_likelihood(self, theta: Numbers) -> float:
        """Restricted."""
        rest = self.y - self.x @ self.coef(theta)
        whole = (len(self.y) - self.x.shape[1]) * np.log(2 * np.pi) + np.linalg.slogdet(self.v(theta))[1]
        known = -np.linalg.slogdet(self.covariance_of_coef(theta))[1]
        return float(-0.5 * (whole + known + rest @ np.linalg.solve(self.v(theta), rest)))

    def gradient(self, step: float = 1e-6) -> Numbers:
        moves = step * np.eye(len(self.theta))
        up, down = ([self.log_likelihood(self.theta + sign * move) for move in moves] for sign in (1, -1))
        return np.asarray((np.array(up) - np.array(down)) / (2 * step))

    def satterthwaite_df(self, weights: Numbers, step: float = 1e-4) -> float:
        """2 v^2 / (g' A g), A the inverse of minus the Hessian, all of it by differences."""
        q = len(self.theta)
        moves = step * np.eye(q)
        hessian = np.empty((q, q))
        for i in range(q):
            for j in range(q):
                corners = [self.log_likelihood(self.theta + a * moves[i] + b * moves[j]) for a, b in CORNERS]
                hessian[i, j] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4 * step**2)
        return self._df(weights, np.asarray(np.linalg.inv(-hessian), dtype=np.float64), step)

    def kenward_roger(self, weights: Numbers, step: float = 1e-5) -> tuple[float, float]:
        """Standard error and degrees of freedom, from tr(P G_i P G_j) and V^-1 differentiated twice by hand."""
        inverse, cov = np.linalg.inv(self.v(self.theta)), self.covariance_of_coef(self.theta)
        p = inverse - inverse @ self.x @ cov @ self.x.T @ inverse
        information = 0.5 * np.array([[np.trace(p @ g @ p @ h) for g in self.parts] for h in self.parts])
        w = np.asarray(np.linalg.inv(information), dtype=np.float64)
        u = np.zeros_like(cov)
        for i, g in enumerate(self.parts):
            for j, h in enumerate(self.parts):
                u += w[i, j] * self.x.T @ inverse @ g @ p @ h @ inverse @ self.x
        adjusted = cov + 2 * cov @ u @ cov
        return float(np.sqrt(weights @ adjusted @ weights)), self._df(weights, w, step)

    def _df(self, weights: Numbers, uncertainty: Numbers, step: float) -> float:
        def variance(theta: Numbers) -> float:
            return float(weights @ self.covariance_of_coef(theta) @ weights)

        moves = step * np.eye(len(self.theta))
        slope = np.array([(variance(self.theta + m) - variance(self.theta - m)) / (2 * step) for m in moves])
        return float(2 * variance(self.theta) ** 2 / (slope @ uncertainty @ slope))


CORNERS = ((1, 1), (1, -1), (-1, 1), (-1, -1))
