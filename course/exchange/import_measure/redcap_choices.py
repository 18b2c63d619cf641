"""`1, First | 2, Second`: the first comma parts code and words, a bar parts one answer from the next."""

from __future__ import annotations

from course.errors import Refused
from course.exchange.import_measure import labels, usable
from course.exchange.import_measure.questionnaire import Choice


def choices_of(written: str) -> tuple[Choice, ...]:
    """Refused where it cannot be decided whether a piece is an answer or the rest of words with a bar in them."""
    pieces = [piece.strip() for piece in written.replace("\n", " ").split("|")]
    return usable.answers(_choice(piece) for piece in pieces if piece)


def _choice(piece: str) -> Choice:
    code, comma, words = (part.strip() for part in piece.partition(","))
    if not comma:
        raise Refused(
            f"has an answer without a comma, “{piece[:40]}”: it is either an answer without a code, or the rest of "
            "words with a bar in them; write each answer as: code, words"
        )
    if not code or not words:
        raise Refused(f"has an answer without a code or without words, “{piece[:40]}”")
    return Choice(code, labels.words(words))
