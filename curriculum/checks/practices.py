"""Practices: scripts last as long as they say, choices are there for everybody, a minute is enough to begin."""

from collections.abc import Collection

from curriculum.checks import Found
from curriculum.schema import Course, Practice, Script
from curriculum.schema.practice import WITHOUT
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
    yield from _asked(practice, file)
    yield from _texts(practice, file)
    yield from _formal(practice, file) if practice.kind == "formal" else _informal(practice, file)
    for script in practice.scripts:
        yield from _script(practice, script, file)


def _tags(practice: Practice, file: str) -> Found:
    if not practice.components:
        yield file, "components", "needs at least one of mindfulness, kindness, common-humanity."
    if practice.direction is None:
        yield file, "direction", "needs to say from whom kindness goes to whom."


def _asked(practice: Practice, file: str) -> Found:
    """Whatever a practice asks for, somebody can do without, and a script names only what the practice names."""
    if practice.asks is None:
        yield (
            file,
            "asks",
            f"needs to say what of {', '.join(WITHOUT)} it asks for; [] where it asks for none.",
        )
        return
    for asked in practice.asks:
        if not practice.without(asked) and asked not in practice.instead:
            wanted = (
                f"needs a variant that serves {WITHOUT[asked]}, or another practice for it under instead."
            )
            yield file, "asks", f"names {asked}, so it {wanted}"
    for asked in set(practice.instead) - set(practice.asks):
        yield file, "instead", f"names {asked}, and asks does not."
    yield from _marked(practice, practice.asks, file)


def _marked(practice: Practice, asks: Collection[str], file: str) -> Found:
    """Marks in the texts to read along are those of the practice, and each of them is somewhere."""
    marked = {asked for script in practice.scripts for each in script.paragraphs for asked in each.asks}
    for unnamed in sorted(marked - set(asks)):
        yield file, "asks", f"does not name {unnamed}, and a text to read along has a mark for it."
    for asked in asks if practice.scripts else ():
        if asked not in marked:
            yield file, "asks", f"names {asked}; write [asks {asked}] where a text to read along does."


def instead_problems(course: Course) -> Found:
    """A practice that stands in for another is open when that one is, and does not ask for the same."""
    order = {unit.key: number for number, unit in enumerate(course.units)}
    known = {one.key: one for one in course.practices}
    for practice in course.practices if course.borrows is None else ():
        for asked, key in practice.instead.items():
            other, file = known.get(key), f"practices/{practice.key}.md"
            if other is None:
                yield file, f"instead.{asked}", f"there is no practice {key} in this course."
            elif order.get(other.unit, 0) > order.get(practice.unit, 0):
                yield file, f"instead.{asked}", f"{key} opens later than this practice does."
            elif asked in (other.asks or ()):
                yield file, f"instead.{asked}", f"{key} asks for {asked} as well."


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
