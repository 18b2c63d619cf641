"""Why a letter is not sent now, in one word for the ledger and one sentence for people."""

from enum import StrEnum

from course.words import _


class Reason(StrEnum):
    LATER = "later"
    ALREADY = "already"
    HELD = "held"
    QUIET = "quiet"
    PAUSED = "paused"
    CAPPED = "capped"
    STOPPED = "stopped"
    STALE = "stale"
    SUPERSEDED = "superseded"
    CHANGED = "changed"
    LEFT = "left"
    NOT_READY = "not-ready"
    BEFORE_JOINING = "before-joining"
    NO_ADDRESS = "no-address"
    BOUNCES = "bounces"
    IMPORTED = "imported"
    CLOSED = "closed"
    ENDED = "ended"
    COMPLETE = "complete"
    DECLINED = "declined"
    NOT_AGREED = "not-agreed"
    NOT_FOR_HER = "not-for-her"
    ADDRESS_RIGHT = "address-right"
    WINDOW_CLOSED = "window-closed"
    PRACTISED = "practised"
    TWO_UNANSWERED = "two-unanswered"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    NO_SAFETY_PLAN = "no-safety-plan"
    REQUEST_OVER = "request-over"
    SEEN = "seen"
    TOLD = "told"
    CAME_TO_NONE = "came-to-none"
    WAITS = "waits"


NOT_NOW = frozenset(
    {
        Reason.LATER,
        Reason.HELD,
        Reason.QUIET,
        Reason.PAUSED,
        Reason.CAPPED,
        Reason.CHANGED,
        Reason.BOUNCES,
    }
)
"""A row in the ledger that meets one of these before it leaves is taken back: it may fall due again."""

NEVER_AGAIN = frozenset(
    {
        Reason.IMPORTED,
        Reason.LEFT,
        Reason.ENDED,
        Reason.NO_ADDRESS,
        Reason.BOUNCES,
        Reason.WITHDRAWN,
        Reason.ANSWERED,
        Reason.SEEN,
    }
)
"""Only a verb can change these, and that verb asks to look again."""


def sentence(reason: str) -> str:
    """The reason in plain words; what a mail server answered is shown as it came."""
    return _sentences().get(reason, reason)


def _sentences() -> dict[str, str]:
    return {
        Reason.LATER: _("Its time comes later."),
        Reason.ALREADY: _("It is in the ledger already."),
        Reason.HELD: _("It waits for something without a date, for example a cancelled meeting."),
        Reason.QUIET: _("It is outside the hours she chose; it leaves when they begin."),
        Reason.PAUSED: _("She asked for a pause."),
        Reason.CAPPED: _("It would be more letters in seven days than she wants; it waits for room."),
        Reason.STOPPED: _("She stopped this kind of letter."),
        Reason.STALE: _("Its last useful moment had passed."),
        Reason.SUPERSEDED: _("A newer letter of the same kind was due as well."),
        Reason.CHANGED: _("What it was about has changed."),
        Reason.LEFT: _("She has left the cohort."),
        Reason.NOT_READY: _("She has not finished joining."),
        Reason.BEFORE_JOINING: _("It was before she joined."),
        Reason.NO_ADDRESS: _("There is no address to write to."),
        Reason.BOUNCES: _("Letters do not reach the address."),
        Reason.IMPORTED: _("Imported results; nobody is written to."),
        Reason.CLOSED: _("The cohort is closed."),
        Reason.ENDED: _("She no longer has this role."),
        Reason.COMPLETE: _("The answers are complete."),
        Reason.DECLINED: _("She said no to these questions."),
        Reason.NOT_AGREED: _("She has not agreed to be asked."),
        Reason.NOT_FOR_HER: _("These questions are not asked of her."),
        Reason.ADDRESS_RIGHT: _("She said that letters still reach her."),
        Reason.WINDOW_CLOSED: _("The questions are closed."),
        Reason.PRACTISED: _("She has practised this week."),
        Reason.TWO_UNANSWERED: _("The last two nudges stayed without an echo."),
        Reason.ANSWERED: _("The invitation was answered."),
        Reason.WITHDRAWN: _("The invitation was withdrawn."),
        Reason.NO_SAFETY_PLAN: _("The programme’s help page is not complete."),
        Reason.REQUEST_OVER: _("The request has ended or was used."),
        Reason.SEEN: _("Somebody has seen it."),
        Reason.TOLD: _("A letter about the change says it already."),
        Reason.WAITS: _("She waits for a place; the next letter is the offer of one."),
        Reason.CAME_TO_NONE: _("She came to none of the meetings, so there is no paper to speak of."),
        "interrupted": _("We were interrupted while handing it over; it may have arrived."),
        "restored": _("An older copy of the database was put back; it may have been sent before that."),
        "by-mail": _("It could not go as a short notice, so it goes by mail."),
        "notice-no-answer": _(
            "The service for notices took it and then did not answer; it may have arrived."
        ),
        "no-answer": _("The mail server took it and then did not answer; it may have arrived."),
    }
