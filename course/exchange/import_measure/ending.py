"""How every row of a file ends: taken as it stands, taken with a change, or left out, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from course.exchange.import_measure.fitting import Fitted, Taken
from course.exchange.import_measure.questionnaire import (
    Broken,
    Heading,
    Item,
    Left,
    Option,
    Questionnaire,
    Row,
)

NOTHING = "nothing of this file is taken"


class Outcome(StrEnum):
    IMPORTED = "imported"
    CONVERTED = "converted"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Ended:
    where: str
    id: str
    outcome: Outcome
    reason: str


def endings(found: Questionnaire, fitted: Fitted) -> list[Ended]:
    """One for each row, in the order of the file. While nothing fits, every row is left out with its own reason."""
    return [
        Ended(row.where, row.id, *_end(row, fitted.taken, fitted.wording is not None)) for row in found.rows
    ]


def _end(row: Row, taken: Taken | None, fits: bool) -> tuple[Outcome, str]:
    if isinstance(row, Left):
        verdict = taken.verdicts.get(row.id) if taken else None
        return Outcome.IGNORED, verdict.says if verdict else row.reason
    if isinstance(row, Broken):
        return Outcome.IGNORED, row.reason
    if taken is None or not fits:
        return Outcome.IGNORED, NOTHING
    if isinstance(row, Item):
        return _item(row, taken)
    if isinstance(row, Heading):
        return _heading(row, taken)
    return _option(row, taken)


def _item(row: Item, taken: Taken) -> tuple[Outcome, str]:
    """The row as it was picked: a number before its words may have been taken out since."""
    picked = next((item for item in taken.coded.items if item.where == row.where), None)
    if picked is None:
        return Outcome.IGNORED, taken.picked.others.get(row.where, "is not one of the items")
    key = taken.coded.keys[picked.id]
    number = taken.coded.measure.items.index(key) + 1
    changes = [*picked.changed, *taken.coded.of(picked).how]
    if picked.id in taken.coded.turned:
        changes.append("in the file its codes run the other way; here the key reverses it")
    said = f"item {number}" + "".join(f"; {change}" for change in changes)
    return (Outcome.CONVERTED if changes else Outcome.IMPORTED), said


def _heading(row: Heading, taken: Taken) -> tuple[Outcome, str]:
    if row.text and row.text == taken.stem:
        return Outcome.IMPORTED, "stands over every item"
    first = taken.coded.items[0]
    return Outcome.IGNORED, f"words that do not stand over {first.id}"


def _option(row: Option, taken: Taken) -> tuple[Outcome, str]:
    if row.of & set(taken.coded.keys):
        change = "; ".join(taken.coded.coding.how)
        return (Outcome.CONVERTED if change else Outcome.IMPORTED), change or "answers of the items"
    return Outcome.IGNORED, "is an answer to none of the items"
