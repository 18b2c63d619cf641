"""What randomised trials found, in words beside a comparison: a difference between groups, never a change in one.

It is shown only while people are asked in the official words. Figures and their intervals are those of the abstracts.
"""

from __future__ import annotations

from dataclasses import dataclass

from course.outcomes.figures import plain, span
from course.outcomes.scores import Measured
from course.words import _

COMPASSION, ANXIETY, LOW_MOOD, STRESS, MINDFULNESS = (
    "self-compassion",
    "anxiety",
    "depression",
    "stress",
    "mindfulness",
)

CONSTRUCTS = {
    "self-compassion-12/total": COMPASSION,
    "self-compassion-26/total": COMPASSION,
    "gad-7/total": ANXIETY,
    "dass-21/anxiety": ANXIETY,
    "dass-42/anxiety": ANXIETY,
    "phq-8/total": LOW_MOOD,
    "phq-9/total": LOW_MOOD,
    "ces-d/total": LOW_MOOD,
    "dass-21/depression": LOW_MOOD,
    "dass-42/depression": LOW_MOOD,
    "pss-10/total": STRESS,
    "dass-21/stress": STRESS,
    "dass-42/stress": STRESS,
    "ffmq-15/total": MINDFULNESS,
    "cams-r/total": MINDFULNESS,
    "maas/total": MINDFULNESS,
}
"""What a score of a measure in its official words is about, where a review speaks of it."""


@dataclass(frozen=True)
class Effect:
    """Hedges' g of `construct`, in favour of the course; `interval` None where the abstract gives none."""

    source: str
    trials: int
    construct: str
    g: float
    interval: tuple[float, float] | None = None


WILSON = "Wilson, Mackintosh, Power and Chan 2019, Mindfulness 10:979–995"
FERRARI = "Ferrari and others 2019, Mindfulness 10:1455–1473"
EFFECTS = (
    Effect(WILSON, 22, COMPASSION, 0.52, (0.32, 0.71)),
    Effect(WILSON, 22, ANXIETY, 0.46, (0.25, 0.66)),
    Effect(WILSON, 22, LOW_MOOD, 0.40, (0.23, 0.57)),
    Effect(FERRARI, 27, COMPASSION, 0.75),
    Effect(FERRARI, 27, ANXIETY, 0.57),
    Effect(FERRARI, 27, LOW_MOOD, 0.66),
    Effect(FERRARI, 27, STRESS, 0.67),
    Effect(FERRARI, 27, MINDFULNESS, 0.62),
)


def published(measure: Measured) -> tuple[str, ...]:
    """A sentence for each review that speaks of this construct; none while the words are our own."""
    construct = CONSTRUCTS.get(measure.key)
    if not measure.validated:
        return ()
    return tuple(_sentence(one) for one in EFFECTS if one.construct == construct)


def warning() -> str:
    """Stands with them wherever they stand."""
    return _(
        "These are differences between people who took a course and people who did not, in standard deviations. The "
        "chart shows how people changed in one group, which is another thing: the two cannot be set beside each other."
    )


def _sentence(one: Effect) -> str:
    words = {
        WILSON: _(
            "%(source)s: over %(trials)d randomised trials of therapies related to self-compassion, %(construct)s "
            "differed from the control groups by g %(g)s; from groups with another treatment it did not differ."
        ),
        FERRARI: _(
            "%(source)s: over %(trials)d randomised trials of self-compassion programmes, %(construct)s differed from "
            "the control groups by g %(g)s."
        ),
    }[one.source]
    return words % {
        "source": one.source,
        "trials": one.trials,
        "construct": _constructs()[one.construct],
        "g": _g(one),
    }


def _g(one: Effect) -> str:
    if one.interval is None:
        return plain(one.g, 2)
    words = _("%(g)s (95%% interval %(interval)s)")
    return words % {"g": plain(one.g, 2), "interval": span(*one.interval, 2)}


def _constructs() -> dict[str, str]:
    return {
        COMPASSION: _("self-compassion"),
        ANXIETY: _("anxiety"),
        LOW_MOOD: _("low mood"),
        STRESS: _("stress"),
        MINDFULNESS: _("mindfulness"),
    }
