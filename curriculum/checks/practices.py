"""Practices: scripts last as long as they say, choices are there for everybody, a minute is enough to begin."""

from curriculum.checks import Found
from curriculum.schema import Practice, Script
from curriculum.words import spoken, spoken_minutes

TOLERANCE = 0.1
"""A script may last a tenth longer or shorter than its heading says."""
LONG_FORM = range(15, 26)
SPOKEN_THROUGHOUT = 900
SHORT_FORM = 5
FORMAL_CHOICES = (
    {"another-anchor"},
    {"eyes-open"},
    {"seated", "moving"},
    {"no-touch"},
    {"no-body"},
    {"no-imagery"},
)
"""Each set is one need; a variant that serves any of it answers the need."""
FORMAL_TEXTS = {"often_met": "What people often meet"}
INFORMAL_TEXTS = {"why": "Why", "one_minute": "One minute", "longer": "Longer", "not_when": "When not to"}


def practice_problems(practice: Practice) -> Found:
    """Everything wrong with one practice."""
    file = f"practices/{practice.key}.md"
    if practice.short_minutes and practice.short_minutes > practice.minutes:
        yield file, "short_minutes", "is longer than minutes."
    yield from _tags(practice, file)
    yield from _texts(practice, file)
    yield from _formal(practice, file) if practice.kind == "formal" else _informal(practice, file)
    for script in practice.scripts:
        yield from _script(practice, script, file)


def _tags(practice: Practice, file: str) -> Found:
    if not practice.components:
        yield file, "components", "needs at least one of mindfulness, kindness, common-humanity."
    if practice.direction is None:
        yield file, "direction", "needs to say from whom kindness goes to whom."


def _texts(practice: Practice, file: str) -> Found:
    needed = FORMAL_TEXTS if practice.kind == "formal" else INFORMAL_TEXTS
    for field, heading in needed.items():
        if not getattr(practice, field):
            yield file, f"## {heading}", "this heading is needed, with text below it."


def _formal(practice: Practice, file: str) -> Found:
    served = {variant.serves for variant in practice.variants}
    for need in FORMAL_CHOICES:
        if not need & served:
            yield file, "variants", f"needs one that serves {' or '.join(sorted(need))}."
    lengths = {script.minutes for script in practice.scripts}
    if SHORT_FORM not in lengths:
        yield file, "## Read along, 5 minutes", "a formal meditation needs a 5-minute text to read along."
    long = practice.script(practice.minutes)
    heading = f"## Read along, {practice.minutes} minutes"
    if practice.minutes not in LONG_FORM:
        yield file, "minutes", f"is {practice.minutes}; the long form of a meditation takes 15 to 25."
    elif long is None:
        yield file, heading, "the long form needs its text to read along; without it there is no transcript."
    elif spoken(long) < SPOKEN_THROUGHOUT:
        yield file, heading, f"says {spoken(long)} words, and at least {SPOKEN_THROUGHOUT} carry a long form."


def _informal(practice: Practice, file: str) -> Found:
    served = {variant.serves for variant in practice.variants}
    if "eyes-open" not in served or len(practice.variants) < 3:
        yield file, "variants", "needs three at least, one of them with eyes open."


def _script(practice: Practice, script: Script, file: str) -> Found:
    heading = f"## Read along, {script.minutes} minutes"
    if script.minutes not in (practice.minutes, practice.short_minutes):
        yield file, heading, "is neither minutes nor short_minutes."
    if abs(spoken_minutes(script) / script.minutes - 1) > TOLERANCE:
        yield file, heading, f"lasts about {spoken_minutes(script):.1f} minutes when spoken slowly."
    if any("[" in paragraph.text for paragraph in script.paragraphs):
        yield (
            file,
            heading,
            "has a mark in it that would be spoken; [pause 20] stands at the end of a paragraph.",
        )
