"""The programme for a board, as a PDF to take along."""

from flask import request as http
from flask.typing import ResponseReturnValue

from course import audit
from course.errors import NotFound
from course.outcomes.programme_view import look
from course.print.board_programme import programme_report_pdf
from web import request
from web.chart_files import attached
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.post("/<int:programme_id>/board-report.pdf", endpoint="board_report")
@door(Door.SIGNED_IN)
def pdf_of(programme_id: int) -> ResponseReturnValue:
    """All cohorts, whatever a filter of the page let through: a board asks about the programme."""
    programme, db = programme_for(programme_id), request.db()
    wanted = http.args.get("measure"), http.args.get("score")
    looked = look(db, programme, wanted=wanted, wave=http.args.get("wave"), now=request.now())
    if looked is None:
        raise NotFound
    paper = programme_report_pdf(
        programme.name,
        looked.comparison,
        looked.everybody,
        standing=looked.standing,
        harms=looked.harms,
        reached=looked.reached,
        on=request.now().date(),
    )
    audit.record(
        db,
        "report.download",
        f"programme:{programme_id}",
        by=request.person().id,
        programme_id=programme_id,
        score=looked.comparison.measure.key,
        file="board-report.pdf",
    )
    return attached(paper, "board-report.pdf", "application/pdf")
