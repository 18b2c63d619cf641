"""The demo world: an invented house with two years behind it, a group in week 4 and one about to begin."""

from course.demo.world import STEPS, lay

__all__ = ["STEPS", "lay"]
