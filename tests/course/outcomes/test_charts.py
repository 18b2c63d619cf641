"""Where the marks lie, and what the drawn SVG holds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from course.outcomes import forest, funnel_chart
from course.outcomes.axis import Axis
from course.outcomes.compare import Comparison, compare
from course.outcomes.figures import plain, signed
from course.outcomes.row_words import description
from tests.course.outcomes.cases import KINDNESS, LOW_MOOD, cohort, pairs

TEMPLATES = Path(__file__).parents[3] / "web" / "templates"


def nine(change: float = 0.6) -> Comparison:
    sizes = [14, 15, 13, 15, 5, 16, 13, 11, 9]
    return compare([cohort(i, pairs(n, mean=change + i / 50)) for i, n in enumerate(sizes)], KINDNESS)


def drawn(comparison: Comparison) -> list[ET.Element]:
    """Every svg the macros draw, parsed as XML; one that is not well-formed fails here."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    jinja.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    page = jinja.from_string(
        '{% from "macros/forest.html" import forest %}{% from "macros/funnel.html" import funnel %}'
        "<main>{{ forest(wide, narrow) }}{% if chart %}{{ funnel(chart) }}{% endif %}</main>"
    ).render(
        wide=forest.wide(comparison),
        narrow=forest.narrow(comparison),
        chart=funnel_chart.chart(comparison),
    )
    return ET.fromstring(page).findall(".//svg")  # noqa: S314


@given(
    st.lists(st.floats(-1e4, 1e4).map(lambda x: round(x, 3)), min_size=1, max_size=6),
    st.booleans(),
)
def test_an_axis_holds_its_values_and_its_ticks_rise_evenly(values: list[float], whole: bool) -> None:
    axis = Axis.over(values, start=10, end=310, whole=whole)
    assert axis.low <= min(values) + 1e-6
    assert axis.high >= max(values) - 1e-6
    places = [tick.at for tick in axis.ticks]
    gaps = [b - a for a, b in pairwise(places)]
    assert (places[0], places[-1]) == (10, 310)
    assert max(gaps) - min(gaps) <= 0.3
    assert 2 <= len(places) <= 9
    assert not whole or all(float(tick.value).is_integer() for tick in axis.ticks)


def test_ticks_are_labelled_as_briefly_as_they_can_be() -> None:
    assert [tick.label for tick in Axis.over([0, 1.2], start=0, end=1).ticks] == [
        "0", "0.25", "0.50", "0.75", "1.00", "1.25",
    ]  # fmt: skip
    assert [tick.label for tick in Axis.over([-10, 0], start=0, end=1).ticks] == [
        "−10", "−8", "−6", "−4", "−2", "0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text", "with_sign"),
    [(0.404, "0.40", "+0.40"), (-0.404, "−0.40", "−0.40"), (0.0, "0.00", "0.00"), (-0.004, "0.00", "0.00")],
)
def test_numbers_have_a_true_minus_and_no_minus_nothing(value: float, text: str, with_sign: str) -> None:
    assert (plain(value, 2), signed(value, 2)) == (text, with_sign)


def test_both_forms_lay_the_same_value_at_the_same_share_of_their_scale() -> None:
    wide, narrow = forest.wide(nine()), forest.narrow(nine())
    for one, other in zip(wide.strips, narrow.strips, strict=True):
        if one.mark and other.mark:
            share = (one.mark.x - wide.form.left) / (wide.form.right - wide.form.left)
            other_share = (other.mark.x - narrow.form.left) / (narrow.form.right - narrow.form.left)
            assert share == pytest.approx(other_share, abs=0.001)


def test_every_interval_and_zero_lie_inside_the_plot() -> None:
    for comparison in (nine(), nine(-0.9), nine(4)):
        chart = forest.wide(comparison)
        marks = [strip.mark for strip in chart.strips if strip.mark]
        assert all(chart.form.left <= mark.low < mark.x < mark.high <= chart.form.right for mark in marks)
        assert chart.form.left <= chart.zero <= chart.form.right


def test_dots_grow_in_area_with_the_people_behind_them() -> None:
    marks = [strip.mark for strip in forest.wide(nine()).strips]
    assert marks[5] is not None
    assert marks[8] is not None
    assert (marks[8].radius / marks[5].radius) ** 2 == pytest.approx(9 / 16, rel=0.03)


def test_a_hidden_cohort_has_a_row_with_words_and_no_mark() -> None:
    hidden = forest.wide(nine()).strips[4]
    assert (hidden.mark, hidden.instead, hidden.people, hidden.figures, hidden.finished) == (
        None, "Hidden: too few people", "under 8", "–", "–",
    )  # fmt: skip


def test_fewer_than_three_cohorts_are_shown_singly() -> None:
    two = compare([cohort(i, pairs(9, mean=0.5)) for i in range(2)], KINDNESS)
    assert forest.wide(two).together is None
    assert funnel_chart.chart(two) is None


def test_a_long_name_is_cut_in_the_drawing_only() -> None:
    long = compare([cohort(0, pairs(9, mean=0.5), name="The long evening group by the river")], KINDNESS)
    assert forest.wide(long).strips[0].name == "The long evening group…"


def test_funnel_dots_lie_at_whole_people_and_the_unusual_one_has_another_shape() -> None:
    cohorts = [cohort(i, pairs(12, mean=0.8)) for i in range(12)] + [cohort(12, pairs(12, mean=0.1))]
    chart = funnel_chart.chart(compare(cohorts, KINDNESS))
    assert chart is not None
    assert [dot.is_apart for dot in chart.dots] == [False] * 12 + [True]
    assert chart.words.startswith("Group 12 sits outside")


def test_the_description_gives_the_range_the_average_and_what_is_hidden() -> None:
    said = description(nine())
    assert "8 cohorts in order of their start" in said
    assert "All of them together: +0." in said
    assert "1 cohort is hidden" in said


@pytest.mark.parametrize(
    "comparison",
    [nine(), nine(-0.9), compare([], KINDNESS), compare([cohort(0, pairs(9, mean=0.5))], LOW_MOOD)],
    ids=["rise", "fall", "empty", "one"],
)
def test_every_drawing_is_named_by_its_claim_and_styled_by_classes_only(comparison: Comparison) -> None:
    svgs = drawn(comparison)
    assert len(svgs) == (3 if comparison.funnel else 2)
    for svg in svgs:
        assert svg.get("role") == "img"
        assert svg.get("aria-describedby")
        assert not [part for part in svg.iter() if "style" in part.attrib or part.tag in {"style", "script"}]
    assert [svg.get("aria-label") for svg in svgs[:2]] == [comparison.sentence] * 2


def test_a_name_with_markup_is_drawn_as_text() -> None:
    odd = compare([cohort(0, pairs(9, mean=0.5), name="<b>&")], KINDNESS)
    assert "<b>&" in [text.text for text in drawn(odd)[0].iter("text")]
