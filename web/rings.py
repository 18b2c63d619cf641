"""The one motif of the site: closed rings that waver a little, as SVG path data.

A ring is r(t) = R * (1 + a1 sin 2t + a2 sin 3t + a3 sin 5t): nearly a circle, never quite. The same seed
always gives the same rings, so a week or a cohort keeps its own picture without a stored drawing.
"""

from __future__ import annotations

import random
from functools import lru_cache
from math import cos, pi, sin

SEGMENTS = 14
"""Curves per ring. With the tangents exact, 14 keep a wavering ring within a quarter of a pixel."""

SHARES = (0.5, 0.3, 0.2)
"""How much of the wobble the second, third and fifth harmonic may each take; they add up to one."""


@lru_cache(maxsize=256)
def rings(
    seed: str, *, centre: tuple[float, float], count: int, step: float, wobble: float = 0.02
) -> tuple[str, ...]:
    """Path data of `count` rings round `centre`, the innermost with mean radius `step`, each `step` wider.

    `wobble` bounds the waver as a share of the radius: every point of ring n lies within
    n * step * (1 ± wobble) of the centre. Lengths are in units of the drawing, one decimal.
    The same picture is drawn once for the whole process.
    """
    if count < 0 or step <= 0 or not 0 <= wobble < 1:
        raise ValueError("rings need count >= 0, step > 0 and 0 <= wobble < 1")
    chance = random.Random(seed)  # a picture, not a secret
    turn = chance.uniform(0, 2 * pi)
    paths = []
    for number in range(1, count + 1):
        bends = [wobble * share * chance.uniform(-1, 1) for share in SHARES]
        paths.append(_ring(centre, number * step, bends, turn))
        turn += chance.uniform(-0.2, 0.2)  # neighbours lean alike, as growth rings do
    return tuple(paths)


def _ring(centre: tuple[float, float], radius: float, bends: list[float], turn: float) -> str:
    """One closed ring: an absolute start, then relative smooth curves that end exactly where they began."""
    width = 2 * pi / SEGMENTS
    knots = [_knot(centre, radius, bends, turn, index * width) for index in range(SEGMENTS)]
    start, leaving = knots[0]
    here = (round(start[0], 1), round(start[1], 1))
    text = f"M{_number(here[0])},{_number(here[1])}"
    reach = width / 3  # Hermite to Bezier: a handle is a third of the tangent over the segment
    for index in range(1, SEGMENTS + 1):
        point, tangent = knots[index % SEGMENTS]
        end = (round(point[0], 1), round(point[1], 1))
        second = (point[0] - tangent[0] * reach - here[0], point[1] - tangent[1] * reach - here[1])
        numbers = [*second, end[0] - here[0], end[1] - here[1]]
        if index == 1:
            first = (start[0] + leaving[0] * reach - here[0], start[1] + leaving[1] * reach - here[1])
            numbers = [*first, *numbers]
        text += ("c" if index == 1 else "s") + " ".join(map(_number, numbers))
        here = end
    return text + "z"


def _knot(
    centre: tuple[float, float], radius: float, bends: list[float], turn: float, t: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The point at angle `t` and the tangent there (change of the point for each radian)."""
    waves = list(zip(bends, (2, 3, 5), strict=True))
    r = radius * (1 + sum(bend * sin(k * (t + turn)) for bend, k in waves))
    slope = radius * sum(bend * k * cos(k * (t + turn)) for bend, k in waves)
    point = (centre[0] + r * cos(t), centre[1] + r * sin(t))
    return point, (slope * cos(t) - r * sin(t), slope * sin(t) + r * cos(t))


def _number(value: float) -> str:
    """One decimal, without a needless zero or a minus before it."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
