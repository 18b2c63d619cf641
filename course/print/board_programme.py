"""A whole programme for a board: its cohorts beside each other, what was unwanted, who was reached, how to read it."""

from collections.abc import Iterator, Sequence
from datetime import date

from course.outcomes.comparison import Comparison, Share
from course.outcomes.comparison_pictures import pictures
from course.outcomes.comparison_words import said
from course.outcomes.everybody import Everybody
from course.outcomes.harm_counts import Harms
from course.outcomes.published import published, warning
from course.outcomes.reached import Reached
from course.print.board_blocks import (
    bullets,
    figure,
    front,
    harms_section,
    how_to_read,
    section,
    texts,
)
from course.print.tree import Node
from course.print.typesetting import typeset
from course.words import _


def programme_report_pdf(
    programme: str,
    comparison: Comparison,
    everybody: Everybody,
    *,
    standing: str,
    harms: Sequence[Harms],
    reached: Sequence[Reached],
    on: date,
) -> bytes:
    """Two or three pages. It holds what the comparison's page shows and nothing more.

    `standing` says whether this is the programme's main outcome.
    """
    document = {
        **front(comparison.sentence, programme, "", on=on),
        "kicker": _("Report on all cohorts"),
        "lead": comparison.lead,
        "standing": standing,
        "facts": list(_facts(comparison)),
        "sections": [one for one in _sections(comparison, everybody, harms, reached) if one["blocks"]],
    }
    return typeset("board-report", document)


def _facts(comparison: Comparison) -> Iterator[Node]:
    found = comparison.facts
    shares: list[tuple[str, Share | None]] = [
        (_("Finished"), found.finished),
        (_("Both scores"), found.both),
        (_("Reached at six months"), found.followed),
    ]
    yield {"words": _("Started"), "number": str(found.started), "small": ""}
    for words, share in shares:
        percent = f"{share.percent} %" if share and share.percent is not None else ""
        yield {"words": words, "number": str(share.count) if share else "–", "small": percent}


def _sections(
    comparison: Comparison, everybody: Everybody, harms: Sequence[Harms], reached: Sequence[Reached]
) -> Iterator[Node]:
    drawn = pictures(comparison, everybody)
    yield section(_("How people changed"), [figure(drawn["forest"])] if "forest" in drawn else [])
    yield harms_section(harms)
    yield section(_("Read with care"), [bullets(one.text for one in comparison.caveats)])
    yield section(
        _("What else the numbers say"),
        [block for one in said(comparison, everybody) for block in texts([f"{one.about}: {one.text}"])],
    )
    others = [figure(drawn[key]) for key in ("funnel", "answering") if key in drawn]
    yield section(_("Is any cohort unusual?"), [{"kind": "figures", "figures": others}] if others else [])
    yield section(_("Who was reached"), [block for one in reached[:1] for block in _reached(one)])
    trials = published(comparison.measure)
    yield section(_("What trials found"), texts([*trials, warning()]) if trials else [])
    yield section(_("How to read this"), [bullets(how_to_read())])


def _reached(year: Reached) -> list[Node]:
    """The newest whole year: for each answer how many joined, where that may be said."""
    told = [
        {
            "title": asked.title,
            "items": [{"words": one.words, "figure": str(one.joined)} for one in asked.lines if one.joined],
        }
        for asked in year.asked
        if asked.can_be_said
    ]
    return [{"kind": "groups", "text": year.sentence, "groups": told}]
