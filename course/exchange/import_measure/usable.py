"""What a question needs to be asked here: words of its own, and answers that can be told apart."""

from __future__ import annotations

from collections.abc import Iterable

from course.errors import Refused
from course.exchange.import_measure import labels
from course.exchange.import_measure.questionnaire import Choice


def question(written: str) -> tuple[str, tuple[str, ...]]:
    """Its words in one line of plain text, and what was changed to make them that. Refused without words."""
    words, changed = labels.plain(written)
    if not words:
        raise Refused("has no words in this language")
    if hole := labels.placeholder(words):
        raise Refused(f"has {hole} in its words, where other systems put something in; write the words out")
    return words, changed


def answers(found: Iterable[Choice]) -> tuple[Choice, ...]:
    """Refused for fewer than two, for one without words, and for a code that stands twice."""
    choices = tuple(found)
    if len(choices) < 2:
        raise Refused("has fewer than two answers to choose from")
    if bare := [choice.code or "(no code)" for choice in choices if not choice.text]:
        raise Refused(f"has no words in this language for the answer {', '.join(bare)}")
    codes = [choice.code for choice in choices if choice.code]
    if twins := sorted({code for code in codes if codes.count(code) > 1}):
        raise Refused(f"has the code {', '.join(twins)} twice among its answers")
    return choices
