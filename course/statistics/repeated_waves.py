"""A few waves of the same people, each with its own mean and spread, and everybody's rows: the MMRM.

Scores of one person have any covariance at all (unstructured), the same in every arm, estimated by REML from all
rows there are; right when what decides about leaving out is already in the scores that are there (missing at
random). The first wave is a response like the others, so it may be missing too. Mallinckrodt et al. 2008, Drug
Inf J 42:303-319; the algebra of Jennrich and Schluchter 1986, Biometrics 42:805-820.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.statistics.patterns import Patterns
from course.statistics.small_sample import Contrast, Curvature, Fixed
from course.statistics.undetermined import Undetermined

Numbers = NDArray[np.float64]

STEPS = 200
CLOSE = 1e-6
"""So little gain in log-likelihood that the top is near."""
SETTLED = 1e-14
"""The same, once there."""
FLAT = 1e-9
"""A covariance with an axis this much shorter than its longest one is none."""
NO_TOP = "the scores of one wave follow from the others, or too few people answered"


@dataclass(frozen=True)
class RepeatedWaves:
    """Fitted to `patterns` with this `covariance` (m, m) of one person's scores."""

    patterns: Patterns
    covariance: Numbers
    centre: float

    @property
    def means(self) -> Numbers:
        """(arms, waves), in points."""
        return self._means + self.centre

    @property
    def arms(self) -> int:
        return len(self.patterns.n)

    @property
    def waves(self) -> int:
        return len(self.covariance)

    def change(self, first: int, last: int, *, arm: int = 0) -> Contrast:
        """The mean at wave `last` minus the mean at wave `first`, by Kenward and Roger."""
        return self.fixed.kenward_roger(self._weights(last, arm) - self._weights(first, arm))

    def change_apart(self, first: int, last: int, *, arm: int, other: int) -> Contrast:
        """How much more `arm` changed than `other`, by Kenward and Roger."""
        one, two = (self._weights(last, a) - self._weights(first, a) for a in (arm, other))
        return self.fixed.kenward_roger(one - two)

    @cached_property
    def fixed(self) -> Fixed:
        """The means, arm after arm, with what their small-sample standard errors and degrees of freedom need."""
        return Fixed(
            self.means.ravel(), _diagonal(self._cov), self._curvature, np.ones(len(self._basis), bool)
        )

    @cached_property
    def log_likelihood(self) -> float:
        """Restricted."""
        known, rows = self.patterns, self.patterns.rows
        inside = [np.linalg.slogdet(self.covariance[np.ix_(w, w)])[1] for w in known.there]
        fit = known.n.sum(axis=0) @ inside - np.linalg.slogdet(self._cov)[1].sum()
        rest = np.einsum("sab,sba->", self._pull, self._rest)
        return float(-0.5 * ((rows - self._means.size) * np.log(2 * np.pi) + fit + rest))

    @property
    def slope(self) -> Numbers:
        """Of the restricted log-likelihood by each entry of the covariance, in the order of `_basis`."""
        count = np.einsum("s,sab,qba->q", self.patterns.n.sum(axis=0), self._pull, self._basis)
        known = np.einsum("rab,qrba->q", self._cov, self._slopes)
        return np.asarray(-0.5 * (count - known - np.einsum("sqab,sba->q", self._turned, self._rest)))

    def spread_out(self, entries: Numbers) -> Numbers:
        """(m, m) from one number for each entry of `_basis`."""
        return np.asarray(np.tensordot(entries, self._basis, axes=1))

    @cached_property
    def _basis(self) -> Numbers:
        """(q, m, m): what one entry of the covariance, and its mirror image, is multiplied by."""
        pairs = list(combinations_with_replacement(range(self.waves), 2))
        basis = np.zeros((len(pairs), self.waves, self.waves))
        for entry, (a, b) in zip(basis, pairs, strict=True):
            entry[a, b] = entry[b, a] = 1.0
        return basis

    @cached_property
    def _pull(self) -> Numbers:
        """(s, m, m): the inverse covariance of the waves there, 0 for the others."""
        pull = np.zeros((len(self.patterns.there), self.waves, self.waves))
        for entry, there in zip(pull, self.patterns.there, strict=True):
            entry[np.ix_(there, there)] = np.linalg.inv(self.covariance[np.ix_(there, there)])
        return pull

    @cached_property
    def _turned(self) -> Numbers:
        """(s, q, m, m): pull, basis, pull."""
        return np.asarray(np.einsum("sab,qbc,scd->sqad", self._pull, self._basis, self._pull))

    @cached_property
    def _cov(self) -> Numbers:
        """(a, m, m): of each arm's means."""
        return np.asarray(np.linalg.inv(np.einsum("rs,sab->rab", self.patterns.n, self._pull)))

    @cached_property
    def _means(self) -> Numbers:
        return np.asarray(np.einsum("rab,sbc,rsc->ra", self._cov, self._pull, self.patterns.total))

    @cached_property
    def _rest(self) -> Numbers:
        """(s, m, m): products of what is left of the scores after the means."""
        known, mean = self.patterns, self._means
        crossed = np.einsum("rsa,rb->sab", known.total, mean)
        own = np.einsum("rs,ra,rb->sab", known.n, mean, mean)
        return np.asarray(known.products.sum(axis=0) - crossed - crossed.transpose(0, 2, 1) + own)

    @cached_property
    def _slopes(self) -> Numbers:
        """(q, a, m, m)."""
        return np.asarray(np.einsum("rs,sqab->qrab", self.patterns.n, self._turned))

    @cached_property
    def _curvature(self) -> Curvature:
        known, pairs = self.patterns, np.einsum("sqab,ibc->sqiac", self._turned, self._basis)
        bent = np.einsum("sqiab,sbc->sqiac", pairs, self._pull)
        left = known.total - known.n[:, :, np.newaxis] * self._means[:, np.newaxis, :]
        pulled = np.einsum("sqab,rsb->qra", self._turned, left)
        bends = np.einsum("rs,sqiab->qirab", known.n, bent)
        return Curvature(
            slopes=np.array([_diagonal(one) for one in self._slopes]),
            bends=np.array([[_diagonal(b) for b in row] for row in bends]),
            traces=np.einsum("s,sqiaa->qi", known.n.sum(axis=0), pairs),
            rest=np.einsum("sqiab,sba->qi", bent, self._rest)
            - np.einsum("qra,rab,irb->qi", pulled, self._cov, pulled),
        )

    def _weights(self, wave: int, arm: int) -> Numbers:
        return np.asarray(np.eye(self._means.size)[arm * self.waves + wave])


