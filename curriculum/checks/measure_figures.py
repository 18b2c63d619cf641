"""Published figures of a measure, and our own rule for offering a talk: inside the range, without gap or overlap."""

from collections.abc import Iterator

from curriculum.bands import rounded, step
from curriculum.checks.repeated import repeated
from curriculum.figures import Band, Bands, Pattern
from curriculum.measure import Measure, OfferAWord

Complaints = Iterator[tuple[str, str]]
"""(field, what is wrong)"""


def figure_problems(measure: Measure) -> Complaints:
    yield from _tables(measure)
    yield from _numbers(measure)
    for pattern in measure.published.patterns:
        yield from _pattern(measure, pattern)
    for rule in measure.offer_a_word:
        yield from _offer(measure, rule)


def _tables(measure: Measure) -> Complaints:
    for key in repeated(table.score for table in measure.published.bands):
        yield "published.bands", f"{key} has two tables; choose one and name the other in the note."
    for table in measure.published.bands:
        yield from _bands(measure, table)


def _numbers(measure: Measure) -> Complaints:
    for cutoff in measure.published.cutoffs:
        if not _inside(measure, cutoff.score, cutoff.at):
            yield "published.cutoffs", f"{cutoff.at:g} is outside the range of {cutoff.score}."
    for norm in measure.published.norms:
        if not _inside(measure, norm.score, norm.mean):
            yield "published.norms", f"a mean of {norm.mean:g} is outside the range of {norm.score}."
    for change in measure.published.reliable_change:
        if change.points > _width(measure, change.score):
            yield "published.reliable_change", f"{change.points:g} is more than {change.score} can move."


def _bands(measure: Measure, table: Bands) -> Complaints:
    low, high = measure.scored(table.score).range
    first, last = table.bands[0], table.bands[-1]
    if (first.low, last.high) != (low, high):
        yield "published.bands", f"of {table.score} need to go from {low:g} to {high:g}."
    for value in _values(measure, table.score):
        within = sum(_holds(band, value) for band in table.bands)
        if within != 1:
            yield (
                "published.bands",
                f"of {table.score}: {value:g} lies in {within} of them, and in one it should.",
            )
            return


def _values(measure: Measure, key: str) -> list[float]:
    """Every value of this score that is told apart from its neighbours."""
    scored = measure.scored(key)
    low, high = scored.range
    unit = step(scored, measure)
    return [rounded(measure, key, low + number * unit) for number in range(round((high - low) / unit) + 1)]


def _holds(band: Band, value: float) -> bool:
    return band.low <= value <= band.high


def _pattern(measure: Measure, pattern: Pattern) -> Complaints:
    where = f"published.patterns, {pattern.key}"
    if not pattern.low <= pattern.high <= len(pattern.items):
        yield where, f"low and high need to rise and to be at most its {len(pattern.items)} items."
    for value in (pattern.from_answer, *pattern.earlier.values()):
        if value not in measure.choices:
            yield where, f"{value} is not one of the choices."


def _offer(measure: Measure, rule: OfferAWord) -> Complaints:
    worse_is = measure.scored(rule.score).direction
    ends = {"higher_is_worse": rule.from_score, "higher_is_better": rule.up_to_score}
    given = [each for each in (rule.from_score, rule.up_to_score) if each is not None]
    if ends.get(worse_is) is None or len(given) != 1:
        yield "offer_a_word", "needs from_score where higher is worse, or else up_to_score, and only that."
    if not all(_inside(measure, rule.score, each) for each in given):
        yield "offer_a_word", f"{given[0]:g} is outside the range of {rule.score}."
    if rule.worse_by > _width(measure, rule.score):
        yield "offer_a_word", f"{rule.worse_by:g} is more than {rule.score} can move."


def _inside(measure: Measure, key: str, value: float) -> bool:
    low, high = measure.scored(key).range
    return low <= value <= high


def _width(measure: Measure, key: str) -> float:
    low, high = measure.scored(key).range
    return high - low
