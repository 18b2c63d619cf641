"""The letter to somebody who has just been erased: it knows no name, since there is none any more."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.scene import Scene
from course.people.last_letter import Farewell
from course.people.token import Purpose
from course.words import _, speaking


def written(site: str, to: Farewell) -> Letter:
    scene = Scene(
        site=site,
        about="",
        to=to.email,
        called="",
        zone="UTC",
        locale=to.locale,
        writer="Kindly",
        reply_to=None,
        programme="",
        mint=_nothing,
    )
    with speaking(to.locale):
        return compose(
            scene,
            "last_letter",
            subject=_("It is done"),
            action=_("People to call and to write to"),
            url=links.help_page(site),
            why=_("You asked for this yourself, and it is the last letter."),
            kind=None,
        )


def _nothing(purpose: Purpose, about: str) -> str:
    raise ValueError(f"this letter opens nothing, and no {purpose.value} of {about}")
