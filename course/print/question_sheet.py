"""The questions of one wave to be answered on paper: boxes to tick, no name, and whom to call."""

from collections.abc import Sequence

from babel import Locale

from course.measures.on_paper import Sheet
from course.print.help_page import Call
from course.print.tree import Node
from course.print.typesetting import typeset
from course.words import _, speaking
from curriculum.measure import Measure, Wording


def question_sheet(
    title: str, sheets: Sequence[Sheet], *, language: str, group: str, calls: Sequence[Call] = ()
) -> bytes:
    """As PDF in this language."""
    with speaking(language.replace("-", "_")):
        spoken, _hyphen, region = language.partition("-")
        document = {
            "title": title,
            "course": _("Questions on paper"),
            "group": group,
            "language": spoken,
            "region": region or None,
            "direction": Locale.parse(spoken).text_direction,
            "kicker": group,
            "lead": _(
                "Tick one box in each line. You can leave out whatever you like, and nothing comes of it."
            ),
            "who": _(
                "Whoever enters your answers sees them and keeps them to herself. The programme looks at groups of "
                "people, and hides groups that are small. Nobody reads this sheet at once: if something is urgent, "
                "please tell somebody, or call."
            ),
            "mark": _("A sign that you and your facilitator agree on, not your name"),
            "day": _("Day"),
            "measures": [_measure(*one) for one in sheets],
            "calls": [{"name": one.name, "number": one.number, "hours": one.hours} for one in calls],
            "emergency": _(
                "The number for emergencies in most of Europe is 112, in North America 911 or 988."
            ),
            "help": _("People to call"),
        }
        return typeset("question-sheet", document)


def _measure(measure: Measure, wording: Wording) -> Node:
    return {
        "title": wording.title,
        "stem": wording.stem or "",
        "ours": _(
            "These sentences are our own wording and not the validated form of a published questionnaire."
        )
        if wording.ours
        else "",
        "items": [
            {
                "text": wording.items[item],
                "choices": [wording.words(item)[value] for value in measure.choices],
            }
            for item in measure.items
        ],
        "same": all(wording.words(item) == wording.words(measure.items[0]) for item in measure.items),
    }
