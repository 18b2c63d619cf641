"""The words for how somebody likes to practise: on her own page, beside practices and in the player."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from course.people.person import Person
from course.people.ways import Way, ways
from course.practice import fitting
from curriculum.schema import Course, Practice
from curriculum.schema.practice import Asks, ScriptParagraph, Variant


@dataclass(frozen=True)
class HerWay:
    """One way of hers: what it is called, what it means in any practice, and how this practice does it.

    `is_asked` is False where the practice asks for nothing of what she leaves out, None where nobody has said.
    """

    way: Way
    title: str
    words: str
    variant: Variant | None = None
    is_asked: bool | None = None

    @property
    def called(self) -> str:
        return self.variant.title if self.variant else self.title

    @property
    def text(self) -> str:
        return self.variant.text if self.variant else self.words


@dataclass(frozen=True)
class InHerWay:
    """A practice of a week as it is listed for her: `notes` say what it asks of her and how else it is done."""

    practice: Practice
    notes: tuple[str, ...] = ()


def offered() -> list[HerWay]:
    """Everything one may choose."""
    said = {
        Way.EYES_OPEN: (
            _("With my eyes open"),
            _("Let your eyes stay open and rest on one quiet thing. Where the words say close, you can leave it out."),
        ),
        Way.NO_TOUCH: (
            _("Without touch"),
            _("Where the words speak of a hand, let your hands rest as they are, or hold something soft or warm."),
        ),
        Way.NO_BODY: (
            _("Without attending to the body"),
            _("Where the words go into the body or the breath, stay with sounds, or with what you see."),
        ),
        Way.NO_IMAGERY: (
            _("Without pictures in the mind"),
            _("Where the words ask for a picture or a memory, stay with the words themselves, or with what is here."),
        ),
        Way.LEAVE: (
            _("A quick way out"),
            _("A button to leave stands at the top of every practice and of the player."),
        ),
    }  # fmt: skip
    return [HerWay(way, *words) for way, words in said.items()]


def of(person: Person) -> list[HerWay]:
    """What she chose of these."""
    mine = ways(person)
    return [one for one in offered() if one.way in mine] if mine else []


def in_practice(person: Person, practice: Practice) -> list[HerWay]:
    """The same, each with this practice's own way of doing it where it has one; what it does ask for comes first."""
    own = {str(one.serves): one for one in practice.variants if one.serves}
    found = [
        replace(one, variant=own.get(str(one.way)), is_asked=_is_asked(practice, one.way))
        for one in of(person)
        if one.way is not Way.LEAVE
    ]
    return sorted(found, key=lambda one: one.is_asked is False)


def _is_asked(practice: Practice, way: Way) -> bool | None:
    return None if practice.asks is None else fitting.LEFT_OUT[way] in practice.asks


def in_week(person: Person | None, course: Course, practices: Sequence[Practice]) -> list[InHerWay]:
    """The practices of a week for her: before one that another stands in for, that other one. As they are for
    whoever opened it by a letter's link: her setting is nobody else's to read."""
    if person is None:
        return [InHerWay(one) for one in practices]
    found: dict[str, InHerWay] = {}
    for practice in practices:
        other = fitting.instead_of(course, practice, person)
        if other is not None:
            in_place = _("In your way, in place of “%(practice)s”", practice=practice.name)
            found.setdefault(other.key, InHerWay(other, (str(in_place), *notes(person, other))))
        found.setdefault(practice.key, InHerWay(practice, notes(person, practice)))
    return list(found.values())


def notes(person: Person, practice: Practice) -> tuple[str, ...]:
    """For each thing she leaves out and it asks for: the other way first, then what it stands in for."""
    if not ways(person):
        return ()
    said: dict[Asks, str] = {
        "touch": _("“%(way)s” where it asks for touch"),
        "closed-eyes": _("“%(way)s” where it asks for closed eyes"),
        "body": _("“%(way)s” where it asks for the body"),
        "imagery": _("“%(way)s” where it asks for pictures in the mind"),
    }
    hers = {one.way: one for one in in_practice(person, practice) if one.is_asked}
    return tuple(said[fitting.LEFT_OUT[way]] % {"way": one.called} for way, one in hers.items())


@dataclass(frozen=True)
class WayHere:
    """One of her ways where the words ask for what she leaves out. `is_first`: in this text; `begins`: the words before
    did not ask for it, so that it is said once for a stretch of them."""

    way: HerWay
    is_first: bool
    begins: bool


def along(hers: Sequence[HerWay], paragraphs: Sequence[ScriptParagraph]) -> list[list[WayHere]]:
    """For each paragraph her ways of doing what exactly it asks for."""
    told: set[Way] = set()
    before: set[Way] = set()
    found = []
    for paragraph in paragraphs:
        here = [one for one in hers if fitting.LEFT_OUT[one.way] in paragraph.asks]
        found.append([WayHere(one, one.way not in told, one.way not in before) for one in here])
        before = {one.way for one in here}
        told |= before
    return found


def leaves_quickly(person: Person) -> bool:
    return Way.LEAVE in ways(person)
