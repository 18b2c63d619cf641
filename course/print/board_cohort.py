"""One cohort for a board: the sentence, what stands behind it, what was unwanted, and how to read it."""

from collections.abc import Iterator, Sequence
from datetime import date

from course import days
from course.outcomes.cohort_pictures import pictures
from course.outcomes.cohort_report import CohortReport
from course.outcomes.cohort_told import Told, told
from course.outcomes.harm_counts import Harms
from course.outcomes.picture import Picture
from course.print.board_blocks import (
    bullets,
    figure,
    front,
    harms_section,
    how_to_read,
    lines,
    section,
    table,
    texts,
)
from course.print.tree import Node
from course.print.typesetting import typeset
from course.words import _


def cohort_report_pdf(report: CohortReport, harms: Sequence[Harms], *, on: date) -> bytes:
    """One cohort as PDF, two or three pages. It holds what the page shows and nothing more."""
    said, drawn, facts = told(report), pictures(report), report.facts
    document = {
        **front(said.sentence, facts.programme, facts.name, on=on),
        "kicker": _("Report on %(cohort)s, which began on %(day)s")
        % {"cohort": facts.name, "day": days.long_date(facts.starts_on, "en")},
        "lead": said.lead,
        "standing": said.standing,
        "facts": [{"words": words, "number": number, "small": small} for words, number, small in said.facts],
        "sections": [one for one in _cohort_sections(report, said, drawn, harms) if one["blocks"]],
    }
    return typeset("board-report", document)


def _cohort_sections(
    report: CohortReport, said: Told, drawn: dict[str, Picture], harms: Sequence[Harms]
) -> Iterator[Node]:
    yield section(_("What changed"), [figure(drawn["changes"])] if "changes" in drawn else [])
    yield harms_section(harms)
    yield section(_("Read with care"), [bullets(said.caveats)])
    yield section(_("Who took which step"), [_steps(said)])
    yield section(_("Where people stood"), _pair(drawn))
    yield section(
        _("Changed by more than chance"),
        [
            *lines(said.classes),
            *texts([said.class_note, said.yardstick]),
            *lines(said.crossings),
            *texts([said.crossing_source]),
        ],
    )
    yield section(_("Every part of the measure"), [figure(drawn["parts"])] if "parts" in drawn else [])
    yield section(_("Secondary outcomes"), [table(said.others)] if said.others else [])
    yield section(_("Those without a later score"), _missing(said))
    yield section(
        _("Attendance and practice"),
        [
            *texts([_association_words()] if said.associations else []),
            *lines(said.associations),
        ],
    )
    yield section(_("How to read this"), [bullets(how_to_read())])


def _association_words() -> str:
    return _(
        "Points of the later score that go along with more attendance or practice, among people who began alike. An "
        "association and no cause: whoever feels better may also come and practise more."
    )


def _missing(said: Told) -> list[Node]:
    if not said.bounds:
        return texts([said.start])
    intro = _(
        "The average change over everybody who began, if those without a later score had fared like this:"
    )
    return [*texts([intro]), *lines(said.bounds), *texts([said.start])]


def _pair(drawn: dict[str, Picture]) -> list[Node]:
    found = [drawn[key] for key in ("spread", "pairs") if key in drawn]
    return [{"kind": "figures", "figures": [figure(one) for one in found]}] if found else []


def _steps(said: Told) -> Node:
    return {
        "kind": "steps",
        "steps": [
            {"title": one.title, "n": str(one.n), "of": one.of_whom, "losses": list(one.losses)}
            for one in said.steps
        ],
    }
