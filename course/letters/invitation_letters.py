"""Letters that ask somebody in: to take part, to facilitate, to lead."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.scene import MeetingScene, Scene
from course.people.token import Purpose
from course.words import _


def invitation(scene: Scene) -> Letter:
    why = _(
        "Somebody of %(programme)s gave us this address. If you do nothing, there is at most one more letter."
    )
    return _to_take_part(scene, "invitation", why)


def invitation_reminder(scene: Scene) -> Letter:
    return _to_take_part(scene, "invitation_reminder", _("Somebody of %(programme)s gave us this address."))


def place_offered(scene: Scene) -> Letter:
    """To somebody on the waiting list: kept for her until an hour of an evening, then it goes to the next."""
    if scene.until is None:
        raise ValueError("an offer has an end")
    return compose(
        scene,
        "place_offered",
        subject=_("A place is free, until %(day)s") % {"day": scene.day(scene.until)},
        action=_("Take it, or say no"),
        url=_link(scene),
        why=_("You are on a waiting list of %(programme)s.") % {"programme": scene.programme},
        kind=None,
        first=scene.meeting,
        until=scene.until,
    )


def no_place(scene: Scene) -> Letter:
    """To somebody who waited until the group began."""
    return compose(
        scene,
        "no_place",
        subject=_("No place became free this time"),
        action=_("Look at the invitation"),
        url=_link(scene),
        why=_("You are on a waiting list of %(programme)s.") % {"programme": scene.programme},
        kind=None,
    )


def waiting_called_off(scene: Scene) -> Letter:
    """To somebody who waited for a group that does not begin. It says whom to ask, and promises nothing."""
    return compose(
        scene,
        "waiting_called_off",
        subject=_("The group you wait for does not begin"),
        action=_("Whom you can ask"),
        url=links.help_page(scene.site),
        why=_("You were on a waiting list of %(programme)s.") % {"programme": scene.programme},
        kind=None,
    )


def invitation_called_off(scene: Scene) -> Letter:
    """To somebody who was asked and has not answered. It promises nothing."""
    return compose(
        scene,
        "invitation_called_off",
        subject=_("The group you were asked to does not take place"),
        action=_("Whom you can ask"),
        url=links.help_page(scene.site),
        why=_("Somebody of %(programme)s gave us this address.") % {"programme": scene.programme},
        kind=None,
    )


def staff_invitation(scene: Scene) -> Letter:
    return compose(
        scene,
        "staff_invitation",
        subject=_("An invitation"),
        action=_("Look at the invitation"),
        url=_link(scene),
        why=_("Somebody of %(programme)s gave us this address.") % {"programme": scene.programme},
        kind=None,
    )


def _to_take_part(scene: Scene, template: str, why: str) -> Letter:
    return compose(
        scene,
        template,
        subject=_subject(scene),
        action=_("Look at the invitation"),
        url=_link(scene),
        why=why % {"programme": scene.programme},
        kind=None,
        first=scene.meeting,
    )


def _subject(scene: Scene) -> str:
    """Without the name of the group or the house, which may say what it is about."""
    if scene.meeting is None:
        return _("An invitation")
    return _("An invitation, from %(day)s") % {"day": _day(scene, scene.meeting)}


def _day(scene: Scene, meeting: MeetingScene) -> str:
    return scene.day(meeting.starts_at)


def _link(scene: Scene) -> str:
    return links.invitation(scene.site, scene.mint(Purpose.INVITATION, scene.about))
