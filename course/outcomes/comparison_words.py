"""What the models behind a comparison say, each in a sentence or two that need no statistics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from course.outcomes.answering import Answering
from course.outcomes.comparison import Comparison
from course.outcomes.everybody import Everybody, Lost
from course.outcomes.figures import change_and_interval, plain, signed
from course.outcomes.scores import Unit, Wave
from course.statistics.small_sample import Contrast
from course.words import _, ngettext


@dataclass(frozen=True)
class Said:
    """`key` tells them apart; `about` is a heading of a few words."""

    key: str
    about: str
    text: str


def said(comparison: Comparison, everybody: Everybody) -> tuple[Said, ...]:
    return tuple(_said(comparison, everybody))


def _said(comparison: Comparison, everybody: Everybody) -> Iterator[Said]:
    pooled = comparison.pooled
    if pooled is not None and pooled.is_informative:
        yield Said("spread", _("How much they truly differ"), _spread(comparison))
        if pooled.prediction:
            yield Said(
                "prediction", _("What the next one may bring"), _prediction(comparison, pooled.prediction)
            )
    if comparison.adjusted is not None:
        yield Said("adjusted", _("At the same start"), _adjusted(comparison, comparison.adjusted))
    yield Said("everybody", _("Everybody’s answers"), _everybody(comparison, everybody))
    if everybody.lost is not None:
        yield Said("lost", _("Who did not answer again"), _lost(everybody.lost))


def _spread(comparison: Comparison) -> str:
    pooled, years = comparison.pooled, comparison.unit is Unit.YEAR
    if pooled is None or not pooled.tau2:
        return (
            _(
                "Years differ no more than chance makes them: nothing is left over for true differences (I² 0%, τ 0)."
            )
            if years
            else _(
                "Cohorts differ no more than chance makes them: nothing is left over for true differences (I² 0%, τ 0)."
            )
        )
    words = (
        _(
            "About %(i2)s%% of what sets years apart is more than chance (I²). Their true changes lie around the "
            "average by about %(tau)s points (τ, a standard deviation)."
        )
        if years
        else _(
            "About %(i2)s%% of what sets cohorts apart is more than chance (I²). Their true changes lie around the "
            "average by about %(tau)s points (τ, a standard deviation)."
        )
    )
    return words % {"i2": plain(pooled.i2, 0), "tau": plain(sqrt(pooled.tau2), comparison.measure.decimals)}


def _prediction(comparison: Comparison, interval: tuple[float, float]) -> str:
    words = (
        _(
            "In 19 of 20 cases the true change of another year like these would lie between %(low)s and %(high)s "
            "points."
        )
        if comparison.unit is Unit.YEAR
        else _(
            "In 19 of 20 cases the true change of another cohort like these would lie between %(low)s and %(high)s "
            "points."
        )
    )
    low, high = (signed(end, comparison.measure.decimals) for end in interval)
    return words % {"low": low, "high": high}


def _adjusted(comparison: Comparison, adjusted: Contrast) -> str:
    words = _(
        "Of people who began alike, at the average first score, the change is %(figures)s points, with people of one "
        "cohort counted as more alike than others (mixed model, %(df)s degrees of freedom by Satterthwaite)."
    )
    return words % {"figures": _figures(adjusted, comparison), "df": plain(adjusted.df, 1)}


def _everybody(comparison: Comparison, everybody: Everybody) -> str:
    if everybody.change is None:
        return _(
            "Too few people have only one of the two scores to be counted without giving them away. Until there are "
            "more, figures rest on those with both."
        )
    words = ngettext(
        "With %(more)d person who has only one of the two scores counted as well, by likelihood, the change from "
        "before to %(later)s is %(figures)s points over the whole programme. It is right if those who did not answer "
        "would have gone on like others with their scores.",
        "With %(more)d people who have only one of the two scores counted as well, by likelihood, the change from "
        "before to %(later)s is %(figures)s points over the whole programme. It is right if those who did not answer "
        "would have gone on like others with their scores.",
        everybody.more,
    )
    return words % {
        "more": everybody.more,
        "later": later(comparison.wave),
        "figures": _figures(everybody.change, comparison),
    }


def _lost(lost: Lost) -> str:
    if lost.apart is None:
        return _("Those who did not answer again had begun just where the others did.")
    if lost.is_notable:
        words = (
            _(
                "%(left)d people who did not answer again had begun %(by)s standard deviations lower than the "
                "%(stayed)d who did. That is enough to colour every figure here."
            )
            if lost.apart < 0
            else _(
                "%(left)d people who did not answer again had begun %(by)s standard deviations higher than the "
                "%(stayed)d who did. That is enough to colour every figure here."
            )
        )
    else:
        words = _(
            "%(left)d people who did not answer again had begun about where the %(stayed)d who did had: %(by)s "
            "standard deviations apart. How they fared later nobody knows."
        )
    return words % {"left": lost.left, "stayed": lost.stayed, "by": plain(abs(lost.apart), 2)}


def _figures(one: Contrast, comparison: Comparison) -> str:
    return change_and_interval(one.value, *one.interval(), comparison.measure.decimals)


def later(wave: Wave) -> str:
    """Inside a sentence: "from before to after"."""
    return {
        Wave.MIDWAY: _("halfway"),
        Wave.AFTER: _("after"),
        Wave.SIX_MONTHS: _("six months"),
        Wave.TWELVE_MONTHS: _("twelve months"),
    }[wave]


def funnel_title(comparison: Comparison) -> str:
    """What the funnel shows, in a sentence that is also its name for people who do not see it."""
    funnel, years = comparison.funnel, comparison.unit is Unit.YEAR
    if funnel is None or not funnel.apart:
        if funnel is not None and any(funnel.outside_998):
            return _("Among so many, no more lie outside the shading than chance would put there.")
        return (
            _("Every year sits where chance would put it.")
            if years
            else _("Every cohort sits where chance would put it.")
        )
    names = ", ".join(comparison.shown[i].name for i in funnel.apart)
    words = ngettext(
        "%(names)s sits outside what chance would give. Look for its story before judging it.",
        "%(names)s sit outside what chance would give. Look for their stories before judging them.",
        len(funnel.apart),
    )
    return words % {"names": names}


def answering_title(answering: Answering) -> str:
    if not answering.apart:
        return _("No cohort was left unanswered more than chance would have it.")
    names = ", ".join(answering.apart)
    words = ngettext(
        "In %(names)s the share who answered again lies outside what chance would give.",
        "In %(names)s the shares who answered again lie outside what chance would give.",
        len(answering.apart),
    )
    return words % {"names": names}


def share(count: int, of: int) -> str:
    return _("%(count)d of %(of)d (%(percent)s%%)") % {
        "count": count,
        "of": of,
        "percent": plain(100 * count / of, 0),
    }
