"""Letters about meetings: before one, and about one that is not what it was."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.scene import MeetingScene, Scene
from course.people.preference import Kind
from course.people.token import Purpose
from course.words import _


def orientation(scene: Scene) -> Letter:
    return _before(scene, "orientation")


def meeting_tomorrow(scene: Scene) -> Letter:
    return _before(scene, "meeting_tomorrow")


def meeting_soon(scene: Scene) -> Letter:
    """The link to join is the letter's own link: it opens the meeting and nothing of hers."""
    meeting = meeting_of(scene)
    return compose(
        scene,
        "meeting_soon",
        subject=_("Today %(hour)s") % {"hour": scene.hour(meeting.starts_at)},
        action=_("Join by video"),
        url=meeting.video_link or links.today(scene.site),
        why=_why_before(scene),
        kind=Kind.MEETINGS,
        away_url=away_link(scene),
        meeting=meeting,
    )


def meeting_moved(scene: Scene) -> Letter:
    return _changed(scene, "meeting_moved", _moved(scene))


def meeting_cancelled(scene: Scene) -> Letter:
    return _changed(scene, "meeting_cancelled", _("Not meeting: %(when)s") % {"when": _known(scene)})


def meeting_put_back(scene: Scene) -> Letter:
    return _changed(scene, "meeting_put_back", _("Meeting after all: %(when)s") % {"when": _when(scene)})


def staff_meeting_moved(scene: Scene) -> Letter:
    return _changed(scene, "meeting_moved", _moved(scene), staff=True)


def staff_meeting_cancelled(scene: Scene) -> Letter:
    subject = _("Not meeting: %(when)s") % {"when": _known(scene)}
    return _changed(scene, "meeting_cancelled", subject, staff=True)


def staff_meeting_put_back(scene: Scene) -> Letter:
    subject = _("Meeting after all: %(when)s") % {"when": _when(scene)}
    return _changed(scene, "meeting_put_back", subject, staff=True)


def place_changed(scene: Scene) -> Letter:
    return _changed(scene, "place_changed", _("Where we meet from now on"))


def staff_place_changed(scene: Scene) -> Letter:
    return _changed(scene, "place_changed", _("Where we meet from now on"), staff=True)


def groups_joined(scene: Scene) -> Letter:
    """To everybody of a group that goes on with another, and to one person who goes on in another by herself."""
    words = _("Your group from now on: %(when)s") if scene.went_alone else _("We go on together: %(when)s")
    return _changed(scene, "groups_joined", words % {"when": _when(scene)})


def people_join(scene: Scene) -> Letter:
    """To whoever was there before; it names nobody of those who come."""
    return _changed(scene, "people_join", _("We are a few more: %(when)s") % {"when": _when(scene)})


def staff_people_join(scene: Scene) -> Letter:
    subject = _("A few more in the group: %(when)s") % {"when": _when(scene)}
    return _changed(scene, "people_join", subject, staff=True)


def away_link(scene: Scene) -> str | None:
    """Says with one press that she cannot come; a letter about no one meeting has none."""
    kind, _colon, meeting_id = scene.about.partition(":")
    if kind != "meeting":
        return None
    about = f"away:{meeting_id}:{scene.enrolment_id}"
    return links.away(scene.site, scene.mint(Purpose.AWAY, about))


def meeting_subject(scene: Scene, meeting: MeetingScene) -> str:
    """Thursday 18:30, Room 2: what a lock screen may show to anybody."""
    when = f"{scene.weekday(meeting.starts_at)} {scene.hour(meeting.starts_at)}"
    where = meeting.place or (_("by video") if meeting.by_video else "")
    return f"{when}, {where}" if where else when


def meeting_of(scene: Scene) -> MeetingScene:
    if scene.meeting is None:
        raise ValueError("this letter is about a meeting")
    return scene.meeting


def _moved(scene: Scene) -> str:
    """A meeting that is at the time she knew is in another place."""
    meeting = meeting_of(scene)
    words = _("Another place: %(when)s") if meeting.was_at == meeting.starts_at else _("A new time: %(when)s")
    return words % {"when": _when(scene)}


def _before(scene: Scene, template: str) -> Letter:
    meeting = meeting_of(scene)
    return compose(
        scene,
        template,
        subject=meeting_subject(scene, meeting),
        action=_("Open today’s page"),
        url=links.today(scene.site),
        why=_why_before(scene),
        kind=Kind.MEETINGS,
        away_url=away_link(scene),
        meeting=meeting,
    )


def _why_before(scene: Scene) -> str:
    if scene.guest_of:
        return _("You come to a meeting of %(group)s as a guest.") % {"group": scene.guest_of}
    return _("You get a letter before each meeting of %(cohort)s.") % {"cohort": scene.cohort}


def _changed(scene: Scene, template: str, subject: str, *, staff: bool = False) -> Letter:
    meeting = meeting_of(scene)
    guest = _("You come to a meeting of %(group)s as a guest.") if scene.guest_of else None
    why = guest or (_("You facilitate %(cohort)s.") if staff else _("You take part in %(cohort)s."))
    return compose(
        scene,
        template,
        subject=subject,
        action=_("Open this week") if staff else _("Open today’s page"),
        url=links.home(scene.site) if staff else links.today(scene.site),
        why=why % {"cohort": scene.cohort, "group": scene.guest_of},
        kind=None,
        meeting=meeting,
        was_at=meeting.was_at or meeting.starts_at,
        same_time=meeting.was_at == meeting.starts_at,
        place_is_new=meeting.place_is_new,
        link_is_new=meeting.link_is_new,
        staff=staff,
    )


def _when(scene: Scene) -> str:
    at = meeting_of(scene).starts_at
    return f"{scene.day(at)}, {scene.hour(at)}"


def _known(scene: Scene) -> str:
    """The time the reader has in mind."""
    meeting = meeting_of(scene)
    return scene.day(meeting.was_at or meeting.starts_at)
