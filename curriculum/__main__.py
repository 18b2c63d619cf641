"""The command line of the content: `python -m curriculum check`, `publish` and `measures`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from curriculum import check
from curriculum.errors import ContentError
from curriculum.files import ROOT
from curriculum.loader import course_keys
from curriculum.measure_table import measure_table
from curriculum.published import publish
from curriculum.summary import summary

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def main() -> None:
    """Look after the content files: courses, practices, cards and measures."""


@app.command(name="check")
def run_check(
    folder: Annotated[
        Path, typer.Option(help="The curriculum folder to read.", exists=True, file_okay=False)
    ] = ROOT,
) -> None:
    """Read every file and say what does not fit, with file and field. Exit code 1 when something does not."""
    found = check.problems(folder)
    for problem in found:
        typer.echo(str(problem))
    if found:
        typer.echo(f"{len(found)} to look at.")
        raise typer.Exit(1)
    for line in summary(folder):
        typer.echo(line)
    typer.echo("All content fits.")


@app.command(name="publish")
def run_publish(
    folder: Annotated[
        Path, typer.Option(help="The curriculum folder to publish.", exists=True, file_okay=False)
    ] = ROOT,
) -> None:
    """Give every new or changed text its next version and today's date. Commit published.yaml with the texts."""
    for key in course_keys(folder):
        try:
            changed = publish(folder / "courses" / key, folder, today=datetime.now(UTC).date())
        except ContentError as error:
            typer.echo(str(error))
            raise typer.Exit(1) from None
        typer.echo(f"{key}: {len(changed)} texts have a new version.")


@app.command()
def measures(
    folder: Annotated[
        Path, typer.Option(help="The curriculum folder to read.", exists=True, file_okay=False)
    ] = ROOT,
) -> None:
    """Print every measure: how sure its key is, how many items and scores, whose words, which figures are unchecked."""
    try:
        lines = measure_table(folder)
    except ContentError as error:
        typer.echo(str(error))
        raise typer.Exit(1) from None
    for line in lines:
        typer.echo(line)


@app.command()
def sound(
    folder: Annotated[
        Path, typer.Argument(help="Where the files go; it is made when needed.", file_okay=False)
    ],
) -> None:
    """Build the timer files: silence with opening, middle and closing bells, and a manifest of them."""
    from curriculum.sound import timers

    built = timers.build(folder).timers
    for timer in built:
        typer.echo(
            f"{timer.name:<28} {timer.bytes:>9,} bytes {timer.seconds:>9.3f} s {len(timer.bells):>3} bells"
        )
    typer.echo(f"{len(built)} files, {sum(timer.bytes for timer in built):,} bytes.")


if __name__ == "__main__":
    app(prog_name="python -m curriculum")
