"""What to do where a real part cannot be had: name it and skip, or fail where nothing may be skipped."""

import os
from typing import NoReturn

import pytest


def missing(part: str, reason: object) -> NoReturn:
    """Skip with the reason; with CI=true fail instead."""
    text = f"no {part} here: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(text, pytrace=False)
    pytest.skip(text)
