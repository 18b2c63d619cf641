"""`python -m course print`: every document of a course for participants, from its files into a folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from course.errors import NotFound
from course.print.handout import handout
from course.print.transcript import transcript
from course.print.workbook import workbook
from curriculum.loader import course_keys, load_course
from curriculum.schema import Course


def print_out(
    course: Annotated[str, typer.Argument(help="The course's key, for example eight-weeks.")],
    folder: Annotated[Path, typer.Argument(help="Where the PDFs go. It is made if it is not there.")],
    group: Annotated[str, typer.Option(help="A name for the head of each page.")] = "",
    language: Annotated[
        str, typer.Option(help="For example de. The course's own when it is not given.")
    ] = "",
) -> None:
    """Write the workbook, each week's workbook and handout, and the words of the meditations as PDF."""
    if course not in course_keys():
        raise NotFound(f"There is no course called {course}. There is: {', '.join(course_keys())}.")
    read = load_course(course)
    languages = [read.language, *(one.language for one in read.translations)]
    if language not in ("", *languages):
        raise NotFound(f"{course} is not written in {language}. There is: {', '.join(languages)}.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, pdf in _documents(read.in_language(language) if language else read, group):
        (folder / f"{name}.pdf").write_bytes(pdf)
        typer.echo(folder / f"{name}.pdf")


def _documents(course: Course, group: str) -> Iterator[tuple[str, bytes]]:
    """Each document's name and its PDF, made as it is asked for."""
    yield "workbook", workbook(course, group=group)
    for unit in course.units:
        yield f"workbook-{unit.key}", workbook(course, [unit.key], group=group)
        if unit.reading:
            yield f"handout-{unit.key}", handout(course, unit.key, group=group)
    for practice in course.practices:
        if practice.scripts:
            yield f"transcript-{practice.key}", transcript(course, practice.key, group=group)
