"""The sentence over a comparison, chosen by rule. `pattern` decides; the rest only says it.

No sentence ranks cohorts, praises one, or speaks of significance: it says what the interval, the spread
between cohorts and the funnel allow, and "we cannot tell yet" when they do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from course.outcomes.figures import plain, signed, span
from course.outcomes.scores import Better, Measured, Unit, Wave
from course.statistics.pooling import ENOUGH
from course.words import _, ngettext

HARDLY = 0.2
"""A change smaller than this, in standard deviations of the first score, is hardly any (Cohen 1988)."""


class Pattern(StrEnum):
    NOTHING = "nothing to show yet"
    ONE = "one cohort, and it changed"
    ONE_UNCLEAR = "one cohort, cannot tell yet"
    TWO = "two cohorts"
    ALIKE = "a change, and no cohort stands apart"
    APART = "a change, and some cohorts stand apart"
    UNEVEN = "a change of differing size"
    AGAINST = "a change the other way"
    SAME = "hardly any change"
    MIXED = "cohorts differ, no one answer"
    UNCLEAR = "cannot tell yet"
    UNWORKABLE = "the numbers do not allow an answer"


@dataclass(frozen=True)
class Evidence:
    """What the rule looks at: how many cohorts are shown, and the mean change with its interval, in points.

    `sd_before` is the standard deviation of first scores inside cohorts; `differ` says that cohorts differ by
    more than chance, `apart` names those the funnel puts outside. With no cohort, or when everybody changed
    by exactly the same amount (`is_workable` False), there is no mean.
    """

    cohorts: int
    threshold: int
    mean: float = 0.0
    low: float = 0.0
    high: float = 0.0
    sd_before: float = 0.0
    differ: bool = False
    apart: tuple[str, ...] = ()
    is_workable: bool = True

    @property
    def is_clear(self) -> bool:
        """Whether no change at all lies outside the interval."""
        return self.low > 0 or self.high < 0

    @property
    def is_hardly_any(self) -> bool:
        return max(abs(self.low), abs(self.high)) < HARDLY * self.sd_before


@dataclass(frozen=True)
class Claim:
    pattern: Pattern
    sentence: str
    lead: str


def claim(evidence: Evidence, measure: Measured, wave: Wave, unit: Unit = Unit.COHORT) -> Claim:
    found = pattern(evidence, measure.better)
    sentence = _sentence(found, evidence, measure, wave, unit)
    return Claim(found, sentence, " ".join(_lead(found, evidence, measure, unit)))


def pattern(evidence: Evidence, better: Better) -> Pattern:
    if not evidence.cohorts:
        return Pattern.NOTHING
    if not evidence.is_workable:
        return Pattern.UNWORKABLE
    if evidence.cohorts == 1:
        return Pattern.ONE if evidence.is_clear else Pattern.ONE_UNCLEAR
    if evidence.cohorts < ENOUGH:
        return Pattern.TWO
    return _pattern_of_several(evidence, better)


def _pattern_of_several(evidence: Evidence, better: Better) -> Pattern:
    uneven = evidence.differ or bool(evidence.apart)
    if evidence.is_hardly_any and not uneven:
        return Pattern.SAME
    if not evidence.is_clear:
        return Pattern.MIXED if uneven else Pattern.UNCLEAR
    if is_against(evidence.mean, better):
        return Pattern.AGAINST
    if evidence.apart:
        return Pattern.APART
    return Pattern.UNEVEN if evidence.differ else Pattern.ALIKE


def is_against(change: float, better: Better) -> bool:
    """Whether the change goes the other way from what the course hopes for."""
    return (better is Better.HIGHER and change < 0) or (better is Better.LOWER and change > 0)


def _sentence(found: Pattern, evidence: Evidence, measure: Measured, wave: Wave, unit: Unit) -> str:
    words = {"claim": _moved(evidence.mean, measure, wave), "about": measure.about}
    sentences = _sentences(len(evidence.apart), wave)
    if unit is Unit.YEAR:
        sentences |= _of_years(len(evidence.apart))
    return sentences[found] % words


def _sentences(apart: int, wave: Wave) -> dict[Pattern, str]:
    return {
        Pattern.NOTHING: _("There is nothing to compare yet"),
        Pattern.UNWORKABLE: _("The numbers could not be worked out"),
        Pattern.ONE: _("%(claim)s, in the one cohort that can be shown"),
        Pattern.ONE_UNCLEAR: _(
            "One cohort can be shown, and it cannot tell us yet whether %(about)s changed"
        ),
        Pattern.TWO: _("Two cohorts can be shown, too few for one answer about %(about)s"),
        Pattern.ALIKE: _("%(claim)s, and no cohort stands apart"),
        Pattern.APART: ngettext(
            "%(claim)s, and one cohort stands apart", "%(claim)s, and a few cohorts stand apart", apart
        ),
        Pattern.UNEVEN: _("%(claim)s, by amounts that differ from cohort to cohort"),
        Pattern.AGAINST: _("%(claim)s, which is not what the course hopes for"),
        Pattern.SAME: _about_as_much(wave),
        Pattern.MIXED: _("Cohorts differ too much for one answer about %(about)s"),
        Pattern.UNCLEAR: _("We cannot tell yet whether %(about)s changed"),
    }


def _of_years(apart: int) -> dict[Pattern, str]:
    """Where a row is a year: most cohorts are too small to show one by one."""
    return {
        Pattern.ONE: _("%(claim)s, in the one year that can be shown"),
        Pattern.ONE_UNCLEAR: _("One year can be shown, and it cannot tell us yet whether %(about)s changed"),
        Pattern.TWO: _("Two years can be shown, too few for one answer about %(about)s"),
        Pattern.ALIKE: _("%(claim)s, and no year stands apart"),
        Pattern.APART: ngettext(
            "%(claim)s, and one year stands apart", "%(claim)s, and a few years stand apart", apart
        ),
        Pattern.UNEVEN: _("%(claim)s, by amounts that differ from year to year"),
        Pattern.MIXED: _("Years differ too much for one answer about %(about)s"),
    }


def _about_as_much(wave: Wave) -> str:
    return {
        Wave.MIDWAY: _("Halfway, people had about as much %(about)s as at the start"),
        Wave.AFTER: _("People left with about as much %(about)s as they came with"),
        Wave.SIX_MONTHS: _("Six months on, people had about as much %(about)s as at the start"),
        Wave.TWELVE_MONTHS: _("Twelve months on, people had about as much %(about)s as at the start"),
    }[wave]


def _moved(change: float, measure: Measured, wave: Wave) -> str:
    more, less = {
        Wave.MIDWAY: (_("Halfway, people had more %(about)s"), _("Halfway, people had less %(about)s")),
        Wave.AFTER: (_("People left with more %(about)s"), _("People left with less %(about)s")),
        Wave.SIX_MONTHS: (
            _("Six months on, people had more %(about)s"),
            _("Six months on, people had less %(about)s"),
        ),
        Wave.TWELVE_MONTHS: (
            _("Twelve months on, people had more %(about)s"),
            _("Twelve months on, people had less %(about)s"),
        ),
    }[wave]
    return (more if change > 0 else less) % {"about": measure.about}


def _lead(found: Pattern, evidence: Evidence, measure: Measured, unit: Unit) -> list[str]:
    years = unit is Unit.YEAR
    match found:
        case Pattern.NOTHING:
            words = _(
                "Figures appear once %(n)d people of one cohort have both scores and its questions have closed."
            )
            return [words % {"n": evidence.threshold}]
        case Pattern.UNWORKABLE:
            return [
                _("Everybody changed by exactly the same amount, so look at how the scores were entered.")
            ]
        case Pattern.TWO:
            return [_average_of_two(evidence, measure, unit), _("Read each line by itself.")]
        case Pattern.ONE | Pattern.ONE_UNCLEAR:
            more = (
                _("A comparison needs three years or more.")
                if years
                else _("A comparison needs three cohorts or more.")
            )
            return [_amount(evidence, measure, unit), more]
        case _:
            return [_amount(evidence, measure, unit), _spread(evidence, unit)]


def _average_of_two(evidence: Evidence, measure: Measured, unit: Unit) -> str:
    if unit is Unit.YEAR:
        words = _(
            "The average change over the two is %(change)s points on a scale from %(from)s to %(to)s. With two "
            "years an interval for the course as a whole says next to nothing."
        )
    else:
        words = _(
            "The average change over the two is %(change)s points on a scale from %(from)s to %(to)s. With two "
            "cohorts an interval for the course as a whole says next to nothing."
        )
    return words % {"change": signed(evidence.mean, measure.decimals), **_ends(measure)}


def _amount(evidence: Evidence, measure: Measured, unit: Unit) -> str:
    falls = evidence.is_clear and evidence.mean < 0
    low, high = (-evidence.high, -evidence.low) if falls else (evidence.low, evidence.high)
    return _amount_words(evidence) % {
        "where": _where(evidence.cohorts, unit),
        "by": plain(abs(evidence.mean), measure.decimals),
        "change": signed(evidence.mean, measure.decimals),
        "interval": span(low, high, measure.decimals),
        **_ends(measure),
    }


def _where(n: int, unit: Unit) -> str:
    if unit is Unit.YEAR:
        return ngettext("In this year", "Across %(n)d years", n) % {"n": n}
    return ngettext("In this cohort", "Across %(n)d cohorts", n) % {"n": n}


def _amount_words(evidence: Evidence) -> str:
    if not evidence.is_clear:
        return _(
            "%(where)s the average change is %(change)s points on a scale from %(from)s to %(to)s "
            "(95%% interval %(interval)s), so no change at all is still possible."
        )
    if evidence.mean > 0:
        return _(
            "%(where)s the average score rose by %(by)s points on a scale from %(from)s to %(to)s "
            "(95%% interval %(interval)s)."
        )
    return _(
        "%(where)s the average score fell by %(by)s points on a scale from %(from)s to %(to)s "
        "(95%% interval %(interval)s)."
    )


def _spread(evidence: Evidence, unit: Unit) -> str:
    if evidence.apart:
        words = ngettext(
            "%(names)s lies outside the range where 499 in 500 groups of its size would fall by chance.",
            "%(names)s lie outside the range where 499 in 500 groups of their size would fall by chance.",
            len(evidence.apart),
        )
        return words % {"names": ", ".join(evidence.apart)}
    if unit is Unit.YEAR:
        return (
            _("The differences between years are larger than chance would usually produce.")
            if evidence.differ
            else _("The differences between years are no larger than chance would produce.")
        )
    if evidence.differ:
        return _("The differences between cohorts are larger than chance would usually produce.")
    return _(
        "The differences between cohorts are no larger than chance would produce in groups of this size."
    )


def _ends(measure: Measured) -> dict[str, str]:
    return {"from": f"{measure.low:g}", "to": f"{measure.high:g}"}
