"""The letter that lets somebody in, a link for any device and a code for the one that asked, and a new address."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.scene import Scene
from course.people.token import Purpose
from course.words import _


def sign_in(scene: Scene) -> Letter:
    if scene.code is None:
        raise ValueError("this letter brings a code")
    code = scene.code()
    return compose(
        scene,
        "sign_in",
        subject=_("Your sign-in link"),
        action=_("Sign in"),
        url=links.sign_in(scene.site, scene.mint(Purpose.SIGN_IN, scene.about)),
        why=_("Somebody asked for it with this address."),
        kind=None,
        code=f"{code[:3]} {code[3:]}",
    )


def address_change(scene: Scene) -> Letter:
    return compose(
        scene,
        "address_change",
        subject=_("Your new address"),
        action=_("Use this address"),
        url=links.new_address(scene.site, scene.mint(Purpose.ADDRESS, scene.about)),
        why=_("Somebody who was signed in gave this address."),
        kind=None,
    )
