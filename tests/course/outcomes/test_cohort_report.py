"""The report of one cohort: figures by hand, the sentence by rule, and nothing hidden in anything made from it."""

from __future__ import annotations

import re
from itertools import product
from xml.etree import ElementTree as ET

import pytest

from course.outcomes.association import Dose
from course.outcomes.cohort_claim import Found, Pattern, cohort_claim
from course.outcomes.cohort_facts import CohortFacts, Fate, Scored, Someone, WaveSeen
from course.outcomes.cohort_pictures import pictures
from course.outcomes.cohort_report import CohortReport, cohort_report
from course.outcomes.cohort_sheet import cohort_sheet
from course.outcomes.cohort_told import told
from course.outcomes.cohort_view import Primary, Showing
from course.outcomes.scores import Better
from course.outcomes.suppression import Threshold
from course.outcomes.yardstick import Own, yardstick
from course.statistics.moments import Moments
from tests.course.outcomes.cases import ATTENTION, KINDNESS, LOW_MOOD
from tests.course.outcomes.group_cases import (
    AFTER,
    BEFORE,
    CARING,
    HARSH,
    SIX,
    STRESS,
    TOTAL,
    group,
    rising,
)

OURS = yardstick(Own(40, 0.6, 0.85))


def report(facts: CohortFacts, *scores: Scored, **known: object) -> CohortReport:
    return cohort_report(
        facts,
        scores or (TOTAL,),
        TOTAL.key,
        **{"threshold": Threshold(), "yardstick": OURS, **known},  # type: ignore[arg-type]
    )


def everything(found: CohortReport) -> str:
    """All that page, charts, files and paper are made of, as one text."""
    drawn = pictures(found).values()
    parts = [repr(told(found)), cohort_sheet(found).csv, repr(found.claim)]
    for one in drawn:
        parts += [one.svg, one.wide.inner, one.narrow.inner if one.narrow else "", one.wide.description]
        parts += [one.sheet.csv, repr(one.table), one.title, one.unit, one.method]
    return "\n".join(parts)


def test_the_figures_of_ten_people_by_hand() -> None:
    """Changes 0.5 and 0.7, five of each: mean 0.6, sd 0.10541, t(9) 2.26216, half 0.07541; first scores 2.0 to 2.9 with
    sd 0.30277; J(9) 0.91387, so the standardised change is 0.91387 · 0.6 / 0.30277 = 1.8111."""
    change = report(group(rising(10))).change
    assert change is not None
    assert change.interval is not None
    assert (change.n, round(change.mean, 6)) == (10, 0.6)
    assert change.interval == pytest.approx((0.52459, 0.67541), abs=1e-5)
    assert change.standard is not None
    assert change.standard.g == pytest.approx(1.8111, abs=2e-4)
    assert change.before == pytest.approx(2.45)
    assert change.later == pytest.approx(3.05)


@pytest.mark.parametrize("n", range(8))
def test_fewer_than_eight_people_have_no_figure_anywhere(n: int) -> None:
    """Scores with digits that nothing else has: 3.1357 first, 4.2468 later."""
    secret = [(3.1357, 4.2468)] * n
    found = report(group([*secret, *[(2.9753, None)] * 3]))
    assert found.change is None
    assert [one.showing for one in found.waves] == [Showing.HIDDEN if n else Showing.NOBODY]
    assert pictures(found) == {}
    assert (found.classes, found.spread, found.groups, found.lines, found.bounds, found.start) == (
        None,
        None,
        (),
        (),
        None,
        None,
    )
    said = everything(found)
    for digits in ("3.13", "3.14", "4.24", "4.25", "1.11", "2.97", "2.98"):
        assert digits not in said, digits
    assert "8 people" in said if n else "Nobody in this group has both scores" in said


def test_the_threshold_of_a_programme_may_be_higher() -> None:
    assert report(group(rising(10)), threshold=Threshold(scores=11)).change is None
    assert report(group(rising(11)), threshold=Threshold(scores=11)).change is not None


def test_while_a_wave_is_open_nothing_of_it_is_shown() -> None:
    open_still = WaveSeen("after", "after", is_over=False)
    found = report(group(rising(10), (BEFORE, open_still)))
    assert found.claim.pattern is Pattern.NOT_YET
    assert [one.showing for one in found.waves] == [Showing.NOT_YET]
    assert pictures(found) == {}
    assert [step.n for step in found.steps if step.wave == "after"] == [10]  # how many answered is no score


