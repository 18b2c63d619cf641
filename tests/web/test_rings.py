"""The rings as drawn: read back from their path data by a small reader of our own."""

import gzip
import math
import re
from itertools import pairwise

import pytest

from web.rings import rings

CENTRE = (300.0, 92.0)
Point = tuple[float, float]


def points(path: str, *, each: int = 12) -> list[Point]:
    """Points along a path of one M, relative c and s curves and a z; the last is where the pen stopped."""
    assert re.fullmatch(r"M[-\d.]+,[-\d.]+(?:[cs][-\d. ]+)+z", path), path
    start, *curves = re.findall(r"[Mcs][-\d., ]+", path)
    x, y = (float(one) for one in start[1:].split(","))
    found, reflected = [(x, y)], (0.0, 0.0)
    for curve in curves:
        numbers = [float(one) for one in curve[1:].split()]
        if curve[0] == "s":
            numbers = [*reflected, *numbers]
        x1, y1, x2, y2, dx, dy = numbers
        for step in range(1, each + 1):
            t = step / each
            b1, b2, b3 = 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
            found.append((x + b1 * x1 + b2 * x2 + b3 * dx, y + b1 * y1 + b2 * y2 + b3 * dy))
        x, y, reflected = x + dx, y + dy, (dx - x2, dy - y2)
    return found


def test_the_same_seed_draws_the_same_rings() -> None:
    again = [rings.__wrapped__("week-4", centre=CENTRE, count=15, step=13.6, wobble=0.03) for _ in range(2)]
    assert again[0] == again[1]


def test_another_seed_draws_other_rings() -> None:
    one = rings("week-4", centre=CENTRE, count=3, step=13.6, wobble=0.03)
    other = rings("week-5", centre=CENTRE, count=3, step=13.6, wobble=0.03)
    assert all(a != b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", ["week-1", "week-8", "a cohort", "Ωmega"])
def test_every_ring_ends_where_it_began(seed: str) -> None:
    for path in rings(seed, centre=CENTRE, count=15, step=13.6, wobble=0.05):
        along = points(path)
        assert math.dist(along[0], along[-1]) < 1e-6
        assert path.endswith("z")


@pytest.mark.parametrize("wobble", [0.0, 0.02, 0.05, 0.2])
def test_every_point_keeps_within_the_wobble_of_its_radius(wobble: float) -> None:
    for seed in ("week-1", "week-2", "week-3"):
        for number, path in enumerate(rings(seed, centre=CENTRE, count=12, step=14, wobble=wobble), start=1):
            radius = number * 14
            slack = 0.3 + 0.01 * wobble * radius  # one decimal, and the curve between two knots
            radii = [math.dist(CENTRE, point) for point in points(path)]
            assert min(radii) >= radius * (1 - wobble) - slack
            assert max(radii) <= radius * (1 + wobble) + slack


def test_a_ring_goes_round_its_centre_exactly_once() -> None:
    for path in rings("round", centre=CENTRE, count=5, step=20, wobble=0.1):
        angles = [math.atan2(y - CENTRE[1], x - CENTRE[0]) for x, y in points(path)]
        turns = [(after - at + math.pi) % (2 * math.pi) - math.pi for at, after in pairwise(angles)]
        assert sum(turns) == pytest.approx(2 * math.pi, abs=0.02)
        assert min(turns) > 0


def test_a_wavering_ring_is_not_a_circle() -> None:
    (path,) = rings("week-4", centre=CENTRE, count=1, step=200, wobble=0.05)
    radii = [math.dist(CENTRE, point) for point in points(path)]
    assert max(radii) - min(radii) > 2


def test_a_whole_picture_weighs_less_than_three_kilobytes() -> None:
    drawing = "".join(rings("week-4", centre=CENTRE, count=15, step=13.6, wobble=0.03))
    assert len(gzip.compress(drawing.encode())) < 3000


@pytest.mark.parametrize(
    ("count", "step", "wobble"), [(-1, 10, 0.1), (3, 0, 0.1), (3, 10, 1.0), (3, 10, -0.1)]
)
def test_rings_that_cannot_be_drawn_are_refused(count: int, step: float, wobble: float) -> None:
    with pytest.raises(ValueError, match="rings need"):
        rings("x", centre=CENTRE, count=count, step=step, wobble=wobble)
