"""What a practice asks of somebody: said on top, marked where it is read along, and done without by another way."""

from typing import Any

import pytest

from curriculum.checks.practices import instead_problems, practice_problems
from curriculum.loader import load_course

COURSE = load_course("eight-weeks")
BREATH = COURSE.practice("affectionate-breathing")
TOUCH = COURSE.practice("supportive-touch")


def test_a_mark_is_read_and_not_spoken() -> None:
    script = BREATH.script(5)
    assert script is not None
    second = script.paragraphs[1]
    assert second.asks == ("touch", "closed-eyes")
    assert second.text.endswith("And if not, that is fine too.")
    assert "[asks" not in COURSE.model_dump_json()


@pytest.mark.parametrize(
    ("practice", "change", "field", "says"),
    [
        (TOUCH, {"asks": None}, "asks", "needs to say what of touch, closed-eyes, body, imagery"),
        (TOUCH, {"asks": ("touch", "body", "imagery")}, "asks", "needs a variant that serves no-imagery"),
        (TOUCH, {"instead": {"imagery": "gratitude"}}, "instead", "names imagery, and asks does not"),
        (BREATH, {"asks": ("touch", "closed-eyes", "body")}, "asks", "does not name imagery, and a text"),
        (BREATH, {"scripts": BREATH.scripts[:0]}, "## Read along, 5 minutes", "needs a 5-minute text"),
    ],
)
def test_what_does_not_fit_is_named(practice: Any, change: dict[str, Any], field: str, says: str) -> None:
    found = list(practice_problems(practice.model_copy(update=change)))
    assert any(at == field and says in message for _file, at, message in found), found


def test_what_is_named_on_top_is_marked_in_the_words() -> None:
    bare = tuple(
        script.model_copy(
            update={"paragraphs": tuple(one.model_copy(update={"asks": ()}) for one in script.paragraphs)}
        )
        for script in BREATH.scripts
    )
    found = [
        message for _file, _at, message in practice_problems(BREATH.model_copy(update={"scripts": bare}))
    ]
    assert "names touch; write [asks touch] where a text to read along does." in found


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("nowhere", "there is no practice nowhere in this course."),
        ("sense-and-savour-walk", "sense-and-savour-walk opens later than this practice does."),
        ("soles-of-the-feet", "soles-of-the-feet asks for body as well."),
    ],
)
def test_a_practice_in_the_place_of_another_is_open_and_asks_for_something_else(key: str, says: str) -> None:
    changed = BREATH.model_copy(update={"instead": {"body": key}})
    practices = tuple(changed if one.key == BREATH.key else one for one in COURSE.practices)
    found = list(instead_problems(COURSE.model_copy(update={"practices": practices})))
    assert found == [("practices/affectionate-breathing.md", "instead.body", says)]
