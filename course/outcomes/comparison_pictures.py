"""The charts of a comparison with the words that stand round them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from course.outcomes import forest, funnel_chart
from course.outcomes.answering import WITHIN_95, WITHIN_998, Answering, answering
from course.outcomes.comparison import Comparison
from course.outcomes.comparison_sheet import sheet
from course.outcomes.comparison_words import answering_title, funnel_title, later, share
from course.outcomes.everybody import Everybody
from course.outcomes.figures import plain, signed
from course.outcomes.funnel_chart import Dot, Scene
from course.outcomes.picture import Picture
from course.outcomes.scores import Unit
from course.outcomes.sheet import Sheet
from course.outcomes.table import Table, owned, table
from course.statistics.funnel import Funnel
from course.words import _, ngettext


def pictures(
    comparison: Comparison, everybody: Everybody, *, day: Callable[[date], str] = date.isoformat
) -> dict[str, Picture]:
    """By key, in the order of the page; one that cannot be shown is absent."""
    return {one.key: one for one in _pictures(comparison, everybody, day)}


def _pictures(comparison: Comparison, everybody: Everybody, day: Callable[[date], str]) -> Iterator[Picture]:
    if comparison.rows:
        yield _forest(comparison, everybody, day)
    if comparison.funnel is not None:
        yield _funnel(comparison, comparison.funnel)
    found = answering(comparison)
    if found is not None:
        yield _answering(found)


def _forest(comparison: Comparison, everybody: Everybody, day: Callable[[date], str]) -> Picture:
    return Picture(
        key="forest",
        title=_forest_title(comparison),
        unit=_forest_unit(comparison),
        method=_forest_method(comparison),
        wide=forest.wide(comparison),
        narrow=forest.narrow(comparison),
        table=table(comparison, day=day),
        sheet=sheet(comparison, everybody),
    )


def _forest_title(comparison: Comparison) -> str:
    n, words = len(comparison.shown), {"later": later(comparison.wave)}
    if not n:
        return _("No change from before to %(later)s can be shown yet") % words
    if comparison.unit is Unit.YEAR:
        title = ngettext(
            "How people changed in one year, from before to %(later)s",
            "How people changed in each of %(n)d years, from before to %(later)s",
            n,
        )
    else:
        title = ngettext(
            "How people changed in one cohort, from before to %(later)s",
            "How people changed in each of %(n)d cohorts, from before to %(later)s",
            n,
        )
    return title % {"n": n, **words}


def _forest_unit(comparison: Comparison) -> str:
    measure, pooled = comparison.measure, comparison.pooled
    words = [
        _("%(name)s, in points from %(low)s to %(high)s.")
        % {"name": owned(measure.name, measure), "low": f"{measure.low:g}", "high": f"{measure.high:g}"},
        _("Dot: average change, larger for more people. Line: 95% interval."),
    ]
    if pooled is not None and pooled.is_informative:
        words += [
            _("Open circle: drawn towards the average, the more the less is known."),
            _("Gold: all of them together; the line through the diamond: where another one may lie."),
        ]
    return " ".join(words)


def _forest_method(comparison: Comparison) -> str:
    first = (
        _(
            "Years in their order, not ranked. A year holds its cohorts that could be shown, and small ones together."
        )
        if comparison.unit is Unit.YEAR
        else _("Ordered by start date, not ranked.")
    )
    return " ".join(
        [
            first,
            _("Figures stand as they were when the questions closed."),
            _("Totals leave out what is hidden, so it cannot be found by subtraction."),
        ]
    )


def _funnel(comparison: Comparison, funnel: Funnel) -> Picture:
    names = [row.name for row in comparison.shown]
    decimals, title = comparison.measure.decimals, funnel_title(comparison)
    dots = [
        Dot(n, value, i in funnel.apart)
        for i, (n, value) in enumerate(zip(funnel.n, funnel.values, strict=True))
    ]
    scene = Scene(
        dots=dots,
        limits=funnel.limits,
        near=WITHIN_95,
        far=WITHIN_998,
        middle=funnel.mean,
        figure=signed(funnel.mean, decimals),
        below=_("people with both scores"),
        ends=(0.0,),
    )
    heads = (
        _("Year") if comparison.unit is Unit.YEAR else _("Cohort"),
        _("Both scores"),
        owned(_("At the same start") if comparison.is_adjusted else _("Average change"), comparison.measure),
        _("Within 19 in 20"),
        _("Within 499 in 500"),
    )
    rows = [
        (name, dot.n, dot.value, not near, not far)
        for name, dot, near, far in zip(names, dots, funnel.outside_95, funnel.outside_998, strict=True)
    ]
    return Picture(
        key="funnel",
        title=title,
        unit=_funnel_unit(comparison),
        method=_funnel_method(comparison, funnel),
        wide=funnel_chart.drawing(scene, label=title, description=_funnel_description(comparison, funnel)),
        narrow=None,
        table=Table(
            heads,
            tuple(
                (name, str(n), signed(value, decimals), _yes(near), _yes(far))
                for name, n, value, near, far in rows
            ),
            (1, 2),
        ),
        sheet=Sheet(
            heads, tuple((name, n, value, _yes(near), _yes(far)) for name, n, value, near, far in rows)
        ),
    )


def _funnel_unit(comparison: Comparison) -> str:
    what = (
        _("Dot: average change of those who began alike, in points.")
        if comparison.is_adjusted
        else _("Dot: average change, in points.")
    )
    return f"{what} {_('Shading: where 19 in 20, and 499 in 500, groups of that size would fall by chance.')}"


def _funnel_method(comparison: Comparison, funnel: Funnel) -> str:
    """How the limits were found, honest about few people: their own average and spread are guesses too."""
    words = []
    if comparison.is_adjusted:
        words.append(_("Allows for where people began: the rest of the later score after the first one."))
    else:
        words.append(
            _(
                "Not adjusted for where people began: beside an earlier wave that would tell the first scores of a few."
            )
        )
    words.append(
        _(
            "The limits allow for average and spread being guessed from these very people, as groups of 6 to 20 need."
        )
    )
    if funnel.tau2:
        words.append(_("They are wider because all differ a little more than chance has it (additive τ²)."))
    return " ".join(words)


def _funnel_description(comparison: Comparison, funnel: Funnel) -> str:
    outside = sum(funnel.outside_95)
    return ngettext(
        "A dot for each of %(k)d: its average change against the number of people with both scores. "
        "%(n)d lies outside the range where 19 in 20 groups of its size would fall.",
        "A dot for each of %(k)d: its average change against the number of people with both scores. "
        "%(n)d lie outside the range where 19 in 20 groups of their size would fall.",
        outside,
    ) % {"k": len(funnel.n), "n": outside}


def _answering(found: Answering) -> Picture:
    title = answering_title(found)
    both, started = sum(one.both for one in found.cohorts), sum(one.started for one in found.cohorts)
    scene = Scene(
        dots=[Dot(one.started, one.share, one.name in found.apart) for one in found.cohorts],
        limits=found.limits,
        near=WITHIN_95,
        far=WITHIN_998,
        middle=found.share,
        figure=f"{plain(100 * found.share, 0)}%",
        below=_("people who started"),
        percent=True,
    )
    description = _(
        "A dot for each of %(k)d: the share of those who started and have both scores; %(share)s in all."
    ) % {
        "k": len(found.cohorts),
        "share": share(both, started),
    }
    heads = (_("Cohort"), _("Started"), _("Both scores"), _("Share, percent"))
    rows = tuple((one.name, one.started, one.both, 100 * one.share) for one in found.cohorts)
    return Picture(
        key="answering",
        title=title,
        unit=_(
            "Dot: of those who started, the share with both scores. Shading: 19 in 20, and 499 in 500, by chance."
        ),
        method=_(
            "Exact binomial limits. Cohorts too small to show are not in it; how many answered stands on each cohort’s "
            "own page."
        ),
        wide=funnel_chart.drawing(scene, label=title, description=description),
        narrow=None,
        table=Table(heads, tuple((name, str(n), str(k), plain(p, 0)) for name, n, k, p in rows), (1, 2, 3)),
        sheet=Sheet(heads, rows),
    )


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")