def test_everybody_alike_is_said_and_has_no_interval() -> None:
    found = report(group([(2.0, 3.0)] * 9))
    assert found.claim.pattern is Pattern.ALIKE
    assert "+1.00 points from before to after" in found.claim.lead
    assert found.change is not None
    assert (found.change.interval, found.change.standard) == (None, None)
    assert "changes" in pictures(found)
    assert found.spread is None
    everything(found)


def test_the_middle_of_a_constant_scale_does_not_break_anything() -> None:
    assert report(group([(3.0, 3.0)] * 20)).claim.pattern is Pattern.ALIKE
    everything(report(group([(3.0, 3.0)] * 20)))
    everything(report(group([(1.0, 5.0)] * 8 + [(5.0, 1.0)] * 8)))


def test_everybody_missing_leaves_the_steps() -> None:
    found = report(group([(2.0, None)] * 12))
    assert found.claim.pattern is Pattern.NOBODY
    assert [(step.wave, step.n) for step in found.steps if step.wave] == [("before", 12), ("after", 0)]
    everything(found)
    everything(report(group(())))


@pytest.mark.parametrize("n", [8, 12, 15, 20, 40])
@pytest.mark.parametrize("down", [0, 1, 4, 5, 9])
def test_hidden_classes_can_be_counted_from_no_picture(n: int, down: int) -> None:
    """A line for each person shows who fell: so there are none unless all classes may be told."""
    found = report(group([*rising(n), *[(4.0, 2.0)] * down]))
    assert found.classes is not None
    assert bool(found.lines) == found.classes.are_all_shown
    shown = pictures(found)
    if "pairs" in shown and not found.lines:
        assert "slope" not in shown["pairs"].wide.inner
        assert all(group.n >= 8 for group in found.groups)


def test_lines_of_people_are_drawn_when_every_class_may_be_told() -> None:
    rows = [*[(2.0 + i / 10, 3.5) for i in range(6)], *[(3.0, 3.0)] * 6, *[(4.0, 2.5)] * 5]
    found = report(group(rows))
    assert found.classes is not None
    assert found.classes.are_all_shown
    assert pictures(found)["pairs"].wide.inner.count('class="slope"') == 17
    assert "2.0" not in [cell for row in pictures(found)["pairs"].sheet.rows for cell in row]
    assert len(pictures(found)["pairs"].sheet.rows) == 3  # two groups and everybody, never one person


def test_nearly_the_same_people_at_two_waves_share_no_average_of_first_scores() -> None:
    """One of twelve has no score at six months: with both averages of first scores hers could be reckoned."""
    rows: list[tuple[float, float, float | None]] = [(*pair, pair[1] - 0.1) for pair in rising(12)]
    rows[3] = (rows[3][0], rows[3][1], None)
    found = report(group(rows, (BEFORE, AFTER, SIX)))
    after, six = (one.change for one in found.waves)
    assert after is not None
    assert six is not None
    assert (after.before is not None, six.before) == (True, None)
    assert (after.standard is not None, six.standard) == (True, None)  # its spread would tell her as well
    assert six.n == 11


def test_when_the_main_outcome_is_a_later_wave_levels_stay_those_of_the_end_of_the_course() -> None:
    """Else a page of today about six months and one of last year about the end could be subtracted."""
    rows: list[tuple[float, float, float | None]] = [(*pair, pair[1] - 0.1) for pair in rising(24)]
    rows[3] = (rows[3][0], rows[3][1], None)
    found = report(group(rows, (BEFORE, AFTER, SIX)), primary=Primary(TOTAL.key, "six-months"))
    after, six = (one.change for one in found.waves)
    assert found.wave == SIX
    assert after is not None
    assert six is not None
    assert (after.before is not None, six.before, six.standard) == (True, None, None)
    assert found.bounds is not None
    assert found.bounds.scale_end is None
    drawn = pictures(found)["spread"].table
    assert [line for line in drawn.lines if line[0] == "Average"] == [("Average", "3.15", "3.75", "–")]


def test_halfway_alone_tells_no_level_that_the_end_could_be_set_beside() -> None:
    halfway = WaveSeen("mid", "halfway", is_over=True)
    found = report(group(rising(12), (BEFORE, halfway)))
    assert found.change is not None
    assert (found.change.before, found.spread, found.groups, found.lines) == (None, None, (), ())


def test_the_same_people_at_two_waves_share_everything() -> None:
    rows = [(*pair, pair[1] - 0.1) for pair in rising(12)]
    after, six = (one.change for one in report(group(rows, (BEFORE, AFTER, SIX))).waves)
    assert after is not None
    assert six is not None
    assert after.before == six.before
    assert six.standard is not None


