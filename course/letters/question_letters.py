"""Letters about the questions before the course, after it and months later."""

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


def _about_questions(scene: Scene, template: str) -> Letter:
    wave = _wave(scene)
    return compose(
        scene,
        template,
        subject=_("A few questions: %(wave)s") % {"wave": wave.title},
        action=_("Open the questions"),
        url=links.questions(scene.site, scene.mint(Purpose.WAVE, scene.about)),
        why=_("You agreed to be asked when you joined %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.MEASURES,
        wave=wave,
    )


def _wave(scene: Scene) -> WaveScene:
    if scene.wave is None:
        raise ValueError("this letter is about questions")
    return scene.wave
