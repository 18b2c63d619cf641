"""One document and then the end: typst remembers some 160 MB of every workbook it has set, and only leaving frees them.

Started by `course.print.typesetting` as `python press.py TEMPLATE [png]`: JSON comes in, a PDF or a picture goes out.
"""

import sys
from pathlib import Path
from typing import Literal

import typst

HERE = Path(__file__).parent
DOTS_PER_INCH = 192.0
"""Of a picture: twice what a screen of 1x shows, so that it is sharp on the others and in a text."""


def press(template: str, document: str) -> bytes:
    """The PDF.

    Our fonts come first; those of the machine and of typst serve the scripts that ours have no letters for.

    The PDF is tagged for screen readers (PDF/UA-1). That standard refuses a letter that no font has, such as an emoji
    in somebody's note; then the same pages are made without its seal.
    """
    compiler = _compiler(template, document)
    try:
        return _pdf(compiler, "ua-1")
    except typst.TypstError:
        return _pdf(compiler, None)


def png(template: str, document: str) -> bytes:
    """The one page of this template as a picture."""
    made = _compiler(template, document).compile(format="png", ppi=DOTS_PER_INCH)
    assert isinstance(made, bytes)  # noqa: S101  (one page without an output file is always bytes)
    return made


def _compiler(template: str, document: str) -> typst.Compiler:
    return typst.Compiler(
        HERE / "templates" / f"{template}.typ",
        root=HERE / "templates",
        font_paths=[HERE / "fonts"],
        sys_inputs={"document": document},
    )


def _pdf(compiler: typst.Compiler, standard: Literal["ua-1"] | None) -> bytes:
    made = compiler.compile(format="pdf", pdf_standards=standard)
    assert isinstance(made, bytes)  # noqa: S101  (a PDF without an output file is always bytes)
    return made


if __name__ == "__main__":
    make = png if sys.argv[2:] == ["png"] else press
    sys.stdout.buffer.write(make(sys.argv[1], sys.stdin.buffer.read().decode()))
