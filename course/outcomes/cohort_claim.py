"""The sentence over the report of one cohort, chosen by rule. We say change, never effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from course import days
from course.outcomes.change import Change
from course.outcomes.claim import HARDLY, is_against
from course.outcomes.figures import plain, signed, span
from course.outcomes.scores import Better, Measured
from course.words import _, ngettext


class Pattern(StrEnum):
    NOT_YET = "nobody can have both scores yet"
    NOBODY = "nobody has both scores"
    HIDDEN = "too few people to show"
    ALIKE = "everybody changed by the same amount"
    ROSE = "rose"
    FELL = "fell"
    AGAINST = "a change the other way"
    SAME = "hardly any change"
    UNCLEAR = "cannot tell"


@dataclass(frozen=True)
class Found:
    """What the rule looks at. `change` is None where there is none or it is hidden; `both` is how many have both
    scores, and is told only when `change` is."""

    is_over: bool
    has_some: bool
    change: Change | None
    threshold: int
    began: int
    wave: str
    """The later wave in words that complete "from before to …"."""
    closes_on: date | None = None
    """Its last day, while it is open."""


@dataclass(frozen=True)
class CohortClaim:
    pattern: Pattern
    sentence: str
    lead: str


def cohort_claim(found: Found, measure: Measured) -> CohortClaim:
    how = pattern(found, measure.better)
    return CohortClaim(how, _sentence(how, found, measure), _lead(how, found, measure))


def pattern(found: Found, better: Better) -> Pattern:
    change = found.change
    if change is None:
        return _without_figures(found)
    if change.interval is None:
        return Pattern.ALIKE
    low, high = change.interval
    if max(abs(low), abs(high)) < HARDLY * change.sd_before:
        return Pattern.SAME
    if low <= 0 <= high:
        return Pattern.UNCLEAR
    if is_against(change.mean, better):
        return Pattern.AGAINST
    return Pattern.ROSE if change.mean > 0 else Pattern.FELL


def _without_figures(found: Found) -> Pattern:
    if not found.is_over:
        return Pattern.NOT_YET
    return Pattern.HIDDEN if found.has_some else Pattern.NOBODY


def _sentence(how: Pattern, found: Found, measure: Measured) -> str:
    more = found.change is not None and found.change.mean > 0
    moved = _("More %(about)s than before the course") if more else _("Less %(about)s than before the course")
    sentences = {
        Pattern.NOT_YET: _("It is too early to say how this group changed"),
        Pattern.NOBODY: _("Nobody in this group has both scores"),
        Pattern.HIDDEN: _("Too few people have both scores to show a change"),
        Pattern.ALIKE: _("Everybody in this group changed by the same amount"),
        Pattern.ROSE: moved,
        Pattern.FELL: moved,
        Pattern.AGAINST: moved + _(", which is not what the course hopes for"),
        Pattern.SAME: _("About as much %(about)s as before the course"),
        Pattern.UNCLEAR: _("We cannot tell whether %(about)s changed in this group"),
    }
    return sentences[how] % {"about": measure.about}


def _lead(how: Pattern, found: Found, measure: Measured) -> str:
    if how is Pattern.NOT_YET:
        return _when(found)
    if how is Pattern.HIDDEN:
        words = _(
            "A change is shown from %(n)d people with both scores on. How many took each step stands below."
        )
        return words % {"n": found.threshold}
    if found.change is None:
        return _("How many took each step stands below.")
    return f"{_amount(how, found, found.change, measure)} {_who(found, found.change)}"


def _when(found: Found) -> str:
    if found.closes_on is None:
        return _(
            "Figures appear once nobody can answer any more, so that two visits never differ by one person."
        )
    words = _(
        "Figures appear after %(day)s, when nobody can answer any more, so that two visits never differ by one person."
    )
    return words % {"day": days.long_date(found.closes_on, "en")}


def _amount(how: Pattern, found: Found, change: Change, measure: Measured) -> str:
    if change.interval is None:
        words = _("By %(change)s points from before to %(wave)s, so look at how the scores were entered.")
        return words % {"change": signed(change.mean, measure.decimals), "wave": found.wave}
    low, high = change.interval
    is_fall = how is not Pattern.UNCLEAR and change.mean < 0 and high < 0
    if how is Pattern.UNCLEAR or low <= 0 <= high:
        words = _(
            "From before to %(wave)s the average score changed by %(change)s points on a scale from %(from)s to "
            "%(to)s (95%% interval %(interval)s)."
        )
    elif is_fall:
        words = _(
            "From before to %(wave)s the average score fell by %(by)s points on a scale from %(from)s to %(to)s "
            "(95%% interval %(interval)s)."
        )
    else:
        words = _(
            "From before to %(wave)s the average score rose by %(by)s points on a scale from %(from)s to %(to)s "
            "(95%% interval %(interval)s)."
        )
    ends = (-high, -low) if is_fall else (low, high)
    return words % {
        "wave": found.wave,
        "by": plain(abs(change.mean), measure.decimals),
        "change": signed(change.mean, measure.decimals),
        "interval": span(*ends, measure.decimals),
        "from": f"{measure.low:g}",
        "to": f"{measure.high:g}",
    }


def _who(found: Found, change: Change) -> str:
    words = ngettext(
        "%(n)d of the %(began)d person who began has both scores.",
        "%(n)d of the %(began)d people who began have both scores.",
        found.began,
    )
    return words % {"n": change.n, "began": found.began}
