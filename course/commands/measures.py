"""`python -m course measures` and `remove-wording`: whose words are asked, and the way back to our own."""

from __future__ import annotations

from typing import Annotated

import typer

from course.commands.database import read_once, written_once
from course.measures import wordings
from course.measures.known import Known, known
from curriculum.checks.measure_words import wording_languages
from curriculum.files import ROOT


def measures() -> None:
    """List every measure, and which words it is asked in: our own, or official ones with their day and licence."""
    with read_once() as db:
        found, problems = known(db)
        for one in found:
            _say(one)
    for problem in problems:
        typer.echo(problem)


def remove_wording(
    measure: Annotated[str, typer.Argument(help="The key of the measure.")],
    language: Annotated[str, typer.Argument(help="The language whose official words are taken away.")],
) -> None:
    """Go back to our own words in one language. Questions that somebody has begun keep the words they began with."""
    with written_once() as db:
        wordings.remove(db, measure, language)
    ours = wording_languages(measure, ROOT)
    after = (
        "is asked in our own words again"
        if ours
        else "has no words of our own, and is not asked until official ones are installed again"
    )
    typer.echo(f"Taken away. {measure} {after}; questions that somebody has begun keep theirs.")


def _say(one: Known) -> None:
    key = one.measure
    answers = ", ".join(map(str, sorted(key.choices)))
    unchecked = ", unchecked" if key.level == "C" else ""
    typer.echo(f"{key.key}: {len(key.items)} items, answers {answers}; level {key.level}{unchecked}")
    for language in one.languages:
        row = one.installed_in(language)
        typer.echo(
            f"    {language}  official since {row.installed_at:%Y-%m-%d}, {row.file}; {row.licence}"
            if row
            else f"    {language}  our own wording, not the validated form"
        )
    if not one.languages:
        typer.echo("    not asked: no words of our own and no official ones")
