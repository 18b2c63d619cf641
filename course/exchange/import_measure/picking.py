"""Which questions of a file are the items of a measure. By count, answers and names; never by place alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.errors import Refused
from course.exchange.import_measure.coding import coding, fits
from course.exchange.import_measure.labels import same
from course.exchange.import_measure.numbering import by_skeleton
from course.exchange.import_measure.questionnaire import Broken, Item, Questionnaire
from curriculum.measure import Measure

Group = tuple[Item, ...]
"""Questions with the same words for their answers."""


@dataclass(frozen=True)
class Wish:
    """What somebody states beside the file: `items` by id in the key's order, `values` by code or words."""

    language: str = "en"
    items: tuple[str, ...] = ()
    values: Mapping[str, int] | None = None

    @property
    def stated(self) -> Mapping[str, int]:
        return self.values or {}


@dataclass(frozen=True)
class Picked:
    """`others` says for every question that is not taken why: {where: reason}."""

    items: tuple[Item, ...]
    others: Mapping[str, str]


def pick(found: Questionnaire, measure: Measure, wish: Wish) -> Picked:
    """Refused with what there is instead when it is not certain which questions are meant."""
    if wish.items:
        return _named(found.items, measure, wish)
    forms = dict.fromkeys(row.form for row in found.rows if isinstance(row, Item | Broken))
    if not forms:
        raise Refused("there is no question with answers to choose from in this file")
    fitting: dict[str, Picked] = {}
    reasons: list[str] = []
    for form in forms:
        try:
            fitting[form] = _in_form(found, form, measure, wish)
        except Refused as refused:
            reasons.append(f"in {form}: {refused.sentence}" if len(forms) > 1 else refused.sentence)
    if len(fitting) > 1:
        raise Refused(f"{' and '.join(fitting)} fit both; name the items of one with --items")
    if not fitting:
        raise Refused("; ".join(reasons))
    [(form, picked)] = fitting.items()
    elsewhere = {item.where: f"is in another form than {form}" for item in found.items if item.form != form}
    return Picked(picked.items, {**elsewhere, **picked.others})


def groups(items: Iterable[Item]) -> list[Group]:
    """By the words of their answers, the largest first."""
    found: dict[frozenset[str], list[Item]] = {}
    for item in items:
        found.setdefault(frozenset(same(choice.text) for choice in item.choices), []).append(item)
    return sorted((tuple(group) for group in found.values()), key=len, reverse=True)


def _named(items: Sequence[Item], measure: Measure, wish: Wish) -> Picked:
    by_id = {item.id: item for item in items}
    if strangers := [name for name in wish.items if name not in by_id]:
        raise Refused(f"--items names {', '.join(strangers)}, which is no question with answers in this file")
    if len(set(wish.items)) != len(wish.items) or len(wish.items) != len(measure.items):
        raise Refused(
            f"--items names {len(set(wish.items))} items, and {measure.key} has {len(measure.items)}"
        )
    picked = tuple(by_id[name] for name in wish.items)
    return Picked(picked, {item.where: "is not named in --items" for item in items if item not in picked})


def _in_form(found: Questionnaire, form: str, measure: Measure, wish: Wish) -> Picked:
    broken = [row for row in found.rows if isinstance(row, Broken) and row.form == form]
    if broken:
        reasons = "; ".join(f"{row.where}, {row.id or 'without a name'}: {row.reason}" for row in broken)
        raise Refused(f"{reasons}. If no item of the measure is among these, name its items with --items")
    items = [item for item in found.items if item.form == form]
    fitting = [group for group in groups(items) if fits(group[0], measure, wish.stated)]
    if not fitting:
        _say_why(groups(items)[0][0], measure, wish)
    candidates = [picked for group in fitting if (picked := _exactly(group, measure))]
    if len(candidates) == 1:
        return Picked(candidates[0], _why_not(items, candidates[0]))
    if candidates:
        ids = " and ".join(f"{group[0].id} to {group[-1].id}" for group in candidates)
        raise Refused(f"{ids} fit alike; name the items of one with --items")
    raise Refused(_counted(fitting, measure))


def _say_why(item: Item, measure: Measure, wish: Wish) -> None:
    """Refused with what does not fit about the answers that most questions have."""
    try:
        coding(item, measure, wish.stated)
    except Refused as refused:
        raise Refused(f"{item.where}, {item.id}: {refused.sentence}") from refused


def _exactly(group: Group, measure: Measure) -> Group | None:
    """The group itself, or those of it that are numbered from 1 to the number of items while the rest is not."""
    wanted = len(measure.items)
    if len(group) == wanted:
        return group
    full = [
        numbered for numbered in by_skeleton(group).values() if sorted(numbered) == list(range(1, wanted + 1))
    ]
    if len(group) > wanted and len(full) == 1:
        chosen = {item.id for item in full[0].values()}
        return tuple(item for item in group if item.id in chosen)
    return None


def _why_not(items: Sequence[Item], picked: Group) -> dict[str, str]:
    answers = groups(picked)[0][0].choices
    asked = {same(choice.text) for choice in answers}
    found = {}
    for item in items:
        if item not in picked:
            alike = {same(choice.text) for choice in item.choices} == asked
            among = f"the {len(picked)} items {picked[0].id} to {picked[-1].id}"
            found[item.where] = (
                f"is not numbered among {among}" if alike else f"has other answers than {among}"
            )
    return found


def _counted(fitting: Sequence[Group], measure: Measure) -> str:
    counted = [
        f"{len(group)} {'question' if len(group) == 1 else 'questions'} with such answers "
        f"({group[0].id}{f' to {group[-1].id}' if len(group) > 1 else ''})"
        for group in fitting
    ]
    sentence = f"there are {' and '.join(counted)}, and {measure.key} has {len(measure.items)} items"
    apart = ": the words of their answers differ" if len(fitting) > 1 else ""
    more = sum(map(len, fitting)) >= len(measure.items)
    return sentence + apart + ("; name the items that are meant with --items" if more else "")
