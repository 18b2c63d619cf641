"""One average for everybody, and rows that belong together: y = X b + an own level per group + the rest.

Groups are cohorts (people belong together) or people (waves belong together). Laird and Ware 1982, Biometrics
38:963-974; REML: Patterson and Thompson 1971, Biometrika 58:545-554. The likelihood needs only sums of squares
inside groups, and between groups of equal size: 12,000 people with three waves are four small matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.statistics.small_sample import Curvature, Fixed
from course.statistics.undetermined import Undetermined

Numbers = NDArray[np.float64]

HALVINGS = 56
"""A few more than a float has binary digits."""
GRID = np.concatenate(([0.0], np.geomspace(1e-6, 1e8, 57)))


@dataclass(frozen=True)
class Sums:
    """`products` (c, p+1, p+1): cross-products of the columns of X and y, one matrix for each class of sums.

    The first class is inside groups, around their means; the others are between the groups of one size, n times
    the product of their means. `size` (c) is that size, 0 inside; `count` (c) the degrees of freedom.
    """

    products: Numbers
    size: Numbers
    count: Numbers

    @classmethod
    def of(cls, columns: Numbers, group: NDArray[np.intp]) -> Sums:
        """`columns` (rows, p+1): X and y; `group` (rows): the index of the group, each with a row or more."""
        n = np.bincount(group)
        sums = np.column_stack([np.bincount(group, weights=column) for column in columns.T])
        inside = columns - (sums / n[:, np.newaxis])[group]
        sizes = np.unique(n)
        between = [sums[n == size].T @ sums[n == size] / size for size in sizes]
        count = [len(columns) - len(n), *(int(np.sum(n == size)) for size in sizes)]
        return cls(
            np.array([inside.T @ inside, *between]),
            np.array([0, *sizes], dtype=np.float64),
            np.array(count, dtype=np.float64),
        )

    @property
    def rows(self) -> int:
        return int(self.count.sum())

    @property
    def p(self) -> int:
        return int(self.products.shape[1]) - 1

    def weighed(self, ratio: float, power: int = 1) -> Numbers:
        """Sum over classes of products / (1 + size ratio)^power."""
        return np.asarray(np.tensordot((1 + self.size * ratio) ** -power, self.products, axes=1))


@dataclass(frozen=True)
class RandomIntercept:
    """`between` and `within` are the variances of the groups' levels and of the rest."""

    sums: Sums
    between: float
    within: float
    coef: Numbers
    log_likelihood: float

    @property
    def icc(self) -> float:
        """The share of variance that lies between groups."""
        return self.between / (self.between + self.within)

    @cached_property
    def fixed(self) -> Fixed:
        """The coefficients with what their small-sample standard errors and degrees of freedom need."""
        p, ratio = self.sums.p, self.between / self.within
        cov = np.asarray(np.linalg.inv(self.sums.weighed(ratio)[:p, :p]) * self.within, dtype=np.float64)
        return Fixed(self.coef, cov, self._curvature(cov), np.array([self.between > 0, True]))

    def _curvature(self, cov: Numbers) -> Curvature:
        """V has the value `between` x size + `within` in each class, and its two slopes are size and 1."""
        sums, p = self.sums, self.sums.p
        value = self.between * sums.size + self.within
        slope = np.array([sums.size, np.ones_like(sums.size)])
        slopes = np.einsum("ic,cab->iab", slope / value**2, sums.products)
        bends = np.einsum("ijc,cab->ijab", slope[:, np.newaxis] * slope / value**3, sums.products)
        r = np.append(-self.coef, 1.0)
        pulled = (slopes @ r)[:, :p]
        return Curvature(
            slopes=slopes[:, :p, :p],
            bends=bends[:, :, :p, :p],
            traces=np.einsum("ic,jc,c->ij", slope, slope, sums.count / value**2),
            rest=np.einsum("ijab,a,b->ij", bends, r, r) - pulled @ cov @ pulled.T,
        )


def fit(score: ArrayLike, design: ArrayLike, group: ArrayLike) -> RandomIntercept:
    """`score` (rows), `design` (rows, p; with its column of ones), `group` (rows): whatever names the group.

    ValueError for lengths that differ or a value that is not a number. Undetermined when a design column says
    nothing new, there are too few rows, nobody has two rows, or rows inside groups do not differ.
    """
    y, x = np.asarray(score, dtype=np.float64), np.asarray(design, dtype=np.float64)
    names = np.asarray(group)
    if y.ndim != 1 or x.ndim != 2 or not len(y) == len(x) == len(names):
        raise ValueError("a mixed model needs a score, a row of the design and a group for each row")
    if not (np.isfinite(y).all() and np.isfinite(x).all()):
        raise ValueError("a mixed model needs scores and a design that are numbers")
    return fit_sums(Sums.of(np.column_stack([x, y]), np.unique(names, return_inverse=True)[1]))


