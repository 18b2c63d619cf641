"""The totals at the end of a run, by part, and why anything was skipped."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from _pytest.terminal import TerminalReporter

# The mark of a part, and what to call it.
PARTS = {
    "sqlite": "on SQLite",
    "postgresql": "on PostgreSQL",
    "broker": "with a broker",
    "browser": "in a browser",
    "faults": "with faults",
}
OUTCOMES = ("passed", "failed", "error", "skipped")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    reports = {outcome: terminalreporter.getreports(outcome) for outcome in OUTCOMES}
    terminalreporter.section("totals")
    for line in totals({outcome: map(_marks, found) for outcome, found in reports.items()}):
        terminalreporter.write_line(line)
    for line in reasons(reports["skipped"]):
        terminalreporter.write_line(line)


def totals(marks: Mapping[str, Iterable[set[str]]]) -> list[str]:
    """One line a part. A test counts in every part it uses; the last line counts each once."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*PARTS.values(), "everything")}
    for outcome, tests in marks.items():
        for found in tests:
            counts["everything"][outcome] += 1
            for mark in found & PARTS.keys():
                counts[PARTS[mark]][outcome] += 1
    return [
        f"{name:16}" + "".join(f"{counted[outcome]:7} {outcome}" for outcome in OUTCOMES)
        for name, counted in counts.items()
        if counted or name == "everything"
    ]


def reasons(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """Each reason once, with how many tests it kept from running."""
    counted = Counter(_reason(report) for report in skipped)
    return [f"skipped {count}: {reason}" for reason, count in counted.most_common()]


def _marks(report: pytest.TestReport) -> set[str]:
    return set(getattr(report, "keywords", ()))  # a file that could not be collected has none


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)
