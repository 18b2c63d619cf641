"""A dataset small enough to write its files by hand: two people, two waves, one question and its score."""

from course.exchange.export.dataset import Dataset, Occasion, Someone, Variable, Wave
from course.exchange.export.missing import Missing

CHOICES = {0: "Not at all", 1: "=Some", 2: "Often | a lot", 3: "Nearly, always"}
FORM = "Mood, version 1, our own wording, not the validated form"
ITEM = Variable("phq8_own_q1", "Änderung der Laune", FORM, "phq-8", "q1", True, 0, 3, CHOICES)
OTHER = Variable("phq8_own_q2", "Second", FORM, "phq-8", "q2", True, 0, 3, CHOICES)
TOTAL = Variable("phq8_own_total", "Total", FORM, "phq-8", "total", True, 0, 24)
LATE = Variable(
    "gad7_q1", "Only later", "Worry, version 1, the published form", "gad-7", "q1", False, 0, 3, CHOICES
)

BEFORE = Wave("before", "Before the course", 1, -42, 0)
SIX = Wave("six-months", "Six months on", 2, 229, 271)

ANA = Someone("AAAA", "Spring", -10, False, 7, None)
BO = Someone("BBBB", "", -3, True, 2, 12)

DATASET = Dataset(
    "Linden House",
    (ITEM, OTHER, TOTAL, LATE),
    (BEFORE, SIX),
    (ANA, BO),
    (
        Occasion(ANA, BEFORE, "complete", "site", "4", -5, 1, {ITEM.name: 2, OTHER.name: 0, TOTAL.name: 8.5}),
        Occasion(
            ANA, SIX, "missed", "", "", None, None,
            {ITEM.name: Missing.MISSED, OTHER.name: Missing.MISSED, TOTAL.name: Missing.MISSED,
             LATE.name: Missing.MISSED},
        ),
        Occasion(
            BO, BEFORE, "partial", "paper", "", None, None,
            {ITEM.name: Missing.SKIPPED, OTHER.name: Missing.NOT_REACHED, TOTAL.name: Missing.NO_SCORE},
        ),
        Occasion(
            BO, SIX, "withdrawn", "", "", None, None,
            {ITEM.name: Missing.NOT_ASKED, OTHER.name: Missing.NOT_ASKED, TOTAL.name: Missing.NOT_ASKED,
             LATE.name: Missing.NOT_ASKED},
        ),
    ),
)  # fmt: skip
