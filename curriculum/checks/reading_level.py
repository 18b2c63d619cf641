"""How hard the texts are to read: participants' texts stay easy, staff's may ask a little more."""

from collections.abc import Iterator

from curriculum.checks import Found
from curriculum.schema import Course, Practice, Unit
from curriculum.words import readability, words

HARDEST = {"en": {"participant": 42, "facilitator": 50}, "de": {"participant": 44, "facilitator": 52}}
"""LIX by language. German has longer words, so the same ease has a slightly higher number."""
TOO_SHORT_TO_SAY = 40
"""Words below which one long word moves the figure more than the style does."""


def reading_problems(course: Course) -> Found:
    """Every text that is harder than its readers deserve. A language without figures of its own is not judged."""
    hardest = HARDEST.get(course.language.split("-")[0])
    if hardest is None:
        return
    for file, audience, text in texts(course):
        level = readability(text)
        if len(words(text)) >= TOO_SHORT_TO_SAY and level > hardest[audience]:
            yield (
                file,
                "",
                f"is hard to read: {level:.0f} on the LIX scale, and {hardest[audience]} is the most.",
            )


def texts(course: Course) -> Iterator[tuple[str, str, str]]:
    """(file, audience, text) for every running text of the course."""
    for unit in course.units:
        yield from ((f"{unit.key}/{name}", "participant", text) for name, text in _unit(unit))
    for practice in course.practices:
        yield f"practices/{practice.key}.md", "participant", _practice(practice)
    for exercise in course.exercises:
        yield f"exercises/{exercise.key}.md", exercise.audience, f"{exercise.before}\n\n{exercise.steps}"
    for card in course.cards:
        yield f"cards/{card.key}.md", "participant", card.markdown
    for guide in course.guides:
        yield f"guides/{guide.key}.md", "facilitator", guide.markdown


def _unit(unit: Unit) -> Iterator[tuple[str, str]]:
    """(file, text); what is said aloud from the outline reaches participants too."""
    yield "unit.yaml", f"{unit.aim}\n\n{unit.if_hard}\n\n{unit.safety}"
    yield "outline.yaml", "\n\n".join(part.say for part in unit.agenda if part.say)
    if unit.reading:
        yield "handout.md", unit.reading.markdown
    for name, letter in (("letter-before", unit.letter_before), ("letter-after", unit.letter_after)):
        if letter:
            yield f"{name}.md", letter.markdown


def _practice(practice: Practice) -> str:
    parts = (practice.why, practice.before, practice.steps, practice.longer, practice.often_met)
    said = [paragraph.text for script in practice.scripts for paragraph in script.paragraphs]
    return "\n\n".join([*filter(None, parts), *said])
