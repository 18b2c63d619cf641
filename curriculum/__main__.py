"""The command line of the content: `python -m curriculum check`."""

from pathlib import Path
from typing import Annotated

import typer

from curriculum import check
from curriculum.files import ROOT

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
    for line in check.summary(folder):
        typer.echo(line)
    typer.echo("All content fits.")


if __name__ == "__main__":
    app(prog_name="python -m curriculum")
