"""`python -m course print`: a course by its key, or a report."""

from typing import Any

import typer
from typer.core import TyperGroup

from course.commands.print_board_report import print_board_report
from course.commands.print_out import print_out


class _ByCourse(TyperGroup):
    """A word that names no report is the key of a course: `print eight-weeks DIR`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["course", *args])


papers = typer.Typer(
    cls=_ByCourse, no_args_is_help=True, help="Write paper: a course as PDFs, or a report for a board."
)
papers.command("course")(print_out)
papers.command("board-report")(print_board_report)
