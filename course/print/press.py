"""One document and then the end: typst remembers some 160 MB of every workbook it has set, and only leaving frees them.

Started by `course.print.typesetting` as `python press.py TEMPLATE`: JSON comes in, a PDF goes out.
"""

import sys
from pathlib import Path
from typing import Literal

import typst

HERE = Path(__file__).parent


def press(template: str, document: str) -> bytes:
    """Our fonts come first; those of the machine and of typst serve the scripts that ours have no letters for.

    The PDF is tagged for screen readers (PDF/UA-1). That standard refuses a letter that no font has, such as an emoji
    in somebody's note; then the same pages are made without its seal.
    """
    compiler = typst.Compiler(
        HERE / "templates" / f"{template}.typ",
        root=HERE / "templates",
        font_paths=[HERE / "fonts"],
        sys_inputs={"document": document},
    )
    try:
        return _pdf(compiler, "ua-1")
    except typst.TypstError:
        return _pdf(compiler, None)


def _pdf(compiler: typst.Compiler, standard: Literal["ua-1"] | None) -> bytes:
    made = compiler.compile(format="pdf", pdf_standards=standard)
    assert isinstance(made, bytes)  # noqa: S101  (a PDF without an output file is always bytes)
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(press(sys.argv[1], sys.stdin.buffer.read().decode()))