def fit_sums(sums: Sums) -> RandomIntercept:
    """The variances' ratio is found on a grid, because the likelihood can have two hills, then by its slope."""
    _refuse_undetermined(sums)
    ratio = _highest(sums)
    coef, squares, log_det = _least_squares(sums, ratio)
    df = sums.rows - sums.p
    within = squares / df
    constant = df * (np.log(2 * np.pi * within) + 1)
    log_likelihood = -0.5 * (constant + sums.count @ np.log(1 + sums.size * ratio) + log_det)
    return RandomIntercept(sums, ratio * within, within, coef, float(log_likelihood))


def levels(model: RandomIntercept, score: ArrayLike, design: ArrayLike, group: ArrayLike) -> Numbers:
    """Each group's own level above the average (BLUP), in the order of `np.unique(group)`; the rows as for `fit`."""
    rest = np.asarray(score, dtype=np.float64) - np.asarray(design, dtype=np.float64) @ model.coef
    index = np.unique(np.asarray(group), return_inverse=True)[1]
    total = np.bincount(index, weights=rest)
    return np.asarray(model.between * total / (model.within + model.between * np.bincount(index)))


def _refuse_undetermined(sums: Sums) -> None:
    if sums.rows <= sums.p or len(sums.size) < 2 or sums.count[1:].sum() < 2:
        raise Undetermined("a mixed model needs two groups, and more rows than coefficients")
    if not sums.count[0]:
        raise Undetermined("a mixed model needs a group with two rows or more")
    if np.linalg.matrix_rank(_scaled(sums.weighed(0.0)[:-1, :-1]), hermitian=True) < sums.p:
        raise Undetermined("two columns of the design say the same thing")
    inside = sums.products[0]
    slopes = np.linalg.lstsq(inside[:-1, :-1], inside[:-1, -1], rcond=1e-12)[0]
    if inside[-1, -1] - slopes @ inside[:-1, -1] <= 1e-18 * sums.weighed(0.0)[-1, -1]:
        raise Undetermined("rows inside the groups do not differ")


def _scaled(products: Numbers) -> Numbers:
    """With ones on the diagonal, so that a design in minutes and one in years are judged alike."""
    size = np.sqrt(np.diag(products))
    return products / np.outer(size, size) if size.all() else np.zeros_like(products)


def _highest(sums: Sums) -> float:
    top = int(np.argmax([_profile(sums, ratio) for ratio in GRID]))
    low, high = float(GRID[max(top - 1, 0)]), float(GRID[min(top + 1, len(GRID) - 1)])
    if _slope(sums, low) <= 0:
        return low
    # halved by hand: importing SciPy's root finders costs more than everything else here
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(sums, middle) > 0 else (low, middle)
    return (low + high) / 2


def _profile(sums: Sums, ratio: float) -> float:
    """Twice the restricted log-likelihood at the best `within`, apart from a constant."""
    _coef, squares, log_det = _least_squares(sums, ratio)
    lost = sums.count @ np.log(1 + sums.size * ratio)
    return float(-((sums.rows - sums.p) * np.log(squares) + lost + log_det))


def _slope(sums: Sums, ratio: float) -> float:
    """The derivative of `_profile`."""
    coef, squares, _ = _least_squares(sums, ratio)
    turned = sums.size / (1 + sums.size * ratio)
    lost = np.tensordot(turned / (1 + sums.size * ratio), sums.products, axes=1)
    r = np.append(-coef, 1.0)
    known = np.trace(np.linalg.solve(sums.weighed(ratio)[:-1, :-1], lost[:-1, :-1]))
    return float((sums.rows - sums.p) * (r @ lost @ r) / squares - sums.count @ turned + known)


def _least_squares(sums: Sums, ratio: float) -> tuple[Numbers, float, float]:
    """Coefficients, sum of squares and log determinant of X'X, all of them weighed; by one Cholesky factor."""
    factor = np.linalg.cholesky(sums.weighed(ratio))
    coef = np.linalg.solve(factor[:-1, :-1].T, factor[-1, :-1])
    return coef, float(factor[-1, -1] ** 2), float(2 * np.log(np.diag(factor)[:-1]).sum())
