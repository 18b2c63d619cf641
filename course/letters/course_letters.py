"""Letters of the course itself: a week opens, a practice is there, a meeting is tomorrow."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.scene import MeetingScene, Scene, WeekScene, week_inside, week_name
from course.people.preference import Kind
from course.people.token import Purpose
from course.words import _


def week_opens(scene: Scene) -> Letter:
    week = _week(scene)
    name = week_name(week)
    return compose(
        scene,
        "week_opens",
        subject=_subject(week),
        action=_("Open %(week)s") % {"week": name} if week.number else _("Open this part"),
        url=links.week(scene.site, scene.mint(Purpose.WEEK, scene.about)),
        why=_("You get a letter when a week of %(cohort)s opens.") % {"cohort": scene.cohort},
        kind=Kind.WEEKS,
        week=week,
        name=name,
    )


def homework_nudge(scene: Scene) -> Letter:
    week = _week(scene)
    name = week_name(week)
    return compose(
        scene,
        "homework_nudge",
        subject=_("%(week)s: the practice") % {"week": name} if week.number else _("The practice"),
        action=_("Open the practice"),
        url=links.week(scene.site, scene.mint(Purpose.WEEK, scene.about)),
        why=_("You get one note about practice a week, from %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.NUDGES,
        week=week,
        name=week_inside(week),
    )


def meeting_tomorrow(scene: Scene) -> Letter:
    meeting = meeting_of(scene)
    return compose(
        scene,
        "meeting_tomorrow",
        subject=meeting_subject(scene, meeting),
        action=_("Open today’s page"),
        url=links.today(scene.site),
        why=_("You get a letter before each meeting of %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.MEETINGS,
        meeting=meeting,
    )


def cohort_cancelled(scene: Scene) -> Letter:
    return compose(
        scene,
        "cohort_cancelled",
        subject=_("Our meetings do not go on"),
        action=_("Open today’s page"),
        url=links.today(scene.site),
        why=_("You get this letter because you have a place in %(cohort)s.") % {"cohort": scene.cohort},
        kind=None,
    )


def meeting_subject(scene: Scene, meeting: MeetingScene) -> str:
    """Thursday 18:30, Room 2: what a lock screen may show to anybody."""
    when = f"{scene.weekday(meeting.starts_at)} {scene.hour(meeting.starts_at)}"
    where = meeting.place or (_("by video") if meeting.by_video else "")
    return f"{when}, {where}" if where else when


def _subject(week: WeekScene) -> str:
    """A title may say what the course is about; a number says nothing to whoever else looks at a lock screen."""
    return week_name(week) if week.number else _("The next part is open")


def _week(scene: Scene) -> WeekScene:
    if scene.week is None:
        raise ValueError("this letter is about a week")
    return scene.week


def meeting_of(scene: Scene) -> MeetingScene:
    if scene.meeting is None:
        raise ValueError("this letter is about a meeting")
    return scene.meeting
