"""What a person is asked to agree to, each on its own. The place on the course never depends on research.

A changed text is a new version: whoever agreed to other words is asked again, and until then her answer stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from course.people.consent import Consent, ConsentTo, text_hash
from course.words import LANGUAGES, _, speaking


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


def consent_texts(*, with_clinician: bool = False) -> tuple[ConsentText, ...]:
    """In the language of the moment. `with_clinician`: she takes part with the support of whoever treats her."""
    return (*_of_everybody(), clinician_text()) if with_clinician else _of_everybody()


def health_text() -> ConsentText:
    """Asked before the first question about somebody's health."""
    return ConsentText(
        ConsentTo.HEALTH,
        _("Keeping what you tell us about your health"),
        _(
            "Some questions are about your health. If you agree, what you answer is kept here, locked with a key of "
            "your own, and only those who run your group read it. If not, these questions are left out and we "
            "talk instead."
        ),
        _(
            "It is used to decide together whether the course fits, and to look after you in it, for nothing else. It "
            "is in no export and no report. You can remove it at any time, and it is then gone."
        ),
    )


def clinician_text() -> ConsentText:
    return ConsentText(
        ConsentTo.CLINICIAN,
        _("Speaking with whoever treats you"),
        _(
            "Those who run your group may speak with your doctor or therapist, if it would help you in the course. "
            "They tell you first, and what about."
        ),
        _(
            "Your place does not depend on it: you can also bring word yourself. You can take this back at any time."
        ),
    )


def open_again(stands: Mapping[ConsentTo, Consent], texts: Iterable[ConsentText]) -> frozenset[ConsentTo]:
    """Of these the ones that are to be asked: never answered, or answered to other words than today's."""
    words = _words_of_today()
    return frozenset(
        text.purpose
        for text in texts
        if text.purpose not in stands or stands[text.purpose].text_hash not in words[text.purpose]
    )


def as_asked(row: Consent) -> ConsentText:
    """The words somebody answered to, in the language she read them in. Where they are others by now: only the title,
    since a hash gives no words back."""
    with speaking(row.locale):
        for text in (*_of_everybody(), health_text(), clinician_text()):
            if text.purpose is row.purpose:
                same = text_hash(text.whole) == row.text_hash
                return (
                    text
                    if same
                    else ConsentText(text.purpose, text.title, _("The words have changed since."), "")
                )
    raise LookupError(f"nothing is asked about {row.purpose.value}")


def version(texts: Iterable[ConsentText]) -> str:
    """Names the words of a page, so that what is sent is known to answer these and no others."""
    return text_hash("".join(text.whole for text in texts))[:16]


@lru_cache(maxsize=1)
def _words_of_today() -> Mapping[ConsentTo, frozenset[str]]:
    """The hash of each text in every language it is asked in; they change with a release only."""
    found: dict[ConsentTo, frozenset[str]] = {}
    for language in LANGUAGES:
        with speaking(language):
            for text in (*_of_everybody(), health_text(), clinician_text()):
                found[text.purpose] = found.get(text.purpose, frozenset()) | {text_hash(text.whole)}
    return found


def _of_everybody() -> tuple[ConsentText, ...]:
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
        ConsentText(
            ConsentTo.RECORDING,
            _("Being in a recording"),
            _(
                "Now and then the teaching part of a session is recorded for those who were away. If you say no, you "
                "are told before it begins, and neither your picture nor your voice is in it."
            ),
            _(
                "Only people of your group can watch it, signed in, and only until the day that stands beside it. What "
                "people share with each other is never recorded."
            ),
        ),
    )
