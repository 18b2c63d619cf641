"""What a text says, as Markdown under headings, for somebody who reads it to sign it. An outline has parts instead."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from course.texts.placed import key_of
from course.words import _
from curriculum.schema import Card, Course, Exercise, Goal, Pack, Practice, Script, TextRecord, Unit


@dataclass(frozen=True)
class Passage:
    heading: str
    markdown: str


Pairs = Iterable[tuple[str, str | None]]


def told(course: Course, text: TextRecord) -> list[Passage]:
    """The passages of a text, without those it does not have. `course` is in the text's own language."""
    key = key_of(text)
    readers: dict[str, Callable[[], Pairs]] = {
        "course": lambda: _course(course),
        "unit": lambda: _unit(course.unit(key)),
        "handout": lambda: _handout(course.unit(key)),
        "letter": lambda: _letter(course.unit(key), text),
        "practice": lambda: _practice(course.practice(key)),
        "exercise": lambda: _exercise(course.exercise(key)),
        "card": lambda: _card(course.card(key)),
        "guide": lambda: [("", course.guide(key).markdown)],
        "goals": lambda: map(_goal, course.goals),
    }
    pairs = readers.get(text.kind, list)()
    return [Passage(heading, markdown) for heading, markdown in pairs if markdown]


def _course(course: Course) -> Pairs:
    yield "", f"{course.subtitle}\n\n{course.style_note}"
    yield from map(_pack, course.packs)
    yield _("Questions are asked"), _lines(wave.title for wave in course.waves)


def _pack(pack: Pack) -> tuple[str, str]:
    return pack.title, pack.text


def _unit(unit: Unit) -> Pairs:
    yield "", f"*{unit.theme}*\n\n{unit.aim}"
    yield _("Key ideas"), _lines(unit.key_ideas)
    if home := unit.home_practice:
        yield _("For the days between"), _lines((home.gentle_minimum, *(item.text for item in home.items)))
    if unit.prompt:
        yield unit.prompt.title, unit.prompt.text
    yield _("If it is hard"), unit.if_hard
    yield _("Safety"), unit.safety


def _handout(unit: Unit) -> Pairs:
    yield "", unit.reading.markdown if unit.reading else None


def _letter(unit: Unit, text: TextRecord) -> Pairs:
    letter = unit.letter_after if text.path.endswith("letter-after.md") else unit.letter_before
    yield "", letter.markdown if letter else None


def _practice(practice: Practice) -> Pairs:
    yield "", f"{practice.purpose}\n\n{practice.permission}"
    yield _("Why"), practice.why
    yield _("What it asks of you"), practice.before
    yield _("Steps"), practice.steps
    yield _("One minute"), practice.one_minute
    yield _("Longer"), practice.longer
    yield _("What people often meet"), practice.often_met
    yield _("When not to"), practice.not_when
    yield _("Another way"), _lines(f"**{one.title}.** {one.text}" for one in practice.variants)
    yield _("If it is hard"), practice.hard_note
    yield from map(_script, practice.scripts)


def _script(script: Script) -> tuple[str, str]:
    silence = _("pause %(seconds)s s")
    spoken = (
        f"{one.text} *({silence % {'seconds': one.pause}})*" if one.pause else one.text
        for one in script.paragraphs
    )
    return _("Read along, %(minutes)s minutes") % {"minutes": script.minutes}, "\n\n".join(spoken)


def _exercise(exercise: Exercise) -> Pairs:
    yield "", f"{exercise.purpose}\n\n{exercise.permission}"
    yield _("What it asks of you"), exercise.before
    yield _("Steps"), exercise.steps
    yield _("What it asks to write"), _lines(_asked(exercise))
    yield _("If it is hard"), exercise.hard_note
    yield _("In the group"), exercise.in_group


def _asked(exercise: Exercise) -> Iterator[str]:
    for field in exercise.fields:
        ends = [field.low, field.high] if field.kind == "scale" else [one.label for one in field.choices]
        told_more = [field.help, " / ".join(end for end in ends if end)]
        yield " ".join([f"**{field.label}**", *(one for one in told_more if one)])


def _card(card: Card) -> Pairs:
    yield "", card.markdown
    yield _("Its opposite"), card.opposite
    for found in card.findings:
        figures = [
            found.effect,
            found.interval,
            found.comparator,
            found.people,
            found.studies,
            str(found.year),
        ]
        yield found.outcome, _lines([*figures, found.source, *filter(None, [found.conflicts])])
    for family in card.families:
        yield family.name, ", ".join([*family.mild, *family.middle, *family.strong])
    yield _("For the group"), card.discussion


def _goal(goal: Goal) -> tuple[str, str]:
    return goal.title, _lines([goal.concern, goal.statement, goal.mechanism, goal.framing])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
