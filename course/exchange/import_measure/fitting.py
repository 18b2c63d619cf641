"""A questionnaire from a file beside the key of a measure: whether they fit, and the wording that comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from course.errors import Refused
from course.exchange.import_measure.numbering import in_order
from course.exchange.import_measure.one_coding import Coded, coded
from course.exchange.import_measure.picking import Picked, Wish, pick
from course.exchange.import_measure.questionnaire import Heading, Item, Questionnaire
from course.exchange.import_measure.totals import Verdict, verdict
from curriculum.measure import Measure, Wording


@dataclass(frozen=True)
class Taken:
    """What is taken from a file; `order` says how the order of the items is known, "" where by their places alone."""

    coded: Coded
    picked: Picked
    order: str
    verdicts: dict[str, Verdict]

    @property
    def stem(self) -> str:
        """The words over the items, with each of which they are shown."""
        return self.coded.items[0].heading


@dataclass(frozen=True)
class Fitted:
    """`wording` is None as long as there are `problems`; `warnings` are to be read before it is installed."""

    taken: Taken | None
    wording: Wording | None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def fit(found: Questionnaire, measure: Measure, wish: Wish) -> Fitted:
    """Never refuses: what stops the installing stands in `problems`."""
    try:
        taken = _taken(found, measure, wish)
    except Refused as refused:
        return Fitted(None, None, (refused.sentence,))
    doubts = tuple(doubt for each in taken.verdicts.values() for doubt in each.doubts)
    warnings = tuple(_warnings(found, taken, wish))
    if doubts and not (wish.items or wish.stated):
        return Fitted(taken, None, doubts, warnings)
    return Fitted(taken, _wording(found, taken, wish), (), (*doubts, *warnings))


def _taken(found: Questionnaire, measure: Measure, wish: Wish) -> Taken:
    picked = pick(found, measure, wish)
    items, order = in_order(picked.items, stated=bool(wish.items))
    one = coded(items, measure, wish.stated, named=bool(wish.items))
    verdicts = {formula.id: each for formula in found.formulas if (each := verdict(formula, one))}
    return Taken(one, picked, order, verdicts)


def _warnings(found: Questionnaire, taken: Taken, wish: Wish) -> Iterator[str]:
    measure = taken.coded.measure
    if not taken.order:
        yield (
            "nothing in the file says in which order the items stand in the published form; the order of the file "
            f"is taken. Compare it with: {measure.form or measure.title}"
        )
    if not taken.stem:
        yield "no words stand over the items, so people see the title there; add them to the file if the form has some"
    headings = dict.fromkeys(item.heading for item in taken.coded.items)
    if len(headings) > 1:
        yield f"the items stand under {len(headings)} headings, and only the first is shown: “{taken.stem}”"
    if found.language is None:
        yield f"the file does not say its language; it is taken to be {wish.language}"
    if taken.coded.apart:
        ids = ", ".join(taken.coded.apart)
        yield f"{ids}: other words for the answers than the items before; look whether the published form has both"
    yield from _limits(taken.coded)
    for each in taken.verdicts.values():
        yield from each.warnings


def _limits(one: Coded) -> Iterator[str]:
    """Where a file allows other values than it offers."""
    found: dict[tuple[float, int], list[Item]] = {}
    for item in one.items:
        counts = sorted(one.of(item).counts.values())
        for limit, offered in zip(item.limits, (counts[0], counts[-1]), strict=True):
            if limit is not None and limit != offered:
                found.setdefault((limit, offered), []).append(item)
    for (limit, offered), items in found.items():
        more = f" and {len(items) - 1} more" if len(items) > 1 else ""
        yield (
            f"{items[0].where}, {items[0].id}{more}: the file’s own limit is {limit:g}, "
            f"and its answers end at {offered}"
        )


def _wording(found: Questionnaire, taken: Taken, wish: Wish) -> Wording:
    measure = taken.coded.measure
    title = found.title or measure.title
    stem = taken.stem or title
    return Wording(
        measure=measure.key,
        language=wish.language,
        version=1,
        ours=False,
        form=measure.form or None,
        title=title,
        intro=_intro(found, taken) or stem,
        stem=stem,
        items={key: item.text for key, item in zip(measure.items, taken.coded.items, strict=True)},
        choices=taken.coded.coding.words,
        answers={taken.coded.keys[link]: one.words for link, one in taken.coded.apart.items()},
        note=found.copyright or title,
    )


def _intro(found: Questionnaire, taken: Taken) -> str:
    """What stands before the first item, beside the words over it."""
    first = found.rows.index(taken.picked.items[0])
    said = [row.text for row in found.rows[:first] if isinstance(row, Heading) and row.text]
    return "\n\n".join(words for words in dict.fromkeys(said) if words != taken.stem)
