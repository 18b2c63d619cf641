"""Letters to those who hold the group. They carry counts and never a participant's name."""

from course import links
from course.letters.course_letters import meeting_subject
from course.letters.letter import Letter, compose
from course.letters.scene import Scene
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
