"""Cards and guides: each kind has its parts, claims have a tier, links and weeks lead somewhere."""

import re

from curriculum.checks import Found
from curriculum.schema import Card, Course, Guide

PARTS = {
    "misconception": ("The worry", "What the evidence says", "A small experiment"),
}
BACKDRAFT = (
    "In thoughts",
    "In feelings",
    "In the body",
    "In what we do",
    "This is normal",
    "Stop here",
    "The ladder",
)
HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
CARD_WORDS, GLOSSARY_WORDS, GUIDE_WORDS = range(50, 321), range(50, 1201), range(200, 901)


def card_problems(course: Course, card: Card) -> Found:
    """Everything wrong with one card."""
    file = f"cards/{card.key}.md"
    headings = HEADING.findall(card.markdown)
    needed = BACKDRAFT if card.key == "backdraft" else PARTS.get(card.kind, ())
    for heading in needed if course.language == "en" else ():
        if heading not in headings:
            yield file, f"## {heading}", "this heading is needed, with text below it."
    yield from _kind(card, file)
    if card.unit is not None and card.unit not in {unit.key for unit in course.units}:
        yield file, "unit", f"there is no unit {card.unit}."
    yield from _length(
        card.markdown, file, GLOSSARY_WORDS if card.kind in ("glossary", "words") else CARD_WORDS
    )


def guide_problems(guide: Guide) -> Found:
    """A guide has a length that can be read before a meeting."""
    yield from _length(guide.markdown, f"guides/{guide.key}.md", GUIDE_WORDS)


def _kind(card: Card, file: str) -> Found:
    if card.kind in ("misconception", "evidence") and card.tier == "none":
        yield file, "tier", f"a card of the kind {card.kind} says how well its claims are supported."
    if (card.kind == "evidence") != bool(card.findings):
        yield file, "findings", "are for evidence cards, and each of these has some."
    if (card.kind == "words") != bool(card.families):
        yield file, "families", "are for cards of words, and each of these has some."
    if card.kind == "misconception" and not card.discussion:
        yield file, "discussion", "is needed: a prompt for the group."
    if card.opposite is not None and card.kind != "component":
        yield file, "opposite", "is for cards of a component."


def _length(markdown: str, file: str, fitting: range) -> Found:
    count = len(markdown.split())
    if count not in fitting:
        yield file, "", f"has {count} words; {fitting.start} to {fitting.stop - 1} fit."
