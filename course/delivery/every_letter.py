"""Every letter there is, for whoever answers for a programme: when it goes, to whom, whether it can be stopped."""

from dataclasses import dataclass

from course.delivery.rules import KIND_OF
from course.letters.letter import Letter
from course.letters.made_up import scenes
from course.letters.scene import Scene
from course.letters.table import title, write
from course.people.preference import Kind
from course.words import _


@dataclass(frozen=True)
class Example:
    """One letter as somebody who does not exist would read it; `name` tells several of one sort apart."""

    name: str
    scene: Scene
    letter: Letter


@dataclass(frozen=True)
class About:
    """`when`, `to` and `stop` are sentences; `stop` says why it can or cannot be stopped."""

    letter: str
    title: str
    when: str
    to: str
    can_be_stopped: bool
    stop: str
    examples: tuple[Example, ...]


def every_letter() -> list[About]:
    """In the order of the table of letters. No token is made and nothing is read: the people are made up."""
    written: dict[str, list[Example]] = {}
    for name, letter, scene in scenes():
        written.setdefault(letter, []).append(Example(name, scene, write(letter, scene)))
    return [_about(letter, tuple(examples)) for letter, examples in written.items()]


CHANGES = ("meeting_moved", "meeting_cancelled", "meeting_put_back")


def _about(letter: str, examples: tuple[Example, ...]) -> About:
    kind = KIND_OF[letter]
    when, to, why = _sentences()[letter]
    stop = _stops()[kind] if kind else why
    return About(letter, title(letter), when, to, kind is not None, stop, examples)


def _stops() -> dict[Kind, str]:
    return {
        Kind.WEEKS: _("Each person can stop letters about weeks; the weeks open on the site all the same."),
        Kind.NUDGES: _("Each person can stop notes about practice; nothing depends on them."),
        Kind.MEETINGS: _("Each person can stop letters about meetings; the dates stand on the site."),
        Kind.MEASURES: _(
            "Each person can stop letters about questions; the questions stay open on the site."
        ),
        Kind.WORDS: _("Each person can stop such letters; then nobody can send her one."),
        Kind.DIGEST: _("Each facilitator can stop it; the same stands on the page of this week."),
    }


