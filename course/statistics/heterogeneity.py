"""How much of what sets cohorts apart is more than chance (Higgins and Thompson 2002, Stat Med 21:1539-1558)."""

from __future__ import annotations

from course.statistics.estimates import Estimates
from course.statistics.quantiles import chi2_tail


def q_p(cohorts: Estimates) -> float | None:
    """How often chance alone gives a Q as large as this one. None for one cohort."""
    return chi2_tail(cohorts.q(), cohorts.k - 1) if cohorts.k > 1 else None


def i2_of_q(cohorts: Estimates) -> float:
    """100 max(0, (Q - (k-1)) / Q), a percentage. It is I2 of the DerSimonian-Laird tau2, and of no other."""
    q = cohorts.q()
    return 100 * max(0.0, (q - (cohorts.k - 1)) / q) if q else 0.0


def i2(cohorts: Estimates, tau2: float) -> float:
    """100 tau2 / (tau2 + typical variance), a percentage; 0 for one cohort."""
    typical = cohorts.typical_variance
    return 100 * tau2 / (tau2 + typical) if typical else 0.0


def h2(cohorts: Estimates, tau2: float) -> float:
    """1 + tau2 / typical variance; 1 for one cohort."""
    typical = cohorts.typical_variance
    return 1 + tau2 / typical if typical else 1.0
