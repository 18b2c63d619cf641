"""What a person is asked to agree to, each on its own. The place on the course never depends on research."""

from dataclasses import dataclass

from course.people.consent import ConsentTo
from course.words import _


@dataclass(frozen=True)
class ConsentText:
    purpose: ConsentTo
    title: str
    text: str
    more: str

    @property
    def whole(self) -> str:
        """Everything that was on the page, for the hash that is kept."""
        return f"{self.title}\n\n{self.text}\n\n{self.more}"


def consent_texts() -> tuple[ConsentText, ...]:
    """In the language of the moment; a changed text is a new version and is asked again."""
    return (
        ConsentText(
            ConsentTo.COURSE,
            _("Taking part in the course"),
            _(
                "This is a course, not therapy, and it does not replace care you already have. You choose what "
                "you do, how much of it, and when to stop. Difficult feelings can come up; the facilitators want "
                "to hear of them."
            ),
            _(
                "What is said in the group stays in the group, with one exception: when somebody is in danger. "
                "You can leave at any time without giving a reason."
            ),
        ),
        ConsentText(
            ConsentTo.MEASURES,
            _("Answering questions before and after"),
            _(
                "A few minutes before the course and after it, and one minute halfway, if you like. Your "
                "facilitators see that you answered, never what. You can skip any question and stop at any point."
            ),
            _(
                "The programme looks at groups of people, never at single answers, and hides groups that are small."
            ),
        ),
        ConsentText(
            ConsentTo.FOLLOW_UP,
            _("Being asked again after six months"),
            _(
                "One letter and at most three reminders, six months after the course, and once more after a year, "
                "if you like. Half way there a note asks whether your address is still right. Saying no changes "
                "nothing else."
            ),
            _("It is how a programme learns whether something lasted, or did not."),
        ),
        ConsentText(
            ConsentTo.RESEARCH,
            _("Using your answers for research"),
            _(
                "Without your name, together with those of others. Your place on the course does not depend on it."
            ),
            _("You can take this back at any time; your answers are then left out from that day on."),
        ),
    )
