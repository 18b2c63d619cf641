"""Two funnels: is any cohort's change unusual, and did unusually many people of a cohort not answer again?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.outcomes.axis import Axis
from course.outcomes.drawing import Drawing, Mark, area, dot, line, shape, words
from course.words import _

WIDTH, HEIGHT = 296.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 240.0, 12.0, 208.0
CURVE_POINTS = 40

Limits = Callable[[NDArray[np.float64], float], tuple[NDArray[np.float64], NDArray[np.float64]]]


@dataclass(frozen=True)
class Dot:
    n: int
    value: float
    is_apart: bool


@dataclass(frozen=True)
class Scene:
    """`limits` (numbers of people, share of groups within) are the low and the high ones; `near` and `far` such shares.

    `middle` is the average with its `figure`; `ends` must be on the scale; `percent` labels it in percent.
    """

    dots: Sequence[Dot]
    limits: Limits
    near: float
    far: float
    middle: float
    figure: str
    below: str
    ends: tuple[float, ...] = ()
    percent: bool = False


def drawing(scene: Scene, *, label: str, description: str) -> Drawing:
    return Drawing(WIDTH, HEIGHT, tuple(_marks(scene)), label, description)


def _marks(scene: Scene) -> Iterator[Mark]:
    across = _across(scene)
    up = _up(scene, across)
    yield area("limit-far", _between(scene, across, up, scene.far))
    yield area("limit-near", _between(scene, across, up, scene.near))
    for tick in up.ticks:
        label = f"{tick.value:.0%}" if scene.percent else tick.label
        yield words("axis", 34, tick.at + 4, label, anchor="end")
    for tick in across.ticks:
        yield words("axis", tick.at, 226, tick.label, anchor="middle")
    yield words("axis", 140, 245, scene.below, anchor="middle")
    if not scene.percent:
        yield line("zero", LEFT, up.at(0), RIGHT, up.at(0))
    middle = up.at(scene.middle)
    yield line("pooled", LEFT, middle, RIGHT, middle)
    yield words("axis", 246, middle - 2, _("overall"))
    yield words("axis strong", 246, middle + 13, scene.figure)
    for one in scene.dots:
        yield from _dot(across.at(one.n), up.at(one.value), one.is_apart)


def _dot(x: float, y: float, is_apart: bool) -> Iterator[Mark]:
    """The unusual one has another shape: nothing is said by colour alone."""
    if is_apart:
        yield shape("point apart", f"M{x},{y - 7} l7,7 l-7,7 l-7,-7Z")
    else:
        yield dot("point", x, y, 4.6)


def _across(scene: Scene) -> Axis:
    sizes = [one.n for one in scene.dots]
    return Axis.over([max(min(sizes) - 2, 2), max(sizes) + 2], start=LEFT, end=RIGHT, about=4, whole=True)


def _up(scene: Scene, across: Axis) -> Axis:
    low, high = scene.limits(np.array([_fewest(across)]), scene.far)
    held = [*scene.ends, float(low[0]), float(high[0]), *(one.value for one in scene.dots)]
    if scene.percent:
        held = [0.0, 1.0]
    return Axis.over(held, start=BOTTOM, end=TOP, about=4)


def _fewest(across: Axis) -> float:
    """Where the shading begins; towards nobody at all it would widen without end."""
    return max(across.low, 2.0)


def _between(scene: Scene, across: Axis, up: Axis, within: float) -> str:
    """Along the upper limit and back along the lower one, from few people to many."""
    n = np.linspace(_fewest(across), across.high, CURVE_POINTS)
    if scene.percent:
        n = np.arange(round(_fewest(across)), round(across.high) + 1, dtype=np.float64)
    low, high = scene.limits(n, within)
    there = [f"{across.at(x)},{up.at(y)}" for x, y in zip(n.tolist(), high.tolist(), strict=True)]
    back = [f"{across.at(x)},{up.at(y)}" for x, y in zip(n.tolist(), low.tolist(), strict=True)]
    return " ".join([*there, *reversed(back)])
