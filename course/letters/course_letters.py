"""Letters of the course itself: a week opens, a practice is there, a meeting is tomorrow."""

from course import links
from course.letters.letter import Letter, compose
from course.letters.scene import Scene, WeekScene, week_inside, week_name
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


def thinking_of_you(scene: Scene) -> Letter:
    """With nothing but the words of whoever wrote it."""
    return compose(
        scene,
        "thinking_of_you",
        subject=_("A word for you"),
        action=_("Open today’s page"),
        url=links.today(scene.site),
        why=_("%(name)s wrote this to you and to nobody else in %(cohort)s.")
        % {"name": scene.writer, "cohort": scene.cohort},
        kind=Kind.WORDS,
    )


def group_message(scene: Scene) -> Letter:
    """With nothing but the words of whoever wrote it; it is the same for everybody."""
    return compose(
        scene,
        "thinking_of_you",
        subject=scene.subject or _("A message from %(name)s") % {"name": scene.writer},
        action=_("Open today’s page"),
        url=links.today(scene.site),
        why=_("%(name)s wrote this to the people of %(cohort)s.")
        % {"name": scene.writer, "cohort": scene.cohort},
        kind=Kind.WORDS,
    )


def post_out_of_sight(scene: Scene) -> Letter:
    """That something stands there for her; neither what she wrote nor why nobody else sees it."""
    return compose(
        scene,
        "post_out_of_sight",
        subject=_("A line for you on the group’s page"),
        action=_("Open today’s page"),
        url=links.today(scene.site),
        why=_("You get this letter because you wrote something on the page of %(cohort)s.")
        % {"cohort": scene.cohort},
        kind=Kind.WORDS,
    )


def own_letter(scene: Scene) -> Letter:
    """That something waits; never what it is."""
    return compose(
        scene,
        "own_letter",
        subject=_("Something of yours waits for you"),
        action=_("Sign in and look"),
        url=links.journal(scene.site),
        why=_("You asked for this letter yourself, and it comes once."),
        kind=None,
    )


def place_answered(scene: Scene) -> Letter:
    """That there is an answer; which one is said behind her door."""
    return compose(
        scene,
        "place_answered",
        subject=_("There is an answer for you"),
        action=_("Read the answer"),
        url=links.answer(scene.site, int(scene.about.removeprefix("answer:"))),
        why=_("You get this letter because you told us something before joining %(cohort)s.")
        % {"cohort": scene.cohort},
        kind=None,
    )


def certificate_ready(scene: Scene) -> Letter:
    """Certificate or letter of participation: which of the two is said behind her door."""
    return compose(
        scene,
        "certificate_ready",
        subject=_("A paper is ready for you"),
        action=_("Open the paper"),
        url=links.certificate(scene.site, int(scene.about.removeprefix("certificate:"))),
        why=_("You get this letter because you have a place in %(cohort)s.") % {"cohort": scene.cohort},
        kind=Kind.MEETINGS,
    )


def _subject(week: WeekScene) -> str:
    """A title may say what the course is about; a number says nothing to whoever else looks at a lock screen."""
    return week_name(week) if week.number else _("The next part is open")


def _week(scene: Scene) -> WeekScene:
    if scene.week is None:
        raise ValueError("this letter is about a week")
    return scene.week
