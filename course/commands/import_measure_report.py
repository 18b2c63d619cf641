"""What an import of official words says on the terminal: every row, then what would be installed."""

from __future__ import annotations

from collections import Counter

import typer

from course.exchange.import_measure.ending import Outcome, endings
from course.exchange.import_measure.fitting import Fitted
from course.exchange.import_measure.nearest import shown_choices
from course.exchange.import_measure.one_coding import reversed_in
from course.exchange.import_measure.questionnaire import Questionnaire
from curriculum.figures import Published
from curriculum.measure import Measure, Wording
from curriculum.official import published

WIDEST = 40


def say_rows(name: str, found: Questionnaire, fitted: Fitted) -> None:
    rows = endings(found, fitted)
    where = min(max((len(row.where) for row in rows), default=0), WIDEST)
    called = min(max((len(row.id) for row in rows), default=0), WIDEST)
    typer.echo(f"{name}: {found.dialect}" + (f", “{found.title}”" if found.title else ""))
    for row in rows:
        typer.echo(f"  {row.where:<{where}}  {row.id:<{called}}  {row.outcome.value:<9}  {row.reason}")
    counts = Counter(row.outcome for row in rows)
    typer.echo(", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome))


def say_fitted(fitted: Fitted, measure: Measure, wording: Wording, licence: str) -> None:
    if fitted.warnings:
        typer.echo("\nRead this first:")
        for warning in fitted.warnings:
            typer.echo(f"  - {warning}")
    typer.echo(f"\n{measure.key} ({measure.title}) in {wording.language}")
    typer.echo(f"  form       {measure.form or '-'}")
    typer.echo(f"  level      {_level(measure)}")
    typer.echo(f"  over them  {wording.stem}")
    _say_items(measure, wording)
    typer.echo(f"  answers    {shown_choices(measure)}")
    for value in measure.choices:
        typer.echo(f"  {value:>9}  {wording.choices[value]}")
    typer.echo(f"  comes on   {_figures(published(measure, wording))}")
    typer.echo(f"  licence    {licence or 'not stated yet: --licence'}")
    if measure.self_harm:
        typer.echo(
            f"  {measure.key} asks about harming oneself. It opens in a programme whose response plan is complete."
        )


def _say_items(measure: Measure, wording: Wording) -> None:
    """For somebody's eyes: a key that turns the wrong sentences round is the key of another order."""
    turned = {item for key in measure.score_keys for item in reversed_in(measure, key)}
    legend = (
        "~ is turned round by the key, so it says the contrary of the rest" if turned else "none turned round"
    )
    typer.echo(f"  items      {len(measure.items)}; {legend}")
    for number, item in enumerate(measure.items, start=1):
        mark = "~" if item in turned else " "
        typer.echo(f"  {number:>8}{mark}  {wording.items[item]}")


def _level(measure: Measure) -> str:
    said = {"A": "two independent sources agree on the key", "B": "one source", "C": "unchecked"}
    return f"{measure.level}: {said[measure.level]}"


def _figures(found: Published) -> str:
    named = {
        "bands": found.bands,
        "cut-offs": found.cutoffs,
        "reliability": found.reliability,
        "norms": found.norms,
        "reliable change": found.reliable_change,
        "patterns of answers": found.patterns,
    }
    return (
        ", ".join(name for name, figures in named.items() if figures) or "nothing is published for this key"
    )
