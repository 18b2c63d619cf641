"""`python -m course print board-report`: a programme, or one of its cohorts, for people who decide."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from course import clock
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.outcomes import harms
from course.outcomes.cohort_gather import choices, gather_report
from course.outcomes.programme_view import look
from course.print.board_cohort import cohort_report_pdf
from course.print.board_programme import programme_report_pdf
from course.settings import Settings
from course.store import make_engine, reading


def print_board_report(
    programme: Annotated[str, typer.Argument(help="The programme's name.")],
    file: Annotated[Path, typer.Argument(help="The PDF to write.")],
    cohort: Annotated[
        str, typer.Option(help="The name of one cohort; all of them together without it.")
    ] = "",
) -> None:
    """Write the report for a board as PDF. It shows what a lead sees and hides what is hidden there."""
    engine = make_engine(Settings.from_env().database_url)
    with reading(engine) as db:
        now = clock.now(db)
        house = _programme(db, programme)
        pdf = _of_cohort(db, house, cohort, now) if cohort else _of_programme(db, house, now)
    file.write_bytes(pdf)
    typer.echo(file)


def _programme(db: Session, name: str) -> Programme:
    found = db.exec(select(Programme).where(col(Programme.name) == name)).all()
    if len(found) == 1:
        return found[0]
    names = ", ".join(db.exec(select(Programme.name).order_by(Programme.name)).all()) or "-"
    raise NotFound(f"There is not exactly one programme of the name {name}. There are: {names}.")


def _of_programme(db: Session, programme: Programme, now: datetime) -> bytes:
    found = look(db, programme, now=now)
    if found is None:
        raise NotFound(f"Nobody in {programme.name} has answered questions yet.")
    return programme_report_pdf(
        programme.name,
        found.comparison,
        found.everybody,
        standing=found.standing,
        harms=found.harms,
        reached=found.reached,
        on=now.date(),
    )


def _of_cohort(db: Session, programme: Programme, name: str, now: datetime) -> bytes:
    mine = select(Cohort).where(Cohort.programme_id == programme.id)
    cohorts = db.exec(mine.order_by(col(Cohort.starts_on))).all()
    cohort = next((one for one in cohorts if one.name == name), None)
    if cohort is None:
        names = ", ".join(one.name for one in cohorts) or "-"
        raise NotFound(f"{programme.name} has no cohort of the name {name}. There are: {names}.")
    found = choices(db, cohort)
    if found.first is None:
        raise NotFound(f"Nobody in {name} has answered questions yet.")
    report = gather_report(db, programme, cohort, found, found.first, now=now)
    return cohort_report_pdf(report, harms.of_cohort(db, cohort, now=now), on=now.date())
