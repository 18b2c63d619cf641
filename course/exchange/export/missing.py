"""Why a value is not there. Each reason keeps its own code in every format, so that none is taken for another."""

from enum import Enum


class Missing(Enum):
    """`code` stands in CSV, REDCap and SPSS, `letter` in Stata (.a to .e)."""

    SKIPPED = (-99, "a", "Skipped by the person")
    NOT_REACHED = (-98, "b", "Begun, and this question was not reached")
    NOT_SHOWN = (-97, "c", "Not among the questions shown at this wave")
    MISSED = (-96, "d", "The wave was asked, and nothing was answered")
    NOT_ASKED = (-95, "e", "Not asked: not open yet, declined, withdrawn or no consent")
    NO_SCORE = (-94, "f", "Too few answers for a score")

    def __init__(self, code: int, letter: str, words: str) -> None:
        self.code = code
        self.letter = letter
        self.words = words


LOWEST = min(one.code for one in Missing)
HIGHEST = max(one.code for one in Missing)
