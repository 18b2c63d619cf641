"""Numbers as people read them: a true minus sign, a plus where direction matters, no false decimals."""

from __future__ import annotations

from course.words import _

MINUS = "\N{MINUS SIGN}"


def plain(value: float, decimals: int) -> str:
    """-0.404 -> "−0.40"; never "−0.00"."""
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", MINUS)


def signed(value: float, decimals: int) -> str:
    """0.404 -> "+0.40"; a change that rounds to nothing has no sign."""
    text = plain(value, decimals)
    return text if text.startswith(MINUS) or float(text) == 0 else f"+{text}"


def span(low: float, high: float, decimals: int) -> str:
    """ "0.28 to 0.88" """
    return _("%(low)s to %(high)s") % {"low": plain(low, decimals), "high": plain(high, decimals)}


def change_and_interval(mean: float, low: float, high: float, decimals: int) -> str:
    """ "+0.58 (0.28 to 0.88)" """
    return f"{signed(mean, decimals)} ({span(low, high, decimals)})"
