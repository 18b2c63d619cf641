"""The eight weeks, read from their files once for each worker: half a second that many tests would spend."""

from functools import cache

from curriculum.loader import load_course
from curriculum.schema import Course


@cache
def eight_weeks() -> Course:
    return load_course("eight-weeks")