def _sentences() -> dict[str, tuple[str, str, str]]:
    """{letter: (when, to whom, why it cannot be stopped)}."""
    asked = _("It cannot be stopped: somebody asked for it a moment ago, and nobody gets in without it.")
    once = _("It cannot be stopped, as it goes to somebody without an account; it ends by itself.")
    waits = _("It cannot be stopped: somebody told what was asked of her and waits for the answer.")
    pressed = _("It cannot be stopped: it puts on paper what somebody has just pressed, and comes once.")
    duty = _("It cannot be stopped: somebody may need a word, and the programme named who answers.")
    door = _("It cannot be stopped, or somebody would come to a closed door.")
    changed = _("Ten minutes after the change, or at once when the meeting is near.")
    room = _("It cannot be stopped: who is in the room concerns everybody in it.")
    unwatched = _("It cannot be stopped: nobody watches the group’s page, so somebody has to hear of it.")
    herself = _("It cannot be stopped by kind: she asked for it herself, and her journal takes it back.")
    none = ""
    return {
        "invitation": (_("At once when you invite, and when you ask again."), _("Whoever is invited."), once),
        "invitation_reminder": (
            _("At 9:00 on the third day after the invitation, once."),
            _("Whoever was invited and has not answered."),
            once,
        ),
        "place_offered": (
            _("At once when a place is free, to whoever has waited longest."),
            _("Whoever is on the waiting list and whose turn it is."),
            once,
        ),
        "no_place": (
            _("As the first session begins, once."),
            _("Whoever is still on the waiting list then."),
            once,
        ),
        "waiting_called_off": (
            _("At once, when you end a group before it begins."),
            _("Whoever is on its waiting list."),
            once,
        ),
        "invitation_called_off": (
            _("At once, when you end a group."),
            _("Whoever was asked to it and has not answered."),
            once,
        ),
        "place_answered": (
            _("At once, when somebody who runs the cohort answers what a person told at joining."),
            _("Whoever is answered. It says that there is an answer, never which one."),
            waits,
        ),
        "consent_copy": (
            _("At once, when somebody has answered what to agree to."),
            _("Whoever answered. It holds the words, and what was said to each."),
            pressed,
        ),
        "step_receipt": (
            _("At once, when somebody takes a step of leaving under Your choices."),
            _("Whoever took it, and nobody else."),
            pressed,
        ),
        "staff_invitation": (
            _("At once when you invite, and when you ask again."),
            _("Whoever is invited to run a cohort or to lead the programme."),
            once,
        ),
        "week_opens": (
            _("When the meeting of the week ends; after 20:00 the next morning at 8:00."),
            _("Everybody who takes part."),
            none,
        ),
        "homework_nudge": (
            _(
                "At 18:00 on the third day of a week; after two in a row without a practice there are no more."
            ),
            _("Whoever takes part and has logged no practice in this week."),
            none,
        ),
        "orientation": (
            _("At 9:00 three days before the first meeting, once."),
            _("Whoever takes part by then."),
            none,
        ),
        "meeting_tomorrow": (
            _("At 18:00 the evening before."),
            _("Everybody who takes part, and whoever comes as a guest from another group."),
            none,
        ),
        "meeting_soon": (
            _("An hour before a meeting by video, by day also outside the hours somebody chose."),
            _("Everybody who takes part."),
            none,
        ),
        **{letter: (changed, _("Whoever knew another time of it."), door) for letter in CHANGES},
        **{
            f"staff_{letter}": (changed, _("Whoever runs the cohort and did not change it."), door)
            for letter in CHANGES
        },
        "place_changed": (changed, _("Whoever knew another place or link."), door),
        "staff_place_changed": (changed, _("Whoever runs the cohort and did not change it."), door),
        "groups_joined": (
            _("At once, when a group goes on together with another."),
            _("Whoever goes over to the other group."),
            door,
        ),
        "people_join": (
            _("At once, when people of another group go on in yours."),
            _("Whoever takes part in it already. It names nobody."),
            room,
        ),
        "staff_people_join": (
            _("At once, when people of another group go on in yours."),
            _("Everybody who runs the cohort."),
            room,
        ),
        "thank_you": (
            _("At 9:00 on the morning after everything asked at one time is answered."),
            _("Whoever answered."),
            none,
        ),
        "measure_invitation": (
            _("At 9:00 on the day on which questions open."),
            _("Whoever agreed to be asked and takes part."),
            none,
        ),
        "measure_reminder": (
            _("At 9:00 on at most three later days, while the questions are open."),
            _("Whoever agreed to be asked and has neither finished nor said no."),
            none,
        ),
        "thinking_of_you": (
            _("When somebody who runs the cohort writes it and presses; never by itself."),
            _("The one person it is written to."),
            none,
        ),
        "post_out_of_sight": (
            _("When a facilitator takes a post out of the group’s sight. It never says what stood in it."),
            _("Whoever wrote the post."),
            none,
        ),
        "group_message": (
            _(
                "A minute after somebody who runs the cohort wrote it and pressed, or at the time chosen for it;"
                " until then it can be undone."
            ),
            _("Everybody who takes part, except whoever the writer leaves out."),
            none,
        ),
        "more_time": (
            _("At once, when somebody who runs the cohort gives one person more time."),
            _("The person it is given to."),
            none,
        ),
        "own_letter": (
            _("At 9:00 on the day she chose in her journal. Staff see nothing of it."),
            _("Whoever wrote a letter to herself."),
            herself,
        ),
        "cohort_cancelled": (
            _("At once, when you end a group early."),
            _("Everybody who takes part."),
            door,
        ),
        "certificate_ready": (
            _("At 9:00 a week after the last meeting, once."),
            _("Whoever came to at least one meeting."),
            none,
        ),
        "address_note": (
            _("At 9:00 three months after the end of the course, if questions are still to come."),
            _("Whoever will be asked again."),
            none,
        ),
        "sign_in": (_("At once, before all others."), _("Whoever asks to sign in."), asked),
        "address_change": (_("At once."), _("The new address that somebody gave, and nobody else."), asked),
        "staff_meeting_tomorrow": (
            _("At 18:00 the evening before."),
            _("Everybody who runs the cohort."),
            none,
        ),
        "staff_digest": (
            _("On Mondays at 8:00, in weeks in which the group meets and after them."),
            _("Everybody who runs the cohort."),
            none,
        ),
        "staff_post_asked": (
            _("At once by day, when somebody asks to look at a post on the group’s page."),
            _("Everybody who runs the cohort, until one of them has looked."),
            unwatched,
        ),
        "staff_intakes": (
            _("At 9:00 on the morning after somebody handed in what was asked at joining, once a day."),
            _(
                "Everybody who runs the cohort, while somebody waits for an answer. It says how many, never who."
            ),
            waits,
        ),
        "staff_questions": (
            _("At 9:00 on the day on which a facilitator’s own questions open."),
            _("Everybody who runs the cohort."),
            none,
        ),
        "staff_questions_again": (
            _("At 9:00 a week later, once, while they are open."),
            _("Whoever runs the cohort and has not finished them."),
            none,
        ),
        "concern_opened": (
            _("At once, when something is put on the safety list."),
            _("The person of the safety plan who answers."),
            duty,
        ),
        "concern_waiting": (
            _(
                "After the hours that the programme states, four of its own accord, in which nobody has seen the item."
            ),
            _("The deputy of the safety plan."),
            duty,
        ),
        "concern_still_waiting": (
            _(
                "After the longer hours it states, a day of its own accord, in which nobody has seen the item."
            ),
            _("Everybody who leads the programme."),
            duty,
        ),
    }
