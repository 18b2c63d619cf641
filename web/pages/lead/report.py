"""One cohort: the sentence, who took which step, how the others changed, and files of the same."""

from dataclasses import dataclass

from flask import Response, render_template
from flask import request as http
from flask.typing import ResponseReturnValue

from course import audit
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.outcomes import harms
from course.outcomes.cohort_facts import ScoreKey
from course.outcomes.cohort_gather import Choices, choices, report_of
from course.outcomes.cohort_people import Group, group_of
from course.outcomes.cohort_pictures import pictures
from course.outcomes.cohort_report import CohortReport
from course.outcomes.cohort_sheet import cohort_sheet
from course.outcomes.cohort_told import told
from course.print.board_blocks import how_to_read
from course.print.board_cohort import cohort_report_pdf
from web import request, staff
from web.chart_files import attached, chart_file, sheet_file
from web.doors import Door, door
from web.pages.lead.blueprint import pages

BASE = "/<int:programme_id>/cohorts/<int:cohort_id>/report"


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the cohort, what it can be asked about, and the score to look at, if there is any."""

    programme: Programme
    cohort: Cohort
    choices: Choices
    score: ScoreKey | None

    def group(self) -> Group:
        return group_of(request.db(), self.cohort)

    def report(self, group: Group | None = None) -> CohortReport:
        """`group`: the people of the cohort, where somebody has read them already."""
        if self.score is None:
            raise NotFound
        return report_of(
            request.db(),
            self.programme,
            group or self.group(),
            self.choices,
            self.score,
            now=request.now(),
        )


@pages.get(BASE, endpoint="report")
@door(Door.SIGNED_IN)
def page(programme_id: int, cohort_id: int) -> ResponseReturnValue:
    asked = _asked(programme_id, cohort_id)
    frame = {**_frame(asked), "cohort": asked.cohort, "choices": asked.choices, "chosen": asked.score}
    if asked.score is None:
        return render_template("lead/report_empty.html", **frame)
    group = asked.group()
    report = asked.report(group)
    return render_template(
        "lead/report.html",
        **frame,
        report=report,
        told=told(report),
        pictures=pictures(report),
        harms=harms.of_cohort(request.db(), asked.cohort, now=request.now(), dates=group.dates),
        how_to_read=how_to_read(),
        leads=staff.leads_programme(asked.programme.stored_id),
    )


@pages.post(f"{BASE}/<chart>.<any(svg, png, csv):ending>", endpoint="report_chart")
@door(Door.SIGNED_IN)
def chart_of(programme_id: int, cohort_id: int, chart: str, ending: str) -> ResponseReturnValue:
    """What the page shows and nothing more. A POST, because a line of the audit says that it left the house."""
    asked = _asked(programme_id, cohort_id)
    picture = pictures(asked.report()).get(chart)
    if picture is None:
        raise NotFound
    return _recorded(
        asked, chart_file(picture, ending, name=f"cohort-{cohort_id}-{chart}"), f"{chart}.{ending}"
    )


@pages.post(f"{BASE}.csv", endpoint="report_csv")
@door(Door.SIGNED_IN)
def csv_of(programme_id: int, cohort_id: int) -> ResponseReturnValue:
    asked = _asked(programme_id, cohort_id)
    return _recorded(asked, sheet_file(cohort_sheet(asked.report()), name=f"cohort-{cohort_id}"), "table.csv")


@pages.post(f"{BASE}.pdf", endpoint="report_pdf")
@door(Door.SIGNED_IN)
def pdf_of(programme_id: int, cohort_id: int) -> ResponseReturnValue:
    asked = _asked(programme_id, cohort_id)
    found = harms.of_cohort(request.db(), asked.cohort, now=request.now())
    paper = cohort_report_pdf(asked.report(), found, on=request.now().date())
    return _recorded(
        asked, attached(paper, f"cohort-{cohort_id}-report.pdf", "application/pdf"), "report.pdf"
    )


def _asked(programme_id: int, cohort_id: int) -> Asked:
    """For the cohort's facilitators and the leads of its programme; a score nobody has is not there."""
    db = request.db()
    cohort = staff.cohort_shown(cohort_id)
    if cohort.programme_id != programme_id:
        raise NotFound
    found = choices(db, cohort)
    wanted = http.args.get("measure"), http.args.get("score")
    if wanted == (None, None):
        return Asked(db.get_one(Programme, programme_id), cohort, found, found.first)
    score = next((one.key for one in found.scores if one.key == wanted), None)
    if score is None:
        raise NotFound
    return Asked(db.get_one(Programme, programme_id), cohort, found, score)


def _frame(asked: Asked) -> dict[str, object]:
    """A lead comes from her programme, a facilitator from her group."""
    if staff.leads_programme(asked.programme.stored_id):
        return staff.in_programme(asked.programme, "cohorts")
    return {**staff.in_cohort(asked.cohort, "report"), "programme": asked.programme}


def _recorded(asked: Asked, answer: Response, file: str) -> Response:
    audit.record(
        request.db(),
        "report.download",
        f"cohort:{asked.cohort.id}",
        by=request.person().id,
        programme_id=asked.programme.id,
        score="/".join(asked.score or ()),
        file=file,
    )
    return answer
