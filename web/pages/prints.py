"""Paper: the workbook, a week of it, a handout, a meditation's words, the run sheet and the sheet to sign, as PDF."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from course.cohorts.agenda import timed
from course.cohorts.cohort import content
from course.cohorts.leading import leading
from course.cohorts.place import Place
from course.cohorts.programme import Programme
from course.cohorts.roll import roll
from course.cohorts.run_sheet import sheet
from course.errors import NotFound
from course.measures import on_paper
from course.print.handout import handout
from course.print.help_page import Call
from course.print.question_sheet import question_sheet
from course.print.run_sheet import Line, run_sheet
from course.print.sign_in_sheet import sign_in_sheet as sheet_to_sign
from course.print.transcript import transcript
from course.print.workbook import workbook
from course.safety.nearby import help_for
from course.words import LANGUAGES
from web import her_place, meeting_words, request, staff
from web.doors import Door, door

pages = Blueprint("prints", __name__)


@pages.get("/print/<int:enrolment_id>/workbook.pdf")
@door(Door.SIGNED_IN)
def whole(enrolment_id: int) -> ResponseReturnValue:
    """Everything that is open to her so far."""
    mine = her_place.hers(enrolment_id)
    units = [unit.key for unit in mine.course.units if mine.has_opened(unit, request.now())]
    if not units:
        raise NotFound
    return as_pdf(workbook(mine.course, units, group=mine.cohort.name, calls=_calls()), "workbook")


@pages.get("/print/<int:enrolment_id>/<unit_key>/workbook.pdf")
@door(Door.SIGNED_IN)
def unit(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    mine = _open(enrolment_id, unit_key)
    return as_pdf(workbook(mine.course, [unit_key], group=mine.cohort.name, calls=_calls()), unit_key)


@pages.get("/print/<int:enrolment_id>/<unit_key>/handout.pdf")
@door(Door.SIGNED_IN)
def reading(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    mine = _open(enrolment_id, unit_key)
    if mine.unit(unit_key).reading is None:
        raise NotFound
    return as_pdf(handout(mine.course, unit_key, group=mine.cohort.name), f"{unit_key}-handout")


@pages.get("/print/<int:enrolment_id>/words/<practice_key>.pdf")
@door(Door.SIGNED_IN)
def words(enrolment_id: int, practice_key: str) -> ResponseReturnValue:
    """What is said in a meditation, with its silences."""
    mine = her_place.hers(enrolment_id)
    practice = next((one for one in mine.course.practices if one.key == practice_key), None)
    if (
        practice is None
        or not practice.scripts
        or not mine.has_opened(mine.unit(practice.unit), request.now())
    ):
        raise NotFound
    return as_pdf(transcript(mine.course, practice_key, group=mine.cohort.name), practice_key)


@pages.get("/cohorts/<int:cohort_id>/workbook.pdf")
@door(Door.SIGNED_IN)
def for_staff(cohort_id: int) -> ResponseReturnValue:
    """The whole workbook as the group will have it at the end, to print for a room."""
    cohort = staff.cohort_for(cohort_id)
    return as_pdf(workbook(content(request.db(), cohort), group=cohort.name, calls=_calls()), "workbook")


@pages.get("/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/run-sheet.pdf")
@door(Door.SIGNED_IN)
def sheet_of(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """As changed for this group, with its own times."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    course = content(request.db(), cohort)
    leaders = {key: one.called for key, one in leading(request.db(), meeting).items()}
    lines = [
        Line(
            one.starts_at,
            one.ends_at,
            one.part,
            one.shown.note,
            one.shown.left_out_because,
            leaders.get(one.part.key, ""),
        )
        for one in timed(sheet(request.db(), cohort, meeting), meeting, cohort.zone)
    ]
    paper = run_sheet(
        course, course.unit(meeting.unit_key), lines, group=cohort.name, place=meeting.place or cohort.place
    )
    return as_pdf(paper, f"{meeting.unit_key}-run-sheet")


@pages.get("/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/sign-in-sheet.pdf")
@door(Door.SIGNED_IN)
def sign_in_sheet(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """To go round in the room."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    course = content(request.db(), cohort)
    paper = sheet_to_sign(
        course,
        course.unit(meeting.unit_key),
        roll(request.db(), meeting),
        starts_at=meeting_words.local(meeting.starts_at, cohort.zone),
        group=cohort.name,
        place=meeting.place or cohort.place,
    )
    return as_pdf(paper, f"{meeting.unit_key}-sign-in-sheet")


@pages.get("/cohorts/<int:cohort_id>/questions/<wave_key>/<language>.pdf")
@door(Door.SIGNED_IN)
def questions(cohort_id: int, wave_key: str, language: str) -> ResponseReturnValue:
    """The questions of one time with boxes, for somebody without a phone. It bears no name of a person."""
    cohort = staff.cohort_for(cohort_id)
    programme = request.db().get_one(Programme, cohort.programme_id)
    found = [one for one in content(request.db(), cohort).in_language(language).waves if one.key == wave_key]
    if not found or language not in LANGUAGES:
        raise NotFound
    sheets = on_paper.sheets(request.db(), programme, found[0], language)
    if not sheets:
        raise NotFound
    paper = question_sheet(found[0].title, sheets, language=language, group=cohort.name, calls=_calls())
    return as_pdf(paper, f"questions-{wave_key}-{language}")


def _open(enrolment_id: int, unit_key: str) -> Place:
    """Her place, if this unit is open to her; NotFound otherwise."""
    mine = her_place.hers(enrolment_id)
    if not mine.has_opened(mine.unit(unit_key), request.now()):
        raise NotFound
    return mine


def _calls() -> list[Call]:
    """The numbers her programme gives out, in the order of the help page."""
    found = help_for(request.db(), request.person()).resources
    return [Call(one.name, one.phone, one.hours) for one in found if one.phone]


def as_pdf(paper: bytes, name: str) -> Response:
    """Shown in the browser, with a name to keep it under."""
    answer = Response(paper, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
