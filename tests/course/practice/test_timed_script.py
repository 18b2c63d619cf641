"""When each paragraph is said, worked out by hand."""

import pytest

from course.practice.timed_script import starts
from curriculum.schema.practice import Script, ScriptParagraph

SCRIPT = Script(
    minutes=5,
    paragraphs=(
        ScriptParagraph(text="word " * 50, pause=30),
        ScriptParagraph(text="word " * 25, pause=0),
        ScriptParagraph(text="word " * 25, pause=10),
    ),
)
"""100 words are 60 seconds at the slow pace; with 40 of silence, 100 in all."""


@pytest.mark.parametrize(
    ("begins", "lasts", "expected"),
    [
        (0, None, [0, 60, 75]),
        (18, 100, [18, 78, 93]),
        (18, 130, [18, 93, 115.5]),  # 90 seconds for the words: half as long again for each
        (0, 70, [0, 45, 52.5]),  # 30 seconds for the words: as quick as it may be
        (0, 50, [0, 30, 37.5]),  # silences were left out too: all of it at half its length
    ],
    ids=["at the pace of the script", "just so", "slower", "quicker", "much quicker"],
)
def test_a_paragraph_begins_when(begins: float, lasts: float | None, expected: list[float]) -> None:
    assert starts(SCRIPT, begins=begins, lasts=lasts) == expected
