"""What the rows of a comparison, and the chart as a whole, say in words: the same in chart and table."""

from __future__ import annotations

from course import days
from course.outcomes.comparison import Comparison, Row, Showing
from course.outcomes.figures import change_and_interval, signed
from course.outcomes.scores import Unit, Wave
from course.words import _, ngettext

STAFF_READ = "en"


def together_name(comparison: Comparison) -> str:
    return _("The %(n)d shown") % {"n": len(comparison.shown)}


def together_finished(comparison: Comparison) -> str:
    finished = comparison.facts.finished
    return _("%(finished)d of %(started)d") % {"finished": finished.count, "started": finished.of}


def together_figures(comparison: Comparison) -> str | None:
    """The pooled change with its interval; None with fewer than three cohorts, then shown singly."""
    pooled = comparison.pooled
    if pooled is None or not pooled.is_informative or pooled.low is None or pooled.high is None:
        return None
    return change_and_interval(pooled.mean, pooled.low, pooled.high, comparison.measure.decimals)


def finished_of(row: Row) -> str:
    if row.finished is None or row.started is None:
        return "–"
    return _("%(finished)d of %(started)d") % {"finished": row.finished, "started": row.started}


def people(row: Row, comparison: Comparison) -> str:
    """How many have both scores. "under 8" is said only where it is sure to be true of every hidden row."""
    if row.change is not None:
        return str(row.change.n)
    if row.showing is Showing.HIDDEN and comparison.unit is Unit.COHORT:
        return _("under %(n)d") % {"n": comparison.threshold.scores}
    return "0" if row.showing is Showing.NOT_YET else "–"


def people_in_words(row: Row, comparison: Comparison) -> str:
    """The same with its noun, for the form without columns; empty where nothing can be said."""
    if row.change is not None:
        return ngettext("%(n)d person", "%(n)d people", row.change.n) % {"n": row.change.n}
    if row.showing is Showing.HIDDEN and comparison.unit is Unit.COHORT:
        return _("under %(n)d people") % {"n": comparison.threshold.scores}
    return ""


def figures(row: Row, comparison: Comparison) -> str:
    if row.change is None:
        return "–"
    change = row.change
    return change_and_interval(change.mean, change.low, change.high, comparison.measure.decimals)


def instead(row: Row, comparison: Comparison) -> str:
    """Why a row has no figures; empty when it has."""
    if row.showing is Showing.OPEN and row.closes_on:
        return _("Its questions close on %(day)s") % {"day": days.long_date(row.closes_on, STAFF_READ)}
    return {
        Showing.SHOWN: "",
        Showing.HIDDEN: _("Hidden: too few people"),
        Showing.NOT_YET: _nobody(comparison.wave),
        Showing.OPEN: _("Its questions are still open"),
        Showing.CLOSED: _("Closed: figures within the hour"),
        Showing.OTHER_WORDS: _("Asked in other words"),
    }[row.showing]


def _nobody(wave: Wave) -> str:
    return {
        Wave.MIDWAY: _("Nobody has a score halfway"),
        Wave.AFTER: _("Nobody has a final score"),
        Wave.SIX_MONTHS: _("Nobody has a six-month score"),
        Wave.TWELVE_MONTHS: _("Nobody has a score at twelve months"),
    }[wave]


def description(comparison: Comparison) -> str:
    """The chart in a paragraph, for people who do not see it."""
    sentences = [_rows_described(comparison), _together_described(comparison), _hidden_described(comparison)]
    return " ".join(sentence for sentence in sentences if sentence)


def _rows_described(comparison: Comparison) -> str:
    means = sorted(row.change.mean for row in comparison.shown if row.change)
    years = comparison.unit is Unit.YEAR
    if not means:
        return (
            _("No year has figures that can be shown.")
            if years
            else _("No cohort has figures that can be shown.")
        )
    if len(means) == 1:
        words = _("One year: %(figures)s.") if years else _("One cohort: %(figures)s.")
        return words % {"figures": figures(comparison.shown[0], comparison)}
    if years:
        words = _(
            "%(n)d years in order. Their average changes, each with an interval, lie between %(low)s and %(high)s "
            "points."
        )
    else:
        words = _(
            "%(n)d cohorts in order of their start. Their average changes, each with an interval, lie between "
            "%(low)s and %(high)s points."
        )
    return words % {
        "n": len(means),
        "low": signed(means[0], comparison.measure.decimals),
        "high": signed(means[-1], comparison.measure.decimals),
    }


def _together_described(comparison: Comparison) -> str:
    together = together_figures(comparison)
    return "" if together is None else _("All of them together: %(figures)s.") % {"figures": together}


def _hidden_described(comparison: Comparison) -> str:
    if not comparison.hidden:
        return ""
    words = ngettext(
        "%(n)d cohort is hidden because too few people have both scores.",
        "%(n)d cohorts are hidden because too few people have both scores.",
        comparison.hidden,
    )
    return words % {"n": comparison.hidden}
