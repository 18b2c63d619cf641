import pytest

from curriculum.loader import load_course
from curriculum.schema import Course


@pytest.fixture(scope="session")
def eight_weeks() -> Course:
    return load_course("eight-weeks")
