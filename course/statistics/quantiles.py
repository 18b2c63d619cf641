"""The few distribution functions that the formulas need.

`scipy.special` costs about as much to import as the rest of the site, and only the comparison needs it, so
each function imports it when first called. `scipy.stats` is never imported: it costs several times more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054


def t_quantile(p: float, df: ArrayLike) -> NDArray[np.float64]:
    """The value a t variable with `df` degrees of freedom stays under with probability `p`."""
    from scipy.special import stdtrit

    sizes, place = np.unique(df, return_inverse=True)  # groups are often of one size, and each costs a search
    return np.asarray(stdtrit(sizes, p), dtype=np.float64)[place].reshape(np.shape(df))


def t_two_sided(t: float, df: float) -> float:
    """The probability that a t variable is further from 0 than `t`."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def z_two_sided(z: float) -> float:
    """The probability that a standard normal variable is further from 0 than `z`."""
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def noncentral_t_under(t: float, df: float, noncentrality: float) -> float:
    """The probability that a noncentral t variable stays under `t`."""
    from scipy.special import nctdtr

    return float(nctdtr(df, noncentrality, t))


def f_tail(f: float, df_between: int, df_within: int) -> float:
    """The probability that an F variable is larger than `f`."""
    from scipy.special import fdtrc

    return float(fdtrc(df_between, df_within, f))


def chi2_tail(q: float, df: int) -> float:
    """The probability that a chi-squared variable is larger than `q`."""
    from scipy.special import chdtrc

    return float(chdtrc(df, q))


def chi2_quantile(p: float, df: int) -> float:
    """The value a chi-squared variable stays under with probability `p`."""
    from scipy.special import chdtri

    return float(chdtri(df, 1 - p))


def log_gamma(x: ArrayLike) -> NDArray[np.float64]:
    from scipy.special import gammaln

    return np.asarray(gammaln(x), dtype=np.float64)


def binomial_up_to(n: int, p: float) -> NDArray[np.float64]:
    """The probabilities of 0 or fewer, 1 or fewer, ..., n or fewer successes in `n` tries."""
    from scipy.special import bdtr

    return np.asarray(bdtr(np.arange(n + 1), n, p), dtype=np.float64)


def binomial_tail(at_least: int, n: int, p: float) -> float:
    """The probability of `at_least` or more successes in `n` tries."""
    from scipy.special import bdtrc

    return 1.0 if at_least <= 0 else float(bdtrc(at_least - 1, n, p))
