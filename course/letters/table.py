"""Every letter by its name; a rule of the same name says when it falls due."""

from collections.abc import Callable

from course.letters.course_letters import (
    certificate_ready,
    cohort_cancelled,
    group_message,
    homework_nudge,
    own_letter,
    place_answered,
    post_out_of_sight,
    thinking_of_you,
    week_opens,
)
from course.letters.invitation_letters import (
    invitation,
    invitation_called_off,
    invitation_reminder,
    no_place,
    place_offered,
    staff_invitation,
    waiting_called_off,
)
from course.letters.letter import Letter
from course.letters.meeting_letters import (
    groups_joined,
    meeting_cancelled,
    meeting_moved,
    meeting_put_back,
    meeting_soon,
    meeting_tomorrow,
    orientation,
    people_join,
    place_changed,
    staff_meeting_cancelled,
    staff_meeting_moved,
    staff_meeting_put_back,
    staff_people_join,
    staff_place_changed,
)
from course.letters.question_letters import (
    address_note,
    measure_invitation,
    measure_reminder,
    more_time,
    thank_you,
)
from course.letters.receipt_letters import consent_copy, step_receipt
from course.letters.scene import Scene
from course.letters.sign_in_letter import address_change, sign_in
from course.letters.staff_letters import (
    concern_opened,
    concern_still_waiting,
    concern_waiting,
    staff_digest,
    staff_intakes,
    staff_meeting_tomorrow,
    staff_post_asked,
    staff_questions,
    staff_questions_again,
)
from course.words import _, speaking

LETTERS: dict[str, Callable[[Scene], Letter]] = {
    function.__name__: function
    for function in (
        invitation,
        invitation_reminder,
        place_offered,
        no_place,
        waiting_called_off,
        invitation_called_off,
        staff_invitation,
        place_answered,
        consent_copy,
        step_receipt,
        week_opens,
        homework_nudge,
        orientation,
        meeting_tomorrow,
        thinking_of_you,
        group_message,
        post_out_of_sight,
        own_letter,
        cohort_cancelled,
        certificate_ready,
        meeting_soon,
        meeting_moved,
        meeting_cancelled,
        meeting_put_back,
        place_changed,
        groups_joined,
        people_join,
        measure_invitation,
        measure_reminder,
        more_time,
        thank_you,
        address_note,
        sign_in,
        address_change,
        staff_meeting_tomorrow,
        staff_meeting_moved,
        staff_meeting_cancelled,
        staff_meeting_put_back,
        staff_place_changed,
        staff_people_join,
        staff_digest,
        staff_post_asked,
        staff_intakes,
        staff_questions,
        staff_questions_again,
        concern_opened,
        concern_waiting,
        concern_still_waiting,
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
        "place_offered": _("A place is free"),
        "no_place": _("No place became free"),
        "waiting_called_off": _("The group somebody waited for does not begin"),
        "invitation_called_off": _("The group somebody was asked to does not take place"),
        "staff_invitation": _("Invitation to staff"),
        "place_answered": _("An answer before the course"),
        "consent_copy": _("A copy of what somebody agreed to"),
        "step_receipt": _("A step of leaving, on paper"),
        "week_opens": _("A week opens"),
        "homework_nudge": _("A note about practice"),
        "orientation": _("Before the first meeting"),
        "meeting_tomorrow": _("The meeting tomorrow"),
        "thinking_of_you": _("A word from who runs the group"),
        "group_message": _("A message to the group"),
        "post_out_of_sight": _("A line on the group’s page, for whoever wrote there"),
        "own_letter": _("Something of her own waits"),
        "cohort_cancelled": _("The group does not go on"),
        "certificate_ready": _("A paper of the course is ready"),
        "meeting_soon": _("The meeting in an hour"),
        "meeting_moved": _("A meeting has moved"),
        "meeting_cancelled": _("A meeting is called off"),
        "meeting_put_back": _("A meeting takes place after all"),
        "place_changed": _("Another place or link"),
        "groups_joined": _("Going on in another group"),
        "people_join": _("Some people join the group"),
        "measure_invitation": _("Invitation to the questions"),
        "measure_reminder": _("Reminder of the questions"),
        "more_time": _("More time for the questions"),
        "thank_you": _("Thanks for the answers"),
        "address_note": _("Still the right address?"),
        "sign_in": _("Sign-in link"),
        "address_change": _("A new address"),
        "staff_meeting_tomorrow": _("The meeting tomorrow, for facilitators"),
        "staff_meeting_moved": _("A meeting has moved, for facilitators"),
        "staff_meeting_cancelled": _("A meeting is called off, for facilitators"),
        "staff_meeting_put_back": _("A meeting takes place after all, for facilitators"),
        "staff_place_changed": _("Another place or link, for facilitators"),
        "staff_people_join": _("Some people join the group, for facilitators"),
        "staff_digest": _("The week in counts, for facilitators"),
        "staff_post_asked": _("Something on the group’s page to look at, for facilitators"),
        "staff_intakes": _("Somebody joins and waits for an answer, for facilitators"),
        "staff_questions": _("Questions of their own, to facilitators"),
        "staff_questions_again": _("Questions of their own, once more"),
        "concern_opened": _("Safety list, to the responsible person"),
        "concern_waiting": _("Safety list, to the deputy"),
        "concern_still_waiting": _("Safety list, to the leads"),
    }[letter]
