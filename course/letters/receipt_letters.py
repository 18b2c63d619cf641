"""Letters that put on paper what somebody has just pressed. Their subjects say nothing of it."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.scene import Scene
from course.words import _


def step_receipt(scene: Scene) -> Letter:
    return compose(
        scene,
        "step_receipt",
        subject=_("As you chose"),
        action=_("Your choices"),
        url=links.choices(scene.site),
        why=_("You pressed this yourself a moment ago, and this letter comes once."),
        kind=None,
    )


def consent_copy(scene: Scene) -> Letter:
    """Word for word, so that she need not ask anybody what it was."""
    return compose(
        scene,
        "consent_copy",
        subject=_("A copy for you"),
        action=_("Look at it or change it"),
        url=links.agreed(scene.site, int(scene.about.removeprefix("consents:"))),
        why=_("You answered this yourself a moment ago, and get a copy of it each time."),
        kind=None,
    )
