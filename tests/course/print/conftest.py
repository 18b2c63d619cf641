import pytest

from curriculum.schema import Course
from tests import content


@pytest.fixture(scope="session")
def eight_weeks() -> Course:
    return content.eight_weeks()
