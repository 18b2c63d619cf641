"""The few distribution functions the outcomes need.

`scipy.special` costs about as much to import as the rest of the site, and only the comparison needs it, so
each function imports it when first called. `scipy.stats` is never imported: it costs several times more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def t_quantile(p: float, df: ArrayLike) -> NDArray[np.float64]:
    """The value a t variable with `df` degrees of freedom stays under with probability `p`."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(df, p), dtype=np.float64)


def f_tail(f: float, df_between: int, df_within: int) -> float:
    """The probability that an F variable is larger than `f`."""
    from scipy.special import fdtrc

    return float(fdtrc(df_between, df_within, f))


def log_gamma(x: ArrayLike) -> NDArray[np.float64]:
    from scipy.special import gammaln

    return np.asarray(gammaln(x), dtype=np.float64)


def binomial_tail(at_least: int, n: int, p: float) -> float:
    """The probability of `at_least` or more successes in `n` tries."""
    from scipy.special import bdtrc

    return 1.0 if at_least <= 0 else float(bdtrc(at_least - 1, n, p))
