"""Which keys a questionnaire could be of, by count and answers: a hint for whoever has to name one, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from course.exchange.import_measure.fitting import fit
from course.exchange.import_measure.picking import Wish, groups
from course.exchange.import_measure.questionnaire import Questionnaire
from curriculum.measure import Measure

SHOWN = 4


def fitting_keys(found: Questionnaire, measures: Iterable[Measure], wish: Wish) -> list[Measure]:
    """Those whose count, answers and order the file has."""
    return [measure for measure in measures if fit(found, measure, wish).taken]


def nearest(found: Questionnaire, measures: Iterable[Measure]) -> Iterator[str]:
    """A line for each of the nearest keys, by the number of questions with the same answers, then by the answers."""
    largest = next(iter(groups(found.items)), ())
    count, answers = len(largest), len(largest[0].choices) if largest else 0
    ordered = sorted(
        measures,
        key=lambda one: (abs(len(one.items) - count), abs(len(one.choices) - answers), one.key),
    )
    for one in ordered[:SHOWN]:
        yield f"{one.key}: {len(one.items)} items, answers {shown_choices(one)}"


def shown_choices(measure: Measure) -> str:
    return ", ".join(map(str, sorted(measure.choices)))
