"""Where each mark of the funnel lies, in units of the viewBox; web/templates/macros/funnel.html draws it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.outcomes.axis import Axis, Tick
from course.outcomes.compare import Comparison
from course.outcomes.figures import signed
from course.outcomes.funnel import ALMOST_ALL, NINETEEN_IN_TWENTY, Funnel, limits
from course.words import _, ngettext

LEFT, RIGHT, TOP, BOTTOM = 40.0, 240.0, 12.0, 208.0
CURVE_POINTS = 40


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    is_apart: bool


@dataclass(frozen=True)
class FunnelChart:
    """`outer` and `inner` are the points of the shaded areas, as an SVG polygon wants them."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    zero: float
    mean: float
    mean_figure: str
    outer: str
    inner: str
    dots: tuple[Dot, ...]
    words: str
    description: str


def chart(comparison: Comparison) -> FunnelChart | None:
    """None when fewer than three cohorts can be shown."""
    if comparison.funnel is None:
        return None
    funnel = comparison.funnel
    across = _across(funnel)
    up = _up(funnel, _fewest(across))
    return FunnelChart(
        across=across.ticks,
        up=up.ticks,
        zero=up.at(0),
        mean=up.at(funnel.mean),
        mean_figure=signed(funnel.mean, comparison.measure.decimals),
        outer=_area(funnel, across, up, ALMOST_ALL),
        inner=_area(funnel, across, up, NINETEEN_IN_TWENTY),
        dots=_dots(funnel, across, up),
        words=words(comparison, funnel),
        description=_description(funnel),
    )


def words(comparison: Comparison, funnel: Funnel) -> str:
    """What the funnel shows, in a sentence that is also its name for people who do not see it."""
    if not funnel.apart:
        return _("Every cohort sits where chance would put it.") if not any(funnel.outside_998) else _stray()
    names = ", ".join(comparison.shown[i].name for i in funnel.apart)
    sentence = ngettext(
        "%(names)s sits outside what chance would give. Look for its story before judging it.",
        "%(names)s sit outside what chance would give. Look for their stories before judging them.",
        len(funnel.apart),
    )
    return sentence % {"names": names}


def _stray() -> str:
    return _("Among so many cohorts, no more lie outside the shading than chance would put there.")


def _description(funnel: Funnel) -> str:
    outside = sum(funnel.outside_95)
    return ngettext(
        "A dot for each of %(k)d cohorts: its average change against the number of people with both scores. "
        "%(n)d lies outside the range where 19 in 20 cohorts of its size would fall.",
        "A dot for each of %(k)d cohorts: its average change against the number of people with both scores. "
        "%(n)d lie outside the range where 19 in 20 cohorts of their size would fall.",
        outside,
    ) % {"k": len(funnel.n), "n": outside}


def _across(funnel: Funnel) -> Axis:
    most, least = max(funnel.n), min(funnel.n)
    return Axis.over([max(least - 2, 2), most + 2], start=LEFT, end=RIGHT, about=4, whole=True)


def _fewest(across: Axis) -> float:
    """Where the shading begins; towards nobody at all it would widen without end."""
    return max(across.low, 2.0)


def _up(funnel: Funnel, fewest: float) -> Axis:
    low, high = limits(funnel.mean, funnel.sigma, fewest, ALMOST_ALL)
    return Axis.over([0.0, float(low), float(high), *funnel.values], start=BOTTOM, end=TOP, about=4)


def _area(funnel: Funnel, across: Axis, up: Axis, z: float) -> str:
    """Along the upper limit and back along the lower one, from few people to many."""
    n = np.linspace(_fewest(across), across.high, CURVE_POINTS)
    low, high = limits(funnel.mean, funnel.sigma, n, z)
    there = [f"{across.at(x)},{up.at(y)}" for x, y in zip(n.tolist(), high.tolist(), strict=True)]
    back = [f"{across.at(x)},{up.at(y)}" for x, y in zip(n.tolist(), low.tolist(), strict=True)]
    return " ".join([*there, *reversed(back)])


def _dots(funnel: Funnel, across: Axis, up: Axis) -> tuple[Dot, ...]:
    return tuple(
        Dot(across.at(n), up.at(value), i in funnel.apart)
        for i, (n, value) in enumerate(zip(funnel.n, funnel.values, strict=True))
    )
