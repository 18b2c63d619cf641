"""`python -m course vectors FILE`: are our figures those of a file of reference vectors?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from course.errors import Refused
from curriculum.errors import ContentError

CLOSE = 1e-6


@dataclass(frozen=True)
class Checked:
    """`largest` is the largest relative difference; `without` names figures of the vector that we do not have."""

    vector_id: str
    compared: int = 0
    largest: float = 0.0
    without: tuple[str, ...] = ()
    trouble: str = ""
    is_known: bool = True

    @property
    def is_ok(self) -> bool:
        return self.is_known and not self.trouble and self.compared > 0 and self.largest <= CLOSE


def vectors(
    file: Annotated[Path, typer.Argument(help="A JSON file of vectors: id, inputs and expected figures.")],
) -> None:
    """Work out every vector with our own formulas and compare: exit code 1 when one is beyond 1e-6 or not known."""
    found = [check(vector) for vector in read(file)]
    console = Console()
    console.print(_table(found))
    for remark in (*_remarks(found), _summary(found)):
        console.print(remark, markup=False, highlight=False)
    if not all(one.is_ok for one in found):
        raise typer.Exit(1)


def read(file: Path) -> list[dict[str, Any]]:
    """The vectors of a file, each with an id, inputs and expected figures. Refused for anything else."""
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise Refused(f"{file}: this is not JSON ({error})") from error
    if not isinstance(content, dict) or not isinstance(content.get("vectors"), list):
        raise Refused(f'{file}: there is no list called "vectors" in it')
    for number, vector in enumerate(content["vectors"], start=1):
        _refuse_misshapen(vector, f"{file}, vector {number}")
    return [*content["vectors"]]


def _refuse_misshapen(vector: object, where: str) -> None:
    if not isinstance(vector, dict) or not isinstance(vector.get("id"), str):
        raise Refused(f"{where}: it has no id")
    for field in ("inputs", "expected"):
        if not isinstance(vector.get(field), dict):
            raise Refused(f"{where}, {vector['id']}: {field} is not an object")


def check(vector: dict[str, Any]) -> Checked:
    from course.commands.vector_figures import (
        figures_for,
    )  # brings NumPy, which no other command needs at start

    vector_id = vector["id"]
    figures = figures_for(vector_id)
    if figures is None:
        return Checked(vector_id, is_known=False)
    try:
        ours = figures(vector["inputs"])
    except KeyError as error:
        return Checked(vector_id, trouble=f"{error} is not known")
    except (ContentError, TypeError, ValueError, LookupError) as error:
        return Checked(vector_id, trouble=str(error))
    differences = list(_differences(vector["expected"], ours))
    return Checked(
        vector_id,
        compared=sum(by is not None for _, by in differences),
        largest=max((by for _, by in differences if by is not None), default=0.0),
        without=tuple(name for name, by in differences if by is None),
    )


def _differences(expected: Any, ours: Any, name: str = "") -> Iterator[tuple[str, float | None]]:
    """Each figure's name and relative difference, None where we have no such figure; names with _ are remarks."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            if not key.startswith("_"):
                yield from _of_one(value, ours, key, f"{name}.{key}" if name else key)
    elif isinstance(expected, list):
        given = [*ours] if isinstance(ours, Iterable) else []
        for index, value in enumerate(expected):
            yield from _differences(value, given[index] if index < len(given) else inf, f"{name}[{index}]")
        if len(given) > len(expected):
            yield name, inf
    else:
        yield name, _difference(expected, ours)


def _of_one(value: Any, ours: Any, key: str, name: str) -> Iterator[tuple[str, float | None]]:
    if isinstance(ours, dict) and key in ours:
        yield from _differences(value, ours[key], name)
    else:
        yield name, None


def _difference(expected: Any, ours: Any) -> float:
    """Relative to what is expected; plain where one side is exactly 0, since iterations of others end near it.

    Infinite for what is no number on one side only.
    """
    if expected is None or ours is None:
        return 0.0 if expected is ours else inf
    try:
        wanted, given = float(expected), float(ours)
    except (TypeError, ValueError):
        return inf
    by = abs(given - wanted) / (abs(wanted) if wanted and given else 1.0)
    return by if isfinite(by) else inf


def _table(found: list[Checked]) -> Table:
    table = Table(title="Reference vectors", title_justify="left")
    table.add_column("Vector", no_wrap=True)
    for heading in ("Figures", "Difference"):
        table.add_column(heading, no_wrap=True, justify="right")
    table.add_column("", no_wrap=True)
    for one in found:
        table.add_row(one.vector_id, *_cells(one))
    return table


def _cells(one: Checked) -> tuple[str, str, str]:
    if not one.is_known:
        return "", "", "not known"
    if one.trouble:
        return "", "", "not worked out"
    return str(one.compared), f"{one.largest:.1e}", "ok" if one.is_ok else "not ok"


def _remarks(found: list[Checked]) -> Iterator[str]:
    for one in found:
        if one.trouble:
            yield f"{one.vector_id}: {one.trouble}"
        if one.without:
            yield f"{one.vector_id}: not compared, because it is no figure of ours: {', '.join(one.without)}"


def _summary(found: list[Checked]) -> str:
    known = [one for one in found if one.is_known]
    figures, agree = sum(one.compared for one in known), sum(one.is_ok for one in known)
    largest = max((one.largest for one in known), default=0.0)
    return (
        f"{len(found)} vectors: {agree} agree within {CLOSE:g}, {len(known) - agree} do not, "
        f"{len(found) - len(known)} not known. {figures} figures compared, largest difference {largest:.1e}."
    )
