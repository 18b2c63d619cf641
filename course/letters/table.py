"""Every letter by its name; a rule of the same name says when it falls due."""

from collections.abc import Callable

from course.letters.course_letters import homework_nudge, meeting_tomorrow, week_opens
from course.letters.invitation_letters import invitation, invitation_reminder, staff_invitation
from course.letters.letter import Letter
from course.letters.question_letters import measure_invitation, measure_reminder
from course.letters.scene import Scene
from course.letters.sign_in_letter import sign_in
from course.letters.staff_letters import staff_meeting_tomorrow
from course.words import _, speaking

LETTERS: dict[str, Callable[[Scene], Letter]] = {
    function.__name__: function
    for function in (
        invitation,
        invitation_reminder,
        staff_invitation,
        week_opens,
        homework_nudge,
        meeting_tomorrow,
        measure_invitation,
        measure_reminder,
        sign_in,
        staff_meeting_tomorrow,
    )
}


def write(letter: str, scene: Scene) -> Letter:
    """The letter in the reader's language. Call it in the transaction of the hand-off: it mints tokens."""
    with speaking(scene.locale):
        return LETTERS[letter](scene)


def title(letter: str) -> str:
    """What staff call this letter."""
    return {
        "invitation": _("Invitation"),
        "invitation_reminder": _("Reminder of the invitation"),
        "staff_invitation": _("Invitation to staff"),
        "week_opens": _("A week opens"),
        "homework_nudge": _("A note about practice"),
        "meeting_tomorrow": _("The meeting tomorrow"),
        "measure_invitation": _("Invitation to the questions"),
        "measure_reminder": _("Reminder of the questions"),
        "sign_in": _("Sign-in link"),
        "staff_meeting_tomorrow": _("The meeting tomorrow, for facilitators"),
    }[letter]
