"""A picture as plain marks: drawn once, then set into a page, sent as a file, or printed.

Marks carry a class and no colour. On the site `figures.css` colours them, light and dark; in a file and on paper `INK`
does, always light. Places are in units of the viewBox.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Place = float | str

INK = """
.chart text { fill: #15262B; font-family: "Atkinson Hyperlegible Next", system-ui, sans-serif; font-size: 14px; }
.chart .title { font-weight: 700; font-size: 16px; }
.chart .axis, .chart .head { fill: #4A5B60; font-size: 12.5px; }
.chart .muted { fill: #4A5B60; font-size: 13px; }
.chart .head, .chart .name, .chart .together, .chart .strong { font-weight: 700; }
.chart .under { font-size: 13px; }
.chart .paper, .chart .behind { fill: #FFFFFF; }
.chart .grid, .chart .hair { stroke: #D3DAD7; stroke-width: 1; }
.chart .rule { stroke: #6F7C7A; stroke-width: 1.2; }
.chart .zero { stroke: #4A5B60; stroke-width: 1.4; }
.chart .band { fill: #FBECCB; }
.chart .pooled { stroke: #9A6200; stroke-width: 1.4; }
.chart .interval { stroke: #0E5A66; stroke-width: 2.2; stroke-linecap: round; }
.chart .point { fill: #0E5A66; stroke: #FFFFFF; stroke-width: 1.5; }
.chart .seat { fill: #0E5A66; }
.chart .hollow, .chart .apart { fill: #FFFFFF; stroke: #0E5A66; stroke-width: 2.2; }
.chart .slope { stroke: #0E5A66; stroke-width: 1.4; stroke-opacity: .6; }
.chart .middle { stroke: #9A6200; stroke-width: 2.6; }
.chart .arrow { fill: none; stroke: #4A5B60; stroke-width: 1.3; }
.chart .diamond { fill: #7A4D00; }
.chart .hidden-row, .chart .limit-far, .chart .half { fill: #E8ECEA; }
.chart .limit-near { fill: #DCEBEC; }
""".strip()
"""The light palette of tokens.css, which tests/web/test_report.py holds it to."""

MARGIN = 20.0
LETTER = 6.4
"""How wide one letter of 13 units is, roughly: enough to know where a line of words has to break."""


@dataclass(frozen=True)
class Form:
    """A chart of rows, in units of the viewBox. `strip` is how far below a row's top its interval lies; `letters`
    fit into a row's name."""

    width: float
    left: float
    right: float
    row: float
    strip: float
    top: float
    letters: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Mark:
    """One element of SVG: `kind` is its class, `words` what stands in it."""

    tag: str
    kind: str
    places: tuple[tuple[str, Place], ...]
    words: str = ""

    @property
    def markup(self) -> str:
        places = "".join(f' {name}="{_written(value)}"' for name, value in self.places)
        start = f'<{self.tag} class="{escape(self.kind)}"{places}'
        return f"{start}>{escape(self.words)}</{self.tag}>" if self.words else f"{start}/>"


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Mark:
    return Mark("line", kind, (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)))


def dot(kind: str, x: float, y: float, radius: float) -> Mark:
    return Mark("circle", kind, (("cx", x), ("cy", y), ("r", radius)))


def box(kind: str, x: float, y: float, width: float, height: float, *, round_by: float = 0.0) -> Mark:
    corner = (("rx", round_by),) if round_by else ()
    return Mark("rect", kind, (("x", x), ("y", y), ("width", width), ("height", height), *corner))


def shape(kind: str, path: str) -> Mark:
    return Mark("path", kind, (("d", path),))


def area(kind: str, points: str) -> Mark:
    return Mark("polygon", kind, (("points", points),))


def words(kind: str, x: float, y: float, text: str, *, anchor: Anchor = "start") -> Mark:
    return Mark("text", kind, (("x", x), ("y", y), ("text-anchor", anchor)), text)


def arrow(x: float, y: float, *, length: float = 22.0, right: bool = True) -> Mark:
    """An arrow from `x`, drawn because the fonts of files and paper have no sign for it."""
    way = 1 if right else -1
    tip = x + way * length
    head = f"M{_written(tip - way * 5)},{_written(y - 4)} L{_written(tip)},{_written(y)} "
    return shape(
        "arrow",
        f"M{_written(x)},{_written(y)} H{_written(tip)} {head}L{_written(tip - way * 5)},{_written(y + 4)}",
    )


@dataclass(frozen=True)
class Drawing:
    """`label` is the chart's claim, `description` a paragraph for people who do not see it."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    label: str
    description: str

    @property
    def inner(self) -> str:
        """The marks as SVG, every word escaped: safe to set into a page as it is."""
        return "".join(mark.markup for mark in self.marks)

    def svg(self) -> str:
        """A file of its own, with its colours in it and white behind it, up to its very edges: for paper."""
        return _file(self, (), 0, 0, margin=0)

    def svg_with(self, above: Iterable[str], below: Iterable[str]) -> str:
        """The same with a margin and with words over and under the drawing, broken into lines: the first of `above` is
        its title."""
        title, *more = [*above] or [""]
        heads = [*_lines("title", title, self.width, 8.4), *_broken(more, self.width)]
        foot = _broken(below, self.width)
        top, bottom = (20.0 * len(rows) + (12 if rows else 0) for rows in (heads, foot))
        marks = (*_set(heads, 14.0), *_set(foot, top + self.height + 26))
        return _file(self, marks, top, bottom, margin=MARGIN)


def _file(drawing: Drawing, marks: Iterable[Mark], top: float, bottom: float, *, margin: float) -> str:
    width, height = drawing.width + 2 * margin, drawing.height + top + bottom + 2 * margin
    words_of = "".join(mark.markup for mark in marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'viewBox="{_written(-margin)} {_written(-margin)} {_written(width)} {_written(height)}" '
        f'width="{_written(width)}" height="{_written(height)}">'
        f"<title>{escape(drawing.label)}</title><desc>{escape(drawing.description)}</desc><style>{INK}</style>"
        f"{box('paper', -margin, -margin, width, height).markup}{words_of}"
        f'<g transform="translate(0 {_written(top)})">{drawing.inner}</g></svg>'
    )


def _broken(paragraphs: Iterable[str], width: float) -> list[tuple[str, str]]:
    return [row for text in paragraphs for row in _lines("muted", text, width, LETTER)]


def _lines(kind: str, text: str, width: float, letter: float) -> list[tuple[str, str]]:
    return [(kind, row) for row in wrap(text, max(20, int(width / letter)))]


def _set(rows: Iterable[tuple[str, str]], top: float) -> list[Mark]:
    return [words(kind, 0, top + 20 * i, row) for i, (kind, row) in enumerate(rows)]


def _written(value: Place) -> str:
    """A place to a tenth of a unit, as briefly as it can be written."""
    return escape(value) if isinstance(value, str) else f"{round(value, 1) + 0.0:g}"
