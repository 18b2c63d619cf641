"""What measures there are, as a table: one row each, with how sure we are of the key and of its published figures."""

from collections.abc import Iterator
from pathlib import Path

from curriculum.checks.measure_words import wording_languages
from curriculum.files import ROOT
from curriculum.loader import load_measure, measure_keys
from curriculum.measure import Measure

HEAD = ("measure", "level", "items", "scores", "own words", "figures", "unchecked")
ROW = "  {:<26} {:<5} {:>5} {:>6}  {:<9} {:>7} {:>9}"


def measure_table(root: Path = ROOT) -> list[str]:
    """Lines; `own words` are the languages with sentences of ours, `figures` everything under `published`."""
    measures = [load_measure(key, root) for key in measure_keys(root)]
    return [ROW.format(*HEAD), *(_row(measure, root) for measure in measures), *_below(measures)]


def _row(measure: Measure, root: Path) -> str:
    marks = [each.checked for each in measure.published.figures]
    marks += [each.checked for each in measure.published.patterns]
    languages = ", ".join(wording_languages(measure.key, root)) or "-"
    scores = len(measure.score_keys)
    return ROW.format(
        measure.key, measure.level, len(measure.items), scores, languages, len(marks), marks.count(False)
    )


def _below(measures: list[Measure]) -> Iterator[str]:
    unchecked = [measure.key for measure in measures if measure.level == "C"]
    askable = sum(measure.askable for measure in measures)
    yield f"  {len(measures)} measures, {askable} with words of our own, under which published figures are off."
    if unchecked:
        yield f"  Nobody has checked the keys of {', '.join(unchecked)}."
