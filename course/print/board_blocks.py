"""What a report for a board is set from: sections of texts, lines, tables and figures, as plain values."""

from collections.abc import Iterable, Sequence
from datetime import date

from course import days
from course.outcomes.harm_counts import Harms
from course.outcomes.picture import Picture
from course.outcomes.table import Table
from course.print.tree import Node
from course.words import _


def front(title: str, programme: str, group: str, *, on: date) -> Node:
    """What every such report says about itself. It is in English, as the pages of leads are."""
    return {
        "title": title,
        "course": programme,
        "group": group,
        "language": "en",
        "region": None,
        "direction": "ltr",
        "dated": _dated(on),
    }


def how_to_read() -> tuple[str, ...]:
    return (
        _(
            "A change is the later score minus the one before. It is not the effect of the course: without a "
            "comparison group nobody knows what would have changed anyway."
        ),
        _(
            "The interval says how sure the average is. Were the same course held many times with such groups, 19 in "
            "20 of these intervals would hold the true average change."
        ),
        _(
            "The standardised change (SMCR) is the change in standard deviations of the first score. It is not the "
            "effect size that trials with a comparison group publish, and must not be set beside one."
        ),
        _(
            "Reliably better or worse means a change larger than the questionnaire’s own wobble would make in 19 of "
            "20 people who did not change. It does not mean that somebody is well or ill."
        ),
        _(
            "Figures of few people are left out, good ones and bad ones alike, so that nobody can be recognised."
        ),
    )


def harms_section(harms: Iterable[Harms]) -> Node:
    """Beside the gains, also when nothing is known."""
    said = [f"{one.title}: {one.sentence}" for one in harms]
    nothing = _("Nobody has been asked yet whether the course did them harm, so nothing is known of it.")
    return section(_("What people did not want"), texts(said or [nothing]))


def section(title: str, blocks: Sequence[Node]) -> Node:
    return {"title": title, "blocks": [one for one in blocks if one.get("items", True)]}


def texts(paragraphs: Iterable[str]) -> list[Node]:
    return [{"kind": "text", "text": one} for one in paragraphs if one]


def bullets(sentences: Iterable[str]) -> Node:
    return {"kind": "bullets", "items": list(sentences)}


def lines(pairs: Sequence[tuple[str, str]]) -> list[Node]:
    return (
        [{"kind": "lines", "items": [{"words": words, "figure": found} for words, found in pairs]}]
        if pairs
        else []
    )


def table(one: Table) -> Node:
    return {
        "kind": "table",
        "heads": list(one.heads),
        "lines": [list(each) for each in one.lines],
        "numbers": list(one.numbers),
    }


def figure(one: Picture) -> Node:
    """Its drawing, its sentence and its words; read out, it is its description."""
    return {
        "kind": "figure",
        "svg": one.wide.svg(),
        "alt": f"{one.wide.label}. {one.wide.description}",
        "title": one.title,
        "unit": one.unit,
        "method": one.method,
    }


def _dated(on: date) -> str:
    return _("As known on %(day)s. Figures of a wave stand once its questions have closed.") % {
        "day": days.long_date(on, "en")
    }