def test_every_part_of_the_measure_stands_beside_the_total_and_others_are_secondary() -> None:
    rows = rising(12)
    fell = [(4.0 - i / 10, 3.0 - i / 20) for i in range(12)]
    strain = [(8.0 + i % 3, 7.0 + i % 2) for i in range(12)]
    facts = group(rows, more={CARING: rows, HARSH: fell, STRESS: strain})
    found = report(facts, TOTAL, CARING, HARSH, STRESS)
    assert [part.scored.key[1] for part in found.parts] == ["total", "caring", "harsh"]
    assert [part.scored.key for part in found.others] == [STRESS.key]
    assert pictures(found)["parts"].wide.inner.count('class="point apart"') == 1
    others = told(found).others
    assert others is not None
    assert others.heads[0] == "Secondary outcome"


def test_a_part_that_nearly_the_same_people_have_is_hidden() -> None:
    rows = rising(12)
    caring: list[tuple[float | None, float | None]] = [*rows]
    caring[5] = (None, None)
    found = report(group(rows, more={CARING: caring}), TOTAL, CARING)
    assert [part.showing for part in found.parts] == [Showing.SHOWN, Showing.NEARLY_ALL]
    assert "Hidden to protect a few people" in everything(found)


def test_frozen_figures_stay_when_somebody_is_gone_and_nothing_else_is_made() -> None:
    """Twelve were frozen, one of them has been erased since: the page shows twelve, and no picture of eleven."""
    kept = Moments.of([first for first, _ in rising(12)], [later for _, later in rising(12)])
    found = report(group(rising(11), kept={("after", TOTAL.key): kept}))
    assert found.change is not None
    assert (found.change.n, round(found.change.mean, 6)) == (12, 0.6)
    assert found.change.interval == pytest.approx((0.53363, 0.66637), abs=1e-5)
    assert (found.spread, found.classes, found.groups, found.bounds, found.associations) == (
        None,
        None,
        (),
        None,
        (),
    )
    assert found.is_changed
    assert "The figures stay as they were" in everything(found)


def test_a_small_group_that_was_frozen_stays_hidden() -> None:
    found = report(group(rising(7), kept={("after", TOTAL.key): None}))
    assert found.waves[0].showing is Showing.HIDDEN


def test_the_main_outcome_is_marked_with_its_day_and_everything_else_is_secondary() -> None:
    facts = group([(*pair, pair[1]) for pair in rising(9)], (BEFORE, AFTER, SIX))
    named = Primary(TOTAL.key, "six-months")
    assert report(facts).wave == AFTER
    assert report(facts, primary=named).wave == SIX
    assert told(report(facts, primary=named)).standing == "This is the main outcome that the programme named."
    assert told(report(facts)).standing.startswith("Secondary: this programme has named no")
    other = Primary(STRESS.key, "after")
    assert told(report(facts, primary=other)).standing.startswith("Secondary: the programme named another")


def test_dose_is_an_association_among_those_whose_dose_is_known() -> None:
    """Later score = first score + 0.1 for each meeting, give or take 0.05: the slope is 0.1 of a point."""
    rows = [
        (2.0 + (i % 4) / 2, 2.0 + (i % 4) / 2 + 0.1 * (i % 9) + (0.05 if i % 2 else -0.05)) for i in range(16)
    ]
    found = report(group(rows)).associations
    assert [one.dose for one in found] == [Dose.MEETINGS]  # nobody shares her practice
    assert found[0].value == pytest.approx(0.1, abs=0.02)
    assert found[0].low < 0.1 < found[0].high
    assert "association" in everything(report(group(rows)))


def test_practice_of_whoever_does_not_share_it_is_not_used() -> None:
    people = tuple(
        Someone(i, True, False, {"before": Fate.ANSWERED, "after": Fate.ANSWERED},
                {("before", TOTAL.key): 2 + i % 3 / 3, ("after", TOTAL.key): 3 + i % 5 / 5},
                days=i if i < shares else None)
        for shares in (9,) for i in range(14)
    )  # fmt: skip
    found = {one.dose: one.n for one in report(group((), people=people, sessions=0)).associations}
    assert found == {Dose.DAYS: 9}


