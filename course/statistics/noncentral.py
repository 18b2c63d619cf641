"""An exact interval for a standardised difference, from the noncentral t (Cumming and Finch 2001, EPM 61:532-574)."""

from __future__ import annotations

from course.statistics.quantiles import noncentral_t_under

WIDEST = 1e6


def noncentralities(t: float, df: float, *, level: float = 0.95) -> tuple[float, float]:
    """The two noncentralities under which a t as high, or as low, as this one is just still possible.

    They solve P(T <= t | low) = 0.5 + level/2 and P(T <= t | high) = 0.5 - level/2.
    """
    return _solve(t, df, 0.5 + level / 2), _solve(t, df, 0.5 - level / 2)


def _solve(t: float, df: float, p: float) -> float:
    from scipy.optimize import brentq

    reach = 4.0 + abs(t)
    while not _brackets(t, df, p, reach) and reach < WIDEST:
        reach *= 2
    return float(brentq(lambda d: noncentral_t_under(t, df, d) - p, t - reach, t + reach, xtol=1e-13))


def _brackets(t: float, df: float, p: float, reach: float) -> bool:
    return noncentral_t_under(t, df, t + reach) < p < noncentral_t_under(t, df, t - reach)
