"""Letters about the questions before the course, during it, after it and months later."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.scene import Scene, WaveScene
from course.people.preference import Kind
from course.people.token import Purpose
from course.words import _


def measure_invitation(scene: Scene) -> Letter:
    return _about_questions(scene, "measure_invitation")


def measure_reminder(scene: Scene) -> Letter:
    return _about_questions(scene, "measure_reminder")


def more_time(scene: Scene) -> Letter:
    return _about_questions(scene, "more_time", _("More time, if you like"))


def address_note(scene: Scene) -> Letter:
    return compose(
        scene,
        "address_note",
        subject=_("Is this still your address?"),
        action=_("Yes, or change it"),
        url=links.address(scene.site, scene.mint(Purpose.ADDRESS, scene.about)),
        why=_("You agreed to be asked again after %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.MEASURES,
    )


def thank_you(scene: Scene) -> Letter:
    """Once, whatever was answered: it says nothing of it."""
    return compose(
        scene,
        "thank_you",
        subject=_("Thank you"),
        action=_("Open today’s page"),
        url=links.today(scene.site),
        why=_("You agreed to be asked when you joined %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.MEASURES,
    )


def _about_questions(scene: Scene, template: str, subject: str = "") -> Letter:
    """One link in two places: to the questions, and to saying no to them. It works until they are over."""
    wave, secret = _wave(scene), scene.mint(Purpose.WAVE, scene.about)
    return compose(
        scene,
        template,
        subject=subject or _("A few questions"),
        action=_("Open the questions"),
        url=links.questions(scene.site, secret),
        no_more_url=links.no_more(scene.site, secret),
        why=_("You agreed to be asked when you joined %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.MEASURES,
        wave=wave,
    )


def _wave(scene: Scene) -> WaveScene:
    if scene.wave is None:
        raise ValueError("this letter is about questions")
    return scene.wave
