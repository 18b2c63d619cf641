"""Past results from a CSV file: who, in which cohort, answered what. A second run changes nothing.

Imported people have no address, their cohorts are closed from the start, and nothing is ever due to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from course import audit, clock
from course.cohorts.programme import Programme
from course.errors import Refused
from course.exchange import results_rows, results_store
from course.exchange.import_map import ImportMap
from course.exchange.results_rows import Refusal, Result
from course.exchange.results_store import Shelf
from course.exchange.table import Line
from course.outcomes.freezing import freeze_imported
from course.store import reading, writing
from course.words import _
from curriculum.measure import Measure

CHUNK = 200


class Outcome(StrEnum):
    """What a row ends as: stored as it stands, stored in the measure's own coding, or not stored."""

    IMPORTED = "imported"
    CONVERTED = "converted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Ended:
    """How one row ended; `is_new` is False for one that was stored by an earlier run."""

    line: int
    person: str
    occasion: str
    outcome: Outcome
    reason: str = ""
    is_new: bool = True


@dataclass
class Report:
    rows: list[Ended] = field(default_factory=list)
    totals_checked: int = 0
    totals_differing: int = 0

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(row.outcome for row in self.rows)

    @property
    def refusals(self) -> Counter[str]:
        """How many rows were refused for each reason."""
        return Counter(row.reason for row in self.rows if row.outcome == Outcome.REFUSED)

    @property
    def new(self) -> int:
        return sum(row.outcome != Outcome.REFUSED and row.is_new for row in self.rows)


def import_results(
    engine: Engine,
    plan: ImportMap,
    measures: Mapping[str, Measure],
    table: Iterator[Line],
    *,
    commit: bool,
    step: Callable[[int], None] = lambda _rows: None,
) -> Report:
    """Without `commit` nothing is written; the report is the same. `step` hears how many rows are done."""
    rows = results_rows.read(plan, measures, table)
    report = Report()
    with writing(engine) if commit else reading(engine) as db:
        programme_id = _programme(db, plan).stored_id
        shelf = results_store.open_shelf(db, plan, measures, programme_id, write=commit)
    while chunk := list(islice(rows, CHUNK)):
        with writing(engine) if commit else reading(engine) as db:
            _take(db, shelf, chunk, report, commit=commit)
        step(len(chunk))
    if commit:
        with writing(engine) as db:
            freeze_imported(db, programme_id, plan.source, now=clock.now(db))
    if commit and report.new:
        with writing(engine) as db:
            counts = {outcome.value: count for outcome, count in report.counts.items()}
            about = f"programme:{programme_id}"
            audit.record(
                db,
                "results.import",
                about,
                by=None,
                programme_id=programme_id,
                source=plan.source,
                new=report.new,
                **counts,
            )
    return report


def _programme(db: Session, plan: ImportMap) -> Programme:
    found = db.exec(select(Programme).where(col(Programme.name) == plan.programme)).all()
    if len(found) == 1:
        return found[0]
    names = ", ".join(db.exec(select(Programme.name).order_by(Programme.name)).all()) or "-"
    sentence = _("There is not exactly one programme of the name %(name)s. There are: %(names)s.")
    raise Refused(sentence % {"name": plan.programme, "names": names})


def _take(
    db: Session, shelf: Shelf, chunk: Sequence[Result | Refusal], report: Report, *, commit: bool
) -> None:
    stored = results_store.known(db, shelf, [row for row in chunk if isinstance(row, Result)])
    new = []
    for row in chunk:
        ended = _ended(row, stored)
        report.rows.append(ended)
        if isinstance(row, Result):
            report.totals_checked += row.checked
            report.totals_differing += len(row.disagreements)
            if ended.is_new and ended.outcome != Outcome.REFUSED:
                new.append(row)
    if commit and new:
        results_store.store(db, shelf, new, stored)


def _ended(row: Result | Refusal, stored: results_store.Known) -> Ended:
    if isinstance(row, Refusal):
        return Ended(row.line, row.person, row.occasion, Outcome.REFUSED, row.reason)
    refusal, is_new = stored.compare(row)
    if refusal:
        return Ended(row.line, row.person, row.occasion, Outcome.REFUSED, refusal)
    outcome = Outcome.CONVERTED if row.is_converted else Outcome.IMPORTED
    notes = [*row.disagreements, *([] if is_new else [_("This row was stored by an earlier run.")])]
    return Ended(row.line, row.person, row.occasion, outcome, " ".join(notes), is_new)
