"""Where the marks lie, and what the drawn SVG holds."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.outcomes import forest
from course.outcomes.axis import Axis
from course.outcomes.compare import compare
from course.outcomes.comparison import Comparison
from course.outcomes.comparison_pictures import pictures
from course.outcomes.drawing import Drawing, Mark
from course.outcomes.everybody import Everybody
from course.outcomes.figures import plain, signed
from course.outcomes.picture import Picture
from course.outcomes.row_words import description
from tests.course.outcomes.cases import KINDNESS, LOW_MOOD, cohort, pairs

NOBODY_ELSE = Everybody(0, 0, None, None)


def nine(change: float = 0.6) -> Comparison:
    sizes = [14, 15, 13, 15, 5, 16, 13, 11, 9]
    return compare([cohort(i, pairs(n, mean=change + i / 50)) for i, n in enumerate(sizes)], KINDNESS)


def charts(comparison: Comparison) -> dict[str, Picture]:
    return pictures(comparison, NOBODY_ELSE)


def marks(drawing: Drawing, kind: str) -> list[Mark]:
    return [mark for mark in drawing.marks if mark.kind == kind]


def places(mark: Mark) -> dict[str, float]:
    return {name: float(value) for name, value in mark.places if isinstance(value, float | int)}


def texts(drawing: Drawing) -> list[str]:
    return [mark.words for mark in drawing.marks if mark.words]


def drawn(drawing: Drawing) -> ET.Element:
    """As a file, parsed as XML; one that is not well-formed fails here."""
    return ET.fromstring(drawing.svg())  # noqa: S314


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
    wide, narrow = (marks(form(nine()), "point") for form in (forest.wide, forest.narrow))
    for one, other in zip(wide, narrow, strict=True):
        share = (places(one)["cx"] - forest.WIDE.left) / (forest.WIDE.right - forest.WIDE.left)
        other_share = (places(other)["cx"] - forest.NARROW.left) / (forest.NARROW.right - forest.NARROW.left)
        assert share == pytest.approx(other_share, abs=0.001)


def test_every_interval_and_zero_lie_inside_the_plot() -> None:
    for comparison in (nine(), nine(-0.9), nine(4)):
        drawing = forest.wide(comparison)
        for dot, interval in zip(marks(drawing, "point"), marks(drawing, "interval"), strict=True):
            ends = places(interval)
            assert forest.WIDE.left <= ends["x1"] < places(dot)["cx"] < ends["x2"] <= forest.WIDE.right
        [zero] = marks(drawing, "zero")
        assert forest.WIDE.left <= places(zero)["x1"] <= forest.WIDE.right


def test_dots_grow_in_area_with_the_people_behind_them() -> None:
    dots = [places(mark)["r"] for mark in marks(forest.wide(nine()), "point")]
    assert (dots[7] / dots[4]) ** 2 == pytest.approx(9 / 16, rel=0.03)


def test_a_hidden_cohort_has_a_row_with_words_and_no_mark() -> None:
    drawing = forest.wide(nine())
    assert len(marks(drawing, "point")) == len(marks(drawing, "interval")) == 8
    assert len(marks(drawing, "hidden-row")) == 1
    row = texts(drawing)[texts(drawing).index("Group 4") :]
    assert row[:5] == ["Group 4", "–", "under 8", "–", "Hidden: too few people"]


def test_beside_each_change_stands_the_one_drawn_towards_the_average() -> None:
    sizes = [9, 12, 15]
    uneven = compare([cohort(i, pairs(n, mean=0.2 + 0.5 * i)) for i, n in enumerate(sizes)], KINDNESS)
    drawing = forest.wide(uneven)
    middle = places(marks(drawing, "pooled")[0])["x1"]
    own, drawn_in = ([places(mark)["cx"] for mark in marks(drawing, kind)] for kind in ("point", "hollow"))
    assert all(abs(new - middle) <= abs(old - middle) for old, new in zip(own, drawn_in, strict=True))
    assert own != drawn_in


def test_the_line_through_the_diamond_is_the_prediction() -> None:
    sizes = [9, 12, 15]
    uneven = compare([cohort(i, pairs(n, mean=0.2 + 0.5 * i)) for i, n in enumerate(sizes)], KINDNESS)
    [_middle, through, *_ends] = marks(forest.wide(uneven), "pooled")
    assert uneven.pooled is not None
    assert uneven.pooled.prediction is not None
    assert uneven.pooled.low is not None
    axis = forest._axis(uneven, forest.WIDE)
    assert places(through)["x1"] == axis.at(uneven.pooled.prediction[0])
    assert uneven.pooled.prediction[0] < uneven.pooled.low


def test_fewer_than_three_cohorts_are_shown_singly() -> None:
    two = compare([cohort(i, pairs(9, mean=0.5)) for i in range(2)], KINDNESS)
    assert not marks(forest.wide(two), "diamond")
    assert not marks(forest.wide(two), "hollow")
    assert set(charts(two)) == {"forest"}


def test_a_long_name_is_cut_in_the_drawing_only() -> None:
    long = compare([cohort(0, pairs(9, mean=0.5), name="The long evening group by the river")], KINDNESS)
    assert "The long evening group…" in texts(forest.wide(long))
    assert charts(long)["forest"].table.lines[0][0] == "The long evening group by the river"


def test_funnel_dots_lie_at_whole_people_and_the_unusual_one_has_another_shape() -> None:
    cohorts = [cohort(i, pairs(12, mean=0.8)) for i in range(12)] + [cohort(12, pairs(12, mean=-0.4))]
    funnel = charts(compare(cohorts, KINDNESS))["funnel"]
    assert len(marks(funnel.wide, "point")) == 12
    assert len(marks(funnel.wide, "point apart")) == 1
    assert funnel.title.startswith("Group 12 sits outside")
    assert [line[-1] for line in funnel.table.lines] == ["yes"] * 12 + ["no"]


def test_a_cohort_that_few_people_answered_again_stands_apart_in_the_shares() -> None:
    cohorts = [cohort(i, pairs(18, mean=0.5), started=20, finished=18) for i in range(12)]
    cohorts.append(cohort(12, pairs(8, mean=0.5), started=20, finished=18))
    answering = charts(compare(cohorts, KINDNESS))["answering"]
    assert answering.title == "In Group 12 the share who answered again lies outside what chance would give."
    assert answering.table.lines[12] == ("Group 12", "20", "8", "40")


def test_the_description_gives_the_range_the_average_and_what_is_hidden() -> None:
    said = description(nine())
    assert "8 cohorts in order of their start" in said
    assert "All of them together: +0." in said
    assert "1 cohort is hidden" in said


@pytest.mark.parametrize(
    "comparison",
    [nine(), nine(-0.9), compare([cohort(0, pairs(9, mean=0.5))], LOW_MOOD)],
    ids=["rise", "fall", "one"],
)
def test_every_drawing_is_named_by_its_claim_and_carries_its_words(comparison: Comparison) -> None:
    found = charts(comparison)
    assert set(found) == ({"forest", "funnel", "answering"} if comparison.funnel else {"forest"})
    for picture in found.values():
        assert picture.title
        assert picture.unit
        assert picture.method
        assert picture.table.lines
        assert picture.sheet.rows
        for drawing in (picture.wide, picture.narrow or picture.wide):
            svg = drawn(drawing)
            assert svg.get("role") == "img"
            assert not [part for part in svg.iter() if "style" in part.attrib or part.tag == "script"]
            assert drawing.description
    assert found["forest"].wide.label == comparison.sentence


def test_nothing_to_compare_has_no_chart() -> None:
    assert charts(compare([], KINDNESS)) == {}


def test_a_name_with_markup_is_drawn_as_text() -> None:
    odd = compare([cohort(0, pairs(9, mean=0.5), name="<b>&")], KINDNESS)
    assert "<b>&" in [part.text for part in drawn(forest.wide(odd)).iter()]