def repeated_waves(scores: ArrayLike, *, arm: ArrayLike | None = None) -> RepeatedWaves:
    """`scores` (people, waves) with NaN where a person did not answer; `arm` (people) is 0, 1, ... or left out.

    ValueError for shapes that do not fit. Undetermined when an arm has no answer at a wave, no two people answered
    the same two waves, or the scores of one wave follow from the others.
    """
    y = np.asarray(scores, dtype=np.float64)
    if y.ndim != 2 or y.shape[1] < 2 or np.isinf(y).any():
        raise ValueError(
            "repeated waves need a row for each person and a column for each of two waves or more"
        )
    whose = np.zeros(len(y), dtype=np.intp) if arm is None else np.asarray(arm, dtype=np.intp)
    if whose.shape != (len(y),):
        raise ValueError("repeated waves need one arm for each person")
    answered = ~np.isnan(y).all(axis=1)
    y, whose = y[answered], whose[answered]
    _refuse_undetermined(y, whose)
    centre = float(np.nanmean(y))
    return _climb(RepeatedWaves(Patterns.of(y - centre, whose), np.diag(_spread(y, whose)), centre))


def of_patterns(patterns: Patterns, *, centre: float = 0.0) -> RepeatedWaves:
    """The same in one arm from sums alone; they are of scores minus `centre`, so that little is lost to rounding."""
    n, total = patterns.n.sum(axis=0), patterns.total.sum(axis=(0, 1))
    there = patterns.there.astype(np.float64)
    together = np.einsum("s,sa,sb->ab", n, there, there)
    if not n.sum() or together.min() < 2:
        raise Undetermined("too few people answered the same two waves")
    answered = np.diag(together)
    squares = np.einsum("rsaa->a", patterns.products) / answered
    spread = squares - (total / answered) ** 2
    if (spread <= 1e-12 * squares).any():
        raise Undetermined("the scores of one wave do not differ")
    return _climb(RepeatedWaves(patterns, np.diag(spread), centre))