FORMS = [
    (report(group(rising(12))), "rise"),
    (report(group([(4.0, 3.0 - i / 9) for i in range(12)])), "fall"),
    (report(group([(*pair, pair[1]) for pair in rising(40, first=1.0)], (BEFORE, AFTER, SIX))), "large"),
    (report(group([(2.0 + i / 9, 3.0 - i / 9) for i in range(9)])), "unclear"),
]


@pytest.mark.parametrize(("found", "_name"), FORMS, ids=[name for _, name in FORMS])
def test_every_drawing_is_well_formed_named_and_without_inline_style(found: CohortReport, _name: str) -> None:
    for one in pictures(found).values():
        for drawn in filter(None, (one.wide, one.narrow)):
            marks = ET.fromstring(f"<g>{drawn.inner}</g>")  # noqa: S314
            assert not [
                mark for mark in marks.iter() if "style" in mark.attrib or mark.tag in {"style", "script"}
            ]
            for mark in marks.iter("circle"):
                assert -1 <= float(mark.attrib["cx"]) <= drawn.width + 1
                assert -1 <= float(mark.attrib["cy"]) <= drawn.height + 1
            assert drawn.label
            assert drawn.description
        file = ET.fromstring(one.svg)  # noqa: S314
        assert file.findtext("{http://www.w3.org/2000/svg}title") == one.wide.label
        assert one.table.heads
        assert all(len(line) == len(one.table.heads) for line in one.table.lines)
        assert all(len(line) == len(one.sheet.heads) for line in one.sheet.rows)


def test_a_name_with_markup_is_drawn_as_text_and_starts_no_formula() -> None:
    odd = Scored(TOTAL.key, type(TOTAL.says)("k", "=<b>&", "=<b>&", 1, 5), True)
    found = cohort_report(group(rising(9)), (odd,), odd.key, threshold=Threshold(), yardstick=OURS)
    assert "<b>" not in pictures(found)["changes"].svg
    assert not re.search(r"(^|,)=", cohort_sheet(found).csv)


def change(low: float, high: float) -> CohortReport:
    """Nine people whose interval is about this wide."""
    middle, half = (low + high) / 2, (high - low) / 2
    spread = half * 3 / 2.306
    base = [-1.5, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 1.5]
    scale = spread / 0.9186
    return report(group([(3.0 + step / 2, 3.0 + step / 2 + middle + step * scale) for step in base]))


@pytest.mark.parametrize(
    ("low", "high", "pattern", "sentence"),
    [
        (0.4, 0.8, Pattern.ROSE, "More self-compassion than before the course"),
        (
            -0.8,
            -0.4,
            Pattern.AGAINST,
            "Less self-compassion than before the course, which is not what the course hopes for",
        ),
        (-0.3, 0.5, Pattern.UNCLEAR, "We cannot tell whether self-compassion changed in this group"),
        (-0.04, 0.06, Pattern.SAME, "About as much self-compassion as before the course"),
    ],
)
def test_each_finding_has_its_sentence(low: float, high: float, pattern: Pattern, sentence: str) -> None:
    claim = change(low, high).claim
    assert (claim.pattern, claim.sentence) == (pattern, sentence)


def test_a_fall_is_told_in_positive_numbers_and_its_interval_from_low_to_high() -> None:
    lead = change(-0.8, -0.4).claim.lead
    assert "fell by 0.60 points on a scale from 1 to 5" in lead
    low, high = re.findall(r"interval (\d\.\d\d) to (\d\.\d\d)", lead)[0]
    assert float(low) < 0.6 < float(high)
    assert lead.endswith("9 of the 9 people who began have both scores.")


def test_no_sentence_ranks_praises_speaks_of_effect_or_of_significance() -> None:
    unwanted = re.compile(
        r"signific|\bbest|\bworst|\bbetter|\brank|top\b|proves?\b|!|fail|\beffect", re.IGNORECASE
    )
    shown = [change(low, low + 0.3).change for low in (-0.8, -0.1, 0.5)]
    for measure, one, over, some in product(
        (KINDNESS, LOW_MOOD, ATTENTION), [None, *shown], (True, False), (True, False)
    ):
        found = cohort_claim(Found(over, some, one, 8, 12, "after"), measure)
        assert not unwanted.search(f"{found.sentence} {found.lead}")
        assert "%" not in f"{found.sentence} {found.lead}".replace("95%", "")


def test_a_measure_without_a_hope_is_never_against_it() -> None:
    found = cohort_claim(Found(True, True, change(-0.8, -0.4).change, 8, 12, "after"), ATTENTION)
    assert found.pattern is Pattern.FELL
    assert Better.NEITHER is ATTENTION.better
