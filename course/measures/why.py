"""Why a wave stands as it does for somebody: one word, and one sentence for staff. It never says what she answered."""

from enum import StrEnum

from course.words import _


class Why(StrEnum):
    NO_DATE = "no-date"
    NOT_YET = "not-yet"
    NO_LETTER = "no-letter"
    LETTER_WENT = "letter-went"
    NOTHING_SAVED = "nothing-saved"
    GOES_ON = "goes-on"
    ENDED_HALFWAY = "ended-halfway"
    IN_TIME = "in-time"
    AFTER_ITS_DAYS = "after-its-days"
    NO_ANSWER = "no-answer"
    SAID_NO = "said-no"
    LEFT = "left"
    TOOK_BACK = "took-back"
    NOT_AGREED = "not-agreed"
    NO_WAIT = "no-wait"
    BEFORE_JOINING = "before-joining"
    WITHHELD = "withheld"


def sentence(why: Why) -> str:
    return {
        Why.NO_DATE: _("It waits for a date: the meeting it counts from is cancelled or not planned yet."),
        Why.NOT_YET: _("Its days are still to come."),
        Why.NO_LETTER: _("It is open, and no letter about it has left yet."),
        Why.LETTER_WENT: _("It is open, and a letter with the link has left."),
        Why.NOTHING_SAVED: _("She has begun; no answer is saved yet."),
        Why.GOES_ON: _("Some answers are saved, and she can go on."),
        Why.ENDED_HALFWAY: _("It has closed; the answers she saved are kept."),
        Why.IN_TIME: _("Everything is answered, in its days."),
        Why.AFTER_ITS_DAYS: _("Everything is answered, after its days."),
        Why.NO_ANSWER: _("It has closed without an answer, which is fine."),
        Why.SAID_NO: _("She said that she would like no more about this one."),
        Why.LEFT: _("She has left the cohort."),
        Why.TOOK_BACK: _("She took back her yes to being asked."),
        Why.NOT_AGREED: _("She has not agreed to be asked."),
        Why.NO_WAIT: _("It is only for those who wait long for the course after answering once."),
        Why.BEFORE_JOINING: _("It was over before she joined."),
        Why.WITHHELD: _("Nothing in it may be asked just now: words or help are missing."),
    }[why]
