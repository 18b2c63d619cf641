"""The run sheet of one meeting, for the people who lead it: large enough to read from a table, with clock times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from course import days
from course.cohorts.naming import unit_words
from course.print.practice_pages import minutes
from course.print.tree import Node, section, tree
from course.print.typesetting import head, typeset
from course.words import _, speaking
from curriculum.schema import AgendaPart, Course, Unit


@dataclass(frozen=True)
class Line:
    """One part with its wall times in the group's own zone. A part left out takes no time and says why."""

    starts_at: datetime
    ends_at: datetime
    part: AgendaPart
    note: str = ""
    left_out_because: str = ""
    lead: str = ""
    """Whoever leads it, where somebody was named."""

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


def run_sheet(
    course: Course, unit: Unit, lines: Sequence[Line], *, group: str = "", place: str = ""
) -> bytes:
    """The parts in order as PDF, in the course's own language. ValueError without a part that takes place."""
    held = [line for line in lines if not line.left_out_because]
    if not held:
        raise ValueError("a run sheet needs a part")
    with speaking(course.language.replace("-", "_")):
        document = {
            **head(course, f"{unit_words(unit).name}: {unit.title}", group),
            "called": unit_words(unit).name,
            "name": unit.title,
            "aim": unit.aim,
            "when": _when(held, course.language),
            "place": place,
            "kicker": _("Run sheet, for facilitators"),
            "overview": _("At a glance"),
            "guards": _("keeps people safe"),
            "parts": [_part(course, line) for line in held],
            "left_out": {
                "title": _("Left out this time"),
                "lines": [_missing(line) for line in lines if line.left_out_because],
            },
            "care": section(_("If it stirs things up"), tree(unit.safety)),
        }
        return typeset("run-sheet", document)


def _when(lines: Sequence[Line], language: str) -> str:
    start, end = lines[0].starts_at, lines[-1].ends_at
    locale = language.replace("-", "_")
    day = f"{days.weekday(start, locale)}, {days.long_date(start, locale)}"
    return f"{day}, {_clock(start)}–{_clock(end)}, {minutes(sum(line.minutes for line in lines))}"


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _part(course: Course, line: Line) -> Node:
    part = line.part
    return {
        "title": part.title,
        "starts": _clock(line.starts_at),
        "minutes": _("%(num)s min") % {"num": line.minutes},
        "until": _("%(num)s min, until %(time)s") % {"num": line.minutes, "time": _clock(line.ends_at)},
        "guards": part.guards,
        "cues": list(part.cues),
        "uses": [*_led_by(line), *_uses(course, part)],
        "say": section(_("Say"), tree(part.say or "")),
        "offer": {"title": _("Offer"), "lines": list(part.offer)},
        "watch": {"title": _("Watch for"), "lines": list(part.watch)},
        "close": section(_("Close"), tree(part.close or "")),
        "note": {"title": _("My note"), "text": line.note},
    }


def _led_by(line: Line) -> Iterator[str]:
    if line.lead:
        yield _("%(name)s leads") % {"name": line.lead}


def _uses(course: Course, part: AgendaPart) -> Iterator[str]:
    """The practices and exercises of a part, where its title does not name them already."""
    practices = [course.practice(key) for key in part.practices]
    for practice in practices:
        if practice.safety == "strong":
            yield _("%(practice)s (can stir things up)") % {"practice": practice.name}
        elif practice.name != part.title:
            yield practice.name
    yield from (course.exercise(key).name for key in part.exercises)


def _missing(line: Line) -> Node:
    return {"title": line.part.title, "guards": line.part.guards, "because": line.left_out_because}
