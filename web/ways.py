"""The words for how somebody likes to practise: on her own page, beside practices and in the player."""

from dataclasses import dataclass

from flask_babel import gettext as _

from course.people.person import Person
from course.people.ways import Way, ways
from curriculum.schema.practice import Practice, Variant


@dataclass(frozen=True)
class HerWay:
    """One way of hers: what it is called, what it means in any practice, and how this practice does it."""

    way: Way
    title: str
    words: str
    variant: Variant | None = None


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
    return [one for one in offered() if one.way in mine]


def in_practice(person: Person, practice: Practice) -> list[HerWay]:
    """The same, each with this practice's own way of doing it where it has one."""
    own = {str(one.serves): one for one in practice.variants if one.serves}
    return [
        HerWay(one.way, one.title, one.words, own.get(str(one.way)))
        for one in of(person)
        if one.way is not Way.LEAVE
    ]


def leaves_quickly(person: Person) -> bool:
    return Way.LEAVE in ways(person)
