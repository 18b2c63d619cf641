"""What a reader has to keep in mind, shown in the same view as the claim."""

from __future__ import annotations

from dataclasses import dataclass

from course.outcomes.scores import Measured, Unit, Wave
from course.words import _, ngettext

SMALL_GROUP = 20
"""Below this size one or two people visibly move a cohort's average."""


@dataclass(frozen=True)
class Caveat:
    key: str
    text: str


@dataclass(frozen=True)
class Behind:
    """What stands behind the figures shown: people who started, people with both scores, cohorts.

    `mixed` people have both scores and are left out, because they were asked in other words the second time. `waiting`
    cohorts are in no year yet.
    """

    started: int
    both: int
    usual_size: float
    hidden: int
    imported: int
    mixed: int = 0
    waiting: int = 0


def caveats(behind: Behind, measure: Measured, wave: Wave, unit: Unit = Unit.COHORT) -> tuple[Caveat, ...]:
    """The notes for this comparison, most weighty first."""
    return tuple(
        Caveat(key, text)
        for key, applies, text in (
            ("no-final-score", behind.started > behind.both, _missing(behind, wave)),
            ("no-comparison-group", behind.both > 0, _no_group()),
            ("own-wording", not measure.validated, _own_wording()),
            ("small-groups", behind.both > 0 and behind.usual_size < SMALL_GROUP, _small_groups()),
            ("mixed", behind.mixed > 0, _mixed(behind.mixed)),
            ("hidden", behind.hidden > 0, _hidden(behind.hidden, unit)),
            ("waiting", behind.waiting > 0, _waiting(behind.waiting)),
            ("imported", behind.imported > 0, _imported(behind.imported)),
        )
        if applies
    )


def _missing(behind: Behind, wave: Wave) -> str:
    missing = behind.started - behind.both
    words = {
        Wave.MIDWAY: ngettext(
            "%(missing)d of %(started)d people has no score halfway and may have fared differently.",
            "%(missing)d of %(started)d people have no score halfway. They may have fared differently.",
            missing,
        ),
        Wave.AFTER: ngettext(
            "%(missing)d of %(started)d people has no final score and may have fared differently.",
            "%(missing)d of %(started)d people have no final score. They may have fared differently.",
            missing,
        ),
        Wave.SIX_MONTHS: ngettext(
            "%(missing)d of %(started)d people has no score at six months and may have fared differently.",
            "%(missing)d of %(started)d people have no score at six months. They may have fared differently.",
            missing,
        ),
        Wave.TWELVE_MONTHS: ngettext(
            "%(missing)d of %(started)d people has no score at twelve months and may have fared differently.",
            "%(missing)d of %(started)d people have no score at twelve months. They may have fared differently.",
            missing,
        ),
    }[wave]
    return words % {"missing": missing, "started": behind.started}


def _no_group() -> str:
    return _("There is no comparison group, so this does not show that the course caused the change.")


def _own_wording() -> str:
    return _(
        "The questions are in our own words and are not the validated form, so these scores cannot be set "
        "beside published ones."
    )


def _small_groups() -> str:
    return _("In groups of this size one or two people move the average: read the lines, not only the dots.")


def _mixed(n: int) -> str:
    words = ngettext(
        "%(n)d person was asked in other words the second time than the first. Her scores are in no change.",
        "%(n)d people were asked in other words the second time than the first. Their scores are in no change.",
        n,
    )
    return words % {"n": n}


def _hidden(n: int, unit: Unit) -> str:
    if unit is Unit.YEAR:
        words = ngettext(
            "%(n)d year has too few people to show. It is left out of every figure here, totals included.",
            "%(n)d years have too few people to show. They are left out of every figure here, totals included.",
            n,
        )
    else:
        words = ngettext(
            "%(n)d cohort is too small to show. It is left out of every figure here, totals included.",
            "%(n)d cohorts are too small to show. They are left out of every figure here, totals included.",
            n,
        )
    return words % {"n": n}


def _waiting(n: int) -> str:
    words = ngettext(
        "%(n)d small cohort is in no year yet, until there are more like it to count it with.",
        "%(n)d small cohorts are in no year yet, until there are more like them to count them with.",
        n,
    )
    return words % {"n": n}


def _imported(n: int) -> str:
    words = ngettext(
        "The figures of %(n)d cohort were brought in from an earlier record.",
        "The figures of %(n)d cohorts were brought in from earlier records.",
        n,
    )
    return words % {"n": n}
