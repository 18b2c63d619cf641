"""What is asked of somebody who joins, one question at a time, each with why. Any of them may be left open.

None of them decides anything: a person reads the answers and speaks with her where that helps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from course.words import _

HARM, WORD, DATES = "harm", "word", "dates"
CONTACT, NAMED = "contact", "named"
"""Whom to call is kept where it is kept for everybody (`in_an_emergency.py`); here stands only that it is."""
NO = "no"
RATHER = "rather-talk"


@dataclass(frozen=True)
class Question:
    """`choices`: {value: words}, in order; `several` of them, or one. `prompt` is the label of the box for words, where
    there is one. `on_health`: asked only of whoever agreed that such answers are stored."""

    key: str
    title: str
    text: str
    why: str
    choices: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    prompt: str = ""
    on_health: bool = False


def asked(*, health: bool, days: Mapping[str, str]) -> tuple[Question, ...]:
    """In the language of the moment. `days`: the dates of the group, {day: words}."""
    every = (*_before(), *_health(), *_around(days))
    return tuple(one for one in every if health or not one.on_health)


def on_health() -> frozenset[str]:
    """Keys of the questions that are about somebody's health."""
    return frozenset(one.key for one in _health() if one.on_health)


def words_of(question: Question, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """What was chosen, in words; a day that is no longer one of the group's as it was written down."""
    return tuple(question.choices.get(value, value) for value in chosen)


def _before() -> tuple[Question, ...]:
    return (
        Question(
            "hopes",
            _("What brings you"),
            _("What brings you here, and what do you hope for?"),
            _("So that we know what you come with, and can say so if something else would help you more."),
            prompt=_("In your own words"),
        ),
        Question(
            "earlier",
            _("Experience before"),
            _("What have you tried before?"),
            _("Nothing is needed beforehand. It tells us where to begin."),
            {
                "meditation": _("Meditation or mindfulness"),
                "compassion": _("A compassion course"),
                "therapy": _("Therapy or counselling"),
                "none": _("None of these"),
            },
            several=True,
            prompt=_("Anything about it that we should know"),
        ),
    )


def _health() -> tuple[Question, ...]:
    rather = {RATHER: _("I would rather talk about it")}
    return (
        Question(
            "life",
            _("Life just now"),
            _("Is something large happening in your life just now?"),
            _(
                "A course takes strength as well as giving it. After a great loss a later group can be the kinder one."
            ),
            {
                "loss": _("Somebody has died"),
                "parting": _("A separation"),
                "work": _("Losing work, or money worries"),
                "illness": _("An illness, mine or of somebody near"),
                "change": _("Another great change"),
                "none": _("Nothing of the kind"),
                **rather,
            },
            several=True,
            prompt=_("A few words about it"),
            on_health=True,
        ),
        Question(
            "treatment",
            _("Treatment"),
            _("Are you in treatment for your mental health, or have you been?"),
            _("The course does not replace it. Where somebody treats you, it helps when they know of it."),
            {
                "now": _("Yes, now"),
                "earlier": _("Earlier, not now"),
                NO: _("No"),
                **rather,
            },
            prompt=_("With whom, and what for, if you like"),
            on_health=True,
        ),
        Question(
            HARM,
            _("Thoughts of harming yourself"),
            _("Have you thought of ending your life, or harmed yourself, in the last twelve months?"),
            _("We ask everybody. If the answer is yes, you are not left alone with it."),
            {
                NO: _("No"),
                "earlier": _("Yes, not in the last weeks"),
                "lately": _("Yes, in the last weeks"),
                **rather,
            },
            on_health=True,
        ),
        Question(
            "far",
            _("Far from yourself"),
            _(
                "In the last six months, have you heard or seen what others did not, been wide awake and driven for "
                "days, or felt far away from yourself?"
            ),
            _(
                "Long silence can make such states stronger. There are other ways to practise, and a better time."
            ),
            {"yes": _("Yes"), NO: _("No"), **rather},
            prompt=_("A few words about it"),
            on_health=True,
        ),
        Question(
            "past",
            _("What the past still brings"),
            _(
                "Does something from the past still come up so strongly that it is hard to stay with what is here?"
            ),
            _(
                "You need not say what it was. What sets it off, and what helps you settle, is what we would like to "
                "know."
            ),
            {"yes": _("Yes"), NO: _("No"), **rather},
            prompt=_("What sets it off, and what helps you settle"),
            on_health=True,
        ),
        Question(
            "sober",
            _("Alcohol and other substances"),
            _("Could you come to the sessions and practise without alcohol or other substances?"),
            _("Practice needs a clear head, and the first year without can be a tender one."),
            {
                "yes": _("Yes"),
                "new": _("Yes, I stopped less than a year ago"),
                "hard": _("That would be hard"),
                **rather,
            },
            on_health=True,
        ),
        Question(
            "heavy",
            _("How heavy it is"),
            _("Is one of these so heavy now that a day is hard to get through?"),
            _("Then something else comes first, and this course can follow it."),
            {
                "low": _("A very low time"),
                "eating": _("Eating, so that a doctor looks after it"),
                "fear": _("Fear or panic"),
                "none": _("None of these"),
                **rather,
            },
            several=True,
            on_health=True,
        ),
        Question(
            "body",
            _("Your body"),
            _("Is there something about your body that we should know?"),
            _(
                "Injuries, pain, pregnancy, hearing or sight: touch, movement and posture can all be done another way."
            ),
            prompt=_("What is there, and what makes it easier"),
            on_health=True,
        ),
    )


def _around(days: Mapping[str, str]) -> tuple[Question, ...]:
    return (
        Question(
            "support",
            _("Who is there for you"),
            _("Who is there for you?"),
            _(
                "A course stirs things up, and it is good to have somebody near. One person is enough, or one place."
            ),
            prompt=_("In your own words"),
        ),
        Question(
            CONTACT,
            _("Whom to call"),
            _("Whom may we call if you are suddenly unwell?"),
            _(
                "We call only then. It is opened by a press when help is needed, and each time is written down where "
                "you can see it. You can change it under Me, and need not say it again."
            ),
            {NAMED: _("Somebody is named. It is opened when help is needed, and not before.")},
        ),
        Question(
            "access",
            _("What you need to take part"),
            _("What do you need to take part well?"),
            _("So that it is there on the first day."),
            {
                "captions": _("Captions or written words"),
                "reader": _("Pages that a screen reader reads"),
                "steps": _("A way without steps"),
                "language": _("More time with the language"),
                "place": _("I have no quiet place of my own"),
                "camera": _("I would like to keep the camera off"),
                "none": _("Nothing special"),
            },
            several=True,
            prompt=_("Anything else"),
        ),
        Question(
            DATES,
            _("Dates that do not fit"),
            _("Are there dates on which you cannot come?"),
            _("One is no trouble. With two or more another group may be the better one."),
            days,
            several=True,
            prompt=_("Anything about the dates"),
        ),
        Question(
            WORD,
            _("A word beforehand"),
            _("Would you like one of us to call you before the course?"),
            _("Some things are easier said. It can be about anything."),
            {"yes": _("Yes, please"), NO: _("No, thank you")},
            prompt=_("When, and at which number"),
        ),
    )