def _refuse_undetermined(y: Numbers, whose: NDArray[np.intp]) -> None:
    there = ~np.isnan(y)
    if not len(y) or not all(there[whose == a].any(axis=0).all() for a in range(int(whose.max()) + 1)):
        raise Undetermined("nobody answered one of the waves")
    together = there.T.astype(np.intp) @ there
    if together.min() < int(whose.max()) + 2:
        raise Undetermined("too few people answered the same two waves")


def _spread(y: Numbers, whose: NDArray[np.intp]) -> Numbers:
    """Each wave's variance inside arms, to start from."""
    left = y.copy()
    for a in range(int(whose.max()) + 1):
        left[whose == a] -= np.nanmean(left[whose == a], axis=0)
    spread = np.nanvar(left, axis=0)
    if (spread <= 1e-18 * np.nanmean(y**2)).any():
        raise Undetermined("the scores of one wave do not differ")
    return np.asarray(spread)


def _climb(model: RepeatedWaves) -> RepeatedWaves:
    """Newton's steps where the likelihood is curved like a hill, else Fisher's; halved until they lead upwards."""
    for _ in range(STEPS):
        step, promised = _step(model)
        if promised < CLOSE:
            return _settled(model)
        model = _halving(model, step)
    raise Undetermined(NO_TOP)


def _settled(model: RepeatedWaves) -> RepeatedWaves:
    """So near the top that the likelihood's own digits end; each step of Newton's doubles those of the covariance."""
    for _ in range(3):
        covariance = model.covariance + _step(model)[0]
        if _is_flat(covariance):
            raise Undetermined(NO_TOP)
        model = RepeatedWaves(model.patterns, covariance, model.centre)
    if not _is_definite(model.fixed.observed_information) or _step(model)[1] > SETTLED:
        raise Undetermined(NO_TOP)
    return model


def _step(model: RepeatedWaves) -> tuple[Numbers, float]:
    """What to add to the covariance, and twice the gain in log-likelihood that it promises."""
    information = model.fixed.observed_information
    if not _is_definite(information):
        information = model.fixed.expected_information
    if not _is_definite(information):
        raise Undetermined(NO_TOP)
    entries = np.asarray(np.linalg.solve(information, model.slope), dtype=np.float64)
    return model.spread_out(entries), float(entries @ model.slope)


def _halving(model: RepeatedWaves, step: Numbers) -> RepeatedWaves:
    """The first of step, half of it, a quarter ... that leads higher."""
    for halvings in range(40):
        covariance = model.covariance + step / 2**halvings
        if _is_flat(covariance):
            continue
        further = RepeatedWaves(model.patterns, covariance, model.centre)
        if further.log_likelihood > model.log_likelihood:
            return further
    raise Undetermined(NO_TOP)


def _is_flat(covariance: Numbers) -> bool:
    axes = np.linalg.eigvalsh(covariance)
    return bool(axes[0] <= FLAT * axes[-1])


def _is_definite(information: Numbers) -> bool:
    """In units in which its diagonal is 1, so that measures in tenths and in hundreds are judged alike."""
    size = np.diag(information)
    return bool((size > 0).all()) and bool(
        np.linalg.eigvalsh(information / np.sqrt(np.outer(size, size)))[0] > FLAT
    )


def _diagonal(blocks: Numbers) -> Numbers:
    """(a, m, m) as one matrix with the blocks along its diagonal."""
    a, m, _ = blocks.shape
    whole = np.zeros((a, m, a, m))
    whole[np.arange(a), :, np.arange(a), :] = blocks
    return whole.reshape(a * m, a * m)
