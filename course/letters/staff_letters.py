"""Letters to those who hold the group. They carry counts and never a participant's name."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.meeting_letters import meeting_subject
from course.letters.scene import ConcernScene, Scene
from course.people.preference import Kind
from course.words import _


def staff_meeting_tomorrow(scene: Scene) -> Letter:
    if scene.meeting is None:
        raise ValueError("this letter is about a meeting")
    return compose(
        scene,
        "staff_meeting_tomorrow",
        subject=meeting_subject(scene, scene.meeting),
        action=_("Open this week"),
        url=links.home(scene.site),
        why=_("You get a letter before each meeting of %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.MEETINGS,
        meeting=scene.meeting,
    )


def staff_digest(scene: Scene) -> Letter:
    if scene.digest is None:
        raise ValueError("this letter counts a group")
    return compose(
        scene,
        "staff_digest",
        subject=_("The week ahead"),
        action=_("Open this week"),
        url=links.board(scene.site, scene.cohort_id),
        why=_("You facilitate %(cohort)s, and this comes once a week.") % {"cohort": scene.cohort},
        kind=Kind.DIGEST,
        week=scene.digest,
    )


def staff_post_asked(scene: Scene) -> Letter:
    """Neither who asked nor what was written."""
    return compose(
        scene,
        "staff_post_asked",
        subject=_("Something to look at"),
        action=_("Open the page"),
        url=links.group_desk(scene.site, scene.cohort_id),
        why=_("You facilitate %(cohort)s.") % {"cohort": scene.cohort},
        kind=None,
    )


def staff_intakes(scene: Scene) -> Letter:
    """How many; never who, and nothing of what was told."""
    return compose(
        scene,
        "staff_intakes",
        subject=_("Somebody waits for an answer"),
        action=_("Read and answer"),
        url=links.joining(scene.site, scene.cohort_id),
        why=_("You facilitate %(cohort)s.") % {"cohort": scene.cohort},
        kind=None,
    )


def staff_questions(scene: Scene) -> Letter:
    return _own_questions(scene, "staff_questions")


def staff_questions_again(scene: Scene) -> Letter:
    return _own_questions(scene, "staff_questions_again")


def _own_questions(scene: Scene, template: str) -> Letter:
    if scene.wave is None:
        raise ValueError("this letter is about questions")
    return compose(
        scene,
        template,
        subject=_("A few questions"),
        action=_("Open the questions"),
        url=links.own_questions(scene.site, scene.cohort_id),
        why=_("You facilitate %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.MEASURES,
        wave=scene.wave,
    )


def concern_opened(scene: Scene) -> Letter:
    return _concern(scene, _in_the_plan(scene), is_first=True)


def concern_waiting(scene: Scene) -> Letter:
    return _concern(scene, _in_the_plan(scene))


def concern_still_waiting(scene: Scene) -> Letter:
    return _concern(scene, _("You lead %(programme)s.") % {"programme": scene.programme})


def _concern(scene: Scene, why: str, *, is_first: bool = False) -> Letter:
    """No name, no kind and no number: whoever reads over a shoulder learns that there is a list."""
    item = _item(scene)
    return compose(
        scene,
        "staff_concern",
        subject=_("There is an item in the safety list"),
        action=_("Open the safety list"),
        url=links.concerns(scene.site, item.programme_id),
        why=why,
        kind=None,
        item=item,
        is_first=is_first,
    )


def _in_the_plan(scene: Scene) -> str:
    return _("You are named in the safety plan of %(programme)s.") % {"programme": scene.programme}


def _item(scene: Scene) -> ConcernScene:
    if scene.concern is None:
        raise ValueError("this letter is about a concern")
    return scene.concern
