"""A certificate of attendance or a letter of participation on one sheet. It says who was there, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from course import days
from course.cohorts.attended import Attended, Paper
from course.print.typesetting import head, typeset
from course.words import _, ngettext, speaking
from curriculum.schema import Course


@dataclass(frozen=True)
class Sheet:
    """What stands on it. `code` in its groups of letters; `checked_at` is the address where it can be checked."""

    paper: Paper
    name: str
    attended: Attended
    programme: str
    facilitators: Sequence[str]
    issued_on: date
    code: str
    checked_at: str
    seed: int = 1


def certificate(course: Course, sheet: Sheet) -> bytes:
    """The sheet as PDF, in the course's own language. ValueError for somebody who came to nothing."""
    if not sheet.attended.anything:
        raise ValueError("a paper speaks of something attended")
    with speaking(course.language.replace("-", "_")):
        document = {
            **head(course, title(sheet.paper), ""),
            "kicker": sheet.programme,
            "heading": title(sheet.paper),
            "name": sheet.name,
            "attended": _("attended %(what)s of the group course") % {"what": what(sheet.attended)},
            "subtitle": course.subtitle,
            "lines": [{"title": words, "text": text} for words, text in _lines(course, sheet)],
            "plainly": _plainly(),
            "check": {
                "title": _("To check this paper"),
                "code": sheet.code,
                "text": _("At %(address)s, with this code and the name above.")
                % {"address": sheet.checked_at},
            },
            "seed": sheet.seed,
        }
        return typeset("certificate", document)


def title(paper: Paper) -> str:
    return _("Certificate of attendance") if paper is Paper.CERTIFICATE else _("Letter of participation")


def what(attended: Attended) -> str:
    """7 of 8 meetings, part of 1 more and the retreat: inside a sentence, after "attended"."""
    said = _sessions(attended)
    if not said:
        return _("only the retreat") if attended.retreat else _("only part of the retreat")
    if attended.retreat:
        return _("%(meetings)s and the retreat") % {"meetings": said}
    return _("%(meetings)s and part of the retreat") % {"meetings": said} if attended.retreat_part else said


def hours(minutes: int) -> str:
    """19 hours 15 minutes; 5 hours"""
    whole, rest = divmod(minutes, 60)
    parts = []
    if whole:
        parts.append(ngettext("%(num)s hour", "%(num)s hours", whole) % {"num": whole})
    if rest:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", rest) % {"num": rest})
    return " ".join(parts)


def _sessions(attended: Attended) -> str:
    """Empty for somebody who came to none."""
    if not attended.came:
        in_part = ngettext(
            "part of %(parts)s of %(num)s meeting", "part of %(parts)s of %(num)s meetings", attended.held
        )
        return in_part % {"parts": attended.parts, "num": attended.held} if attended.parts else ""
    said = ngettext("%(came)s of %(num)s meeting", "%(came)s of %(num)s meetings", attended.held) % {
        "came": attended.came,
        "num": attended.held,
    }
    return (
        _("%(meetings)s, part of %(parts)s more") % {"meetings": said, "parts": attended.parts}
        if attended.parts
        else said
    )


def _lines(course: Course, sheet: Sheet) -> list[tuple[str, str]]:
    locale = course.language.replace("-", "_")
    first, last = sheet.attended.first_on, sheet.attended.last_on
    lines = [(_("Meetings attended, in time"), hours(sheet.attended.minutes))]
    if first and last:
        dates = _("%(first)s to %(last)s") % {
            "first": days.long_date(first, locale),
            "last": days.long_date(last, locale),
        }
        lines.append((_("The course met"), dates))
    if sheet.facilitators:
        lines.append((_("Facilitated by"), ", ".join(sheet.facilitators)))
    lines.append((_("Held by"), sheet.programme))
    lines.append((_("Issued on"), days.long_date(sheet.issued_on, locale)))
    return lines


def _plainly() -> str:
    return _(
        "This paper says who was there. It is not a qualification, it gives no right to teach, and nothing in it was "
        "examined or scored. The course is not an official programme of any organisation."
    )
