"""Marks, files of them, and pictures of those."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from course.outcomes.drawing import Drawing, arrow, box, dot, line, shape, words
from course.outcomes.sheet import Sheet
from course.print.typesetting import png

SVG = "{http://www.w3.org/2000/svg}"


def drawing() -> Drawing:
    marks = (
        line("zero", 0, 0, 100, 0),
        dot("point", 50.04, 20, 5),
        box("hidden-row", 0, 0, 10, 10, round_by=6),
        shape("diamond", "M0,0 L5,5Z"),
        words("name", 10, 30, '<b>"&', anchor="end"),
        arrow(60, 30),
    )
    return Drawing(100, 40, marks, label="More <kindness>", description="A paragraph & more")


def test_marks_are_written_with_classes_places_and_escaped_words() -> None:
    inner = drawing().inner
    assert '<line class="zero" x1="0" y1="0" x2="100" y2="0"/>' in inner
    assert 'cx="50" cy="20"' in inner  # to a tenth of a unit
    assert '<text class="name" x="10" y="30" text-anchor="end">&lt;b&gt;&quot;&amp;</text>' in inner
    assert [one.tag for one in ET.fromstring(f"<g>{inner}</g>")] == [  # noqa: S314
        "line", "circle", "rect", "path", "text", "path",
    ]  # fmt: skip


def test_a_file_stands_for_itself() -> None:
    file = ET.fromstring(drawing().svg_with(("A sentence " * 12, "unit"), ("method",)))  # noqa: S314
    assert file.findtext(f"{SVG}title") == "More <kindness>"
    assert file.findtext(f"{SVG}desc") == "A paragraph & more"
    assert ".point" in (file.findtext(f"{SVG}style") or "")
    said = [one.text for one in file.iter(f"{SVG}text")]
    assert "unit" in said
    assert "method" in said
    assert (
        len([one for one in file.iter(f"{SVG}text") if one.get("class") == "title"]) > 1
    )  # broken into lines


def test_for_paper_it_is_as_large_as_itself() -> None:
    file = ET.fromstring(drawing().svg())  # noqa: S314
    assert (file.get("viewBox"), file.get("width"), file.get("height")) == ("0 0 100 40", "100", "40")


def test_a_picture_is_twice_as_large_as_its_drawing() -> None:
    picture = png(drawing().svg())
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    size = int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
    assert size == (200, 80)


def test_a_sheet_keeps_numbers_numbers_and_runs_no_text() -> None:
    text = Sheet(("What", "=1+1"), (("a, b", -0.404040404), ("@x", None), ("−1", 3))).csv
    assert text == "What,'=1+1\r\n\"a, b\",-0.404\r\n'@x,\r\n−1,3\r\n"
